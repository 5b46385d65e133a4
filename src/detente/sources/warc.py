"""Articles from web archives: the pages of a WARC file, plain or compressed, by fastwarc.

Nothing is unpacked to disk; each record is read up to a limit, so an archive that unfolds into
gigabytes costs no more than one that does not.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterator
from typing import Any, BinaryIO

from detente.errors import SourceError
from detente.records import Article
from detente.sources.article import make_article
from detente.sources.check import MAX_BYTES
from detente.sources.page import decode_page, read_page

_PAGES = ("text/html", "application/xhtml+xml")

OnError = Callable[[SourceError], None]


def is_warc(name: str) -> bool:
    """Tell by its name whether a file is a web archive."""
    return name.lower().endswith((".warc", ".warc.gz"))


def read_warc(
    stream: BinaryIO,
    source: str,
    *,
    on_error: OnError,
    on_warning: OnError | None = None,
    published: str | None = None,
) -> Iterator[tuple[Article, bytes]]:
    """Yield the articles of an archive's pages, each with the page as it was sent.

    Responses of other types, and answers other than 200, are passed over. A page that says no date gets
    that of its capture.

    Args:
        stream: The archive.
        source: Its name, for messages.
        on_error: Told of each page that cannot be read.
        on_warning: Told of what is odd but read all the same.
        published: Date for pages that carry none, instead of that of their capture.

    Raises:
        SourceError: When fastwarc is not installed, or the file is no archive.
    """
    try:
        from fastwarc.warc import ArchiveIterator, WarcRecordType
    except ImportError:
        raise SourceError(
            source, "web archives want fastwarc; install it with: pip install 'detente[bulk]'"
        ) from None
    kinds = WarcRecordType.response | WarcRecordType.warcinfo | WarcRecordType.request
    seen = 0
    try:
        for record in ArchiveIterator(
            stream, record_types=kinds, parse_http=True, auto_decode="transfer"
        ):
            seen += 1
            if record.record_type != WarcRecordType.response:
                continue
            where = f"{source}#{record.stream_pos}"
            try:
                page = _page(record, where)
                if page is not None:
                    yield _article(*page, where, on_warning, published), page[0]
            except SourceError as error:
                on_error(error)
    except SourceError:
        raise
    except BaseException as error:
        # its panics are no Exceptions
        if not isinstance(error, Exception) and type(error).__name__ != "PanicException":
            raise
        said = " ".join(str(error).split())[:120]
        raise SourceError(source, f"the archive breaks off after {seen} records ({said})") from None
    if not seen:
        raise SourceError(source, "no web archive (WARC), or an empty one")


_Page = tuple[bytes, str, str, str]


def _page(record: Any, where: str) -> _Page | None:
    """Return the payload of a record with its charset, address and day; ``None`` when it is no page."""
    http = record.http_headers
    if http is None or http.status_code != 200:
        return None
    kind, _, more = (http.get("Content-Type") or "").partition(";")
    if kind.strip().lower() not in _PAGES:
        return None
    left = record.content_length
    sent = record.reader.read(MAX_BYTES + 1)
    if len(sent) < min(left, MAX_BYTES + 1) and not http.get("Transfer-Encoding"):
        raise SourceError(where, "the archive breaks off inside this page")
    payload = _unpacked(sent, (http.get("Content-Encoding") or "").strip().lower(), where)
    url = (record.headers.get("WARC-Target-URI") or "").strip("<> ")
    if len(payload) > MAX_BYTES:
        raise SourceError(where, f"the page at {url[:200]} is larger than {MAX_BYTES / 1e6:.0f} MB")
    charset = more.partition("charset=")[2].partition(";")[0].strip(" \"'")
    return payload, charset, url, (record.headers.get("WARC-Date") or "")[:10]


def _unpacked(payload: bytes, coding: str, where: str) -> bytes:
    """Undo a content coding, up to one byte more than may be taken."""
    if coding in ("", "identity"):
        return payload
    if coding not in ("gzip", "x-gzip", "deflate"):
        raise SourceError(where, f"packed as {coding[:20]!r}, which is not read")
    opened = zlib.decompressobj(47 if coding != "deflate" or payload[:1] == b"\x78" else -15)
    try:
        return opened.decompress(payload, MAX_BYTES + 1)
    except zlib.error:
        raise SourceError(where, f"said to be {coding}, and is not") from None


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
