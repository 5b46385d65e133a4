"""Pages below a path of another server: ``https://example.org/detente/`` instead of the root.

Pages are written as if they stood at the root; here alone the path is taken off what comes in and put
before what goes out. A proxy may pass the path on or take it off itself: both work.
"""

from __future__ import annotations

import re
from urllib.parse import quote, urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import RedirectResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

#: An address of these pages in an attribute, by type of answer. In pages and drawings text never matches,
#: as its quotation marks are escaped; in feeds they are not, but no text has the bracket of a tag.
_ATTRIBUTE = re.compile(rb'(\s(?:href|src|action|formaction|data-base)=")/(?!/)')
_LINK = re.compile(rb'(<link\s[^<>]*?\bhref=")/(?!/)')
_ADDRESS = {
    "text/html": _ATTRIBUTE,
    "image/svg+xml": _ATTRIBUTE,
    "application/atom+xml": _LINK,
}


class Prefix:
    """ASGI middleware: the pages as if they stood at the root, shown below a path.

    Args:
        app: The pages.
        root: The path, with a leading and without a trailing slash: ``/detente``.
    """

    def __init__(self, app: ASGIApp, root: str) -> None:
        self.app = app
        self._root = root
        self._before = quote(root).encode() + b"/"

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        path = scope["path"]
        if path == self._root:
            await RedirectResponse(quote(self._root) + "/", 308)(scope, receive, send)
            return
        if path.startswith(self._root + "/"):
            path = path[len(self._root) :]
            scope = {**scope, "path": path, "raw_path": quote(path).encode()}
        host = Headers(scope=scope).get("host", "")
        held: Message | None = None
        address = _ATTRIBUTE
        body = b""

        async def send_below(message: Message) -> None:
            nonlocal held, address, body
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                to = _inner(headers.get("location", ""), host)
                if to:
                    headers["location"] = quote(self._root) + to
                found = _ADDRESS.get(headers.get("content-type", "").partition(";")[0])
                if found:
                    held, address = message, found
                    return
            elif held is not None:
                body += message.get("body", b"")
                if message.get("more_body"):
                    return
                body = address.sub(rb"\1" + self._before, body)
                MutableHeaders(scope=held)["content-length"] = str(len(body))
                await send(held)
                message = {"type": "http.response.body", "body": body}
            await send(message)

        await self.app(scope, receive, send_below)


def _inner(to: str, host: str) -> str:
    """Return where a redirect leads within these pages, from their root; empty for elsewhere.

    >>> _inner("/pairs", "a.example"), _inner("https://a.example/pairs?x=1", "a.example")
    ('/pairs', '/pairs?x=1')
    >>> _inner("//b.example/pairs", "a.example"), _inner("https://b.example/", "a.example")
    ('', '')
    """
    at = urlsplit(to)
    # an address with the name in it is one of ours as well, and without it the browser keeps its port
    if at.netloc == host and at.scheme in ("http", "https"):
        to = at._replace(scheme="", netloc="").geturl()
    return to if to.startswith("/") and not to.startswith("//") else ""
