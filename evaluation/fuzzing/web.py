"""Readers of what comes from the web: feeds, web archives, robots.txt, addresses."""

from __future__ import annotations

import gzip
import io
import json
import zlib
from collections.abc import Iterator
from pathlib import Path

from detente.errors import SourceError
from detente.record.matching import days_of
from detente.sources.address import parse_address
from detente.sources.feed_text import decode_xml
from detente.sources.feeds import read_feed
from detente.sources.robots import parse_robots
from detente.sources.warc import Contents, read_warc
from fuzzing.reader import Heard, Reader, words_of
from fuzzing.samples import page
from fuzzing.spoil import spoil_values

RSS = b"""<?xml version="1.0" encoding="utf-8"?><rss version="2.0"><channel><title>Ports</title>
<item><title>Kenya met Peru</title><link>https://news.example/a?b=c</link><guid>a1</guid>
<pubDate>Wed, 24 Jan 2024 10:00:00 GMT</pubDate><description>&lt;p&gt;Kenya met Peru.&lt;/p&gt;</description></item>
<item><title>Two</title><link>/b</link></item></channel></rss>"""
ATOM = b"""<feed xmlns="http://www.w3.org/2005/Atom"><title>Ports</title><entry><id>urn:1</id>
<title type="html">Kenya &amp;amp; Peru</title><link href="https://news.example/1"/>
<updated>2024-01-24T10:00:00Z</updated><content type="xhtml"><div>Kenya met Peru.</div></content></entry></feed>"""
JSON_FEED = b"""{"version": "https://jsonfeed.org/version/1.1", "title": "Ports", "items": [{"id": "1",
"url": "https://news.example/1", "content_html": "<p>Kenya met Peru.</p>", "date_published": "2024-01-24T10:00:00Z",
"authors": [{"name": "Ann"}], "tags": ["x"]}, {"id": 2, "content_text": "Two"}]}"""
ROBOTS = b"User-agent: *\nDisallow: /private*\nAllow: /private/open$\nCrawl-delay: 3\nSitemap: https://x.example/s\n"
#: Entries of RSS that are to come out, or be told, wherever they stand unspoilt.
_ENTRIES = {
    f"<item><title>Entry {n}</title><link>https://news.example/{n}</link></item>".encode(): f"https://news.example/{n}"
    for n in range(4)
}
_CHANNEL = b'<rss version="2.0"><channel><title>Ports</title>%s</channel></rss>'


def web_readers(home: Path) -> Iterator[Reader]:  # noqa: ARG001 - groups are called alike
    """Yield the readers of what comes from the web."""
    yield Reader(name="feeds", sound=(RSS, ATOM, _CHANNEL % b"".join(_ENTRIES)), read=_feed)
    yield Reader(name="JSON feeds", sound=(JSON_FEED,), read=_feed, spoil=spoil_values)
    yield Reader(name="web archives", sound=sound_archives(), read=_archive, share=0.25)
    yield Reader(name="robots", sound=(ROBOTS,), read=_robots)
    yield Reader(
        name="addresses", sound=(b"https://news.example:8080/a b?c=d#e", b"http://[::1]/"), read=_address
    )  # fmt: skip


def _feed(raw: bytes) -> None:
    feed = read_feed(raw, "fuzz", url="https://news.example/rss")
    for item in feed.items:
        assert item.published is None or days_of(item.published[:10])
    if decode_xml(raw).lstrip()[:1] == "{":
        entries = len(json.loads(decode_xml(raw))["items"])
        left = feed.left_out
        assert len(feed.items) + left.empty + left.repeated + left.beyond == entries
        return
    if feed.trouble or feed.left_out.words():
        return
    sound = raw.startswith(b"<rss") and not {b"<!--", b"<![CDATA[", b"<?"} & set(_marks(raw))
    found = {item.url for item in feed.items}
    for entry, url in _ENTRIES.items():
        # one inside another entry, or behind the end, is no entry of the feed
        if sound and raw.count(b"<item>") == raw.count(b"</item>") and b"<channel>" + entry in raw:
            assert url in found, url


def _marks(raw: bytes) -> Iterator[bytes]:
    yield from (mark for mark in (b"<!--", b"<![CDATA[", b"<?") if mark in raw)


def _record(url: str, body: bytes, extra: bytes = b"", kind: bytes = b"response") -> bytes:
    http = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n" + extra + b"\r\n" + body
    return (
        b"WARC/1.0\r\nWARC-Type: %s\r\nWARC-Target-URI: %s\r\nWARC-Date: 2024-01-24T10:00:00Z\r\n"
        b"Content-Type: application/http; msgtype=response\r\nContent-Length: %d\r\n\r\n%s\r\n\r\n"
        % (kind, url.encode(), len(http), http)
    )


def _small(n: int) -> bytes:
    said = f"The minister of Kenya met the envoy of Peru for the {n}th time, and they agreed to meet again."
    return f"<html><body><article><p>{said * 3}</p></article></body></html>".encode()


#: Records of an archive by the address that they are to be known by.
_RECORDS = {f"https://news.example/{n}": _record(f"https://news.example/{n}", _small(n)) for n in range(3)}  # fmt: skip


def sound_archives() -> tuple[bytes, ...]:
    chunked = b"%x\r\n%s\r\n0\r\n\r\n" % (len(page()), page())
    return (
        b"".join(_RECORDS.values()),
        _record("https://news.example/p", page()),
        _record("https://news.example/c", chunked, b"Transfer-Encoding: chunked\r\n")
        + _RECORDS["https://news.example/0"],
        _record("https://news.example/z", zlib.compress(page()), b"Content-Encoding: deflate\r\n")
        + _record("https://news.example/r", b"", kind=b"revisit")
        + _RECORDS["https://news.example/1"],
        gzip.compress(_RECORDS["https://news.example/0"], mtime=0)
        + gzip.compress(_RECORDS["https://news.example/2"], mtime=0),
    )


def _archive(raw: bytes) -> None:
    heard, told, broken = Heard(), list[Contents](), False
    found: list[str | None] = []
    try:
        for article, _ in read_warc(
            io.BytesIO(raw),
            "fuzz",
            on_error=heard.errors.append,
            on_warning=heard.warnings.append,
            on_contents=told.append,
        ):
            found.append(article.url)
    except SourceError:
        broken = True
    (contents,) = told
    assert (len(found), len(heard.errors)) == (contents.articles, contents.failed)
    assert bool(contents.passed_over()) == any("passed over" in str(w) for w in heard.warnings)
    if broken or heard.errors or contents.passed_over():
        return
    for url, record in _RECORDS.items():
        if raw.startswith(record) or b"\r\n\r\n" + record in raw:
            assert url in found, url


def _robots(raw: bytes) -> None:
    parse_robots(raw, "detente")


def _address(raw: bytes) -> None:
    parse_address(words_of(raw))
