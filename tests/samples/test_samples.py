"""The sample articles are complete, dated, of a readable length and accounted for."""

import re
from datetime import date
from pathlib import Path

import pytest

from detente.samples import provenance_path, sample_paths

HEADERS = ("Title", "Published", "Dateline", "Publisher", "Agency")
PATHS = sample_paths()


def split(path: Path) -> tuple[dict[str, str], str]:
    head, body = path.read_text(encoding="utf-8").split("\n\n", 1)
    header: dict[str, str] = {}
    for line in head.splitlines():
        name, value = line.split(": ", 1)
        header[name] = value
    return header, body


def provenance_rows() -> dict[str, str]:
    text = provenance_path().read_text(encoding="utf-8")
    return dict(re.findall(r"^\| `([^`]+\.txt)` \| (.+) \|$", text, flags=re.MULTILINE))


def test_there_are_enough_to_show_a_decade() -> None:
    years = {path.name[:4] for path in PATHS}
    assert len(PATHS) >= 40
    assert years >= {"2016", "2017", "2018", "2019", "2020", "2022", "2023", "2024", "2025", "2026"}


@pytest.mark.parametrize("path", PATHS, ids=lambda path: path.stem)
def test_header_is_complete_and_in_order(path: Path) -> None:
    header, _ = split(path)
    assert tuple(header) == HEADERS
    assert all(value.strip() for value in header.values())


@pytest.mark.parametrize("path", PATHS, ids=lambda path: path.stem)
def test_published_is_the_day_in_the_name(path: Path) -> None:
    header, _ = split(path)
    published = date.fromisoformat(header["Published"])
    assert 2016 <= published.year <= 2026
    assert path.name.startswith(header["Published"])


@pytest.mark.parametrize("path", PATHS, ids=lambda path: path.stem)
def test_body_is_a_short_dispatch_of_single_line_paragraphs(path: Path) -> None:
    _, body = split(path)
    paragraphs = body.strip().split("\n\n")
    assert 120 <= len(body.split()) <= 260
    assert len(paragraphs) >= 4
    assert not any("\n" in paragraph for paragraph in paragraphs)


def test_titles_are_unique() -> None:
    titles = [split(path)[0]["Title"] for path in PATHS]
    assert len(set(titles)) == len(titles)


def test_provenance_lists_each_file_and_no_other() -> None:
    assert set(provenance_rows()) == {path.name for path in PATHS}


def test_near_copies_are_marked_and_share_most_paragraphs_with_their_original() -> None:
    copies = {name: row for name, row in provenance_rows().items() if "near-copy of" in row}
    folder = PATHS[0].parent
    assert len(copies) == 3
    assert set(copies) == {path.name for path in PATHS if path.stem.endswith("-copy")}
    for name, row in copies.items():
        found = re.search(r"near-copy of `([^`]+)`", row)
        assert found is not None
        header, body = split(folder / name)
        original_header, original_body = split(folder / found[1])
        words, original_words = set(body.split()), set(original_body.split())
        assert len(words & original_words) / len(words) > 0.85
        assert header["Publisher"] != original_header["Publisher"]
        assert header["Agency"] == original_header["Agency"]
