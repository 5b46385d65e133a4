"""The pairs of the record, most acts first, with those marked that turned lately."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from starlette.requests import Request

from detente.record import PairRow, Record
from detente.web import words
from detente.web.answers import plain
from detente.web.held import counts_by_pair
from detente.web.kept import state_of
from detente.web.verdict import Moved, moved
from detente.web.whose import Whose, whose

_MOST = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class PairsPage:
    """All pairs with their counts.

    Attributes:
        rows: The pairs with most acts.
        total: How many pairs there are in all.
        turned: Those that turned within the last year, by pair.
    """

    whose: Whose | None
    rows: tuple[PairRow, ...]
    total: int
    turned: dict[tuple[str, str], Moved]

    @property
    def most(self) -> int:
        """The most acts of any pair, for the bars."""
        return max((r.acts for r in self.rows), default=1)

    @property
    def template(self) -> str:
        """File name of its template."""
        return "pairs.html"

    def data(self) -> dict[str, Any]:
        """Return the JSON twin."""
        return {
            "origin": self.whose.name if self.whose else None,
            "total": self.total,
            "pairs": plain(self.rows),
            "turned": [{"way": m.way, **plain(m.turn)} for m in self.turned.values()],
        }


def build(record: Record, request: Request) -> PairsPage:
    """Return the page."""
    who = whose(record, request, lambda: record.summary().acts > 0)
    state = state_of(record.path)
    if who is None or who.read:
        rows = tuple(r for r in record.pairs(limit=_MOST) if r.acts)
        total = record.summary().pairs
    else:
        counts = counts_by_pair(state, who.name)
        rows = tuple(_row(r) for r in counts.head(_MOST).iter_rows(named=True))
        total = len(counts)
    return PairsPage(
        whose=who,
        rows=rows,
        total=max(total, len(rows)),
        turned={m.pair: m for m in moved(state, who.name)} if who else {},
    )


def _row(row: dict[str, Any]) -> PairRow:
    pair = (row["a"], row["b"])
    return PairRow(
        pair=pair,
        names=(words.actor_name(pair[0]), words.actor_name(pair[1])),
        acts=row["acts"],
        cooperative=row["cooperative"],
        conflictual=row["conflictual"],
        deeds=row["deeds"],
        first=_iso(row["first"]),
        last=_iso(row["last"]),
    )


def _iso(day: dt.date | None) -> str | None:
    return day.isoformat() if day else None
