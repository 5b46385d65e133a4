"""A plain verdict on how a pair stands, with the measure it rests on."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Literal

from detente.record import PairRow, Record
from detente.web import words

Way = Literal["warming", "cooling", "steady", "unknown"]
_WINDOW = 365
#: Fewer acts than this on either side say nothing of a change.
_FEWEST = 3
#: A smaller change of share than this is none.
_LEAST_CHANGE = 0.15


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """How a pair moves, in words.

    Attributes:
        way: The word by which it is drawn.
        headline: What stands after the names in the title.
        measure: The figures it rests on, as a sentence.
    """

    way: Way
    headline: str
    measure: str


def judge(recent: tuple[int, int], before: tuple[int, int], last: str) -> Verdict:
    """Compare the cooperative acts of the last year with those before.

    Args:
        recent: Cooperative acts and all acts in the year to ``last``.
        before: The same for all the time before.
        last: The day of the latest act.

    >>> judge((7, 11), (4, 10), "2026-01-05").headline
    'warming'
    """
    all_coop, all_acts = recent[0] + before[0], recent[1] + before[1]
    if not all_acts:
        return Verdict(way="unknown", headline="nothing on record yet", measure="")
    year = f"In the year to {words.date_words(last)}"
    if min(recent[1], before[1]) < _FEWEST:
        share = all_coop / all_acts
        held = (
            "mostly cooperative"
            if share > 0.6
            else "mostly in conflict"
            if share < 0.4
            else "mixed"
        )
        return Verdict(
            way="unknown",
            headline=f"{held}, too few acts to tell a turn",
            measure=f"{all_coop:,} of {words.plural(all_acts, 'act')} cooperative.",
        )
    now, then = recent[0] / recent[1], before[0] / before[1]
    way: Way = (
        "steady" if abs(now - then) < _LEAST_CHANGE else "warming" if now > then else "cooling"
    )
    headline = {"steady": "much as before"}.get(way, way)
    return Verdict(
        way=way,
        headline=headline,
        measure=f"{year}, {recent[0]:,} of {words.plural(recent[1], 'act')} cooperative; "
        f"before, {before[0]:,} of {before[1]:,}.",
    )


def of_pair(record: Record, row: PairRow) -> Verdict:
    """Return the verdict on a pair of the record."""
    if not row.acts or not row.last:
        return judge((0, 0), (0, 0), "")
    since = dt.date.fromisoformat(row.last) - dt.timedelta(days=_WINDOW - 1)
    counts = record.counts("quad", pair=row.pair, modality="actual", since=since.isoformat())
    recent = {int(c.value): c.count for c in counts}
    coop, acts = recent.get(1, 0) + recent.get(2, 0), sum(recent.values())
    return judge((coop, acts), (row.cooperative - coop, row.acts - acts), row.last)
