"""Good input is read as it stands; bad input is named, and the rest goes on."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from detente.errors import SourceError
from detente.records import Article
from detente.sources import load_articles

GOOD = "The minister of Kenya met the envoy of Peru on Friday, and they agreed to meet again in the spring."


def load(*paths: Path | str, **more: object) -> tuple[list[Article], list[str]]:
    errors: list[str] = []
    articles = list(
        load_articles(
            [str(p) for p in paths],
            on_error=lambda e: errors.append(str(e)),
            on_warning=lambda e: errors.append(f"odd: {e}"),
            **more,  # type: ignore[arg-type]
        )
    )
    return articles, errors


def file(folder: Path, name: str, content: str | bytes) -> Path:
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def test_plain_text_is_the_body_untouched(tmp_path: Path) -> None:
    text = f"  {GOOD}\n\nSecond paragraph.\n"
    (article,), errors = load(file(tmp_path, "a.txt", text))
    assert (article.text, errors) == (text, [])


def test_a_header_gives_title_date_and_agency(tmp_path: Path) -> None:
    head = "Title: Ports\nPublished: 2024-05-01\nDateline: LIMA\nAgency: Harbour\n\n"
    (article,), _ = load(file(tmp_path, "a.txt", head + GOOD))
    assert (article.title, article.published, article.dateline, article.agency, article.text) == (
        "Ports",
        "2024-05-01",
        "LIMA",
        "Harbour",
        GOOD,
    )


def test_agency_and_dateline_are_recognised(tmp_path: Path) -> None:
    (article,), _ = load(file(tmp_path, "a.txt", f"LIMA, May 1 (Reuters) - {GOOD}"))
    assert (article.dateline, article.agency) == ("LIMA", "Reuters")


def test_json_lines_name_the_broken_ones(tmp_path: Path) -> None:
    lines = [
        json.dumps({"id": "1", "text": GOOD, "published": "2024-05-01"}),
        "{broken",
        json.dumps({"id": "2"}),
        json.dumps(["no object"]),
        json.dumps({"id": "3", "text": GOOD, "published": "0000-00-00"}),
        json.dumps({"id": "4", "text": 5}),
    ]
    path = file(tmp_path, "a.jsonl", "\n".join(lines))
    articles, errors = load(path)
    assert [a.id for a in articles] == ["1", "3"]
    assert [e.split(": ")[0].removeprefix(f"{path}:") for e in errors if "odd" not in e] == [
        "2",
        "3",
        "4",
        "6",
    ]
    assert any(f"odd: {path}:5: '0000-00-00' is no date" in e for e in errors)
    assert articles[1].published is None


def test_a_page_without_its_scripts(tmp_path: Path) -> None:
    body = "".join(f"<p>{GOOD} That was paragraph {i} of the story.</p>" for i in range(6))
    page = (
        "<html><head><title>Ports</title><script>var text = 'alert()';</script></head><body><nav>menu</nav>"
        f"<article><h1>Ports</h1>{body}</article><script>document.write('evil')</script></body></html>"
    )
    (article,), errors = load(file(tmp_path, "a.html", page))
    assert errors == []
    assert "evil" not in article.text
    assert "alert" not in article.text
    assert article.text.count("minister of Kenya") == 6


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("empty.txt", b"", "the file is empty"),
        ("blank.txt", b" \n\t\n", "the file is empty"),
        ("binary.txt", bytes(range(256)) * 20, "a binary file"),
        ("latin.txt", GOOD.encode() + "\nCafé".encode("latin-1"), "latin.txt:2: not UTF-8 at byte"),
        ("big.txt", b"The ministers of the two met. " * 800_000, "MB is more than"),
        (
            "german.txt",
            ("Der Minister traf den Botschafter und sprach lange mit ihm. " * 9).encode(),
            "not in English",
        ),
        ("korean.txt", ("한국 대통령은 중국 주석을 만났다. " * 9).encode(), "not in English"),
        ("empty.html", b"<html><body></body></html>", "no article text"),
        ("broken.json", b"{", "broken JSON"),
        ("deep.json", b"[" * 100_000, "broken JSON"),
        ("long.json", b'{"text": "x", "n": ' + b"9" * 5_000 + b"}", "thousands of digits"),
        ("long.jsonl", b'{"text": "x", "n": ' + b"9" * 5_000 + b"}", "thousands of digits"),
        ("none.json", b"[]", "an empty list"),
    ],
)
def test_bad_input_is_named_and_the_rest_goes_on(
    tmp_path: Path, name: str, content: bytes, message: str
) -> None:
    good = file(tmp_path, "good.txt", GOOD)
    articles, errors = load(file(tmp_path, name, content), good)
    assert [a.text for a in articles] == [GOOD]
    assert len(errors) == 1
    assert message in errors[0]
    assert name in errors[0]


def test_a_missing_file_and_an_empty_folder(tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    articles, errors = load(tmp_path / "none.txt", tmp_path / "folder")
    assert articles == []
    assert "no such file" in errors[0]
    assert "no .txt" in errors[1]


def test_what_else_lies_in_a_folder_is_told_once(tmp_path: Path) -> None:
    for name in (
        "a.txt",
        "b.pdf",
        "c.PDF",
        "inner/d.jpg",
        "inner/README",
        "inner/e.txt",
        ".hidden",
    ):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        file(tmp_path, name, GOOD)
    articles, told = load(tmp_path)
    assert len(articles) == 2
    assert told == [f"odd: {tmp_path}: passed over: 4 of another type (2 .pdf, 1 README, 1 .jpg)"]


def test_marks_of_other_scripts_are_kept(tmp_path: Path) -> None:
    text = f"\u200f\u200b{GOOD}\u202e"
    (article,), _ = load(file(tmp_path, "a.txt", text))
    assert article.text == text


def test_standard_input_is_told_apart() -> None:
    line = json.dumps({"id": "7", "text": GOOD})
    assert load("-", stdin=io.BytesIO(line.encode()))[0][0].id == "7"
    assert load("-", stdin=io.BytesIO(GOOD.encode()))[0][0].text == GOOD


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=300) | st.text(max_size=300).map(lambda t: t.encode("utf-8", "replace")))
def test_no_bytes_break_it(raw: bytes) -> None:
    errors: list[SourceError] = []
    for article in load_articles(["-"], on_error=errors.append, stdin=io.BytesIO(raw)):
        assert article.text
