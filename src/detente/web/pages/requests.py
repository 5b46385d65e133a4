"""The ledger of requests: who asked whom for what, and whether an answer came."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from detente.record import Record
from detente.relations.ledger import STATUSES, Entry, last_published, ledger, select
from detente.web import words
from detente.web.answers import plain
from detente.web.asked import actor, age, day
from detente.web.downloads import csv_file
from detente.web.held import requests_of
from detente.web.kept import state_of
from detente.web.ledger_rows import CSV_COLUMNS, LedgerLine, csv_row, ledger_lines
from detente.web.pages.trouble import choice, number
from detente.web.paging import Pager, address, pager
from detente.web.relation_view import sides
from detente.web.whose import origin_words

_ROWS = 50
_LONGEST = 100
_ORDERS = ("newest", "oldest", "waiting")
_TEXTS = ("from", "to", "concerning", "about", "older", "as_of", "pair", "actor")


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """A filter that the address can carry, with how many requests it leaves."""

    name: str
    href: str
    on: bool
    count: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Filters:
    """What the address asks of the ledger."""

    source: str | None
    target: str | None
    concerning: str | None
    actor: str | None
    pair: tuple[str, str] | None
    status: str | None
    older: int | None
    about: str | None
    as_of: dt.date | None
    order: str

    @property
    def any(self) -> bool:
        """Whether anything is left out."""
        return any(
            (self.source, self.target, self.concerning, self.actor, self.pair, self.status,
             self.older is not None, self.about)
        )  # fmt: skip

    def without_status(self, entries: tuple[Entry, ...]) -> tuple[Entry, ...]:
        """Return the entries that pass every filter but the status."""
        found = select(
            entries,
            source=self.source,
            target=self.target,
            concerning=self.concerning,
            pair=self.pair,
            older_than=self.older,
            about=self.about,
        )
        who = self.actor
        if who is None:
            return found
        return tuple(e for e in found if who in (*e.source, *e.target, *e.concerning))


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestsPage:
    """One page of the ledger.

    Attributes:
        lines: The requests of this page.
        pager: Where it stands.
        filters: What the address asks for.
        typed: The filters as typed, for the form.
        statuses: The statuses, each with its address.
        orders: The orders, each with its address.
        until: The day of the ledger; ``None`` for an empty record.
        file: The address of the same list as CSV.
    """

    lines: tuple[LedgerLine, ...]
    pager: Pager
    filters: Filters
    typed: dict[str, str]
    statuses: tuple[Choice, ...]
    orders: tuple[Choice, ...]
    until: str | None
    file: str

    @property
    def template(self) -> str:
        """File name of its template."""
        return "requests.html"

    @property
    def title(self) -> str:
        """How many, with the filters on who, in words."""
        f = self.filters
        out = words.plural(self.pager.total, "request")
        if f.pair:
            out += f" between {words.names(f.pair)}"
        if f.source:
            out += f" by {words.actor_name(f.source)}"
        if f.target:
            out += f" to {words.actor_name(f.target)}"
        if f.concerning:
            out += f" concerning {words.actor_name(f.concerning)}"
        if f.actor:
            out += f" with {words.actor_name(f.actor)}"
        return out

    @property
    def usual(self) -> bool:
        """Whether the bar of any request says how long such asks usually take."""
        return any(line.waiting and line.waiting.usual is not None for line in self.lines)

    @property
    def expected_by(self) -> str:
        """Whose acts say how asks like these have fared, and until when; empty where none do."""
        told = {(x.origin, x.until) for line in self.lines if (x := line.expected)}
        return words.listed(
            f"acts {origin_words(origin)} (to {words.date_words(until.isoformat())})"
            for origin, until in sorted(told)
        )

    def data(self) -> dict[str, Any]:
        """Return the JSON twin."""
        return {
            "total": self.pager.total,
            "until": self.until,
            "filters": plain(self.filters)
            | {"as_of": self.filters.as_of.isoformat() if self.filters.as_of else None},
            "requests": [
                plain(line.entry) | {"outlook": line.expected.words if line.expected else None}
                for line in self.lines
            ],
        }


def build(record: Record, request: Request) -> RequestsPage:
    """Return the page."""
    filters, until, entries, found = _asked(record, request)
    at = number(request, "page", 1, 1_000_000)
    shown = found[(at - 1) * _ROWS : at * _ROWS]
    typed = {n: v for n in _TEXTS if (v := request.query_params.get(n, "").strip())}
    query = address(request, page=None).partition("?")[2]
    return RequestsPage(
        lines=ledger_lines(record, shown),
        pager=pager(request, at, len(found), _ROWS),
        filters=filters,
        typed=typed,
        statuses=_statuses(request, filters, entries),
        orders=tuple(
            Choice(name=n, href=address(request, order=o, page=None), on=o == filters.order)
            for n, o in (
                ("newest first", "newest"),
                ("oldest first", "oldest"),
                ("longest waiting first", "waiting"),
            )
        ),
        until=until.isoformat() if until else None,
        file="/requests.csv" + (f"?{query}" if query else ""),
    )


def table(record: Record, request: Request) -> Response:
    """Return all requests that pass the filters as CSV, in the order of the page."""
    _, _, _, found = _asked(record, request)
    return csv_file(map(csv_row, found), CSV_COLUMNS, "requests.csv")


def _asked(
    record: Record, request: Request
) -> tuple[Filters, dt.date | None, tuple[Entry, ...], tuple[Entry, ...]]:
    """Return the filters, the day, the entries under all of them but the status, and under all."""
    pair = request.query_params.get("pair", "").strip()
    filters = Filters(
        source=actor(request, "from"),
        target=actor(request, "to"),
        concerning=actor(request, "concerning"),
        actor=actor(request, "actor"),
        pair=sides(pair) if pair else None,
        status=choice(request, "status", (*STATUSES, "waiting")),
        older=age(request, "older"),
        about=request.query_params.get("about", "").strip()[:_LONGEST] or None,
        as_of=day(request, "as_of"),
        order=choice(request, "order", _ORDERS) or "newest",
    )
    until = filters.as_of or last_published(record)
    held = ledger(record, as_of=until) if filters.as_of else requests_of(state_of(record.path))
    entries = filters.without_status(held)
    found = [e for e in entries if _passes(e, filters.status)]
    if filters.order == "newest":
        found.sort(key=lambda e: (e.last_asked or "", e.id), reverse=True)
    elif filters.order == "waiting":
        # those that still wait first, the longest of them first
        found.sort(key=lambda e: (not e.standing, -(e.waiting_days or 0), e.id))
    return filters, until, entries, tuple(found)


def _passes(entry: Entry, status: str | None) -> bool:
    if status == "waiting":
        return entry.standing
    return status is None or entry.status == status


def _statuses(request: Request, filters: Filters, entries: tuple[Entry, ...]) -> tuple[Choice, ...]:
    shown: list[tuple[str, str | None]] = [("all", None), ("without an answer", "waiting")]
    shown += [(words.status_words(s), s) for s in STATUSES]
    return tuple(
        Choice(
            name=name,
            href=address(request, status=status, page=None),
            on=status == filters.status,
            count=sum(_passes(e, status) for e in entries),
        )
        for name, status in shown
    )
