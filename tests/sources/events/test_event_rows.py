"""Packed files, torn lines, wrong encodings: every line is either a row or told."""

from __future__ import annotations

import gzip
import zipfile
from pathlib import Path

import pytest

from detente.errors import SourceError
from detente.sources.events.rows import LONGEST_LINE, Block, blocks, parse


def lines_of(path: Path, size: int = 1 << 20) -> list[bytes]:
    return [
        line
        for _, found in blocks(path, size=size)
        for b in found
        for line in b.data.split(b"\n")[:-1]
    ]


def first_block(path: Path) -> Block:
    for _, found in blocks(path):
        return next(found)
    raise AssertionError("nothing in the file")


TEXT = b"a\tb\nc\td\ne\tf"


@pytest.mark.parametrize("size", [1, 3, 7, 100])
@pytest.mark.parametrize("packed", ["plain", "gzip", "zip"])
def test_the_same_lines_however_packed_and_cut(tmp_path: Path, packed: str, size: int) -> None:
    path = tmp_path / "rows"
    if packed == "plain":
        path.write_bytes(TEXT)
    elif packed == "gzip":
        path.write_bytes(gzip.compress(TEXT))
    else:
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("../../rows.CSV", TEXT)  # a name is never a path
    assert lines_of(path, size) == [b"a\tb", b"c\td", b"e\tf"]
    assert [p.name for p in tmp_path.iterdir()] == ["rows"]


def test_members_of_a_zip_come_in_order_of_name(tmp_path: Path) -> None:
    path = tmp_path / "two.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("b.tab", b"second\n")
        archive.writestr("a.tab", b"first\n")
    names = [(name.rpartition(":")[2], next(found).data) for name, found in blocks(path)]
    assert names == [("a.tab", b"first\n"), ("b.tab", b"second\n")]


def test_line_numbers_go_on_over_blocks(tmp_path: Path) -> None:
    path = tmp_path / "rows"
    path.write_bytes(b"".join(b"%d\tx\n" % n for n in range(1, 1001)))
    for _, found in blocks(path, size=64):
        for block in found:
            frame = parse(block, [2]).rows[2]
            assert frame["c0"].cast(int).to_list() == frame["line"].to_list()


# the file, what is said of it
BROKEN = [
    (gzip.compress(TEXT * 1000, mtime=0)[:-40], "broken packed file"),  # cut short
    (b"PK\x03\x04 no zip at all", "broken packed file"),
    ("a\tb\n".encode("utf-16"), "UTF-16"),
]


@pytest.mark.parametrize(("data", "said"), BROKEN)
def test_a_broken_file_is_a_source_error(tmp_path: Path, data: bytes, said: str) -> None:
    path = tmp_path / "broken"
    path.write_bytes(data)
    with pytest.raises(SourceError, match=said):
        lines_of(path)


def test_a_file_that_unfolds_without_end_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "bomb.gz"
    with gzip.open(path, "wb") as out:
        for _ in range(300):
            out.write(bytes(1 << 20))
    with pytest.raises(SourceError, match="unfolds to more than"):
        for _ in lines_of(path):
            pass


def test_torn_lines_are_handed_back_as_they_stand(tmp_path: Path) -> None:
    path = tmp_path / "rows"
    path.write_bytes(b"a\tb\r\ntorn\n\nc\td\te\n\tf\n")
    parsed = parse(first_block(path), [2])
    assert parsed.rows[2].rows() == [("a", "b", 1), ("", "f", 5)]
    assert parsed.torn.rows() == [
        (2, "not 2 columns", "torn"),
        (4, "not 2 columns", "c\td\te"),
    ]
    assert parsed.lines == 4  # a blank line is no row


def test_quotes_and_stray_returns_stay_in_their_cells(tmp_path: Path) -> None:
    path = tmp_path / "rows"
    path.write_bytes(b'"a\tb"\nc\r1\td\n')
    assert parse(first_block(path), [2]).rows[2].rows() == [('"a', 'b"', 1), ("c\r1", "d", 2)]


def test_lines_that_are_not_utf8_are_read_as_western_and_counted(tmp_path: Path) -> None:
    path = tmp_path / "rows"
    path.write_bytes("Müller\tö\n".encode() + "Müller\t“ö”\n".encode("cp1252") + b"\x81\tx\n")
    parsed = parse(first_block(path), [2])
    assert parsed.rows[2]["c0"].to_list() == ["Müller", "Müller", "\x81"]
    assert parsed.rows[2]["c1"].to_list() == ["ö", "“ö”", "x"]
    assert parsed.recoded == 2


@pytest.mark.parametrize("size", [1 << 16, 1 << 22])
def test_a_line_without_end_is_one_row_left_out(tmp_path: Path, size: int) -> None:
    path = tmp_path / "rows"
    path.write_bytes(b"a\tb\n" + b"x" * (LONGEST_LINE + (1 << 20)) + b"\nc\td\n")
    got, torn = [], []
    for _, found in blocks(path, size=size):
        for block in found:
            parsed = parse(block, [2])
            got += parsed.rows[2]["c0"].to_list() if parsed.rows else []
            torn += parsed.torn["line"].to_list()
    assert (got, torn) == (["a", "c"], [2])
