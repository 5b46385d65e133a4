"""The ledger of requests: who asked whom for what, and whether an answer came."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any, get_args

from starlette.requests import Request

from detente.actors import load_actors
from detente.record import Ask, Page, Record
from detente.records import RequestStatus
from detente.web import words
from detente.web.answers import plain
from detente.web.pages.trouble import choice, number
from detente.web.paging import Pager, address, pager

_ROWS = 50
#: Days that fill the waiting bar.
_FULL = 730


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """How long a request waits, or waited."""

    days: int
    share: float
    over: bool

    @property
    def words(self) -> str:
        """The time in the unit that fits it."""
        if self.days == 0:
            return "the same day" if self.over else "new"
        if self.days < 60:
            return words.plural(self.days, "day")
        if self.days < 730:
            return words.plural(round(self.days / 30.44), "month")
        return words.plural(round(self.days / 365.25), "year")


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A request with its waiting time."""

    ask: Ask
    waiting: Waiting | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """A filter that the address can carry."""

    name: str
    href: str
    on: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestsPage:
    """One page of the ledger."""

    lines: tuple[Line, ...]
    rows: Page[Ask]
    pager: Pager
    statuses: tuple[Choice, ...]
    orders: tuple[Choice, ...]
    actor: str | None
    until: str | None

    @property
    def template(self) -> str:
        """File name of its template."""
        return "requests.html"

    def data(self) -> dict[str, Any]:
        """Return the JSON twin."""
        return {"total": self.rows.total, "until": self.until, "requests": plain(self.rows.items)}


def full_day(value: str | None) -> dt.date | None:
    """Return the first day of a date of any precision."""
    if not value:
        return None
    try:
        return dt.date.fromisoformat((value + "-01-01")[:10] if len(value) < 10 else value[:10])
    except ValueError:
        return None


def waiting(ask: Ask, until: str | None) -> Waiting | None:
    """Return how long a request waits for an answer, to the last day that the record tells of."""
    first = full_day(ask.first_asked)
    last = full_day(until if ask.standing else ask.answered)
    if first is None or last is None:
        return None
    days = max(0, (last - first).days)
    return Waiting(days=days, share=min(1.0, days / _FULL), over=not ask.standing)


def build(record: Record, request: Request) -> RequestsPage:
    """Return the page."""
    statuses: tuple[RequestStatus, ...] = get_args(RequestStatus)
    status = choice(request, "status", (*statuses, "waiting"))
    order = choice(request, "order", ("newest", "oldest")) or "newest"
    named = request.query_params.get("actor", "").strip()
    actor = load_actors().identify(named) if named else None
    at = number(request, "page", 1, 1_000_000)
    rows = record.requests(
        open_only=status == "waiting",
        status=next((s for s in statuses if s == status), None),
        actor=actor,
        order="oldest" if order == "oldest" else "newest",
        limit=_ROWS,
        offset=(at - 1) * _ROWS,
    )
    until = record.summary().last
    shown = [("all", None), ("without an answer", "waiting")]
    shown += [(words.status_words(s), s) for s in statuses]
    return RequestsPage(
        lines=tuple(Line(ask=a, waiting=waiting(a, until)) for a in rows),
        rows=rows,
        pager=pager(request, at, rows.total, _ROWS),
        statuses=tuple(
            Choice(name=n, href=address(request, status=s, page=None), on=s == status)
            for n, s in shown
        ),
        orders=tuple(
            Choice(name=n, href=address(request, order=o, page=None), on=o == order)
            for n, o in (("newest first", "newest"), ("longest waiting first", "oldest"))
        ),
        actor=actor,
        until=until,
    )
