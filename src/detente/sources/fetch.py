"""One polite reader of the web: it asks seldom, takes no for an answer, and never takes too much.

Robots files are heeded; requests to one host keep a distance; a page that has not changed is not
sent again (``ETag``, ``Last-Modified``); a host in trouble is tried again later, as late as it asks
(``Retry-After``). Time, size (as sent and as unpacked) and redirects are bounded, and every hop of a
redirect is checked like the first address.
"""

from __future__ import annotations

import datetime as dt
import email.utils
import hashlib
import hmac
import http.client
import importlib.metadata
import socket
import ssl
import threading
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from urllib.parse import urljoin

from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.exceptions import HTTPError, IncompleteRead

from detente.errors import FetchError, SourceError
from detente.sources.address import Address, connect, parse_address
from detente.sources.robots import Robots, parse_robots

NAME = "Detente"
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_PASSING = frozenset({408, 425, 429, 500, 502, 503, 504})
_PIECE = 65_536
_FIRST_WAIT = 1.0
_ROBOTS_KEPT = 86_400.0
_ROBOTS_RETRIED = 600.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """How far a reader goes.

    Attributes:
        seconds: Most seconds that one answer may take, from the connection to its last byte.
        connect_seconds: Most seconds for a connection, and for a silence.
        sent_bytes: Most bytes of an answer as sent.
        bytes: Most bytes of an answer as unpacked.
        redirects: Most redirects in a row.
        tries: How often a request is made when the host is in trouble.
        delay: Seconds between two requests to one host.
        patience: Most seconds that are waited before another try; who asks for more is left for
            a later pass.
    """

    seconds: float = 60.0
    connect_seconds: float = 15.0
    sent_bytes: int = 10_000_000
    bytes: int = 20_000_000
    redirects: int = 5
    tries: int = 3
    delay: float = 2.0
    patience: float = 60.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetched:
    """An answer.

    Attributes:
        url: Address that gave it, after redirects.
        status: 200, or 304 when it has not changed.
        body: Its bytes, unpacked.
        type: Media type that it is said to have, in small letters, or empty.
        charset: Encoding that it is said to have, or empty.
        etag: To ask with next time, or ``None``.
        modified: To ask with next time, or ``None``.
    """

    url: str
    status: int
    body: bytes = b""
    type: str = ""
    charset: str = ""
    etag: str | None = None
    modified: str | None = None

    @property
    def unchanged(self) -> bool:
        """Whether the host says that nothing has changed."""
        return self.status == 304


@dataclass(frozen=True, slots=True)
class _Answer:
    status: int
    headers: Mapping[str, str]
    body: bytes


class _Plain(HTTPConnection):
    """A connection over a socket that was checked and opened before.

    ``_new_conn`` is where urllib3's own SOCKS connections put their socket, too.
    """

    opened: socket.socket

    def _new_conn(self) -> socket.socket:
        return self.opened


class _Secure(HTTPSConnection):
    opened: socket.socket

    def _new_conn(self) -> socket.socket:
        return self.opened


@dataclass
class Client:
    """Fetches pages; keeps what hosts asked for while it lives.

    Attributes:
        contact: Told to hosts beside the name of the reader: an address or a page.
        limits: How far it goes.
        allow_private: Whether loopback and private addresses may be asked.
        wait: Waits some seconds; an event's ``wait`` lets a stop cut it short.
        clock: Seconds, ever rising.
    """

    contact: str = ""
    limits: Limits = field(default_factory=Limits)
    allow_private: bool = False
    wait: Callable[[float], object] = time.sleep
    clock: Callable[[], float] = time.monotonic
    _free: dict[str, float] = field(default_factory=dict)
    _robots: dict[str, tuple[float, Robots | str]] = field(default_factory=dict)
    _secure: ssl.SSLContext = field(default_factory=ssl.create_default_context)

    def get(self, url: str, *, etag: str | None = None, modified: str | None = None) -> Fetched:
        """Fetch a page, unless it has not changed.

        Args:
            url: Its address.
            etag: Of the last answer.
            modified: Of the last answer.

        Raises:
            FetchError: When the host is in trouble; says when to try again.
            SourceError: When it may not be fetched, is too large, or is not there.
        """
        headers = {"Accept-Encoding": "gzip, deflate", "Accept": "text/html, */*;q=0.8"}
        if etag:
            headers["If-None-Match"] = etag
        if modified:
            headers["If-Modified-Since"] = modified
        return self._follow(url, headers, heed_robots=True)

    def post(
        self,
        url: str,
        body: bytes,
        *,
        headers: Mapping[str, str],
        allow_private: bool = False,
    ) -> int:
        """Send a message once, without following redirects; return the status.

        Raises:
            FetchError: When the host is in trouble.
            SourceError: When the address may not be asked.
        """
        address = parse_address(url)
        allowed = allow_private or self.allow_private
        return self._once("POST", address, dict(headers), body, allowed).status

    def _follow(self, url: str, headers: dict[str, str], *, heed_robots: bool) -> Fetched:
        seen: set[str] = set()
        address = parse_address(url)
        for _ in range(self.limits.redirects + 1):
            if address.url in seen:
                raise SourceError(url, "its redirects go round in a circle")
            seen.add(address.url)
            delay = self.limits.delay
            if heed_robots:
                robots = self._rules(address)
                delay = max(delay, robots.delay)
                if not robots.allows(address.target):
                    raise SourceError(address.url, "the site's robots.txt asks not to fetch it")
            answer = self._tried(address, headers, delay)
            if answer.status not in _REDIRECTS:
                return _fetched(address, answer)
            place = answer.headers.get("location")
            if not place:
                raise SourceError(address.url, "redirects to nowhere")
            address = parse_address(urljoin(address.url, place))
        raise SourceError(url, f"more than {self.limits.redirects} redirects in a row")

    def _rules(self, address: Address) -> Robots:
        known = self._robots.get(address.origin)
        if known is None or known[0] <= self.clock():
            known = self._asked_rules(address)
            self._robots[address.origin] = known
        if isinstance(known[1], str):
            raise FetchError(address.url, f"the site's robots.txt cannot be had: {known[1]}")
        return known[1]

    def _asked_rules(self, address: Address) -> tuple[float, Robots | str]:
        """Return until when the rules of a site hold, and the rules, or why they cannot be had.

        A site without such a file allows all; one in trouble may have rules that it cannot show
        (RFC 9309, 2.3.1.3 and 2.3.1.4).
        """
        try:
            page = self._follow(f"{address.origin}/robots.txt", {}, heed_robots=False)
        except FetchError as error:
            return self.clock() + _ROBOTS_RETRIED, error.reason
        except SourceError:
            return self.clock() + _ROBOTS_KEPT, Robots()
        return self.clock() + _ROBOTS_KEPT, parse_robots(page.body, NAME)

    def _tried(self, address: Address, headers: dict[str, str], delay: float) -> _Answer:
        """Ask, and ask again while the host is in trouble."""
        for attempt in range(1, self.limits.tries + 1):
            self._keep_distance(address, delay)
            again: float | None = None
            try:
                answer = self._once("GET", address, headers, None, self.allow_private)
                if answer.status not in _PASSING:
                    return answer
                reason = f"the host answers {answer.status}"
                again = retry_after(answer.headers.get("retry-after"))
            except FetchError as error:
                reason = error.reason
            pause = _FIRST_WAIT * 2.0 ** (attempt - 1) if again is None else again
            if attempt == self.limits.tries or pause > self.limits.patience:
                raise FetchError(address.url, reason, again=again)
            self.wait(pause)
        raise FetchError(address.url, "not tried")

    def _keep_distance(self, address: Address, delay: float) -> None:
        left = self._free.get(address.host, 0.0) - self.clock()
        if left > self.limits.patience:
            raise FetchError(
                address.url, f"the host wants {left:.0f} s between requests", again=left
            )
        if left > 0:
            self.wait(left)
        self._free[address.host] = self.clock() + delay

    def _once(
        self,
        method: str,
        address: Address,
        headers: dict[str, str],
        body: bytes | None,
        allow_private: bool,
    ) -> _Answer:
        about = f"+{self.contact}" if self.contact else "news reader"
        sent = {
            "User-Agent": f"{NAME}/{importlib.metadata.version('detente')} ({about})",
            **headers,
        }
        wait = self.limits.connect_seconds
        try:
            opened = connect(address, allow_private=allow_private, seconds=wait)
        except OSError as error:
            raise FetchError(address.url, f"no connection ({error.strerror or error})") from None
        over = threading.Event()
        guard = opened.dup()

        def cut() -> None:
            over.set()
            with suppress(OSError):
                guard.shutdown(socket.SHUT_RDWR)

        # a host may send a byte now and then for ever; only the whole time bounds that
        clock = threading.Timer(self.limits.seconds, cut)
        clock.daemon = True
        clock.start()
        connection: _Plain | _Secure
        if address.scheme == "https":
            connection = _Secure(address.host, address.port, timeout=wait, ssl_context=self._secure)
        else:
            connection = _Plain(address.host, address.port, timeout=wait)
        connection.opened = opened
        try:
            connection.request(method, address.target, body, sent, preload_content=False)
            answer = self._read(address, connection)
            if over.is_set():
                raise TimeoutError
            return answer
        except (HTTPError, http.client.HTTPException, OSError, ValueError) as error:
            raise FetchError(address.url, self._words(error, over.is_set())) from None
        finally:
            clock.cancel()
            connection.close()
            for one in (guard, opened):
                with suppress(OSError):
                    one.close()

    def _read(self, address: Address, connection: _Plain | _Secure) -> _Answer:
        answer = connection.getresponse()
        headers = {k.lower(): v for k, v in answer.headers.items()}
        most = f"{self.limits.bytes / 1e6:.0f} MB"
        pieces: list[bytes] = []
        size = 0
        try:
            if (answer.length_remaining or 0) > self.limits.sent_bytes:
                raise SourceError(address.url, "says that it is larger than may be fetched")
            while piece := answer.read1(_PIECE):
                size += len(piece)
                if size > self.limits.bytes or answer.tell() > self.limits.sent_bytes:
                    raise SourceError(address.url, f"larger than the {most} that are taken")
                pieces.append(piece)
        finally:
            answer.close()
        return _Answer(answer.status, headers, b"".join(pieces))

    def _words(self, error: Exception, over: bool) -> str:
        if over:
            return f"took longer than {self.limits.seconds:.0f} s"
        if isinstance(error, TimeoutError) or "timed out" in str(error):
            return f"silent for {self.limits.connect_seconds:.0f} s"
        if isinstance(error, IncompleteRead) or "IncompleteRead" in str(error):
            return "the answer broke off"
        if isinstance(error, ssl.SSLError) or "certificate" in str(error):
            return f"no secure connection ({error})"
        return f"no proper answer ({type(error).__name__})"


def _fetched(address: Address, answer: _Answer) -> Fetched:
    if answer.status not in (200, 203, 304):
        raise SourceError(address.url, f"the host answers {answer.status}")
    kind, _, more = answer.headers.get("content-type", "").partition(";")
    charset = more.partition("charset=")[2].partition(";")[0].strip(" \"'")
    return Fetched(
        url=address.url,
        status=answer.status,
        body=answer.body,
        type=kind.strip().lower(),
        charset=charset.lower()[:40],
        etag=answer.headers.get("etag"),
        modified=answer.headers.get("last-modified"),
    )


def retry_after(value: str | None, now: dt.datetime | None = None) -> float | None:
    """Return the seconds that a host asks to wait: a number of them or a date; ``None`` otherwise.

    >>> retry_after("120")
    120.0
    """
    if not value:
        return None
    if value.strip().isdecimal():
        return float(min(int(value.strip()[:9]), 30 * 86_400))
    try:
        when = email.utils.parsedate_to_datetime(value)
    except (TypeError, ValueError):
        return None
    if when.tzinfo is None:
        when = when.replace(tzinfo=dt.UTC)
    left = (when - (now or dt.datetime.now(dt.UTC))).total_seconds()
    return min(max(left, 0.0), 30 * 86_400.0)


def signature(secret: str, stamp: str, body: bytes) -> str:
    """Return the signature of a message: HMAC-SHA256 of its time, a full stop and its body.

    >>> signature("secret", "0", b"{}")[:15]
    'sha256=4bbe8d39'
    """
    mac = hmac.new(secret.encode(), stamp.encode() + b"." + body, hashlib.sha256)
    return f"sha256={mac.hexdigest()}"
