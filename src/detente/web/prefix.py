"""Pages below a path of another server: ``https://example.org/detente/`` instead of the root.

Pages are written as if they stood at the root; here alone the path is taken off what comes in and put
before what goes out. A proxy may pass the path on or take it off itself: both work.
"""

from __future__ import annotations

import re
from urllib.parse import quote

from starlette.datastructures import MutableHeaders
from starlette.responses import RedirectResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

#: An address of these pages in an attribute. Text never matches: its quotation marks are escaped.
_ADDRESS = re.compile(rb'(\s(?:href|src|action|formaction|data-base)=")/(?!/)')
_REWRITTEN = ("text/html", "image/svg+xml")


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
        held: Message | None = None
        body = b""

        async def send_below(message: Message) -> None:
            nonlocal held, body
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                to = headers.get("location", "")
                if to.startswith("/") and not to.startswith("//"):
                    headers["location"] = quote(self._root) + to
                if headers.get("content-type", "").partition(";")[0] in _REWRITTEN:
                    held = message
                    return
            elif held is not None:
                body += message.get("body", b"")
                if message.get("more_body"):
                    return
                body = _ADDRESS.sub(rb"\1" + self._before, body)
                MutableHeaders(scope=held)["content-length"] = str(len(body))
                await send(held)
                message = {"type": "http.response.body", "body": body}
            await send(message)

        await self.app(scope, receive, send_below)
