"""What people said outlives a reading: judgements pass to the items of the next one.

Ids are derived from content, so most items keep theirs. An item that a better reader tells a little
otherwise (a longer clause, another span) has a new id; it is found again by kind, sides and place.
A judged item that the next reading does not hold is kept beside it: nobody's word is lost.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TypeVar

from detente.record.judging import changes_of, corrected_event, latest
from detente.records import (
    SYMMETRIC_TYPES,
    Event,
    Evidence,
    Reading,
    RelationClaim,
    Request,
    Statement,
)

T = TypeVar("T", Event, Statement, Request, RelationClaim)
_SAME_PLACE = 0.5


def carry_over(db: sqlite3.Connection, old: Reading, new: Reading) -> Reading:
    """Move judgements from an article's old reading to the new one; the caller's transaction.

    Returns:
        The new reading, with the judged items that it does not hold appended.
    """
    return replace(
        new,
        events=_carry(db, old.events, new.events, _events(db)),
        statements=_carry(db, old.statements, new.statements, _same_statement),
        requests=_carry(db, old.requests, new.requests, _same_request),
        relations=_carry(db, old.relations, new.relations, _same_claim),
    )


def _carry(
    db: sqlite3.Connection, old: Sequence[T], new: Sequence[T], same: Callable[[T, T], bool]
) -> tuple[T, ...]:
    held = {item.id for item in new}
    free = [item for item in new if latest(db, item.id) is None]
    kept = list(new)
    for item in old:
        if item.id in held or latest(db, item.id) is None:
            continue
        found = max(
            (f for f in free if same(item, f) and _together(item, f) >= _SAME_PLACE),
            key=lambda f: _together(item, f),
            default=None,
        )
        if found is None:
            kept.append(item)
            continue
        free.remove(found)
        at = _evidence(found)[0]
        db.execute(
            "UPDATE judgements SET item = ?, part = ?, start = ?, end = ? WHERE item = ?",
            (found.id, at.where, at.start, at.end, item.id),
        )
    return tuple(kept)


def _evidence(item: Event | Statement | Request | RelationClaim) -> tuple[Evidence, ...]:
    return item.content if isinstance(item, Statement) else (item.evidence,)


def _together(a: T, b: T) -> float:
    """Return how much of the shorter one's evidence lies in the other's, 0 to 1."""
    best = 0.0
    for one in _evidence(a):
        for other in _evidence(b):
            shared = min(one.end, other.end) - max(one.start, other.start)
            shortest = min(one.end - one.start, other.end - other.start)
            if one.where == other.where and shared > 0 and shortest:
                best = max(best, shared / shortest)
    return best


def _events(db: sqlite3.Connection) -> Callable[[Event, Event], bool]:
    def same(old: Event, new: Event) -> bool:
        as_corrected = corrected_event(old, changes_of(db, old.id))
        return _deed(new) in (_deed(old), _deed(as_corrected))

    return same


def _deed(event: Event) -> tuple[str, frozenset[str], frozenset[str]]:
    source, target = frozenset(event.source), frozenset(event.target)
    if event.type in SYMMETRIC_TYPES:
        return event.type, source | target, frozenset()
    return event.type, source, target


def _same_statement(old: Statement, new: Statement) -> bool:
    return old.speaker == new.speaker or (old.actor is not None and old.actor == new.actor)


def _same_request(old: Request, new: Request) -> bool:
    return set(old.source) == set(new.source) and set(old.target) == set(new.target)


def _same_claim(old: RelationClaim, new: RelationClaim) -> bool:
    return set(old.pair) == set(new.pair)
