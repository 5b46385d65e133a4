"""Load articles from files: text, HTML, JSON lines, WARC, folders, patterns and standard input.

One bad input never stops the rest: it is handed to ``on_error`` and passed over.
"""

from __future__ import annotations

import glob
import io
import re
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, BinaryIO

from detente.errors import SourceError
from detente.records import Article
from detente.sources.article import make_article
from detente.sources.check import MAX_BYTES, decode
from detente.sources.folder import LINES, PAGES, look_in
from detente.sources.json_text import json_fields, json_rows
from detente.sources.warc import is_warc, read_warc

_HEADER = re.compile(
    r"(?:\ufeff)?(?:(?:Title|Published|Dateline|Publisher|Agency|Url|Id): ?[^\n]*\n)+\n",
    re.IGNORECASE,
)

_WARC_BEGINS = (b"WARC/", b"\x1f\x8b")

OnError = Callable[[SourceError], None]
#: An article, and the page that it was taken from, when it was one.
Loaded = tuple[Article, bytes | None]


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
    found = load_originals(
        paths, on_error=on_error, on_warning=on_warning, published=published, stdin=stdin
    )
    return (article for article, _ in found)


def load_originals(
    paths: Sequence[str],
    *,
    on_error: OnError,
    on_warning: OnError | None = None,
    published: str | None = None,
    stdin: BinaryIO | None = None,
) -> Iterator[Loaded]:
    """Yield articles as :func:`load_articles` does, each with the bytes of its page, if it was one."""
    for path in _expanded(paths, on_error):
        try:
            if path == "-":
                stream = stdin or sys.stdin.buffer
                yield from _from_stdin(stream, on_error, on_warning, published)
            else:
                yield from _from_path(Path(path), on_error, on_warning, published)
        except SourceError as error:
            on_error(error)


def _expanded(paths: Sequence[str], on_error: OnError) -> Iterator[str]:
    """Yield paths, with the files that a pattern stands for in its place."""
    for path in paths:
        if path == "-" or not glob.has_magic(path) or Path(path).exists():
            yield path
            continue
        found = sorted(glob.glob(path, recursive=True))  # noqa: PTH207 - the pattern may be absolute
        if not found:
            on_error(SourceError(path, "no file matches this pattern"))
        yield from found


def _from_path(
    path: Path, on_error: OnError, on_warning: OnError | None, published: str | None
) -> Iterator[Loaded]:
    if path.is_dir():
        yield from _from_folder(path, on_error, on_warning, published)
        return
    try:
        size = path.stat().st_size
        if is_warc(path.name):
            with path.open("rb") as archive:
                yield from read_warc(
                    archive,
                    str(path),
                    on_error=on_error,
                    on_warning=on_warning,
                    published=published,
                )
            return
        lines = path.suffix.lower() in LINES
        if size > MAX_BYTES and not lines:
            raise SourceError(
                str(path), f"{size / 1e6:.0f} MB is more than one article may have; split it"
            )
        if lines:
            with path.open("rb") as stream:
                yield from _stream(stream, str(path), on_error, on_warning, published)
            return
        raw = path.read_bytes()
    except FileNotFoundError:
        raise SourceError(str(path), "no such file") from None
    except OSError as error:
        raise SourceError(str(path), error.strerror or "cannot be read") from None
    suffix = path.suffix.lower()
    yield from _from_bytes(raw, str(path), suffix, on_error, on_warning, published)


def _from_folder(
    folder: Path, on_error: OnError, on_warning: OnError | None, published: str | None
) -> Iterator[Loaded]:
    inside = look_in(folder)
    for closed in inside.closed:
        on_error(closed)
    if not inside.files and not inside.closed:
        raise SourceError(str(folder), "no .txt, .html, .json, .jsonl or .warc file in this folder")
    for path in inside.files:
        try:
            yield from _from_path(path, on_error, on_warning, published)
        except SourceError as error:
            on_error(error)
    if on_warning is not None and (told := inside.passed_over()):
        on_warning(SourceError(str(folder), told))


def _from_stdin(
    stream: BinaryIO, on_error: OnError, on_warning: OnError | None, published: str | None
) -> Iterator[Loaded]:
    """Read standard input: lines and archives piece by piece, anything else up to a limit."""
    head = stream.read(4_096)
    whole = io.BufferedReader(_Again(head, stream))
    if head.startswith(_WARC_BEGINS):
        with tempfile.TemporaryFile() as archive:  # archives are read back and forth
            shutil.copyfileobj(whole, archive)
            archive.seek(0)
            yield from read_warc(
                archive, "-", on_error=on_error, on_warning=on_warning, published=published
            )
    elif head.removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"{"):
        yield from _stream(whole, "-", on_error, on_warning, published)
    else:
        yield from _from_bytes(whole.read(MAX_BYTES + 1), "-", "", on_error, on_warning, published)


class _Again(io.RawIOBase):
    """A stream whose beginning was read already, from its beginning."""

    def __init__(self, head: bytes, rest: BinaryIO) -> None:
        self._head = head
        self._rest = rest

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        piece = self._head[: len(buffer)] or self._rest.read(len(buffer))
        self._head = self._head[len(buffer) :]
        buffer[: len(piece)] = piece
        return len(piece)


def _stream(
    stream: BinaryIO,
    name: str,
    on_error: OnError,
    on_warning: OnError | None,
    published: str | None,
) -> Iterator[Loaded]:
    """Read JSON lines one by one, so that a file, or a line, may be larger than memory."""
    found = False
    number = 0
    while raw := stream.readline(MAX_BYTES + 1):
        number += 1
        source = f"{name}:{number}"
        if len(raw) > MAX_BYTES and not raw.endswith(b"\n"):
            found = True
            while (more := stream.readline(MAX_BYTES)) and not more.endswith(b"\n"):
                pass
            on_error(SourceError(source, f"the line is longer than {MAX_BYTES / 1e6:.0f} MB"))
        elif raw.strip():
            found = True
            yield from _line(raw, source, on_error, on_warning, published)
    if not found:
        raise SourceError(name, "the file is empty; nothing to read")


def _line(
    raw: bytes, source: str, on_error: OnError, on_warning: OnError | None, published: str | None
) -> Iterator[Loaded]:
    try:
        row = json_fields(decode(raw, source), source)
        yield make_article(row, source, published=published, on_warning=on_warning), None
    except SourceError as error:
        # the line is in ``source`` already
        on_error(SourceError(source, error.reason))


def _from_bytes(
    raw: bytes,
    source: str,
    suffix: str,
    on_error: OnError,
    on_warning: OnError | None,
    published: str | None,
) -> Iterator[Loaded]:
    text = decode(raw, source)
    if suffix == "":
        suffix = _sniffed(text)
    if suffix in PAGES:
        from detente.sources.page import read_page

        article = make_article(
            read_page(text, source), source, published=published, on_warning=on_warning
        )
        yield article, raw
    elif suffix in LINES:
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
        for where, row in json_rows(text, source):
            try:
                if isinstance(row, SourceError):
                    raise row
                yield make_article(row, where, published=published, on_warning=on_warning), None
            except SourceError as error:
                on_error(SourceError(where, error.reason))
    else:
        article = make_article(_header(text), source, published=published, on_warning=on_warning)
        yield article, None


def _sniffed(text: str) -> str:
    """Tell what standard input holds: JSON lines, a page or plain text."""
    head = text.lstrip()[:200].lower()
    if head.startswith("{"):
        return ".jsonl"
    if head.startswith(("<!doctype html", "<html", "<?xml")):
        return ".html"
    return ".txt"


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
