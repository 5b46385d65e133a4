"""The filters of :meth:`Record.events` and :meth:`Record.requests` as bound SQL conditions."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass, replace
from typing import Any, TypedDict

from detente.errors import RecordError
from detente.record.matching import days_of
from detente.records import Modality

Pair = tuple[str, str]

#: Acts between two, those of one actor on either side, those of one side; each with its day.
_OF_PAIR = "act_pairs p CROSS JOIN acts a ON a.n = p.act"
_OF_ACTOR = "act_actors p CROSS JOIN acts a ON a.n = p.act"
#: An actor on both sides of an act has two rows there, of which the first counts.
_ONCE = (
    "(p.side = 'source' OR NOT EXISTS (SELECT 1 FROM act_actors o WHERE o.actor = p.actor"
    " AND o.side = 'source' AND o.day_from IS p.day_from AND o.act = p.act))"
)
_OF_ACTS = re.compile(r"\ba\.")
_ON_SIDE = "a.n IN (SELECT act FROM act_actors WHERE actor = ? AND side = ?)"


@dataclass(frozen=True, slots=True)
class Where:
    """Conditions with their values; the conditions are constants of this module.

    Attributes:
        conditions: What must hold.
        values: A value for each mark in them.
        tables: Where the rows come from. Of one pair or actor they come from the table that lists its
            acts by day, so that a page of its acts costs the same however many it has.
    """

    conditions: tuple[str, ...] = ()
    values: tuple[Any, ...] = ()
    tables: str = "acts a"

    def and_(self, condition: str, *values: Any) -> Where:
        """Return these conditions and one more."""
        return replace(
            self, conditions=(*self.conditions, condition), values=(*self.values, *values)
        )

    @property
    def sql(self) -> str:
        """``WHERE ...``, or nothing."""
        return "WHERE " + " AND ".join(self.conditions) if self.conditions else ""

    @property
    def listed(self) -> str:
        """The table that gives the days: ``p``, which lists acts by day, or ``a``, the acts."""
        return "a" if self.tables == "acts a" else "p"

    @property
    def classed(self) -> str:
        """The table that gives quad classes and modalities: ``p`` for acts of a pair, else ``a``."""
        return "p" if self.tables == _OF_PAIR else "a"

    @property
    def act(self) -> str:
        """The column that names the act."""
        return "a.n" if self.listed == "a" else "p.act"

    def counting(self, *parts: str) -> str:
        """Return the tables that counting takes: without the acts where they are not asked about.

        Args:
            parts: What else the query says.
        """
        asked = any(_OF_ACTS.search(part) for part in (*self.conditions, *parts))
        return self.tables if asked else self.tables.split(" CROSS JOIN ")[0]

    def only(self, *columns: str) -> bool:
        """Tell whether nothing is asked but what some columns equal."""
        return {c.removesuffix(" = ?") for c in self.conditions} <= set(columns)


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


class ActFilters(TypedDict, total=False):
    """What acts can be asked for by: the keywords of :func:`act_filter`."""

    pair: Pair | None
    actor: str | None
    source: str | None
    target: str | None
    type: str | None
    quad: int | None
    modality: Modality | None
    since: str | None
    until: str | None
    by_article: str | None
    min_confidence: float


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

    Args:
        pair: Between these two, either way.
        actor: With this actor on either side.
        source: With this actor acting.
        target: With this actor acted upon.
        type: Of this PLOVER type.
        quad: In this quad class, 1 to 4.
        modality: ``actual``, ``planned``, ``hypothetical`` or ``negated``.
        since: Not ended before this date (``2016``, ``2016-07``, ``2016-07-08``).
        until: Not begun after this date.
        by_article: Told by this article.
        min_confidence: At least this sure.

    Raises:
        RecordError: When ``since`` or ``until`` is no date.
    """
    where = Where()
    if pair is None and source is not None and target is not None and source != target:
        pair = (source, target)  # an act of one upon the other is between the two
    if pair is not None:
        low, high = sorted(pair)
        where = Where(tables=_OF_PAIR).and_("p.a = ?", low).and_("p.b = ?", high)
    elif actor is not None:
        where = Where(tables=_OF_ACTOR).and_("p.actor = ?", actor).and_(_ONCE)
        actor = None
    elif source is not None:
        where = Where(tables=_OF_ACTOR).and_("p.actor = ?", source).and_("p.side = 'source'")
        source = None
    elif target is not None:
        where = Where(tables=_OF_ACTOR).and_("p.actor = ?", target).and_("p.side = 'target'")
        target = None
    of = "p" if pair is not None else "a"  # which both say the class and modality of an act
    if actor is not None:
        where = where.and_("a.n IN (SELECT act FROM act_actors WHERE actor = ?)", actor)
    for side, who in (("source", source), ("target", target)):
        if who is not None:
            where = where.and_(_ON_SIDE, who, side)
    if type is not None:
        where = where.and_("a.type = ?", type)
    if quad is not None:
        where = where.and_(f"{of}.quad = ?", quad)
    if modality is not None:
        where = where.and_(f"{of}.modality = ?", modality)
    if since is not None:
        day = _day(since, last=False)
        # a day, month or year that has not ended before a day began in the year of that day or later
        where = where.and_("a.day_to >= ?", day)
        where = where.and_(f"{where.listed}.day_from >= ?", f"{day[:4]}-01-01")
    if until is not None:
        where = where.and_(f"{where.listed}.day_from <= ?", _day(until, last=True))
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
