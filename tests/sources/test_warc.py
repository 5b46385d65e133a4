"""Web archives: pages out, bad records named, bombs harmless, standard input and patterns."""

from __future__ import annotations

import gzip
import io
from pathlib import Path

import pytest
from news_site import page

from detente.records import Article
from detente.sources import load_originals
from detente.sources.load import load_articles
from detente.sources.warc import Contents, read_warc

GOOD = (
    "The minister of Kenya met the envoy of Peru on Friday, and they agreed to meet again, part {}."
)
PAGE = page("Ports", *(GOOD.format(i) for i in range(6))).encode()


def record(
    url: str, body: bytes, *, type: str = "text/html", status: str = "200 OK", coding: str = ""
) -> bytes:
    head = f"HTTP/1.1 {status}\r\nContent-Type: {type}\r\nContent-Length: {len(body)}\r\n"
    head += f"Content-Encoding: {coding}\r\n" if coding else ""
    http = head.encode() + b"\r\n" + body
    return (
        (
            f"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: {url}\r\nWARC-Date: 2024-05-01T00:00:00Z\r\n"
            "WARC-Record-ID: <urn:uuid:00000000-0000-0000-0000-000000000001>\r\n"
            f"Content-Type: application/http; msgtype=response\r\nContent-Length: {len(http)}\r\n\r\n"
        ).encode()
        + http
        + b"\r\n\r\n"
    )


RECORDS = [
    record("http://a.example/1", PAGE),
    record("http://a.example/empty", b""),
    record("http://a.example/picture", b"GIF89a", type="image/gif"),
    record("http://a.example/gone", PAGE, status="404 Not Found"),
    record("http://a.example/bomb", gzip.compress(b"\0" * 60_000_000), coding="gzip"),
    record("http://a.example/packed", gzip.compress(PAGE), coding="gzip"),
    record("http://a.example/lie", b"plain", coding="gzip"),
    record("http://a.example/odd", b"plain", coding="br"),
    record("http://www.bbc.co.uk/6", PAGE.replace(b"Kenya", b"Peru")),
]


def load(*paths: str, stdin: bytes = b"") -> tuple[list[tuple[Article, bytes | None]], list[str]]:
    errors: list[str] = []
    found = load_originals(paths, on_error=lambda e: errors.append(str(e)), stdin=io.BytesIO(stdin))
    return list(found), errors


@pytest.mark.parametrize("packed", [False, True])
def test_pages_are_read_and_bad_records_named(tmp_path: Path, packed: bool) -> None:
    path = tmp_path / ("a.warc.gz" if packed else "a.warc")
    path.write_bytes(b"".join(gzip.compress(r) if packed else r for r in RECORDS))
    found, errors = load(str(path))
    assert [(a.url, a.publisher) for a, _ in found] == [
        ("http://a.example/1", "a.example"),
        ("http://a.example/packed", "a.example"),
        ("http://www.bbc.co.uk/6", "BBC"),
    ]
    assert all(original == PAGE for _, original in found[:2])
    assert found[0][0].published == "2024-05-01"  # of its capture; the page says none
    assert [e.partition(": ")[2][:20] for e in errors] == [
        "the page is empty",
        "the page at http://a",
        "said to be gzip, and",
        "packed as 'br', whic",
    ]


def raw_record(head: str, body: bytes = PAGE, *, kind: str = "response", **fields: str) -> bytes:
    """Return a record whose answer begins with anything, and with any of its own fields."""
    http = head.encode() + body
    own = {
        "WARC-Type": kind,
        "WARC-Target-URI": "http://a.example/odd",
        "WARC-Date": "2024-05-01T00:00:00Z",
        "Content-Type": "application/http; msgtype=response",
        "Content-Length": str(len(http)),
    } | {k.replace("_", "-"): v for k, v in fields.items()}
    lines = "".join(f"{k}: {v}\r\n" for k, v in own.items() if v)
    return b"WARC/1.0\r\n" + lines.encode() + b"\r\n" + http + b"\r\n\r\n"


OK = "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n"
CHUNKED = OK.replace("\r\n\r\n", "\r\nTransfer-Encoding: chunked\r\n\r\n")
CUT = gzip.compress(PAGE)[:-30]
TWO = gzip.compress(PAGE[:900]) + gzip.compress(PAGE[900:])
FATES = [
    # the record, and what is to become of it
    (raw_record(OK), "articles"),
    (raw_record(OK, WARC_Truncated="length"), "articles"),
    (record("http://a.example/two", TWO, coding="gzip"), "articles"),
    (record("http://a.example/cut", CUT, coding="gzip"), "failed"),
    (raw_record(CHUNKED, b"5\r\nhello\r\nZZ\r\n"), "failed"),
    (raw_record(OK, b""), "failed"),
    # no status, a status that is no number, a header that never ends, no length, an unknown kind
    (raw_record("HTTX/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n"), "unreadable"),
    (raw_record("HTTP/1.1 2x0 OK\r\nContent-Type: text/html\r\n\r\n"), "unreadable"),
    (raw_record("HTTP/1.1 200 OK\r\nX: " + "a" * 300_000 + "\r\n\r\n"), "unreadable"),
    (raw_record(OK, Content_Type=""), "unreadable"),
    (raw_record(OK, kind="respXnse"), "unreadable"),
    (raw_record("", b"example.org", Content_Type="text/dns"), "other_types"),
    (raw_record("HTTP/1.1 200 OK\r\n\r\n"), "other_types"),
    (raw_record("HTTP/1.1 500 No\r\nContent-Type: text/html\r\n\r\n"), "other_answers"),
    (raw_record(OK, kind="resource", Content_Type="text/html"), "other_records"),
    (raw_record(OK, kind="revisit"), "other_records"),
    (raw_record("GET / HTTP/1.1\r\n\r\n", b"", kind="request"), "aside"),
]


@pytest.mark.parametrize(("odd", "fate"), FATES)
def test_each_record_ends_as_an_article_or_an_error_or_is_counted(odd: bytes, fate: str) -> None:
    errors: list[str] = []
    notes: list[str] = []
    told: list[Contents] = []
    found = read_warc(
        io.BytesIO(RECORDS[0] + odd + RECORDS[-1]),
        "a.warc",
        on_error=lambda e: errors.append(e.reason),
        on_warning=lambda e: notes.append(e.reason),
        on_contents=told.append,
    )
    articles = [a.url for a, _ in found]
    assert (articles[0], articles[-1]) == ("http://a.example/1", "http://www.bbc.co.uk/6")
    counts = {f: getattr(told[0], f) for f in Contents.__slots__}
    expected = dict.fromkeys(counts, 0) | {"articles": 2}
    expected[fate] += 1
    assert counts == expected
    assert len(articles) == counts["articles"]
    assert len(errors) == counts["failed"]
    passed = [n for n in notes if n.startswith("passed over: ")]
    assert len(passed) == (fate not in ("articles", "failed", "aside"))


def test_what_is_passed_over_is_told_once_even_where_the_archive_breaks_off(tmp_path: Path) -> None:
    path = tmp_path / "a.warc"
    path.write_bytes(b"".join(RECORDS) + RECORDS[2] + b"no record")
    notes: list[str] = []
    errors: list[str] = []
    found = load_originals(
        [str(path)],
        on_error=lambda e: errors.append(str(e)),
        on_warning=lambda e: notes.append(str(e)),
    )
    assert len(list(found)) == 3
    assert notes == [f"{path}: passed over: 2 of another type, 1 with another status than 200"]
    assert "breaks off after 10 records" in errors[-1]


def test_an_archive_that_breaks_off_gives_what_it_has() -> None:
    found, errors = load("-", stdin=(RECORDS[0] + RECORDS[-1])[:-300])
    assert [a.url for a, _ in found] == ["http://a.example/1"]
    assert "breaks off" in errors[0]


@pytest.mark.parametrize(
    "raw", [b"\x1f\x8bgarbage", b"WARC/1.0 junk", gzip.compress(b"x" * 99, mtime=0)]
)
def test_what_is_no_archive_is_refused(raw: bytes) -> None:
    found, errors = load("-", stdin=raw)
    assert (found, len(errors)) == ([], 1)


def test_folders_and_patterns(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.warc.gz").write_bytes(gzip.compress(RECORDS[0]))
    (tmp_path / "in" / "b.html").write_bytes(PAGE)
    (tmp_path / "in" / "c.jpg").write_bytes(b"x")
    by_folder, _ = load(str(tmp_path / "in"))
    by_pattern, _ = load(str(tmp_path / "*" / "*.html"))
    assert (len(by_folder), len(by_pattern)) == (2, 1)
    assert by_pattern[0][1] == PAGE
    assert "no file matches" in load(str(tmp_path / "*.none"))[1][0]
    named = tmp_path / "odd[1].txt"  # a name, though it looks like a pattern
    named.write_text(GOOD)
    assert len(load(str(named))[0]) == 1


class Endless(io.RawIOBase):
    """A line of a gigabyte, made as it is read."""

    def __init__(self, size: int, tail: bytes) -> None:
        self.left, self.tail = size, tail

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        size = min(len(buffer), self.left)
        buffer[:size] = b"{" * size
        self.left -= size
        if not size and self.tail:
            size = min(len(buffer), len(self.tail))
            buffer[:size], self.tail = self.tail[:size], self.tail[size:]
        return size


def test_a_line_of_a_gigabyte_is_passed_over() -> None:
    errors: list[str] = []
    tail = b'\n{"id": "7", "text": "' + GOOD.encode() + b'"}\n'
    found = load_articles(
        ["-"],
        on_error=lambda e: errors.append(str(e)),
        stdin=io.BufferedReader(Endless(1_000_000_000, tail)),
    )
    assert [a.id for a in found] == ["7"]
    assert errors == ["-:1: the line is longer than 21 MB"]
