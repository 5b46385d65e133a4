"""A request that waits for an answer told elsewhere, and the acts that can give it one.

Each rule names the acts that it takes, between whom, and how long after the request. Only acts that
some rule could take are looked up, by day, and no further than to the first that answers: what is
found is what a walk through all acts would find.
"""

from __future__ import annotations

import datetime as dt
import heapq
import itertools
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from detente.record.matching import days_of
from detente.relations.answers import Rule, Wanted, load_answers
from detente.relations.ledger_acts import ActIndex, Ends, Told

Actors = tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """A request, as what it takes to find what became of it.

    Attributes:
        asker: Who asks.
        asked: Who is asked.
        thirds: Whom it concerns.
        wanted: What for.
        articles: Ids of the articles that tell it.
        made: Last day of when it was first made, as an ordinal; ``None`` where that is not told.
        days: Last day of each time that it was made, in order.
    """

    asker: Actors
    asked: Actors
    thirds: Actors
    wanted: Wanted
    articles: frozenset[str]
    made: int | None
    days: tuple[int, ...]

    @classmethod
    def of(
        cls,
        asker: Actors,
        asked: Actors,
        thirds: Actors,
        *,
        wanted: Wanted,
        dates: Sequence[str],
        articles: Iterable[str],
    ) -> Waiting:
        """Return it; ``dates`` are those on which it was made, of any precision, in order."""
        ends = [_last_day(date) for date in dict.fromkeys(dates)]
        return cls(
            asker=asker,
            asked=asked,
            thirds=thirds,
            wanted=wanted,
            articles=frozenset(articles),
            made=ends[0] if ends else None,
            days=tuple(end for end in ends if end is not None),
        )

    def since(self, day: int) -> int | None:
        """Return the days from the latest time before a day to that day; ``None`` when none is."""
        return next((day - made for made in reversed(self.days) if made <= day), None)

    def windows(self, after: int, within: int) -> Iterator[tuple[int, int]]:
        """Yield the stretches of days, in order and apart, from some days after each time to others."""
        first, last = 0, -1
        for made in sorted(self.days):
            if made + after > last + 1:
                if last >= first:
                    yield first, last
                first = made + after
            last = made + within
        if last >= first:
            yield first, last

    def ends(self, toward: str) -> tuple[Ends, ...]:
        """Return the ways from the side asked to the ``asker``, to a ``third`` or to ``any`` of them."""
        others = {"asker": self.asker, "third": self.thirds, "any": (*self.asker, *self.thirds)}
        return tuple(dict.fromkeys(itertools.product(self.asked, others[toward])))

    @property
    def back(self) -> tuple[Ends, ...]:
        """The ways from the asker to the side asked."""
        return tuple(itertools.product(self.asker, self.asked))

    @property
    def ways(self) -> tuple[Ends, ...]:
        """All ways that an act which a rule takes can go; none where no rule is for such a request."""
        return (*self.ends("any"), *self.back) if load_answers().concern(self.wanted) else ()


def _last_day(date: str) -> int | None:
    days = days_of(date)
    return dt.date.fromisoformat(days[1]).toordinal() if days else None


def may_answer(ask: Waiting, acts: ActIndex) -> Iterator[Told]:
    """Yield, by day, every act that can answer a request, and few that cannot."""
    rules = load_answers()
    found: list[Iterator[int]] = []
    for rule in rules.fulfilled:
        if rule.meant(ask.wanted):
            found += _taken(rule, ask, ask.ends(rule.toward), acts)
    if ask.wanted.kinds:
        for said in rules.said:
            for first, last in ask.windows(0, said.within):
                for ends in ask.ends("asker"):
                    found.append(acts.said(ends, said.act, ask.wanted.kinds, first, last))
    return _in_order(found, ask, acts)


def may_overtake(ask: Waiting, acts: ActIndex) -> Iterator[Told]:
    """Yield, by day, every act that can make a request moot, and few that cannot."""
    found: list[Iterator[int]] = []
    for rule in load_answers().overtaken:
        if rule.meant(ask.wanted):
            asked = ask.ends("asker") if rule.by != "asker" else ()
            asker = ask.back if rule.by != "asked" else ()
            found += _taken(rule, ask, (*asked, *asker), acts)
    return _in_order(found, ask, acts)


def _taken(
    rule: Rule, ask: Waiting, ways: Iterable[Ends], acts: ActIndex
) -> Iterator[Iterator[int]]:
    """Yield the acts that a rule takes; what was done on the day of asking is never one."""
    for first, last in ask.windows(1, rule.within):
        for ends in ways:
            for name in sorted(rule.acts):
                yield acts.done(ends, name, first, last)


def _in_order(found: list[Iterator[int]], ask: Waiting, acts: ActIndex) -> Iterator[Told]:
    others = (*ask.asker, *ask.thirds)
    # where one actor is on both sides, what it does to itself is no act between the two
    mixed = bool(set(ask.asked) & set(others))
    for number, _ in itertools.groupby(heapq.merge(*found)):
        act = acts.act(number)
        if act.words and (not mixed or act.between(ask.asked, others)):
            yield act
