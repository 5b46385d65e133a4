"""Readers of articles: fields, JSON, text, pages, folders, agencies and look-alike letters."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path

from detente.record.matching import days_of
from detente.sources import load_originals
from detente.sources.article import make_article
from detente.sources.check import decode
from detente.sources.json_text import json_fields
from detente.sources.lookalikes import odd_words
from detente.sources.page import decode_page, plain_text
from detente.sources.publishers import agency_of_page, host_of, publisher_at
from fuzzing.reader import Heard, Reader, unheard, words_of
from fuzzing.samples import PAGE, lines, page, texts
from fuzzing.spoil import spoil_values

_ENDS = (".txt", ".jsonl", ".html", ".json", ".warc", ".pdf", "")


def article_readers(home: Path) -> Iterator[Reader]:
    """Yield the readers of articles."""
    heads = tuple(text[:900] for text in texts())
    yield Reader(name="fields of an article", sound=(*lines(), *heads), read=_fields)
    yield Reader(
        name="JSON lines",
        sound=tuple(b"\n".join(lines()[i : i + 3]) for i in range(8)),
        read=_loaded(home / "fuzz.jsonl"),
    )
    yield Reader(
        name="JSON files",
        sound=(b"[" + b",".join(lines()[:3]) + b"]", lines()[4]),
        read=_loaded(home / "fuzz.json"),
        spoil=spoil_values,
    )
    yield Reader(name="text files", sound=texts(), read=_loaded(home / "fuzz.txt"))
    yield Reader(
        name="pages", sound=(page(), PAGE.encode()), read=_loaded(home / "fuzz.html"), share=0.1
    )
    yield Reader(
        name="folders", sound=(page(), *lines()[:3], *heads[:3]), read=_folder(home), share=0.1
    )
    yield Reader(name="agencies and publishers", sound=_BYLINES, read=_agencies)
    yield Reader(name="look-alike letters", sound=_ODD, read=_odd)
    yield Reader(name="markup", sound=(page()[:800], b"<p>Lee &amp; Xi<br>met</p>"), read=_markup)


_BYLINES = (
    b"LIMA, May 1 (AP) - The minister met the envoy.\nReporting by Ann Lee; (Reuters)",
    b"By Ann Lee, Agence France-Presse\n\nThe minister met the envoy.\n\nWith inputs from Xinhua",
    b"https://www.reuters.com/world/1",
)
_ODD = (
    "Ch\u0456na and \u0420eru met in Lima (\u041c\u043e\u0441\u043a\u0432\u0430).".encode(),
    "Ｃｈｉｎａ gave 5 µm and 3 kΩ to Côte d'Ivoire.".encode(),
)


def _fields(raw: bytes) -> None:
    text = decode(raw, "fuzz")
    held = json_fields(text, "fuzz") if text[:1] == "{" else {"text": text}
    article = make_article(held, "fuzz", on_warning=unheard)
    assert article.text == held["text"]
    assert article.published is None or days_of(article.published)


def _loaded(file: Path) -> Callable[[bytes], None]:
    def read(raw: bytes) -> None:
        file.write_bytes(raw)
        heard = Heard()
        articles = list(
            load_originals(
                [str(file)], on_error=heard.errors.append, on_warning=heard.warnings.append
            )
        )
        ends = len(articles) + len(heard.errors)
        assert ends == _told(raw, file.suffix), (len(articles), heard.errors)
        for article, _ in articles:
            article.text.encode("utf-8")

    return read


def _told(raw: bytes, suffix: str) -> int:
    """Return how many articles and errors a file is to end in."""
    if suffix == ".jsonl":
        return max(1, sum(1 for line in raw.split(b"\n") if line.strip()))
    if suffix == ".json":
        try:
            rows = json.loads(decode(raw, "fuzz"))
        except Exception:  # then the file as a whole is refused
            return 1
        return max(1, len(rows)) if isinstance(rows, list) else 1
    return 1


def _folder(home: Path) -> Callable[[bytes], None]:
    """Return a reader of folders: the input is parted, the first byte of a part gives its name."""
    folder = home / "folder"
    folder.mkdir()

    def read(raw: bytes) -> None:
        for old in folder.iterdir():
            old.unlink()
        size = max(1, len(raw) // 3 + 1)
        parts = [raw[i : i + size] for i in range(0, len(raw), size)]
        kinds = {_ENDS[part[0] % len(_ENDS)] for part in parts}
        for part in parts:
            (folder / f"f{_ENDS[part[0] % len(_ENDS)]}").write_bytes(part)
        heard = Heard()
        articles = list(
            load_originals(
                [str(folder)], on_error=heard.errors.append, on_warning=heard.warnings.append
            )
        )
        told = " ".join(str(w) for w in (*heard.errors, *heard.warnings))
        names = {str(folder / f"f{kind}") for kind in kinds - {".pdf", ""}}
        assert all(name in told for name in names) or articles or not names, told
        if {".pdf", ""} & kinds and names:
            assert "of another type" in told, told

    return read


def _agencies(raw: bytes) -> None:
    text = words_of(raw)
    agency_of_page(text, authors=[text[:80]], tags=[text[80:120]])
    publisher_at(text)
    host_of(text)


def _odd(raw: bytes) -> None:
    text = words_of(raw)
    for odd in odd_words(text):
        assert odd.word in text
        assert odd.word != odd.latin


def _markup(raw: bytes) -> None:
    plain_text(decode_page(raw, "", "fuzz")).encode("utf-8")
