"""Look-ups in dated acts: how many in a window, when last, when next, in what share of windows.

All are vectorised over questions; a question is a key (an actor, or a directed pair of actors) and a
day. Days are ordinals (1 is 1 January of year 1). A key that never occurs has no acts.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True, eq=False)
class DayIndex:
    """Acts sorted by key and day.

    Attributes:
        first: Day that counts as the first of the history.
        width: Days to a key in ``code``; more than the history is long.
        code: ``key * width + day - first``, sorted, one an act.
    """

    first: int
    width: int
    code: Ints

    @classmethod
    def of(cls, key: Ints, day: Ints, *, first: int, last: int, distinct: bool = False) -> Self:
        """Index acts by key and day.

        Args:
            key: Non-negative whole number of each act.
            day: Its day, ``first`` to ``last``.
            first: First day of the history.
            last: Last day of the history.
            distinct: Count several acts of a day as one.
        """
        # two empty years between keys, so that a window never reaches into the next key
        width = last - first + 800
        code = np.sort(key.astype(np.int64) * width + (day - first))
        return cls(first, width, np.unique(code) if distinct else code)

    def _at(self, key: Ints, day: Ints) -> Ints:
        """Return how many acts of all keys stand up to and with a day of a key."""
        inside = np.clip(day - self.first, -1, self.width - 2)
        found: Ints = np.searchsorted(self.code, key * self.width + inside, side="right")
        return found

    def count(self, key: Ints, after: Ints, until: Ints) -> Ints:
        """Count acts with ``after < day <= until``."""
        return self._at(key, until) - self._at(key, after)

    def last(self, key: Ints, day: Ints) -> Ints:
        """Return the day of the last act up to and with a day; 0 where there is none."""
        return self._day(key, self._at(key, day) - 1)

    def next(self, key: Ints, day: Ints) -> Ints:
        """Return the day of the first act after a day; 0 where there is none."""
        return self._day(key, self._at(key, day))

    def _day(self, key: Ints, place: Ints) -> Ints:
        if not self.code.size:
            return np.zeros_like(key)
        held = (place >= 0) & (place < self.code.size)
        code = self.code[np.where(held, place, 0)]
        held &= code // self.width == key
        out: Ints = np.where(held, code % self.width + self.first, 0)
        return out

    def windows_with(self, key: Ints, day: Ints, span: int) -> Ints:
        """Count the windows of ``span`` days, ended by ``day``, that hold an act.

        A window with origin o holds the days o+1 to o+span. Origins run from the day before the
        history's first (so that the first day lies in a window) to ``day - span``.
        """
        days = np.unique(self.code)
        place = np.searchsorted(
            days, key * self.width + np.clip(day - self.first, -1, self.width - 2), "right"
        )
        own = np.searchsorted(days, key * self.width - 1, "right")
        if not days.size:
            return np.zeros_like(key)
        offset = days % self.width
        new = np.r_[True, days[1:] // self.width != days[:-1] // self.width]
        gap = np.where(new, offset + 1, offset - np.r_[0, offset[:-1]])
        reach = np.r_[0, np.cumsum(np.minimum(gap, span))]
        covered = reach[place] - reach[own]
        latest = np.where(place > own, offset[np.maximum(place - 1, 0)] + self.first, 0)
        over = np.where(place > own, np.maximum(0, latest - 1 - (day - span)), 0)
        out: Ints = np.maximum(0, covered - over)
        return out

    def windows(self, day: Ints, span: int) -> Ints:
        """Count all windows of ``span`` days between the first day and ``day``, by their origins."""
        return np.maximum(0, day - span - (self.first - 1) + 1)
