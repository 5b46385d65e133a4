"""The log of past facts, by actor and by relation, and how quickly they fade.

A fact that is ``d`` days old counts ``2 ** (-d / h)`` at half-life ``h``. Counts are not kept: each
question walks the log of its actor, newest first, so a new day is an append and nothing is refitted.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numba import njit

from detente.outlook.facts import Facts, Floats, Ints

#: Half-lives in days; the last stands for "never fades".
HALF_LIVES = (1.0, 3.0, 10.0, 30.0, 100.0, np.inf)


class Entries(NamedTuple):
    """The log as the kernels see it; entries are in order of their day.

    ``rel``, ``obj``, ``day``: one entry for each fact and direction. ``older``: the entry before it of the
    same actor, -1 for none; ``newest``: the last entry of each actor. ``older_rel`` and ``newest_rel``:
    the same by directed relation; ``subj`` is the actor itself.
    """

    subj: Ints
    rel: Ints
    obj: Ints
    day: Ints
    older: Ints
    newest: Ints
    older_rel: Ints
    newest_rel: Ints


class Log:
    """Facts seen so far, linked by actor and by relation; grows by ``add``."""

    def __init__(self, entities: int, relations: int) -> None:
        self.entities = entities
        self.relations = relations
        self.size = 0
        self.last_day = -1
        self._columns = np.empty((6, 1024), np.int32)
        self._newest = np.full(entities, -1, np.int32)
        self._newest_rel = np.full(2 * relations, -1, np.int32)

    def add(self, facts: Facts) -> None:
        """Append facts, each in both directions.

        Raises:
            ValueError: When a fact is older than one already in the log, or the facts are not in order.
        """
        if not len(facts):
            return
        if facts.day[0] < self.last_day or np.any(np.diff(facts.day) < 0):
            raise ValueError("facts must come in order of their day")
        subj, rel, obj = facts.both_ways(self.relations)
        day = np.concatenate([facts.day, facts.day])
        order = np.argsort(day, kind="stable")
        end = self.size + len(order)
        if end > self._columns.shape[1]:
            grown = np.empty((6, max(end, 2 * self._columns.shape[1])), np.int32)
            grown[:, : self.size] = self._columns[:, : self.size]
            self._columns = grown
        for row, values in zip(self._columns, (subj, rel, obj, day), strict=False):
            row[self.size : end] = values[order]
        _link(self._columns[0], self._columns[4], self._newest, self.size, end)
        _link(self._columns[1], self._columns[5], self._newest_rel, self.size, end)
        self.size = end
        self.last_day = int(facts.day[-1])

    def entries(self) -> Entries:
        """Return views of what is in the log."""
        subj, rel, obj, day, older, older_rel = self._columns[:, : self.size]
        return Entries(subj, rel, obj, day, older, self._newest, older_rel, self._newest_rel)


@njit(cache=True, nogil=True)
def _link(key: Ints, older: Ints, newest: Ints, start: int, end: int) -> None:
    for i in range(start, end):
        older[i] = newest[key[i]]
        newest[key[i]] = i


def fading(days: int, half_lives: tuple[float, ...] = HALF_LIVES) -> Floats:
    """Return the weight of a fact by half-life and age, shape (half-lives, days + 1).

    >>> fading(2, (1.0,)).tolist()
    [[1.0, 0.5, 0.25]]
    """
    age = np.arange(days + 1, dtype=np.float64)
    return np.stack([np.exp2(-age / h) for h in half_lives]).astype(np.float32)
