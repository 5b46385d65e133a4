"""Which tellings are grouped anew when some change: those, and all that hang together with them.

Two tellings *may meet* when :func:`detente.record.matching.same_act` holds for them. A group of
:func:`~detente.record.matching.cluster` never reaches beyond tellings that hang together by such
meetings, so grouping what hangs together gives what grouping everything would. That keeps adding an
article cheap however much a record holds on a pair.
"""

from __future__ import annotations

import datetime as dt
import sqlite3
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from detente.record.matching import (
    REPORTED_APART,
    UNDATED_APART,
    Told,
    content_words,
    days_of,
    same_act,
)

_TELLING = """
SELECT e.n, e.article, p.block, p.date, p.date_from, p.act, e.evidence, r.published, r.id, e.position
FROM placements p JOIN events e ON e.n = p.event JOIN articles r ON r.n = e.article
"""
_DAY, _MONTH = 10, 7

_Row = tuple[int, int, str, str | None, str, int | None, str, str | None, str, int]


@dataclass(frozen=True, slots=True)
class Placed:
    """A telling in its block.

    Attributes:
        told: What matching needs of it.
        block: Type, modality, sides and year.
        act: Key of the act that it tells; ``None`` while it has none.
    """

    told: Told
    block: str
    act: int | None


def keys_of(db: sqlite3.Connection, article: int) -> list[int]:
    """Return the keys of the counted tellings of an article."""
    rows = db.execute(
        "SELECT p.event FROM placements p JOIN events e ON e.n = p.event WHERE e.article = ?",
        (article,),
    )
    return [row[0] for row in rows]


def placed(db: sqlite3.Connection, key: int) -> Placed | None:
    """Return a telling in its block; ``None`` when it is gone or does not count."""
    row = db.execute(f"{_TELLING} WHERE p.event = ?", (key,)).fetchone()
    return _placed(row) if row else None


def meeting(db: sqlite3.Connection, one: Placed) -> list[Placed]:
    """Return the tellings that may be of the same act as one, itself left out."""
    where, values = _near(one.told)
    rows = db.execute(f"{_TELLING} WHERE p.block = ? AND {where}", (one.block, *values))
    near = (_placed(row) for row in rows.fetchall())
    return [p for p in near if p.told.key != one.told.key and same_act(one.told, p.told)]


def together(db: sqlite3.Connection, keys: Iterable[int]) -> Iterator[list[Placed]]:
    """Yield the sets of tellings that hang together, of which each holds one of some keys."""
    seen: set[int] = set()
    for key in sorted(set(keys)):
        first = None if key in seen else placed(db, key)
        if first is None:
            continue
        seen.add(key)
        found, todo = [first], [first]
        while todo:
            for other in meeting(db, todo.pop()):
                if other.told.key not in seen:
                    seen.add(other.told.key)
                    found.append(other)
                    todo.append(other)
        yield found


def _placed(row: _Row) -> Placed:
    n, article, block, date, from_, act, words, published, paper, position = row
    told = Told(
        key=n,
        article=article,
        type=block.partition("|")[0],
        date=date,
        told=from_ == "told",
        published=published if published and days_of(published) else "",
        words=content_words(words),
        order=(published or "9999", f"{paper}\x1f{position:06d}"),
    )
    return Placed(told, block, act)


def _near(one: Told) -> tuple[str, tuple[str, ...]]:
    """Return a condition that every telling of a block meets that may be of the same act."""
    if one.date is None:
        if len(one.published) != _DAY:
            return "TRUE", ()
        return "r.published BETWEEN ? AND ?", _around(one.published, UNDATED_APART)
    year, month = one.date[:4], one.date[:_MONTH]
    if len(one.date) == _DAY:
        days = _around(one.date, REPORTED_APART)
        return "(p.date BETWEEN ? AND ? OR p.date IN (?, ?))", (*days, year, month)
    if len(one.date) == _MONTH:
        return "(p.date BETWEEN ? AND ? OR p.date = ?)", (month, f"{month}-31", year)
    return "TRUE", ()


def _around(day: str, days: int) -> tuple[str, str]:
    at, last = dt.date.fromisoformat(day).toordinal(), dt.date.max.toordinal()
    first, end = (min(max(1, at + d), last) for d in (-days, days))
    return dt.date.fromordinal(first).isoformat(), dt.date.fromordinal(end).isoformat()
