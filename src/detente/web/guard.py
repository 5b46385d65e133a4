"""What every answer carries, and the names by which this server lets itself be called."""

from __future__ import annotations

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "font-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'self'; "
    "frame-ancestors 'none'"
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    # other sites learn nothing; our own forms name their origin, which "no-referrer" would hide
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}
LOOPBACK = frozenset({"127.0.0.1", "localhost", "[::1]"})


def host_name(value: str) -> str:
    """Return the host of a ``Host`` header, without its port.

    >>> host_name("127.0.0.1:8765"), host_name("[::1]:80"), host_name("example.org")
    ('127.0.0.1', '[::1]', 'example.org')
    """
    value = value.strip().lower()
    return value.partition("]")[0] + "]" if value.startswith("[") else value.partition(":")[0]


class Guard:
    """ASGI middleware: the security headers, and only the host names that mean this server.

    The check of the host keeps a page elsewhere from reading the record through a name that it
    has made point here (DNS rebinding).

    Args:
        app: The pages.
        hosts: Names beside those of this machine itself, in lower case and without a port.
    """

    def __init__(self, app: ASGIApp, hosts: frozenset[str] = frozenset()) -> None:
        self.app = app
        self._hosts = LOOPBACK | hosts
        self._refusal = "This server answers to 127.0.0.1 and localhost.\n"
        if hosts:
            self._refusal = "This server does not answer to this name.\n"

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    headers[name] = value
            await send(message)

        if host_name(Headers(scope=scope).get("host", "")) not in self._hosts:
            refusal = PlainTextResponse(self._refusal, 400)
            await refusal(scope, receive, send_with_headers)
            return
        if not scope["query_string"].isascii():  # no browser sends such, and nothing below reads it
            malformed = PlainTextResponse("This address is malformed.\n", 400)
            await malformed(scope, receive, send_with_headers)
            return
        await self.app(scope, receive, send_with_headers)
