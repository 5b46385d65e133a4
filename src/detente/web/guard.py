"""What every answer carries and every request must pass: this is a server for one machine."""

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
    "Referrer-Policy": "no-referrer",
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
    """ASGI middleware: the security headers, and only hosts that mean this machine.

    The check of the host keeps a page elsewhere from reading the record through a name that it
    has made point here (DNS rebinding).
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

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

        if host_name(Headers(scope=scope).get("host", "")) not in LOOPBACK:
            refusal = PlainTextResponse("This server answers to 127.0.0.1 and localhost.\n", 400)
            await refusal(scope, receive, send_with_headers)
            return
        await self.app(scope, receive, send_with_headers)
