"""Cutting files into shards and reading their units back; nothing is read of what they say."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest
from bulk_files import lines, page, response, samples

from detente.engine.bulk_shards import Terms, Unit, cut, files_of, kind_of, units_of
from detente.errors import SourceError
from detente.sources.check import MAX_BYTES

TERMS = Terms(reader="1")


def shards_and_units(path: Path, units: int) -> tuple[list[list[str]], list[Unit]]:
    shards = list(cut(path, TERMS, units=units))
    found = [list(units_of(shard)) for shard in shards]
    return [[u.source for u in one] for one in found], [u for one in found for u in one]


@pytest.mark.parametrize(
    ("content", "sources"),
    [
        # as it should be
        (b'{"a":1}\n{"a":2}\n{"a":3}\n', [["x.jsonl:1", "x.jsonl:2"], ["x.jsonl:3"]]),
        # the last line is not ended
        (b'{"a":1}\n{"a":2}', [["x.jsonl:1", "x.jsonl:2"]]),
        # blank lines count, so that numbers are those of an editor, and are no units
        (b'\n{"a":1}\n  \n{"a":2}\n', [["x.jsonl:2"], ["x.jsonl:4"]]),
        # lines ended as on Windows
        (b'{"a":1}\r\n{"a":2}\r\n', [["x.jsonl:1", "x.jsonl:2"]]),
    ],
)
def test_lines_are_numbered_as_in_the_file(
    tmp_path: Path, content: bytes, sources: list[list[str]]
) -> None:
    path = tmp_path / "x.jsonl"
    path.write_bytes(content)
    found, units = shards_and_units(path, 2)
    assert found == sources
    told = b"".join(u.raw for u in units if isinstance(u.raw, bytes))
    assert told.split() == content.split()


def test_a_line_longer_than_an_article_may_be_is_one_bad_unit(tmp_path: Path) -> None:
    path = tmp_path / "x.jsonl"
    path.write_bytes(b"a\n" + b"b" * (2 * MAX_BYTES) + b"\nc\n")
    sources, units = shards_and_units(path, 10)
    assert sources == [["x.jsonl:1", "x.jsonl:2", "x.jsonl:3"]]
    assert isinstance(units[1].raw, SourceError)
    assert (units[0].raw, units[2].raw) == (b"a\n", b"c\n")


def test_names_follow_content_and_terms_and_not_the_place(tmp_path: Path) -> None:
    one, other = tmp_path / "one.jsonl", tmp_path / "folder" / "other.jsonl"
    other.parent.mkdir()
    for path in (one, other):
        path.write_bytes(b"a\nb\nc\n")
    names = [s.name for s in cut(one, TERMS, units=2)]
    assert [s.name for s in cut(other, TERMS, units=2)] == names
    assert len(set(names)) == 2
    for terms in (
        Terms(reader="2"),
        Terms(reader="1", voices="all"),
        Terms(reader="1", published="2026-01-01"),
    ):
        assert not {s.name for s in cut(one, terms, units=2)} & set(names)


def test_a_grown_file_keeps_the_names_of_its_full_shards(tmp_path: Path) -> None:
    path = tmp_path / "x.jsonl"
    path.write_bytes(b"a\nb\nc\n")
    before = [s.name for s in cut(path, TERMS, units=2)]
    path.write_bytes(b"a\nb\nc\nd\ne\n")
    after = [s.name for s in cut(path, TERMS, units=2)]
    assert after[0] == before[0]
    assert before[1] not in after


def test_a_file_changed_after_it_was_cut_is_not_read(tmp_path: Path) -> None:
    path = tmp_path / "x.jsonl"
    path.write_bytes(b"a\nb\n")
    (shard,) = cut(path, TERMS)
    path.write_bytes(b"a\nB\n")
    with pytest.raises(SourceError, match="changed"):
        list(units_of(shard))


def test_rows_of_parquet_come_with_the_columns_that_are_read(tmp_path: Path) -> None:
    path = tmp_path / "x.parquet"
    day = pl.Series(["2026-01-02", None, "2026-01-04"]).str.to_date()
    pl.DataFrame({"text": ["a", "b", None], "published": day, "more": [1, 2, 3]}).write_parquet(
        path
    )
    sources, units = shards_and_units(path, 2)
    assert sources == [["x.parquet:1", "x.parquet:2"], ["x.parquet:3"]]
    assert [u.raw for u in units] == [
        {"published": "2026-01-02", "text": "a"},
        {"text": "b"},
        {"published": "2026-01-04"},
    ]


def test_responses_of_an_archive_are_told_by_where_they_start(tmp_path: Path) -> None:
    path = tmp_path / "x.warc.gz"
    records = [response(f"https://example.org/{a.id}", page(a).encode()) for a in samples(3)]
    path.write_bytes(b"".join(records))
    sources, _ = shards_and_units(path, 2)
    second, third = len(records[0]), len(records[0]) + len(records[1])
    assert sources == [["x.warc.gz#0", f"x.warc.gz#{second}"], [f"x.warc.gz#{third}"]]


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("x.jsonl", b"", "empty"),
        ("x.parquet", b"PAR1 and no more", "no Parquet file"),
        ("x.warc", b"plain words, no headers\r\n\r\n", "no web archive"),
        ("x.warc.gz", b"\x1f\x8b\x08\x00torn", "archive"),
    ],
)
def test_files_that_are_none_are_said_so(
    tmp_path: Path, name: str, content: bytes, told: str
) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(SourceError, match=told):
        list(cut(path, TERMS))


def test_parquet_without_a_text_says_what_it_has(tmp_path: Path) -> None:
    path = tmp_path / "x.parquet"
    pl.DataFrame({"body": ["a"]}).write_parquet(path)
    with pytest.raises(SourceError, match="body"):
        list(cut(path, TERMS))


def test_an_archive_that_breaks_off_gives_what_stands_before(tmp_path: Path) -> None:
    path = tmp_path / "x.warc.gz"
    records = [response(f"https://example.org/{a.id}", page(a).encode()) for a in samples(3)]
    records[2] = records[2][:100] + b"torn" * 20 + records[2][180:]
    path.write_bytes(b"".join(records))
    found = cut(path, TERMS, units=1)
    shards = [next(found) for _ in range(2)]
    with pytest.raises(SourceError, match="breaks off"):
        next(found)
    assert next(iter(units_of(shards[0]))).source == "x.warc.gz#0"


def test_folders_are_walked_and_each_file_comes_once(tmp_path: Path) -> None:
    for name in ("b.jsonl", "a.parquet", "deep/c.warc.gz", "note.txt"):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(b"x")
    errors: list[SourceError] = []
    given = [tmp_path, tmp_path / "b.jsonl", tmp_path / "note.txt", tmp_path / "gone.jsonl"]
    found = [p.name for p in files_of(given, on_error=errors.append)]
    assert found == ["a.parquet", "b.jsonl", "c.warc.gz"]
    assert [e.reason.split(";")[0][:12] for e in errors] == ["not a .jsonl", "no such file"]
    assert kind_of(tmp_path / "note.txt") is None


def test_lines_of_articles_are_those_given(tmp_path: Path) -> None:
    path = tmp_path / "x.jsonl"
    path.write_text(lines(samples(5)), "utf-8")
    sources, _ = shards_and_units(path, 2)
    assert [len(s) for s in sources] == [2, 2, 1]
