"""A news site on loopback that changes while it is watched, and gets what a webhook sends."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@dataclass
class Site:
    """What the site answers, and what it was sent.

    Attributes:
        url: Its address.
        pages: By path: media type and body.
        sent: How often each alert was sent, by id.
    """

    url: str = ""
    pages: dict[str, tuple[str, bytes]] = field(default_factory=dict)
    sent: list[str] = field(default_factory=list)

    def put(self, path: str, body: str, kind: str = "text/html; charset=utf-8") -> None:
        """Serve a page."""
        self.pages[path] = (kind, body.encode())


class _Asked(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    site: Site

    def do_GET(self) -> None:
        kind, body = self.site.pages.get(self.path, ("", b""))
        tag = f'"{sha256(body).hexdigest()[:16]}"'
        status = 404 if not kind else 304 if self.headers.get("If-None-Match") == tag else 200
        with suppress(ConnectionError):
            self.send_response(status)
            self.send_header("Content-Type", kind or "text/plain")
            self.send_header("ETag", tag)
            self.send_header("Content-Length", "0" if status == 304 else str(len(body)))
            self.end_headers()
            if status != 304:
                self.wfile.write(body)

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        with suppress(ValueError):  # of a sender that was killed
            self.site.sent.append(json.loads(body)["id"])
        with suppress(ConnectionError):
            self.send_response(204)
            self.end_headers()

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request: object, client_address: object) -> None:
        """Say nothing of clients that are killed."""


@contextmanager
def site_on_loopback() -> Iterator[Site]:
    """Serve a site on a free port."""
    site = Site()
    server = _Server(("127.0.0.1", 0), type("Handler", (_Asked,), {"site": site}))
    site.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield site
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def rss(entries: list[tuple[str, str, str]]) -> str:
    """Return a feed of entries: title, path, text."""
    items = "".join(
        f"<item><title>{title}</title><link>{path}</link><description>{text}</description>"
        "<pubDate>Tue, 05 Mar 2024 06:00:00 +0000</pubDate></item>"
        for title, path, text in entries
    )
    return f'<?xml version="1.0"?><rss version="2.0"><channel><title>News</title>{items}</channel></rss>'


def page(title: str, paragraphs: list[str]) -> str:
    """Return a page of an article."""
    body = "".join(f"<p>{p}</p>" for p in paragraphs)
    return (
        f"<html><head><title>{title}</title></head><body><nav>Home</nav><article><h1>{title}</h1>"
        f"{body}</article></body></html>"
    )
