"""What is known on the day of an ask that may tell whether it will be answered.

All of it is of acts up to and with the day asked about. Rates are acts a day in windows of several
lengths, from the asked to the asker and back, beside the long-run level of the pair.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from detente.outlook.history import History
from detente.outlook.waiting import Answer
from detente.outlook.windows import DayIndex, Flags, Floats, Ints

if TYPE_CHECKING:
    from detente.outlook.waiting import Episodes

WINDOWS = (1, 3, 7, 14, 30, 90)
_REACHES = (120, 60, 30, 14)
_NEVER = 400


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Questions:
    """Will the target do something substantive to the asker after a day? One entry a question.

    Attributes:
        day: Day on the evening of which it is asked.
        asker: Place of the asker in the history's actors.
        target: Place of the one who is asked.
    """

    day: Ints
    asker: Ints
    target: Ints

    def __len__(self) -> int:
        return int(self.day.size)

    def take(self, which: Flags | Ints) -> Questions:
        """Return some of the questions."""
        return Questions(day=self.day[which], asker=self.asker[which], target=self.target[which])


def questions_of(asks: Episodes) -> Questions:
    """Return asks as questions."""
    return Questions(day=asks.day, asker=asks.asker, target=asks.target)


def kind_of(history: History, kind: Answer) -> Flags:
    """Return which acts are answers of a kind."""
    return {
        "cooperation": history.cooperation,
        "refusal": history.refusal,
        "conflict": history.conflict,
    }[kind]


def own_windows(index: DayIndex, key: Ints, day: Ints, span: int) -> tuple[Ints, Ints]:
    """Return how many windows of the history so far held an act, and how many there are."""
    return index.windows_with(key, day, span), index.windows(day, span)


def features(history: History, asked: Questions, kind: Answer, span: int, pooled: Floats) -> Floats:
    """Return the features of each question, shape (questions, features).

    Args:
        history: The acts.
        asked: The questions.
        kind: Kind of answer asked about.
        span: Days of the forecast.
        pooled: The pair's own rate, pooled, of each question.
    """
    day, before = asked.day, np.full_like(asked.day, history.first - 1)
    past = np.maximum(day - history.first + 1, 1).astype(np.float64)
    back = history.dyad(asked.target, asked.asker)
    forth = history.dyad(asked.asker, asked.target)
    acts = history.dyad(history.source, history.target)
    groups = _groups(history)
    columns: list[Floats] = []
    indexes = {name: history.index(which, acts) for name, which in groups.items()}
    for key in (back, forth):
        for index in indexes.values():
            columns.append(np.log(index.count(key, before, day) / past + 0.02))
            columns += [index.count(key, day - w, day) / np.minimum(w, past) for w in WINDOWS]
            last = index.last(key, day)
            columns.append(np.where(last > 0, np.minimum(day - last, _NEVER), _NEVER))
    for name in ("any", "cooperation", "refusal", "conflict"):
        for side, who in ((history.source, asked.target), (history.target, asked.asker)):
            index = history.index(groups[name], side)
            level = index.count(who, before, day) / past
            columns.append(np.log(level + 0.02))
            columns.append(np.log((index.count(who, day - 7, day) + 0.5) / (7 * level + 0.5)))
    columns.append(((day - 1) % 7).astype(np.float64))
    columns.append((indexes["ask"].count(forth, day - 1, day) > 0).astype(np.float64))
    demands = history.index(history.root == 10, acts)
    columns.append((demands.count(forth, day - 1, day) > 0).astype(np.float64))
    plain = np.array([c in ("", "02", "020", "10", "100") for c in history.cameo], dtype=np.bool_)
    named = history.index(history.ask & ~plain, acts)
    columns.append((named.count(forth, day - 1, day) > 0).astype(np.float64))
    columns.append(logit(pooled))
    columns += _recent(history.index(kind_of(history, kind), acts), back, day, span, pooled)
    return np.stack(columns, axis=1).astype(np.float64)


def _groups(history: History) -> dict[str, Flags]:
    return {
        "any": ~history.mirrored,
        "meeting": history.mirrored,
        "cooperation": history.cooperation,
        "refusal": history.refusal,
        "conflict": history.conflict,
        "ask": history.ask,
        "statement": history.root == 1,
        "kind words": np.isin(history.root, (3, 4, 5)),
        "cooperative deeds": history.quad == 2,
        "conflictual deeds": history.quad == 4,
        "intent to meet": np.array([c == "036" for c in history.cameo], dtype=np.bool_),
    }


def _recent(index: DayIndex, key: Ints, day: Ints, span: int, pooled: Floats) -> list[Floats]:
    """Return the own rate of ever shorter reaches, each drawn to the longer one."""
    out, longer = [], pooled
    for reach in _REACHES:
        start = np.maximum(day - reach, index.first - 1) + span - 1
        with_act = index.windows_with(key, day, span) - index.windows_with(key, start, span)
        windows = index.windows(day, span) - index.windows(start, span)
        held = np.maximum(windows, 0) / span
        longer = (np.maximum(with_act, 0) / span + 4 * longer) / (held + 4)
        out.append(logit(longer))
    return out


def logit(p: Floats) -> Floats:
    """Return log odds, of probabilities kept a ten-thousandth away from 0 and 1."""
    held = np.clip(p, 1e-4, 1 - 1e-4)
    out: Floats = np.log(held / (1 - held))
    return out


def expit(x: Floats) -> Floats:
    """Return the probability of log odds."""
    out: Floats = 1 / (1 + np.exp(-np.clip(x, -30, 30)))
    return out
