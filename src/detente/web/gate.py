"""Who passes: tokens and sessions, how often one may ask, and from where a form may come."""

from __future__ import annotations

import logging
from dataclasses import dataclass, field
from urllib.parse import quote, urlsplit

from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from detente.access import People, Person, holder
from detente.errors import AccessError
from detente.web.answers import wants_json
from detente.web.guard import host_name
from detente.web.limits import Buckets, client_key
from detente.web.sessions import Session, Sessions
from detente.web.viewer import KEY, NOBODY, Viewer

COOKIE = "detente_session"
_SAFE = frozenset({"GET", "HEAD"})
_LOG = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Doors:
    """What decides who passes.

    Attributes:
        people: Those who may see the record; ``None`` when it is served to this machine only.
        editor: Without people: under which name the one at this machine edits; empty for not at all.
        hosts: The names that this server is called by.
        root: The path below which the pages stand, empty for none.
        callers: Requests by caller.
        holders: Requests by person.
        attempts: Tries to sign in, by caller; a wrong token counts as one.
        changes: Judgements, by person.
    """

    people: People | None = None
    editor: str = ""
    hosts: frozenset[str] = frozenset()
    root: str = ""
    sessions: Sessions = field(default_factory=Sessions)
    callers: Buckets = field(default_factory=lambda: Buckets(rate=20, burst=200))
    holders: Buckets = field(default_factory=lambda: Buckets(rate=10, burst=120))
    attempts: Buckets = field(default_factory=lambda: Buckets(rate=1 / 12, burst=5))
    changes: Buckets = field(default_factory=lambda: Buckets(rate=2, burst=60))

    def session_of(self, request: Request) -> tuple[Session, Person] | None:
        """Return the session of a request with its person, or ``None``."""
        session = self.sessions.read(request.cookies.get(COOKIE, ""))
        if session is None or self.people is None:
            return None
        person = self.sessions.person(session, self.people.now())
        return (session, person) if person else None


def caller_of(request: Request) -> str:
    """Return what stands for the caller of a request."""
    return client_key(request.client.host if request.client else "")


def too_often(wait: float) -> Response:
    """Return the answer to one who asks too often."""
    seconds = str(int(wait) + 1)
    return PlainTextResponse(
        f"Too many requests; try again in {seconds} s.\n", 429, headers={"Retry-After": seconds}
    )


def same_origin(request: Request, hosts: frozenset[str]) -> bool:
    """Tell whether a form was sent by a page of this server, as far as the browser says.

    A browser names the origin of each form; a program that names none brings no one's session
    along, and its mark is checked all the same.
    """
    site = request.headers.get("sec-fetch-site", "")
    if site not in ("", "same-origin", "none"):
        return False
    origin = request.headers.get("origin")
    if origin is None:
        return True
    at = urlsplit(origin).netloc.lower()
    host = request.headers.get("host", "").lower()
    if at == host:
        return bool(at)
    if site == "same-origin":
        # the browser has compared the ports, of which a proxy may tell none in the Host header
        return host_name(at) in hosts | {host_name(host)}
    # a proxy that does not pass the Host header on: its own name, at the usual port
    return at == host_name(at) and at in hosts


class Gate:
    """ASGI middleware: finds who asks, and shuts out who may not."""

    def __init__(self, app: ASGIApp, doors: Doors) -> None:
        self.app = app
        self._doors = doors

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        request = Request(scope)
        try:
            found = self._who(request)
        except AccessError as error:
            _LOG.error("%s", error)
            found = PlainTextResponse("The file of people cannot be read; nobody may pass.\n", 503)
        sent = isinstance(found, Viewer) and request.method not in _SAFE
        if sent and not same_origin(request, self._doors.hosts):
            found = PlainTextResponse("This form was sent by another site.\n", 403)
        if isinstance(found, Response):
            await found(scope, receive, send)
            return
        if self._doors.people is None:
            await self.app({**scope, KEY: found}, receive, send)
            return

        async def send_private(message: Message) -> None:
            if message["type"] == "http.response.start" and not _is_static(request):
                # no cache between may keep what only some may see
                headers = MutableHeaders(scope=message)
                if "no-store" not in headers.get("cache-control", ""):
                    headers["cache-control"] = "private, no-cache"
            await send(message)

        await self.app({**scope, KEY: found}, receive, send_private)

    def _who(self, request: Request) -> Viewer | Response:
        doors = self._doors
        if doors.people is None:
            if not doors.editor:
                return NOBODY
            return Viewer(
                name=doors.editor, role="editor", mark=doors.sessions.mark("form", "this machine")
            )
        caller = caller_of(request)
        if wait := doors.callers.take(caller):
            return too_often(wait)
        path = request.url.path
        open_to_all = path == "/sign-in" or _is_static(request)
        scheme, _, token = request.headers.get("authorization", "").partition(" ")
        if scheme.lower() == "bearer":
            return self._holder(caller, token.strip())
        held = doors.session_of(request)
        if held is None:
            return NOBODY if open_to_all else _sign_in_first(request)
        session, person = held
        if not open_to_all and (wait := doors.holders.take(person.name)):
            return too_often(wait)
        mark = doors.sessions.mark("form", session.id)
        return Viewer(name=person.name, role=person.role, mark=mark, signed_in=True)

    def _holder(self, caller: str, token: str) -> Viewer | Response:
        doors = self._doors
        person = holder(doors.people.now() if doors.people else (), token)
        if person is None:
            if wait := doors.attempts.take(caller):
                return too_often(wait)
            return _refused("This token is not known, or was revoked.")
        if wait := doors.holders.take(person.name):
            return too_often(wait)
        return Viewer(name=person.name, role=person.role, mark=None)


def _is_static(request: Request) -> bool:
    return request.url.path.startswith("/static/")


def _refused(reason: str) -> Response:
    body = {"error": {"title": "Not signed in", "reason": reason}}
    return JSONResponse(body, 401, headers={"WWW-Authenticate": 'Bearer realm="detente"'})


def _sign_in_first(request: Request) -> Response:
    if request.method not in _SAFE or wants_json(request):
        return _refused("Send a token: Authorization: Bearer TOKEN, or sign in at /sign-in.")
    asked = request.url.path + (f"?{request.url.query}" if request.url.query else "")
    to = "" if asked == "/" else f"?next={quote(asked, safe='/')}"
    return RedirectResponse(f"/sign-in{to}", 303, headers={"Cache-Control": "no-store"})
