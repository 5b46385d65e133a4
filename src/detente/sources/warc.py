"""Articles from web archives: the pages of a WARC file, plain or compressed, by fastwarc.

Nothing is unpacked to disk; each record is read up to a limit, so an archive that unfolds into
gigabytes costs no more than one that does not. What becomes neither an article nor an error is
counted, and told once at the end.
"""

from __future__ import annotations

import zlib
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, BinaryIO, Literal

from detente.errors import SourceError
from detente.records import Article
from detente.sources.article import make_article
from detente.sources.check import MAX_BYTES
from detente.sources.page import decode_page, read_page

_PAGES = ("text/html", "application/xhtml+xml")
#: A page may be packed in several pieces, one behind the other.
_MOST_PIECES = 100

OnError = Callable[[SourceError], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Contents:
    """What became of the records of an archive; each is counted once.

    Attributes:
        articles: Pages that gave an article.
        failed: Pages that could not be read; each was told as an error.
        other_types: Answers of another type than a page, or of none: pictures, scripts.
        other_answers: Answers with another status than 200: moved, not found.
        other_records: Records of kinds that are not read: resource, revisit, conversion, continuation.
        unreadable: Records that cannot be understood, for their kind, length, status or header.
        aside: Records that hold no news: requests, metadata, the description of the archive.
    """

    articles: int = 0
    failed: int = 0
    other_types: int = 0
    other_answers: int = 0
    other_records: int = 0
    unreadable: int = 0
    aside: int = 0

    def passed_over(self) -> str:
        """Return in words what was passed over; empty when nothing was.

        >>> Contents(articles=9, other_types=12, unreadable=1).passed_over()
        'passed over: 12 of another type, 1 that cannot be read'
        """
        parts = (
            (self.other_types, "of another type"),
            (self.other_answers, "with another status than 200"),
            (self.other_records, "of a kind that is not read (resource, revisit, conversion)"),
            (self.unreadable, "that cannot be read"),
        )
        told = ", ".join(f"{count:,} {what}" for count, what in parts if count)
        return f"passed over: {told}" if told else ""


def is_warc(name: str) -> bool:
    """Tell by its name whether a file is a web archive."""
    return name.lower().endswith((".warc", ".warc.gz"))


def read_warc(
    stream: BinaryIO,
    source: str,
    *,
    on_error: OnError,
    on_warning: OnError | None = None,
    on_contents: Callable[[Contents], None] | None = None,
    published: str | None = None,
) -> Iterator[tuple[Article, bytes]]:
    """Yield the articles of an archive's pages, each with the page as it was sent.

    Responses of other types, and answers other than 200, are passed over. A page that says no date gets
    that of its capture.

    Args:
        stream: The archive.
        source: Its name, for messages.
        on_error: Told of each page that cannot be read.
        on_warning: Told of what is odd but read all the same, and at the end, in one message, how many
            records were passed over.
        on_contents: Told at the end what became of the records.
        published: Date for pages that carry none, instead of that of their capture.

    Raises:
        SourceError: When fastwarc is not installed, or the file is no archive.
    """
    counts: Counter[str] = Counter()
    broken: SourceError | None = None
    records = _records(stream, source)
    while True:
        try:
            record = next(records, None)
        except SourceError as error:
            broken = error
            break
        if record is None:
            break
        where = f"{source}#{record.stream_pos}"
        kind = _kind(record)
        if kind != "page":
            counts[kind] += 1
            continue
        try:
            page = _page(record, where)
            article = _article(*page, where, on_warning, published)
            if on_warning is not None and (why := record.headers.get("WARC-Truncated")):
                on_warning(SourceError(where, f"the crawl cut this page short ({why[:40]})"))
        except SourceError as error:
            counts["failed"] += 1
            on_error(error)
            continue
        counts["articles"] += 1
        yield article, page[0]
    contents = Contents(**counts)
    if on_warning is not None and (told := contents.passed_over()):
        on_warning(SourceError(source, told))
    if on_contents is not None:
        on_contents(contents)
    if broken is not None:
        raise broken
    if not counts.total() - counts["unreadable"]:
        raise SourceError(source, "no web archive (WARC), or an empty one")


def _records(stream: BinaryIO, source: str) -> Iterator[Any]:
    """Yield all records.

    Raises:
        SourceError: When fastwarc is not installed, or where the archive breaks off.
    """
    try:
        from fastwarc.warc import ArchiveIterator, WarcRecordType
    except ImportError:
        raise SourceError(
            source, "web archives want fastwarc; install it with: pip install 'detente[bulk]'"
        ) from None
    seen = 0
    try:
        # headers of answers are parsed one by one, so that a broken one costs no more than itself
        records = ArchiveIterator(stream, record_types=WarcRecordType.any_type, parse_http=False)
        for record in records:
            seen += 1
            yield record
    except BaseException as error:
        if not _is_fault(error):
            raise
        said = " ".join(str(error).split())[:120]
        raise SourceError(source, f"the archive breaks off after {seen} records ({said})") from None


def _is_fault(error: BaseException) -> bool:
    """Tell whether fastwarc met something broken; its panics are no Exceptions."""
    return isinstance(error, Exception) or type(error).__name__ == "PanicException"


_Kind = Literal["page", "aside", "other_types", "other_answers", "other_records", "unreadable"]


def _kind(record: Any) -> _Kind:
    """Return what a record is, from its headers; of an answer, parse those that it was sent with."""
    from fastwarc.warc import WarcRecordType as Type

    kind = record.record_type
    if kind in (Type.request, Type.metadata, Type.warcinfo):
        return "aside"
    if kind in (Type.resource, Type.revisit, Type.conversion, Type.continuation):
        return "other_records"
    length = record.headers.get("Content-Length") or ""
    if kind != Type.response or not (length.isascii() and length.strip().isdigit()):
        return "unreadable"
    if not record.is_http:
        return "other_types" if record.headers.get("Content-Type") else "unreadable"
    try:
        record.parse_http(auto_decode="transfer")
    except BaseException as error:
        if not _is_fault(error):
            raise
        return "unreadable"
    http = record.http_headers
    if http is None or http.status_code is None:
        return "unreadable"
    if http.status_code != 200:
        return "other_answers"
    said = (http.get("Content-Type") or "").partition(";")[0].strip().lower()
    return "page" if said in _PAGES else "other_types"


_Page = tuple[bytes, str, str, str]


def _page(record: Any, where: str) -> _Page:
    """Return the payload of a page with its charset, address and day.

    Raises:
        SourceError: When it is cut short, too large, or not packed as it says.
    """
    http = record.http_headers
    left = record.content_length
    try:
        sent = record.reader.read(MAX_BYTES + 1)
    except BaseException as error:
        if not _is_fault(error):
            raise
        said = " ".join(str(error).split())[:120]
        raise SourceError(where, f"the archive breaks off inside this page ({said})") from None
    if len(sent) < min(left, MAX_BYTES + 1) and not http.get("Transfer-Encoding"):
        raise SourceError(where, "the archive breaks off inside this page")
    payload = _unpacked(sent, (http.get("Content-Encoding") or "").strip().lower(), where)
    url = (record.headers.get("WARC-Target-URI") or "").strip("<> ")
    if len(payload) > MAX_BYTES:
        raise SourceError(where, f"the page at {url[:200]} is larger than {MAX_BYTES / 1e6:.0f} MB")
    charset = (http.get("Content-Type") or "").partition("charset=")[2]
    charset = charset.partition(";")[0].strip(" \"'")
    return payload, charset, url, (record.headers.get("WARC-Date") or "")[:10]


def _unpacked(payload: bytes, coding: str, where: str) -> bytes:
    """Undo a content coding, up to one byte more than may be taken."""
    if coding in ("", "identity"):
        return payload
    if coding not in ("gzip", "x-gzip", "deflate"):
        raise SourceError(where, f"packed as {coding[:20]!r}, which is not read")
    window = 47 if coding != "deflate" or payload[:1] == b"\x78" else -15
    unpacked = b""
    for _ in range(_MOST_PIECES):
        opened = zlib.decompressobj(window)
        try:
            unpacked += opened.decompress(payload, MAX_BYTES + 1 - len(unpacked))
        except zlib.error:
            raise SourceError(where, f"said to be {coding}, and is not") from None
        if not opened.eof and len(unpacked) <= MAX_BYTES:
            raise SourceError(where, f"the page breaks off inside what is packed as {coding}")
        payload = opened.unused_data
        if len(unpacked) > MAX_BYTES or not payload.startswith(b"\x1f\x8b"):
            return unpacked
    raise SourceError(where, f"packed in more than {_MOST_PIECES} pieces")


def _article(
    payload: bytes,
    charset: str,
    url: str,
    captured: str,
    where: str,
    on_warning: OnError | None,
    published: str | None,
) -> Article:
    web = url if url.startswith(("http://", "https://")) else None
    fields = read_page(decode_page(payload, charset, where), where, url=web)
    return make_article(
        fields, where, published=published or captured or None, on_warning=on_warning
    )
