"""Load articles from files: ``.txt``, ``.html``, ``.jsonl``, ``.json``, folders, standard input.

One bad input never stops the rest: it is handed to ``on_error`` and passed over.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, BinaryIO

from detente.errors import SourceError
from detente.records import Article
from detente.sources.article import make_article
from detente.sources.check import MAX_BYTES, decode

_LINES = {".jsonl", ".ndjson"}
_PAGES = {".html", ".htm", ".xhtml"}
_KNOWN = {".txt", ".text", ".md", ".json", *_LINES, *_PAGES}
_HEADER = re.compile(
    r"(?:\ufeff)?(?:(?:Title|Published|Dateline|Publisher|Agency|Url|Id): ?[^\n]*\n)+\n",
    re.IGNORECASE,
)

OnError = Callable[[SourceError], None]


def load_articles(
    paths: Sequence[str],
    *,
    on_error: OnError,
    on_warning: OnError | None = None,
    published: str | None = None,
    stdin: BinaryIO | None = None,
) -> Iterator[Article]:
    """Yield the articles of files, folders and ``-`` (standard input), in order.

    Args:
        paths: What to read; folders are walked in order of name.
        on_error: Told of each input that cannot be read.
        on_warning: Told of what is odd but read all the same.
        published: Date for articles that carry none.
        stdin: Where ``-`` reads from.
    """
    for path in paths:
        try:
            if path == "-":
                raw = (stdin or sys.stdin.buffer).read()
                yield from _from_bytes(raw, "-", "", on_error, on_warning, published)
            else:
                yield from _from_path(Path(path), on_error, on_warning, published)
        except SourceError as error:
            on_error(error)


def _from_path(
    path: Path, on_error: OnError, on_warning: OnError | None, published: str | None
) -> Iterator[Article]:
    if path.is_dir():
        inside = sorted(p for p in path.rglob("*") if p.suffix.lower() in _KNOWN and p.is_file())
        if not inside:
            raise SourceError(str(path), "no .txt, .html, .json or .jsonl file in this folder")
        for one in inside:
            try:
                yield from _from_path(one, on_error, on_warning, published)
            except SourceError as error:
                on_error(error)
        return
    try:
        size = path.stat().st_size
        lines = path.suffix.lower() in _LINES
        if size > MAX_BYTES and not lines:
            raise SourceError(
                str(path), f"{size / 1e6:.0f} MB is more than one article may have; split it"
            )
        if lines:
            yield from _stream(path, on_error, on_warning, published)
            return
        raw = path.read_bytes()
    except FileNotFoundError:
        raise SourceError(str(path), "no such file") from None
    except OSError as error:
        raise SourceError(str(path), error.strerror or "cannot be read") from None
    suffix = path.suffix.lower()
    yield from _from_bytes(raw, str(path), suffix, on_error, on_warning, published)


def _stream(
    path: Path, on_error: OnError, on_warning: OnError | None, published: str | None
) -> Iterator[Article]:
    """Read JSON lines one by one, so that a file may be larger than memory."""
    found = False
    with path.open("rb") as lines:
        for number, raw in enumerate(lines, 1):
            if raw.strip():
                found = True
                yield from _line(raw, f"{path}:{number}", on_error, on_warning, published)
    if not found:
        raise SourceError(str(path), "the file is empty; nothing to read")


def _line(
    raw: bytes, source: str, on_error: OnError, on_warning: OnError | None, published: str | None
) -> Iterator[Article]:
    try:
        row = _json(decode(raw, source), source)
        yield make_article(row, source, published=published, on_warning=on_warning)
    except SourceError as error:
        # the line is in ``source`` already
        on_error(SourceError(source, error.reason))


def _json(text: str, source: str) -> dict[str, Any]:
    try:
        row = json.loads(text)
    except (json.JSONDecodeError, RecursionError) as error:
        raise SourceError(
            source, f"broken JSON: {getattr(error, 'msg', 'nested too deep')}"
        ) from None
    if not isinstance(row, dict):
        raise SourceError(source, f"a JSON {type(row).__name__}, not an object with a text")
    return _no_surrogates(row)


def _no_surrogates(row: dict[str, Any]) -> dict[str, Any]:
    """Replace halves of surrogate pairs, which no file can hold, by the replacement character."""
    return {
        k: re.sub(r"[\ud800-\udfff]", "\ufffd", v) if isinstance(v, str) else v
        for k, v in row.items()
    }


def _from_bytes(
    raw: bytes,
    source: str,
    suffix: str,
    on_error: OnError,
    on_warning: OnError | None,
    published: str | None,
) -> Iterator[Article]:
    text = decode(raw, source)
    if suffix == "":
        suffix = _sniffed(text)
    if suffix in _PAGES:
        from detente.sources.page import read_page

        yield make_article(
            read_page(text, source), source, published=published, on_warning=on_warning
        )
    elif suffix in _LINES:
        for number, line in enumerate(text.split("\n"), 1):
            if line.strip():
                yield from _line(
                    line.encode("utf-8", "surrogatepass"),
                    f"{source}:{number}",
                    on_error,
                    on_warning,
                    published,
                )
    elif suffix == ".json":
        yield from _json_file(text, source, on_error, on_warning, published)
    else:
        yield make_article(_header(text), source, published=published, on_warning=on_warning)


def _sniffed(text: str) -> str:
    """Tell what standard input holds: JSON lines, a page or plain text."""
    head = text.lstrip()[:200].lower()
    if head.startswith("{"):
        return ".jsonl"
    if head.startswith(("<!doctype html", "<html", "<?xml")):
        return ".html"
    return ".txt"


def _json_file(
    text: str, source: str, on_error: OnError, on_warning: OnError | None, published: str | None
) -> Iterator[Article]:
    try:
        rows = json.loads(text)
    except (json.JSONDecodeError, RecursionError) as error:
        line = getattr(error, "lineno", 1)
        raise SourceError(f"{source}:{line}", "broken JSON") from None
    for number, row in enumerate(rows if isinstance(rows, list) else [rows]):
        try:
            if not isinstance(row, dict):
                raise SourceError(source, "not an object with a text")
            yield make_article(
                _no_surrogates(row), source, published=published, on_warning=on_warning
            )
        except SourceError as error:
            on_error(SourceError(f"{source}[{number}]", error.reason))


def _header(text: str) -> dict[str, str]:
    """Split the lines ``Title:``, ``Published:`` ... before the first blank line from the body."""
    plain = text.replace("\r\n", "\n")
    match = _HEADER.match(plain)
    if match is None:
        return {"text": plain}
    fields = {"text": plain[match.end() :]}
    for line in match.group().strip().split("\n"):
        key, _, value = line.partition(":")
        fields[key.strip("\ufeff ").lower()] = value.strip()
    return fields
