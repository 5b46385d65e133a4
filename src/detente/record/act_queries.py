"""What a record answers on acts, and on the pairs and actors between which they pass."""

from __future__ import annotations

from typing import Unpack

from detente.errors import UnknownItem
from detente.record import judging, overviews
from detente.record.connect import plainly
from detente.record.filters import ActFilters, act_filter
from detente.record.opened import Opened, Pair
from detente.record.reading_back import Loader, rows
from detente.record.summaries import ActorHit, Count, Mover, PairRow, Summary
from detente.record.views import (
    Act,
    ActDetail,
    ActLink,
    Facet,
    Order,
    Page,
)

_ACT_ORDER: dict[Order, str] = {
    "newest": "{listed}.day_from DESC, a.id",  # null is the least
    "oldest": "{listed}.day_from NULLS LAST, a.id",
    "sources": "a.sources DESC, a.day_from DESC, a.id",
    "confidence": "a.confidence DESC, a.day_from DESC, a.id",
}


class ActQueries(Opened):
    """Acts, pairs and actors of a record."""

    @plainly
    def events(
        self,
        *,
        limit: int = 50,
        offset: int = 0,
        order: Order = "newest",
        **wanted: Unpack[ActFilters],
    ) -> Page[Act]:
        """Return acts, each with its tellings.

        Args:
            limit: Rows in a page.
            offset: Rows to skip.
            order: ``newest``, ``oldest``, ``sources`` (most told first) or ``confidence``.
            **wanted: The filters of :func:`detente.record.filters.act_filter`: ``pair``, ``actor``,
                ``source``, ``target``, ``type``, ``quad``, ``modality``, ``since``, ``until``,
                ``by_article``, ``min_confidence``.
        """
        where = act_filter(**wanted)
        by = _ACT_ORDER[order].format(listed=where.listed)
        found = rows(
            self._db,
            f"SELECT a.* FROM {where.tables} {where.sql} ORDER BY {by} LIMIT ? OFFSET ?",
            (*where.values, limit, offset),
        )
        total = overviews.total(self._db, where)
        items = Loader(self._db).acts(found)
        return Page(items=items, total=total, limit=limit, offset=offset)

    @plainly
    def event(self, event: str) -> ActDetail:
        """Return an act by its id or by the id of any of its tellings.

        Raises:
            UnknownItem: When there is no such act or telling.
        """
        n = self._act_key(event)
        loader = Loader(self._db)
        (act,) = loader.acts(rows(self._db, "SELECT * FROM acts WHERE n = ?", (n,)))
        links = loader.links(n)
        others = [k.target if k.source == act.id else k.source for k in links]
        linked = tuple(
            loader.acts(rows(self._db, "SELECT * FROM acts WHERE id = ?", (o,)))[0] for o in others
        )
        judged = [j for t in act.tellings for j in judging.judgements(self._db, t.event)]
        return ActDetail(
            act=act,
            links=links,
            linked=linked,
            judgements=tuple(sorted(judged, key=lambda j: j.at, reverse=True)),
        )

    def _act_key(self, event: str) -> int:
        row = self._db.execute(
            "SELECT n FROM acts WHERE id = ? UNION SELECT p.act FROM placements p"
            " JOIN events e ON e.n = p.event WHERE e.id = ? AND p.act NOT NULL",
            (event, event),
        ).fetchone()
        if row is None:
            raise UnknownItem(f"no event {event!r} in this record")
        return int(row[0])

    @plainly
    def links(self, event: str) -> tuple[ActLink, ...]:
        """Return the ties from and to an act (by its id or that of a telling)."""
        return Loader(self._db).links(self._act_key(event))

    @plainly
    def counts(
        self,
        facet: Facet,
        *,
        limit: int = 50,
        **wanted: Unpack[ActFilters],
    ) -> tuple[Count, ...]:
        """Count the acts that pass the filters of :meth:`events`, by one facet.

        Years and months come in order, other facets most frequent first.
        """
        where = act_filter(**wanted)
        return overviews.counts(self._db, facet, where, limit)

    @plainly
    def summary(self) -> Summary:
        """Return what is in the record."""
        return overviews.summary(self._db)

    @plainly
    def pairs(self, *, actor: str | None = None, limit: int = 50) -> tuple[PairRow, ...]:
        """Return pairs with counts of their actual acts, most acts first."""
        return overviews.pair_rows(self._db, self._vocabulary, actor=actor, limit=limit)

    @plainly
    def pair(self, pair: Pair) -> PairRow:
        """Return one pair with its counts (zeros when the record holds nothing on it)."""
        low, high = sorted(pair)
        found = overviews.pair_rows(self._db, self._vocabulary, only=(low, high), limit=1)
        return found[0] if found else overviews.empty_pair(self._db, (low, high), self._vocabulary)

    @plainly
    def pair_mark(self, pair: Pair) -> int:
        """Return a number that goes up whenever an act between two, or a claim on them, changes."""
        return overviews.pair_mark(self._db, (min(pair), max(pair)))

    @plainly
    def actors(self, *, limit: int = 500) -> tuple[ActorHit, ...]:
        """Return the actors that the record names, in alphabetical order of name."""
        found = rows(self._db, "SELECT id, name FROM actors ORDER BY name, id LIMIT ?", (limit,))
        return tuple(ActorHit(id=r["id"], name=r["name"]) for r in found)

    @plainly
    def moved(self, *, days: int = 365, until: str | None = None) -> tuple[Mover, ...]:
        """Return the pairs whose recent acts differ most from those before, largest change first.

        A plain comparison of shares, with how many acts each share rests on; turns of a relation
        are the business of :mod:`detente.relations`.

        Args:
            days: Length of the recent window.
            until: Its last day; the latest act of the record when left out.
        """
        return overviews.movers(self._db, self._vocabulary, days, until)
