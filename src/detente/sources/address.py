"""Which addresses may be asked: http and https, of hosts on the public internet.

A name is resolved once, every address that it has is checked, and the connection is made to the
address that was checked. So a name that points elsewhere a moment later leads nowhere else.
"""

from __future__ import annotations

import ipaddress
import socket
from dataclasses import dataclass
from urllib.parse import SplitResult, quote, urlsplit, urlunsplit

from detente.errors import SourceError

_PORTS = {"http": 80, "https": 443}
_LONGEST = 2_000
IP = ipaddress.IPv4Address | ipaddress.IPv6Address


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """An address on the web, in parts.

    Attributes:
        scheme: ``http`` or ``https``.
        host: The name as sent to the server, without brackets.
        port: The port, the scheme's own where none is given.
        target: Path and query.
    """

    scheme: str
    host: str
    port: int
    target: str

    @property
    def origin(self) -> str:
        """Scheme, host and port: what a robots file speaks for."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        port = "" if self.port == _PORTS[self.scheme] else f":{self.port}"
        return f"{self.scheme}://{host}{port}"

    @property
    def url(self) -> str:
        """The whole address, without a fragment."""
        return self.origin + self.target


def parse_address(url: str) -> Address:
    """Take an address apart.

    >>> parse_address("HTTPS://News.example/a b?c#d").url
    'https://news.example/a%20b?c'

    Raises:
        SourceError: When it is not a plain http or https address.
    """
    shown = url[:200]
    try:
        if len(url) > _LONGEST or any(ord(c) < 32 or ord(c) == 127 for c in url):
            raise SourceError(shown, "too long, or holds control characters; no address to fetch")
        parts: SplitResult = urlsplit(url.strip())
        port = parts.port
        host = (parts.hostname or "").rstrip(".")
        if not host.isascii():
            host = host.encode("idna").decode("ascii")
    except ValueError:
        raise SourceError(shown, "no address that can be fetched") from None
    if parts.scheme not in _PORTS or not host:
        raise SourceError(shown, "only http and https addresses are fetched")
    if parts.username is not None or parts.password is not None:
        raise SourceError(shown, "an address with a name and password in it is not fetched")
    target = urlunsplit(("", "", parts.path or "/", parts.query, ""))
    return Address(
        scheme=parts.scheme,
        host=host,
        port=port if port is not None else _PORTS[parts.scheme],
        target=quote(
            target if target.startswith("/") else "/" + target, safe="/%?&=:@!$'()*+,;~#[]"
        ),
    )


def is_public(address: str) -> bool:
    """Tell whether an IP address is one of the public internet.

    >>> [is_public(a) for a in ("93.184.215.14", "127.0.0.1", "169.254.169.254", "::ffff:10.0.0.1")]
    [True, False, False, False]
    """
    try:
        ip = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return False
    return all(one.is_global and not one.is_multicast for one in (ip, *_inside(ip)))


def _inside(ip: IP) -> list[IP]:
    """Return the IPv4 addresses that an IPv6 address stands for."""
    if not isinstance(ip, ipaddress.IPv6Address):
        return []
    found: list[IP] = [a for a in (ip.ipv4_mapped, ip.sixtofour) if a is not None]
    if ip.teredo:
        found += ip.teredo
    if ip in ipaddress.ip_network("64:ff9b::/96"):
        found.append(ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF))
    return found


def connect(address: Address, *, allow_private: bool, seconds: float) -> socket.socket:
    """Connect to an address, after checking every IP address that its name has.

    Args:
        address: Where to.
        allow_private: Whether loopback, private and link-local addresses may be asked.
        seconds: Most seconds for each attempt.

    Raises:
        SourceError: When the name leads to an address that may not be asked.
        OSError: When the name is not known or nothing answers.
    """
    found = socket.getaddrinfo(address.host, address.port, type=socket.SOCK_STREAM)
    if not allow_private:
        for *_, place in found:
            if not is_public(str(place[0])):
                raise SourceError(
                    address.origin,
                    f"leads to {place[0]}, which is not a public address; "
                    "set allow_private = true if you mean it",
                )
    trouble: OSError = OSError("no address")
    for family, kind, protocol, _, place in found:
        opened = socket.socket(family, kind, protocol)
        try:
            opened.settimeout(seconds)
            opened.connect(place)
            return opened
        except OSError as error:
            opened.close()
            trouble = error
    raise trouble
