"""A reading as people left it: with what they corrected in place."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from detente.record.judging import (
    corrected_claim,
    corrected_event,
    corrected_request,
    corrected_statement,
)
from detente.record.views import Judgement
from detente.records import Event, Reading


def standing(judgements: Iterable[Judgement]) -> Judgement | None:
    """Return the judgement that holds, of those on one item, latest first."""
    return next((j for j in judgements if j.undone_by is None), None)


def standing_by_item(judgements: Iterable[Judgement]) -> dict[str, Judgement]:
    """Return the judgement that holds for each item, of any number of them, latest first."""
    out: dict[str, Judgement] = {}
    for judgement in judgements:
        if judgement.undone_by is None:
            out.setdefault(judgement.item, judgement)
    return out


def with_corrections(reading: Reading, judgements: Iterable[Judgement]) -> Reading:
    """Return a reading with corrections in place; what was struck out stays in it.

    Args:
        reading: What was read.
        judgements: What people said of its items, latest first.
    """
    changes = {i: dict(j.changes) for i, j in standing_by_item(judgements).items() if j.changes}
    if not changes:
        return reading
    return replace(
        reading,
        events=tuple(_event(e, changes.get(e.id, {})) for e in reading.events),
        statements=tuple(corrected_statement(s, changes.get(s.id, {})) for s in reading.statements),
        requests=tuple(corrected_request(r, changes.get(r.id, {})) for r in reading.requests),
        relations=tuple(corrected_claim(c, changes.get(c.id, {})) for c in reading.relations),
    )


def _event(event: Event, changes: Mapping[str, str]) -> Event:
    held = corrected_event(event, changes)
    if (held.type, held.mode) == (event.type, event.mode):
        return held
    return replace(held, cameo=None, goldstein=None)  # they coded what was read
