"""What a run of months costs under one share of conflict, and the cheapest parting, by ``ruptures``.

It stands apart from :mod:`detente.relations.phases` because ``ruptures`` takes a second and more to import.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import ruptures  # type: ignore[import-untyped]
from ruptures.base import BaseCost  # type: ignore[import-untyped]

Numbers = npt.NDArray[np.float64]


class ShareCost(BaseCost):  # type: ignore[misc]
    """Binomial deviance of a run of months, and what it costs to begin one there.

    The signal has three columns: conflictual counts, cooperative counts, and the price of a change
    before that month less the highest such price, so at most 0. With it, parting a run never costs
    more than the penalty, which is what makes the pruning of PELT exact.
    """

    model = "conflict share"
    min_size = 1

    def fit(self, signal: Numbers) -> ShareCost:
        """Take the months."""
        self.signal = signal
        self._sum = np.vstack([np.zeros(2), np.cumsum(signal[:, :2], axis=0)])
        return self

    def error(self, start: int, end: int) -> float:
        """Return the cost of the months from ``start`` (with) to ``end`` (without)."""
        conflict, peace = (float(v) for v in self._sum[end] - self._sum[start])
        return deviance(conflict, peace) + float(self.signal[start, 2])


def deviance(conflict: float, peace: float) -> float:
    """Return minus the log likelihood of counts under their own share.

    >>> round(deviance(1, 1), 3)
    1.386
    """
    total = conflict + peace
    return -sum(n * float(np.log(n / total)) for n in (conflict, peace) if n > 0)


def cheapest_ends(signal: Numbers, penalty: float) -> list[int]:
    """Return where the runs of the cheapest parting end (without), in order; the last is all months.

    Args:
        signal: One row a month, as :class:`ShareCost` takes it.
        penalty: What each change costs, beside what the third column says.
    """
    found = ruptures.Pelt(custom_cost=ShareCost(), min_size=1, jump=1).fit(signal).predict(penalty)
    return [int(end) for end in found]
