"""Home: what is in the record, what moved, what waits, what is new."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from starlette.requests import Request

from detente.record import Act, PairRow, Record, Summary
from detente.relations.ledger import select
from detente.relations.ledger_entry import Entry
from detente.relations.load import origins_of
from detente.web.answers import plain
from detente.web.held import requests_of
from detente.web.kept import state_of
from detente.web.pages.pairs import build as pairs_page
from detente.web.verdict import Moved, moved
from detente.web.whose import Whose, whose

_MOVED = 5
_PAIRS = 8
_WAITING = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class HomePage:
    """What is in the record.

    Attributes:
        whose: Whose acts pairs and moves rest on; ``None`` in an empty record.
        events: How many acts that origin has.
        requests: How many requests the ledger holds.
        standing: How many of them wait.
        waiting: The longest waiting of them.
    """

    summary: Summary
    whose: Whose | None
    events: int
    moved: tuple[Moved, ...]
    pairs: tuple[PairRow, ...]
    requests: int
    standing: int
    waiting: tuple[Entry, ...]
    latest: tuple[Act, ...]

    @property
    def template(self) -> str:
        """File name of its template."""
        return "home.html"

    def data(self) -> dict[str, Any]:
        """Return the JSON twin."""
        return {
            "summary": plain(self.summary),
            "origin": self.whose.name if self.whose else None,
            "events": self.events,
            "moved": [
                {"pair": m.pair, "names": m.names, "way": m.way, **plain(m.turn)}
                for m in self.moved
            ],
            "pairs": plain(self.pairs),
            "requests": self.requests,
            "standing": self.standing,
            "waiting": plain(self.waiting),
            "latest": plain(self.latest),
        }


def build(record: Record, request: Request) -> HomePage:
    """Return the page."""
    summary = record.summary()
    who = whose(record, request, lambda: summary.acts > 0)
    state = state_of(record.path)
    entries = requests_of(state)
    standing = sorted(
        select(entries, open_only=True), key=lambda e: (e.first_asked is None, e.first_asked, e.id)
    )
    told = (o.events for o in origins_of(record.path) if who and o.name == who.name)
    return HomePage(
        summary=summary,
        whose=who,
        events=next(told, 0),
        moved=moved(state, who.name)[:_MOVED] if who else (),
        pairs=pairs_page(record, request).rows[:_PAIRS],
        requests=len(entries),
        standing=len(standing),
        waiting=tuple(standing[:_WAITING]),
        latest=record.events(limit=12, modality="actual").items,
    )
