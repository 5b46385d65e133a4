"""Sign in with a token, and out again."""

from __future__ import annotations

import hmac
import secrets
from dataclasses import dataclass
from typing import Any

from fastapi import FastAPI
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from detente.access import holder
from detente.web.answers import answer
from detente.web.forms import read_form
from detente.web.gate import COOKIE, Doors, caller_of, too_often
from detente.web.sessions import LASTS
from detente.web.viewer import check_form, viewer_of

_FORM_COOKIE = "detente_form"


@dataclass(frozen=True, slots=True, kw_only=True)
class SignInPage:
    """The form, and what was wrong with it.

    Attributes:
        next: Where to go afterwards.
        mark: What the form brings back, beside the cookie that holds the same.
        wrong: What was wrong the last time; empty for nothing.
    """

    next: str
    mark: str
    wrong: str = ""

    @property
    def template(self) -> str:
        """File name of its template."""
        return "sign_in.html"

    def data(self) -> dict[str, Any]:
        """Return the JSON twin."""
        return {"sign_in": "Authorization: Bearer TOKEN", "wrong": self.wrong}


def inside(address: str) -> str:
    """Return an address of these pages, the home page for any other.

    >>> inside("/pairs?page=2"), inside("//evil.example"), inside("https://evil.example")
    ('/pairs?page=2', '/', '/')
    """
    good = address.startswith("/") and address[1:2] not in ("/", "\\") and len(address) < 2000
    return address if good and address.isprintable() else "/"


def add_routes(app: FastAPI, doors: Doors) -> None:
    """Add signing in and out to an application."""

    def cookie(response: Response, request: Request, name: str, value: str, age: int) -> None:
        response.set_cookie(
            name,
            value,
            max_age=age,
            path=doors.root or "/",
            secure=request.url.scheme == "https",
            httponly=True,
            samesite="strict",
        )

    def shown(request: Request, to: str, wrong: str = "", status: int = 200) -> Response:
        mark = secrets.token_urlsafe(24)
        page = SignInPage(next=to, mark=mark, wrong=wrong)
        response = answer(request, page, status)
        response.headers["Cache-Control"] = "no-store"
        cookie(response, request, _FORM_COOKIE, mark, 3600)
        return response

    def show(request: Request) -> Response:
        return shown(request, inside(request.query_params.get("next", "/")))

    async def sign_in(request: Request) -> Response:
        if wait := doors.attempts.take(caller_of(request)):
            return too_often(wait)
        form = await read_form(request)
        to = inside(form.get("next", "/"))
        kept = request.cookies.get(_FORM_COOKIE, "")
        if not kept or not hmac.compare_digest(form.get("mark", "").encode(), kept.encode()):
            return shown(request, to, "The form was too old. Try again.", 403)
        people = await run_in_threadpool(doors.people.now) if doors.people else ()
        person = holder(people, form.get("token", "").strip())
        if person is None:
            return shown(request, to, "This token is not known, or was revoked.", 403)
        response = RedirectResponse(to, 303)
        cookie(response, request, COOKIE, doors.sessions.start(person), LASTS)
        response.delete_cookie(_FORM_COOKIE, path=doors.root or "/")
        return response

    async def sign_out(request: Request) -> Response:
        viewer = viewer_of(request)
        check_form(viewer, await read_form(request))
        held = await run_in_threadpool(doors.session_of, request)
        if held is None:
            raise HTTPException(400, "There is no session to end.")
        doors.sessions.end(held[0])
        response = RedirectResponse("/sign-in", 303)
        response.delete_cookie(COOKIE, path=doors.root or "/")
        return response

    app.add_api_route("/sign-in", show, methods=["GET", "HEAD"])
    app.add_api_route("/sign-in", sign_in, methods=["POST"])
    app.add_api_route("/sign-out", sign_out, methods=["POST"])
