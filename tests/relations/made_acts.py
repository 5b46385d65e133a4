"""Made-up events in the columns of event data, for the tests of series, phases and turns."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
import polars as pl

from detente.relations.acts import Acts, acts_between
from detente.sources.events.columns import EVENT_SCHEMA

#: What is done -> (type, cameo, goldstein, quad).
KINDS: dict[str, tuple[str, str, float | None, int]] = {
    "meet": ("CONSULT", "040", 1.0, 1),
    "agree": ("AGREE", "057", 8.0, 1),
    "aid": ("AID", "070", 7.0, 2),
    "criticise": ("ACCUSE", "111", -2.0, 3),
    "sanction": ("SANCTION", "163", -8.0, 4),
    "ask": ("REQUEST", "020", 3.0, 3),
    "speak": ("", "010", 0.0, 1),
    "deny": ("", "016", -5.0, 1),
}

Row = tuple[str, str]


def frame(
    rows: Iterable[Row],
    *,
    source: str = "AAA",
    target: str = "BBB",
    origin: str = "icews",
    **more: Any,
) -> pl.DataFrame:
    """Return events from rows of a date ("2010", "2010-03" or "2010-03-04") and what is done."""
    out = []
    for n, (when, what) in enumerate(rows):
        kind, cameo, goldstein, quad = KINDS[what]
        first, last = _days(when)
        row: dict[str, Any] = dict.fromkeys(EVENT_SCHEMA, "")
        row |= {
            "id": f"{source}{target}{n}", "date": first, "until": last, "source": source, "target": target,
            "type": kind, "cameo": cameo, "goldstein": goldstein, "quad": quad, "modality": "actual",
            "origin": origin, "sources": 1, "reciprocal": False,
        }  # fmt: skip
        out.append(row | more)
    return pl.DataFrame(out, schema=EVENT_SCHEMA)


def _days(when: str) -> tuple[dt.date, dt.date]:
    parts = [int(p) for p in when.split("-")]
    if len(parts) == 3:
        return dt.date(*parts), dt.date(*parts)
    if len(parts) == 2:
        following = dt.date(parts[0], parts[1], 28) + dt.timedelta(days=4)
        return dt.date(parts[0], parts[1], 1), following.replace(day=1) - dt.timedelta(days=1)
    return dt.date(parts[0], 1, 1), dt.date(parts[0], 12, 31)


def made(rows: Iterable[Row]) -> Acts:
    """Return acts between AAA and BBB."""
    return acts_between(frame(rows), ("AAA", "BBB"))


def steady(
    first: str, last: str, share: float, per_month: float, seed: int = 1, kinds: Sequence[str] = ()
) -> list[Row]:
    """Return acts drawn by chance: so many a month, so many of them conflict."""
    good, bad = kinds or ("meet", "criticise")
    chance = np.random.default_rng(seed)
    start, end = dt.date.fromisoformat(first), dt.date.fromisoformat(last)
    days = (end - start).days
    number = round(per_month * days / 30)
    out = []
    for offset in sorted(chance.integers(0, days, number)):
        what = bad if chance.random() < share else good
        out.append(((start + dt.timedelta(days=int(offset))).isoformat(), what))
    return out
