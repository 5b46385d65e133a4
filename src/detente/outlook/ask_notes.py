"""How asks like one have fared, by counting alone: quick enough for every row of a ledger."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from detente.outlook.answer_features import kind_of
from detente.outlook.asked import (
    FEWEST_ALIKE,
    Asked,
    Expected,
    as_stood,
    asks_like,
    note_words,
    own_share,
)
from detente.outlook.history import History
from detente.outlook.nextacts import LEAST_COVERED
from detente.outlook.waiting import Episodes, episodes
from detente.outlook.windows import DayIndex


@dataclass(frozen=True, slots=True, kw_only=True)
class AskNote:
    """How asks like one have fared, by counting alone.

    Attributes:
        id: Id of the ask.
        circle: Which asks are like it, as in :class:`AskOutlook`.
        asks: How many those are.
        answered: Share of them that met cooperation within the days; ``None`` if too few.
        any_week: The own rates of their pairs, averaged; ``None`` if too few.
        usual: Days by which half of them had met any answer; ``None`` where fewer than half ever did.
        note: In a sentence, that of :class:`AskOutlook`.
    """

    id: str
    circle: str
    asks: int
    answered: float | None
    any_week: float | None
    usual: int | None
    note: str


def ask_notes(history: History, asked: Sequence[Asked], *, days: int = 7) -> tuple[AskNote, ...]:
    """Return how asks like some have fared, by what was known on their days; nothing is fitted.

    Args:
        history: The acts of all pairs.
        asked: The asks.
        days: Days of the share answered.
    """
    if not asked:
        return ()
    past = episodes(history)
    index = history.index(
        kind_of(history, "cooperation"), history.dyad(history.source, history.target)
    )
    covered = _coverages(history, [min(one.day, history.last) for one in asked], days)
    return tuple(
        _noted(history, past, index, one, days, told)
        for one, told in zip(asked, covered, strict=True)
    )


def _coverages(history: History, at: list[int], days: int) -> list[float]:
    """Return, for several evenings at once, what :func:`detente.outlook.nextacts.coverage` returns for one."""
    evening, key = np.array(at, dtype=np.int64), np.zeros(len(at), dtype=np.int64)
    index = history.index(np.ones(len(history), dtype=np.bool_), np.zeros_like(history.day))
    windows = index.windows(evening, days)
    met = index.windows_with(key, evening, days)
    return [float(m / w) if w else 0.0 for m, w in zip(met, windows, strict=True)]


def _noted(
    history: History, past: Episodes, index: DayIndex, one: Asked, days: int, covered: float
) -> AskNote:
    day = min(one.day, history.last)
    circle, alike = asks_like(past, history.actor(one.asker), history.actor(one.target), day, days)
    enough = len(alike) >= FEWEST_ALIKE and covered >= LEAST_COVERED
    met = Expected(
        kind="cooperation",
        probability=None,
        own=None,
        alike=float(alike.within("cooperation", days).mean()) if enough else None,
        alike_any_week=own_share(history, index, alike, days) if enough else None,
        first=None,
    )
    return AskNote(
        id=one.id,
        circle=circle,
        asks=len(alike),
        answered=met.alike,
        any_week=met.alike_any_week,
        usual=_usual(as_stood(alike, day)) if enough else None,
        note=note_words(circle, len(alike), met, history, days, covered),
    )


def _usual(asks: Episodes) -> int | None:
    """Return the day by which half of some asks had met any answer (Kaplan and Meier 1958)."""
    wait, kind = asks.first()
    day, met = np.unique(wait[kind > 0], return_counts=True)
    at_risk = wait.size - np.searchsorted(np.sort(wait), day)
    waiting = np.cumprod(1 - met / at_risk)
    half = np.flatnonzero((waiting <= 0.5) & (at_risk >= FEWEST_ALIKE))
    return int(day[half[0]]) if half.size else None
