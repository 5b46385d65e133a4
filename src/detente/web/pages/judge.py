"""Confirm, correct, strike out, undo: the one route that writes to the record."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import quote

from fastapi import FastAPI
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from detente.errors import RecordError, UnknownItem
from detente.record import Record
from detente.record.corrected import standing
from detente.record.views import ItemKind, Verdict
from detente.web.copies import Copies
from detente.web.editing import KINDS, LONGEST, changes_in, find
from detente.web.forms import read_form
from detente.web.gate import Doors, too_often
from detente.web.kept import shelf_of
from detente.web.marks import anchor, folded
from detente.web.pages.trouble import BadAddress
from detente.web.viewer import check_form, viewer_of

_KINDS: dict[str, ItemKind] = {k: k for k in ("act", "event", "statement", "request", "relation")}
_VERDICTS: dict[str, Verdict] = {v: v for v in ("confirmed", "corrected", "struck")}


def add_routes(app: FastAPI, record_path: Path, doors: Doors, copies: Copies) -> None:
    """Add the route to an application."""

    async def judge(request: Request) -> Response:
        viewer = viewer_of(request)
        if not viewer.edits:
            raise HTTPException(403, "Only editors may judge what was read.")
        if wait := doors.changes.take(viewer.name):
            return too_often(wait)
        form = await read_form(request)
        check_form(viewer, form)
        to = await run_in_threadpool(_judge, record_path, viewer.name, form)
        copies.forget()
        shelf_of(record_path).hurry()
        return RedirectResponse(to, 303)

    app.add_api_route("/judge", judge, methods=["POST"])


def _judge(record_path: Path, user: str, form: dict[str, str]) -> str:
    """Write one judgement, and return where to look at it."""
    item, kind = form.get("item", ""), _KINDS.get(form.get("kind", ""))
    wanted = form.get("verdict", "")
    if kind is None or not item:
        raise BadAddress("The form names no item.")
    if wanted not in _VERDICTS and wanted != "undo":
        raise BadAddress(f"verdict={wanted[:40]}: want one of {', '.join(_VERDICTS)}, undo")
    reason = " ".join(form.get("reason", "").split())
    if len(reason) > LONGEST:
        raise BadAddress(f"Reason: want at most {LONGEST} characters.")
    if wanted == "struck" and not reason:
        raise BadAddress("Say why it is struck out: others will want to know.")
    with Record.open(record_path, create=False) as record:
        first = _first_telling(record, item) if kind == "act" else item
        home = record.home_of(first, "event" if kind == "act" else kind)
        changes: dict[str, str] = {}
        if wanted == "corrected":
            if kind == "act":
                raise BadAddress("Correct each telling by itself.")
            read = find(record.article(home), kind, item)
            held = standing(record.judgements(item))
            before = dict(held.changes) if held and held.verdict == "corrected" else {}
            changes = changes_in(read, before, form)
        try:
            if wanted == "undo":
                record.undo(item, user=user, kind=kind)
            else:
                record.judge(
                    item, _VERDICTS[wanted], user=user, reason=reason, changes=changes, kind=kind
                )
        except RecordError as error:
            if "another program" in str(error) or "cannot be written" in str(error):
                raise
            raise BadAddress(str(error)) from error
        if form.get("at") == "event":
            return f"/events/{quote(first)}#telling-{quote(first)}"
        return f"/articles/{quote(home)}#{_entry(record, home, kind, first)}"


def _first_telling(record: Record, act: str) -> str:
    try:
        return record.event(act).act.tellings[0].event
    except UnknownItem:
        return act  # struck out: the act is named after its first telling


def _entry(record: Record, home: str, kind: str, item: str) -> str:
    """Return the anchor of an item on the page of its article."""
    reading = record.article(home)
    wanted = "event" if kind == "act" else kind
    for field, name in KINDS.items():
        if name == wanted:
            at = next((i for i, x in enumerate(getattr(reading, field)) if x.id == item), 0)
            here = anchor(f"{field}/{at}")
            return folded(reading).get(here, here)
    return "text"
