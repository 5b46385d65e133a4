"""A news site on loopback that the tests make change, lie, stall, go in circles and break off."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

Answer = Callable[["Asked"], None]


class Asked(BaseHTTPRequestHandler):
    """A request; tests answer it with :meth:`give`, or write what they like."""

    protocol_version = "HTTP/1.1"
    site: Site

    def give(
        self, body: bytes = b"", *, status: int = 200, type: str = "text/html", **headers: str
    ) -> None:
        self.send_response(status)
        named = {k.replace("_", "-"): v for k, v in headers.items()}
        for name, value in {
            "Content-Type": type,
            "Content-Length": str(len(body)),
            **named,
        }.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def break_off(self, start: bytes) -> None:
        """Write something that is no whole answer, and hang up."""
        self.wfile.write(start)
        self.close_connection = True

    def do_GET(self) -> None:
        self.site.asked.append(self.path)
        answer = self.site.pages.get(self.path)
        with suppress(ConnectionError):
            if answer is None:
                self.give(b"no such page", status=404)
            else:
                answer(self)

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.site.posted.append((dict(self.headers), body))
        self.give(status=self.site.post_status)

    def log_message(self, format: str, *args: object) -> None:
        pass


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request: object, client_address: object) -> None:
        pass  # a client that hangs up is what some tests are about


@dataclass
class Site:
    """The site: what it answers, and what it was asked."""

    url: str = ""
    pages: dict[str, Answer] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    posted: list[tuple[dict[str, str], bytes]] = field(default_factory=list)
    post_status: int = 204

    def put(self, path: str, body: str | bytes, type: str = "text/html") -> None:
        """Serve a page that never changes, with an ETag that is heeded."""
        raw = body.encode() if isinstance(body, str) else body
        tag = f'"{hash(raw)}"'

        def answer(asked: Asked) -> None:
            if asked.headers.get("If-None-Match") == tag:
                asked.give(status=304, ETag=tag)
            else:
                asked.give(raw, status=200, type=type, ETag=tag)

        self.pages[path] = answer

    def count(self, path: str) -> int:
        return self.asked.count(path)


@contextmanager
def news_site() -> Iterator[Site]:
    """Serve a site on a free port of loopback."""
    site = Site()
    handler = type("Handler", (Asked,), {"site": site})
    server = _Server(("127.0.0.1", 0), handler)
    site.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield site
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def rss(*items: tuple[str, str, str], title: str = "News") -> str:
    """Return an RSS feed of (title, link, date) entries."""
    entries = "".join(
        f"<item><title>{t}</title><link>{link}</link><pubDate>{day}</pubDate></item>"
        for t, link, day in items
    )
    return f'<?xml version="1.0"?><rss version="2.0"><channel><title>{title}</title>{entries}</channel></rss>'


def page(title: str, *paragraphs: str, head: str = "") -> str:
    """Return a page of an article."""
    body = "".join(f"<p>{p}</p>" for p in paragraphs)
    return (
        f"<html><head><title>{title}</title>{head}</head><body><nav>Home</nav><article><h1>{title}</h1>"
        f"{body}</article></body></html>"
    )
