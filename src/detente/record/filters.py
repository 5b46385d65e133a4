"""The filters of :meth:`Record.events` and :meth:`Record.requests` as bound SQL conditions."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from detente.errors import RecordError
from detente.record.matching import days_of

Pair = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Where:
    """Conditions with their values; the conditions are constants of this module."""

    conditions: tuple[str, ...] = ()
    values: tuple[Any, ...] = ()

    def and_(self, condition: str, *values: Any) -> Where:
        """Return these conditions and one more."""
        return Where((*self.conditions, condition), (*self.values, *values))

    @property
    def sql(self) -> str:
        """``WHERE ...``, or nothing."""
        return "WHERE " + " AND ".join(self.conditions) if self.conditions else ""


def _day(value: str, last: bool) -> str:
    days = days_of(value)
    if days is None:
        raise RecordError(f"{value!r} is no date; want 2016, 2016-07 or 2016-07-08")
    return days[1] if last else days[0]


def day_of(value: str | None, *, last: bool) -> dt.date | None:
    """Return the first or last day of a date as a user writes it (``2016``, ``2016-07``).

    Raises:
        RecordError: When it is no date.
    """
    return dt.date.fromisoformat(_day(value, last)) if value is not None else None


def act_filter(
    *,
    pair: Pair | None = None,
    actor: str | None = None,
    source: str | None = None,
    target: str | None = None,
    type: str | None = None,
    quad: int | None = None,
    modality: str | None = None,
    since: str | None = None,
    until: str | None = None,
    by_article: str | None = None,
    min_confidence: float = 0.0,
) -> Where:
    """Return the conditions on the table ``acts`` (as ``a``).

    Raises:
        RecordError: When ``since`` or ``until`` is no date.
    """
    where = Where()
    if pair is not None:
        low, high = sorted(pair)
        where = where.and_("a.n IN (SELECT act FROM act_pairs WHERE a = ? AND b = ?)", low, high)
    if actor is not None:
        where = where.and_("a.n IN (SELECT act FROM act_actors WHERE actor = ?)", actor)
    for side, who in (("source", source), ("target", target)):
        if who is not None:
            where = where.and_(
                "a.n IN (SELECT act FROM act_actors WHERE actor = ? AND side = ?)", who, side
            )
    if type is not None:
        where = where.and_("a.type = ?", type)
    if quad is not None:
        where = where.and_("a.quad = ?", quad)
    if modality is not None:
        where = where.and_("a.modality = ?", modality)
    if since is not None:
        where = where.and_("a.day_to >= ?", _day(since, last=False))
    if until is not None:
        where = where.and_("a.day_from <= ?", _day(until, last=True))
    if by_article is not None:
        where = where.and_(
            "a.n IN (SELECT p.act FROM placements p JOIN events e ON e.n = p.event"
            " JOIN articles r ON r.n = e.article WHERE r.id = ?)",
            by_article,
        )
    if min_confidence > 0:
        where = where.and_("a.confidence >= ?", min_confidence)
    return where


def ask_filter(
    *,
    open_only: bool = False,
    source: str | None = None,
    target: str | None = None,
    concerning: str | None = None,
    actor: str | None = None,
    pair: Pair | None = None,
    status: str | None = None,
    by_article: str | None = None,
) -> Where:
    """Return the conditions on the table ``asks`` (as ``a``)."""
    where = Where()
    if open_only:
        where = where.and_("a.status IN ('open', 'unanswered')")
    for side, who in (("from", source), ("to", target), ("concerning", concerning)):
        if who is not None:
            where = where.and_(
                "a.n IN (SELECT ask FROM ask_actors WHERE actor = ? AND side = ?)", who, side
            )
    if actor is not None:
        where = where.and_("a.n IN (SELECT ask FROM ask_actors WHERE actor = ?)", actor)
    if pair is not None:
        where = where.and_(
            "a.n IN (SELECT f.ask FROM ask_actors f JOIN ask_actors t ON t.ask = f.ask"
            " WHERE f.side = 'from' AND t.side = 'to'"
            " AND ((f.actor = ? AND t.actor = ?) OR (f.actor = ? AND t.actor = ?)))",
            pair[0],
            pair[1],
            pair[1],
            pair[0],
        )
    if status is not None:
        where = where.and_("a.status = ?", status)
    if by_article is not None:
        where = where.and_(
            "a.n IN (SELECT q.ask FROM requests q JOIN articles r ON r.n = q.article WHERE r.id = ?)",
            by_article,
        )
    return where
