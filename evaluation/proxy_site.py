"""The record behind nginx, and a client of it: real HTTPS requests from an address of one's own."""

from __future__ import annotations

import http.client
import re
import socket
import ssl
import time
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import urlencode

NAME, ROOT = "example.org", "/detente"


@dataclass(frozen=True)
class Answer:
    """What came back."""

    status: int
    headers: http.client.HTTPMessage
    body: bytes

    @property
    def text(self) -> str:
        """The body as text."""
        return self.body.decode()

    def all(self, name: str) -> list[str]:
        """Every header of a name."""
        return self.headers.get_all(name) or []


@dataclass
class Client:
    """One who asks, from an address of its own; keeps cookies, follows nothing."""

    port: int
    certificate: Path
    address: str
    token: str = ""
    jar: dict[str, str] = field(default_factory=dict)

    def ask(
        self,
        path: str,
        *,
        method: str = "GET",
        headers: dict[str, str] | None = None,
        body: bytes | None = None,
        host: str = "",
    ) -> Answer:
        """Send one request over TLS, with the certificate checked."""
        trust = ssl.create_default_context(cafile=str(self.certificate))
        raw = socket.create_connection(("127.0.0.1", self.port), 60, (self.address, 0))
        line = http.client.HTTPConnection(NAME, self.port)
        line.sock = trust.wrap_socket(raw, server_hostname=NAME)
        sent = {"Host": host or f"{NAME}:{self.port}", **(headers or {})}
        if self.jar:
            sent["Cookie"] = "; ".join(f"{k}={v}" for k, v in self.jar.items())
        if self.token:
            sent["Authorization"] = f"Bearer {self.token}"
        try:
            line.request(method, path, body, sent)
            got = line.getresponse()
            answer = Answer(got.status, got.headers, got.read())
        finally:
            line.close()
        for cookie in answer.all("Set-Cookie"):
            name, _, value = cookie.partition(";")[0].partition("=")
            self.jar[name] = value.strip('"')
        return answer

    def patient(self, path: str, **how: object) -> Answer:
        """Ask, and wait when told to."""
        while True:
            answer = self.ask(path, **how)  # type: ignore[arg-type]
            if answer.status != 429:
                return answer
            time.sleep(int(answer.headers["Retry-After"]))

    def send(self, path: str, form: dict[str, str], **headers: str) -> Answer:
        """Send a form as a browser does."""
        how = {
            "Content-Type": "application/x-www-form-urlencoded",
            "Origin": f"https://{NAME}:{self.port}",
            "Sec-Fetch-Site": "same-origin",
        }
        how |= {k.replace("_", "-"): v for k, v in headers.items()}
        return self.ask(path, method="POST", headers=how, body=urlencode(form).encode())

    def sign_in(self, token: str, to: str = "/", **headers: str) -> Answer:
        """Fetch the form and send it."""
        mark = mark_of(self.ask(f"{ROOT}/sign-in").text)
        return self.send(f"{ROOT}/sign-in", {"mark": mark, "token": token, "next": to}, **headers)


@dataclass
class Site:
    """The record behind nginx."""

    port: int
    certificate: Path
    editor: str
    reader: str
    article: str
    event: str
    pair: str
    _clients: int = 1

    def client(self, token: str = "") -> Client:
        """Return a client at an address that nobody else has."""
        self._clients += 1
        return Client(self.port, self.certificate, f"127.0.0.{self._clients}", token)


class Links(HTMLParser):
    """Addresses in the attributes of a page."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[tuple[str, str]] = []
        self.feed(page)

    def handle_starttag(
        self,
        tag: str,  # noqa: ARG002
        attrs: list[tuple[str, str | None]],
    ) -> None:
        """Keep what is an address."""
        for name, value in attrs:
            if name in ("href", "src", "action", "formaction", "data-base") and value:
                self.found.append((name, value))


def mark_of(page: str) -> str:
    """Return the mark of the form of a page."""
    found = re.search(r'name="mark" value="([^"]+)"', page)
    assert found, "the page has no form with a mark"
    return found[1]
