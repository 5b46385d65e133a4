"""The acts of a record that can answer a request, with the words and articles that tell them."""

from __future__ import annotations

import datetime as dt
import itertools
import json
import sqlite3
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from detente.language.matters import matters_of
from detente.records import SYMMETRIC_TYPES
from detente.relations.answers import Deed, load_answers

_ACTS = """
SELECT n, id, source, target, type, mode, cameo, day_from FROM acts
WHERE modality = 'actual' AND day_from NOT NULL AND day_from <= ?
  AND (type IN (SELECT value FROM json_each(?)) OR cameo IN (SELECT value FROM json_each(?)))
"""
_WORDS = """
SELECT p.act, e.id, r.id, r.published, e.evidence
FROM json_each(?) k JOIN placements p ON p.act = k.value
  JOIN events e ON e.n = p.event JOIN articles r ON r.n = e.article
ORDER BY p.act, coalesce(r.published, '9999'), r.id, e.id
"""
_ASKING = """
SELECT q.id, a.type, a.mode, a.cameo
FROM requests q JOIN events e ON e.article = q.article AND e.evidence = q.evidence
  JOIN placements p ON p.event = e.n JOIN acts a ON a.n = p.act
WHERE q.ask NOT NULL AND a.modality = 'actual' AND a.day_from NOT NULL AND a.day_from <= ?
ORDER BY q.n, a.day_from, a.id
"""
#: After every day that a record can hold.
_NEVER = "9999-99-99"
_REFUSAL = "REJECT"
#: So many acts' words are fetched at a time.
_BATCH = 2000

#: Who does it to whom.
Ends = tuple[str, str]
Sides = tuple[Ends, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """One article's words for an act: the event as read there, the article, and the quotation."""

    event: str
    article: str
    published: str | None
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """An act of the record, as the rules on answers look at it.

    Attributes:
        day: First day of when it happened, ISO.
        words: What each article says, first told first.
    """

    id: str
    source: frozenset[str]
    target: frozenset[str]
    deed: Deed
    day: str
    words: tuple[Words, ...]

    def passes(self, doer: Iterable[str], other: Iterable[str]) -> bool:
        """Tell whether it goes from one of some actors to one of others; joint acts go both ways."""
        doers, others = set(doer), set(other)
        if self.source & doers and self.target & others:
            return True
        return (
            self.deed.type in SYMMETRIC_TYPES
            and bool((self.source | self.target) & doers)
            and bool((self.source | self.target) & (others - doers))
        )

    def between(self, some: Iterable[str], others: Iterable[str]) -> bool:
        """Tell whether it goes, either way, between one of some actors and another of others."""
        ends = _ends(self.source, self.target, self.deed.type in SYMMETRIC_TYPES)
        pairs = itertools.product(some, tuple(others))
        return any(a != b and ((a, b) in ends or (b, a) in ends) for a, b in pairs)


class _Row(NamedTuple):
    """An act without its words, under which ends and names it is found."""

    key: int
    id: str
    source: frozenset[str]
    target: frozenset[str]
    ends: Sides
    deed: Deed
    names: frozenset[str]
    day: str


class ActIndex:
    """The acts of a record that some rule takes, found by who does what to whom and when.

    Acts are numbered by day and id. Words are fetched only of those that are looked at.
    """

    def __init__(
        self, db: sqlite3.Connection, *, between: Iterable[Ends], as_of: str | None = None
    ) -> None:
        """Load the acts between some, and the refusals of all.

        Args:
            db: An open record, inside one transaction.
            between: Doer and other of the acts that are wanted.
            as_of: ISO day: only acts that happened by then, as told by articles published by then.
        """
        self._db = db
        self._as_of = as_of
        self._words: dict[int, tuple[Words, ...]] = {}
        self._matters: dict[tuple[Ends, str], dict[str, list[int]]] = {}
        self._found: dict[tuple[Ends, str], list[int]] = {}
        rows = self._load(frozenset(between), load_answers().acts)
        self._rows = sorted(rows, key=lambda row: (row.day, row.id))
        self._days = [dt.date.fromisoformat(row.day).toordinal() for row in self._rows]
        for n, row in enumerate(self._rows):
            for ends in row.ends:
                for name in row.names:
                    self._found.setdefault((ends, name), []).append(n)

    def _load(self, between: frozenset[Ends], wanted: frozenset[str]) -> Iterator[_Row]:
        types = sorted({name.partition("/")[0] for name in wanted} | {_REFUSAL})
        asked = (self._as_of or _NEVER, json.dumps(types), json.dumps(sorted(wanted)))
        sides_of: dict[tuple[str, str, bool], tuple[frozenset[str], frozenset[str], Sides]] = {}
        deeds: dict[tuple[str, str | None, str | None], tuple[Deed, frozenset[str]]] = {}
        for key, id_, source, target, type_, mode, cameo, day in self._db.execute(_ACTS, asked):
            who = (source, target, type_ in SYMMETRIC_TYPES)
            if who not in sides_of:
                a, b = (frozenset(s for s in side.split(",") if s) for side in (source, target))
                sides_of[who] = (a, b, tuple(sorted(_ends(a, b, who[2]) & between)))
            doers, others, ends = sides_of[who]
            if not ends and type_ != _REFUSAL:
                continue
            what = (type_, mode, cameo)
            if what not in deeds:
                deed = Deed(type=type_, mode=mode, cameo=cameo)
                deeds[what] = (deed, deed.names & wanted)
            yield _Row(key, id_, doers, others, ends, *deeds[what], day)

    def done(self, ends: Ends, name: str, first: int, last: int) -> Iterator[int]:
        """Yield, by number, the acts from one to another that have a name, within some days.

        Args:
            ends: Who does it to whom; one of ``between``.
            name: What rules call it.
            first: First day, as an ordinal.
            last: Last day.
        """
        return self._within(self._found.get((ends, name), ()), first, last)

    def said(
        self, ends: Ends, type_: str, kinds: Iterable[str], first: int, last: int
    ) -> Iterator[int]:
        """Yield, by number, acts of a type of which words may be of all of some kinds of matter.

        Those that are left out have no words of one of the kinds.
        """
        about = self._matters.get((ends, type_))
        if about is None:
            about = self._matters[ends, type_] = self._about(self._found.get((ends, type_), ()))
        rarest = min((about.get(kind, ()) for kind in kinds), key=len, default=())
        return self._within(rarest, first, last)

    def _about(self, numbers: Sequence[int]) -> dict[str, list[int]]:
        """Return acts by the kinds of matter that their words are about."""
        about: dict[str, list[int]] = {}
        for n, act in zip(numbers, self._all(numbers), strict=True):
            for kind in {k for words in act.words for k in matters_of(words.text)}:
                about.setdefault(kind, []).append(n)
        return about

    def _within(self, numbers: Sequence[int], first: int, last: int) -> Iterator[int]:
        low = bisect_left(numbers, first, key=self._days.__getitem__)
        high = bisect_right(numbers, last, key=self._days.__getitem__)
        return (numbers[i] for i in range(low, high))

    def act(self, number: int) -> Told:
        """Return an act; one that no article had told by the day has no words."""
        return next(self._all([number]))

    def refusals(self) -> Iterator[Told]:
        """Yield the refusals of all actors, by day; those that no article had told have no words."""
        return self._all([n for n, row in enumerate(self._rows) if row.deed.type == _REFUSAL])

    def _all(self, numbers: Sequence[int]) -> Iterator[Told]:
        for at in range(0, len(numbers), _BATCH):
            rows = [self._rows[n] for n in numbers[at : at + _BATCH]]
            self._fetch([row.key for row in rows if row.key not in self._words])
            for row in rows:
                yield Told(
                    id=row.id,
                    source=row.source,
                    target=row.target,
                    deed=row.deed,
                    day=row.day,
                    words=self._words[row.key],
                )

    def _fetch(self, keys: Sequence[int]) -> None:
        """Fetch the words of some acts, as far as they were published by the day."""
        self._words.update(dict.fromkeys(keys, ()))
        if not keys:
            return
        rows = self._db.execute(_WORDS, (json.dumps(keys),)).fetchall()
        for key, told in itertools.groupby(rows, key=lambda row: row[0]):
            self._words[key] = tuple(
                Words(event=event, article=article, published=published, text=text)
                for _, event, article, published, text in told
                if not (published and self._as_of and published > self._as_of)
            )


def _ends(source: frozenset[str], target: frozenset[str], joint: bool) -> set[Ends]:
    """Return who does an act to whom; each of a joint act does it to each other."""
    ends = set(itertools.product(source, target))
    return ends | set(itertools.permutations(source | target, 2)) if joint else ends


def asking_deeds(db: sqlite3.Connection, as_of: str | None = None) -> dict[str, Deed]:
    """Return the act of asking of each telling of a request: the one that the same words tell.

    Where the words tell several acts, the earliest is meant; it counts when it is a REQUEST.

    Args:
        db: An open record.
        as_of: ISO day: only acts that happened by then.

    Returns:
        By the id of the request in its article.
    """
    first: dict[str, Deed] = {}
    for id_, type_, mode, cameo in db.execute(_ASKING, (as_of or _NEVER,)):
        if id_ not in first:
            first[id_] = Deed(type=type_, mode=mode, cameo=cameo)
    return {id_: deed for id_, deed in first.items() if deed.type == "REQUEST"}
