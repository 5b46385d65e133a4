"""The fetcher is polite, bounded, and asks nobody whom it may not ask. A real server on loopback."""

from __future__ import annotations

import datetime as dt
import gzip
import socket
import time
from collections.abc import Iterator
from dataclasses import replace

import pytest
from news_site import Asked, Site, news_site

from detente.errors import FetchError, SourceError
from detente.sources.address import is_public, parse_address
from detente.sources.fetch import Client, Limits, retry_after
from detente.sources.robots import parse_robots

PATIENT = Limits(seconds=20, connect_seconds=10, tries=1, delay=0)
#: For hosts that stall: long enough for a busy machine to answer, short enough to wait for.
QUICK = Limits(seconds=1.5, connect_seconds=0.8, tries=1, delay=0, bytes=100_000, sent_bytes=50_000)


@pytest.fixture
def site() -> Iterator[Site]:
    with news_site() as made:
        yield made


def client(limits: Limits = PATIENT, waits: list[float] | None = None, **more: object) -> Client:
    pauses: list[float] = [] if waits is None else waits
    return Client(limits=limits, allow_private=True, wait=pauses.append, **more)  # type: ignore[arg-type]


def drip(asked: Asked) -> None:
    asked.send_response(200)
    asked.end_headers()
    asked.close_connection = True
    for _ in range(100):
        asked.wfile.write(b"x")
        asked.wfile.flush()
        time.sleep(0.05)


def drip_head(asked: Asked) -> None:
    asked.close_connection = True
    asked.wfile.write(b"HTTP/1.1 200 OK\r\nX-Slow: ")
    for _ in range(100):
        asked.wfile.write(b"x")
        asked.wfile.flush()
        time.sleep(0.05)


BOMB = gzip.compress(b"\0" * 20_000_000)
HEAD = b"HTTP/1.1 200 OK\r\n"


@pytest.mark.parametrize(
    ("answer", "error", "words"),
    [
        # says it is longer than it is
        (lambda a: a.break_off(HEAD + b"Content-Length: 900\r\n\r\nabc"), FetchError, "broke off"),
        # breaks off inside a chunk
        (
            lambda a: a.break_off(HEAD + b"Transfer-Encoding: chunked\r\n\r\n50\r\nabc"),
            FetchError,
            "broke off",
        ),
        # a byte now and then, for ever: in the body, and in the head
        (drip, FetchError, "took longer than"),
        (drip_head, FetchError, "took longer than"),
        # says nothing at all
        (lambda a: time.sleep(3), FetchError, "silent"),
        # no HTTP
        (lambda a: a.break_off(b"220 mail.example ESMTP\r\n\r\n"), FetchError, "no proper answer"),
        # small as sent, large as unpacked
        (lambda a: a.give(BOMB, Content_Encoding="gzip"), SourceError, "larger than"),
        # packed five times over
        (
            lambda a: a.give(b"x", Content_Encoding=", ".join(["gzip"] * 9)),
            FetchError,
            "no proper answer",
        ),
        # says it is packed, and is not
        (lambda a: a.give(b"plain", Content_Encoding="gzip"), FetchError, "no proper answer"),
        # too large as sent
        (lambda a: a.give(b"x" * 60_000), SourceError, "larger than"),
        # not there; in trouble
        (lambda a: a.give(status=404), SourceError, "answers 404"),
        (lambda a: a.give(status=503), FetchError, "answers 503"),
        # a redirect to nowhere, to itself, and to a file
        (lambda a: a.give(status=302), SourceError, "redirects to nowhere"),
        (lambda a: a.give(status=302, Location="/page"), SourceError, "in a circle"),
        (lambda a: a.give(status=302, Location="file:///etc/passwd"), SourceError, "only http"),
    ],
)
def test_bad_answers_are_named(
    site: Site, answer: object, error: type[Exception], words: str
) -> None:
    site.pages["/page"] = answer  # type: ignore[assignment]
    with pytest.raises(error, match=words) as raised:
        client(QUICK).get(f"{site.url}/page")
    assert isinstance(raised.value, FetchError) == (error is FetchError)


def test_redirects_are_followed_so_far(site: Site) -> None:
    for n in range(9):
        site.pages[f"/{n}"] = lambda a, n=n: a.give(status=301, Location=f"/{n + 1}")  # type: ignore[misc]
    site.put("/3", "there")
    assert client().get(f"{site.url}/0").url == f"{site.url}/3"
    del site.pages["/3"]
    site.pages["/3"] = lambda a: a.give(status=301, Location="/4")
    with pytest.raises(SourceError, match="more than 5 redirects"):
        client().get(f"{site.url}/0")


def test_what_has_not_changed_is_not_sent_again(site: Site) -> None:
    site.put("/page", "words")
    first = client().get(f"{site.url}/page")
    again = client().get(f"{site.url}/page", etag=first.etag)
    assert (first.body, first.unchanged, again.body, again.unchanged) == (
        b"words",
        False,
        b"",
        True,
    )


def test_a_host_in_trouble_is_tried_again_as_late_as_it_asks(site: Site) -> None:
    answers = [
        lambda a: a.give(status=500),
        lambda a: a.give(status=429, Retry_After="7"),
        lambda a: a.give(b"at last"),
    ]
    site.pages["/page"] = lambda a: answers.pop(0)(a)
    waits: list[float] = []
    limits = replace(PATIENT, tries=3)
    assert client(limits, waits).get(f"{site.url}/page").body == b"at last"
    assert waits == [1.0, 7.0]


def test_a_host_that_asks_for_an_hour_is_left_alone(site: Site) -> None:
    site.pages["/page"] = lambda a: a.give(status=503, Retry_After="3600")
    with pytest.raises(FetchError) as raised:
        client(Limits(tries=3, delay=0)).get(f"{site.url}/page")
    assert (raised.value.again, site.count("/page")) == (3600.0, 1)


def test_requests_to_a_host_keep_a_distance(site: Site) -> None:
    site.put("/robots.txt", "User-agent: *\nCrawl-delay: 9\n")
    site.put("/page", "words")
    waits: list[float] = []
    reader = client(Limits(delay=2, tries=1), waits, clock=lambda: 100.0)
    reader.get(f"{site.url}/page")
    reader.get(f"{site.url}/page")
    assert waits == [2.0, 9.0]  # after robots.txt its own delay, then what that asks for


def test_robots_are_heeded(site: Site) -> None:
    site.put(
        "/robots.txt", "User-agent: *\nDisallow: /\n\nUser-agent: detente\nDisallow: /private\n"
    )
    site.put("/page", "words")
    site.put("/private/page", "words")
    site.pages["/moved"] = lambda a: a.give(status=302, Location="/private/page")
    reader = client()
    assert reader.get(f"{site.url}/page").body == b"words"
    for path in ("/private/page", "/moved"):
        with pytest.raises(SourceError, match=r"robots\.txt asks not to"):
            reader.get(site.url + path)
    assert (site.count("/robots.txt"), site.count("/private/page")) == (1, 0)


def test_a_robots_file_that_cannot_be_had_keeps_us_out(site: Site) -> None:
    site.pages["/robots.txt"] = lambda a: a.give(status=500)
    site.put("/page", "words")
    with pytest.raises(FetchError, match=r"robots\.txt cannot be had"):
        client().get(f"{site.url}/page")
    assert site.count("/page") == 0


@pytest.mark.parametrize(
    ("path", "allowed"),
    [
        ("/", True),
        ("/private/1", False),  # a rule
        ("/private/press", True),  # a longer one wins
        ("/a/b.pdf", False),  # stars and ends
        ("/a/b.pdf?x", True),
        ("/x/y/z", False),
        ("/%70rivate/1", False),  # written otherwise
    ],
)
def test_robots_rules(path: str, allowed: bool) -> None:
    rules = b"User-agent: *\nAllow: /\nDisallow: /private\nAllow: /private/press\nDisallow: /*.pdf$\nDisallow: /x*z\n"
    assert parse_robots(rules, "Detente").allows(path) is allowed


def test_a_hostile_robots_file_costs_nothing() -> None:
    rules = parse_robots(b"User-agent: *\nDisallow: /" + b"*a" * 100_000 + b"$\n", "Detente")
    assert rules.allows("/" + "a" * 2_000)


@pytest.mark.parametrize(
    "url",
    [
        "http://localhost:{port}/page",
        "http://127.0.0.1:{port}/page",
        "http://[::1]:{port}/page",
        "http://0.0.0.0:{port}/page",
        "http://2130706433:{port}/page",  # 127.0.0.1 as one number
        "http://[::ffff:127.0.0.1]:{port}/page",
        "http://169.254.169.254/latest/meta-data",
    ],
)
def test_private_addresses_are_not_asked(site: Site, url: str) -> None:
    site.put("/page", "secret")
    port = site.url.rpartition(":")[2]
    with pytest.raises(SourceError, match=r"not a public address|no connection"):
        Client(limits=QUICK).get(url.format(port=port))
    assert site.asked == []


def test_a_name_is_looked_up_once_and_what_was_checked_is_asked(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A name that points elsewhere at the second look-up leads nowhere else: there is none."""
    site.put("/page", "words")
    port = int(site.url.rpartition(":")[2])
    looked_up: list[str] = []

    def resolve(host: str, port: int, **more: object) -> list[object]:
        looked_up.append(host)
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", port))]

    monkeypatch.setattr(socket, "getaddrinfo", resolve)
    url = f"http://rebinding.example:{port}/page"
    assert client().get(url).body == b"words"
    assert looked_up == ["rebinding.example"] * 2  # for robots.txt and for the page
    with pytest.raises(SourceError, match=r"leads to 127\.0\.0\.1, which is not a public address"):
        Client(limits=QUICK).get(url)
    assert len(site.asked) == 2


def test_a_redirect_to_a_private_address_is_not_followed(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    port = int(site.url.rpartition(":")[2])
    site.pages["/page"] = lambda a: a.give(
        status=302, Location=f"http://inside.example:{port}/secret"
    )
    site.put("/secret", "secret")

    def resolve(host: str, port: int, **more: object) -> list[object]:
        # the first host stands on an address that this test takes for public
        number = "127.0.0.1" if host == "public.example" else "127.0.0.2"
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (number, port))]

    monkeypatch.setattr(socket, "getaddrinfo", resolve)
    monkeypatch.setattr("detente.sources.address.is_public", lambda a: a == "127.0.0.1")
    with pytest.raises(SourceError, match=r"leads to 127\.0\.0\.2, which is not"):
        Client(limits=QUICK).get(f"http://public.example:{port}/page")
    assert "/secret" not in site.asked


def test_what_counts_as_public() -> None:
    private = "10.1.2.3 172.16.0.1 192.168.1.1 100.64.0.1 127.9.9.9 0.0.0.0 224.0.0.1 255.255.255.255 fe80::1 fc00::1 ff02::1"
    hidden = "::ffff:10.0.0.1 2002:7f00:1:: 64:ff9b::7f00:1"
    assert not any(is_public(a) for a in [*private.split(), *hidden.split(), "fe80::1%eth0", "x"])
    assert all(is_public(a) for a in ("93.184.215.14", "2606:2800:21f:cb07:6820:80da:af6b:8b2c"))


@pytest.mark.parametrize(
    "url",
    [
        "ftp://x.example/",
        "//x.example/",
        "http://",
        "http://a:b@x.example/",
        "http://x.example:99999/",
        "http://x.example/\r\nX: y",
        "http://[::1/",
        "http://x.example/" + "a" * 3_000,
    ],
)
def test_odd_addresses_are_refused(url: str) -> None:
    with pytest.raises(SourceError):
        parse_address(url)


def test_retry_after_is_a_number_or_a_date() -> None:
    now = dt.datetime(2026, 1, 7, 12, tzinfo=dt.UTC)
    assert retry_after("Wed, 07 Jan 2026 12:02:00 GMT", now) == 120.0
    assert retry_after("Wed, 07 Jan 2026 11:00:00 GMT", now) == 0.0
    assert [retry_after(v, now) for v in ("soon", "", None, "-5")] == [None] * 4
    assert retry_after("9" * 40, now) == 30 * 86_400


def test_messages_are_posted(site: Site) -> None:
    status = client().post(f"{site.url}/hook", b"{}", headers={"X-A": "1"})
    headers, body = site.posted[0]
    assert (status, headers["X-A"], body) == (204, "1", b"{}")
    with pytest.raises(SourceError, match="not a public address"):
        Client(limits=QUICK).post(f"{site.url}/hook", b"{}", headers={})
