"""The acts of a record with the words and articles that tell them, for the ledger of requests."""

from __future__ import annotations

import itertools
from collections.abc import Iterable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from detente.record.connect import connect, plain_errors
from detente.records import SYMMETRIC_TYPES
from detente.relations.answers import Deed

_ACTS = """
SELECT a.id, a.sentence, a.source, a.target, a.type, a.mode, a.cameo, a.day_from, a.day_to,
  a.first_reported, t.event, t.article, t.published, t.evidence
FROM acts a JOIN tellings t ON t.act = a.id
WHERE a.modality = 'actual' AND a.day_from NOT NULL
ORDER BY a.day_from, a.id, coalesce(t.published, '9999'), t.article, t.event
"""


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
        until: Last day.
        reported: Earliest publication, or ``None``.
        words: What each article says, first told first.
    """

    id: str
    sentence: str
    source: frozenset[str]
    target: frozenset[str]
    deed: Deed
    day: str
    until: str
    reported: str | None
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


class ActIndex:
    """The acts of a record, found by their sides or by their words."""

    def __init__(self, acts: Iterable[Told]) -> None:
        self.acts = tuple(acts)
        self._pairs: dict[tuple[str, str], list[int]] = {}
        self._words: dict[tuple[str, str], int] = {}
        for n, act in enumerate(self.acts):
            ends = {(min(a, b), max(a, b)) for a in act.source for b in act.target if a != b}
            if act.deed.type in SYMMETRIC_TYPES:
                ends |= set(itertools.combinations(sorted(act.source | act.target), 2))
            for pair in ends:
                self._pairs.setdefault(pair, []).append(n)
            for words in act.words:
                self._words.setdefault((words.article, words.text), n)

    def between(self, some: Iterable[str], others: Iterable[str]) -> tuple[Told, ...]:
        """Return the acts between any of some actors and any of others, by day."""
        pairs = {(min(a, b), max(a, b)) for a, b in itertools.product(some, tuple(others))}
        found = sorted({n for pair in pairs for n in self._pairs.get(pair, ())})
        return tuple(self.acts[n] for n in found)

    def telling(self, article: str, text: str) -> Told | None:
        """Return the act that some words of an article tell."""
        found = self._words.get((article, text))
        return None if found is None else self.acts[found]


def told_acts(path: Path, as_of: str | None = None) -> tuple[Told, ...]:
    """Return the dated actual acts of a record, by day.

    Args:
        path: The record file.
        as_of: ISO day: only acts that happened by then, as told by articles published by then.

    Raises:
        RecordError: When the file is missing or no record.
    """
    held: dict[str, tuple[tuple[str, ...], list[Words]]] = {}
    with closing(connect(path, readonly=True)) as db, plain_errors(path):
        for row in db.execute(_ACTS):
            published = row[12]
            if as_of is not None and (row[7] > as_of or (published and published > as_of)):
                continue
            words = Words(event=row[10], article=row[11], published=published, text=row[13])
            held.setdefault(row[0], (row[:10], []))[1].append(words)
    return tuple(_told(row, words) for row, words in held.values())


def _told(row: tuple[str, ...], words: list[Words]) -> Told:
    id_, sentence, source, target, type_, mode, cameo, day, until, reported = row
    return Told(
        id=id_,
        sentence=sentence,
        source=frozenset(s for s in source.split(",") if s),
        target=frozenset(t for t in target.split(",") if t),
        deed=Deed(type=type_, mode=mode, cameo=cameo),
        day=day,
        until=until,
        reported=reported,
        words=tuple(words),
    )
