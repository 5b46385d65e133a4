"""Phases of a relationship: stretches in which the share of conflict stays about the same.

Months with acts are parted by PELT (Killick, Fearnhead and Eckley 2012, "Optimal detection of
changepoints with a linear computational cost", JASA 107(500); the ``ruptures`` package) under a
binomial deviance. A change costs half the logarithm of the number of acts (as in the Bayesian
information criterion) and the logarithm of the odds against one, where changes come at random, twice a
year: after seven silent months a change is likelier than from one month to the next. It never costs less
than one nat (as in Akaike's criterion): acts must speak for it, whatever the gap. So the same rule holds for a dozen acts in ten years and for thousands a year. Where acts come in bunches, counts are
divided by how much more than binomial they scatter. A year of silence ends a phase whatever the acts
say: nobody can tell what held in between.
"""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from detente.relations.acts import Acts

Numbers = npt.NDArray[np.float64]

#: Least cost of a change, in nats, however long the gap: that of one parameter to Akaike.
_LEAST_PRICE = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class PhaseSettings:
    """How phases are found.

    Attributes:
        length: Days that a phase lasts on average, before any act is seen.
        silence: Days without an act after which a phase is over.
    """

    length: float = 182.625
    silence: int = 365


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """One phase as acts.

    Attributes:
        first: Day of its first act (the middle of the time of one known by month or year only).
        last: Day of its last act.
        at: Which acts of the pair belong to it.
    """

    first: dt.date
    last: dt.date
    at: tuple[int, ...]


def stretches(acts: Acts, settings: PhaseSettings | None = None) -> tuple[Stretch, ...]:
    """Part the acts of a pair into phases, by date; none where no act is of either kind."""
    how = settings or PhaseSettings()
    told = np.flatnonzero(acts.sign != 0)
    if not len(told):
        return ()
    out: list[Stretch] = []
    scatter = overdispersion(acts)
    for chunk in _chunks(acts, told, how.silence):
        out += _parted(acts, chunk, scatter, how)
    return tuple(out)


def _chunks(acts: Acts, told: npt.NDArray[np.int64], silence: int) -> list[npt.NDArray[np.int64]]:
    """Part where nothing is told for too long."""
    gaps = np.flatnonzero(np.diff(acts.day[told]) > silence) + 1
    return np.split(told, gaps)


def _parted(
    acts: Acts, chunk: npt.NDArray[np.int64], scatter: float, how: PhaseSettings
) -> list[Stretch]:
    months = _months(acts.day[chunk])
    starts = np.flatnonzero(np.diff(months, prepend=months[0] - 1))
    bounds = [*starts.tolist(), len(chunk)]
    runs = [chunk[a:b] for a, b in itertools.pairwise(bounds)]
    counts = np.array(
        [[np.sum(acts.sign[r] < 0), np.sum(acts.sign[r] > 0)] for r in runs], dtype=float
    )
    first = np.array([acts.day[r[0]] for r in runs], dtype=float)
    last = np.array([acts.day[r[-1]] for r in runs], dtype=float)
    if len(runs) == 1:
        return [_stretch(acts, chunk)]
    # ruptures takes a second and more to import: only those who part a pair's acts wait for it
    from detente.relations.share_cost import cheapest_ends

    criterion = 0.5 * float(np.log(max(len(chunk) / scatter, 1.0)))
    prices = _prices(first[1:] - last[:-1], how.length, criterion)
    highest = float(prices.max())
    signal = np.column_stack([counts / scatter, np.concatenate([[0.0], prices - highest])])
    ends = cheapest_ends(signal, highest)
    return [
        _stretch(acts, np.concatenate(runs[a:b]))
        for a, b in zip([0, *ends[:-1]], ends, strict=True)
    ]


def _prices(gaps: Numbers, length: float, criterion: float) -> Numbers:
    """Return what a change within gaps of so many days costs: never nothing, however long the gap."""
    chance = 1 - np.exp(-np.maximum(gaps, 1.0) / length)
    return np.asarray(np.maximum(criterion + np.log((1 - chance) / chance), _LEAST_PRICE))


def _months(days: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    dates = [dt.date.fromordinal(int(d)) for d in days]
    return np.array([d.year * 12 + d.month for d in dates], dtype=np.int64)


def _stretch(acts: Acts, at: Sequence[int] | npt.NDArray[np.int64]) -> Stretch:
    return Stretch(
        first=dt.date.fromordinal(int(acts.day[at[0]])),
        last=dt.date.fromordinal(int(acts.day[at[-1]])),
        at=tuple(int(i) for i in at),
    )


def overdispersion(acts: Acts) -> float:
    """Return how much more than binomial the shares scatter from month to month; at least 1.

    Each month with three acts or more is compared with the next such month, so that a lasting change,
    which is no scatter, counts but once. 1 as well where there are fewer than twelve such months.
    """
    told = acts.only(acts.sign != 0)
    if not len(told):
        return 1.0
    _, at = np.unique(_months(told.day), return_inverse=True)
    total = np.bincount(at).astype(float)
    conflict = np.bincount(at, weights=(told.sign < 0).astype(float))
    conflict, total = conflict[total >= 3], total[total >= 3]
    share = float(conflict.sum() / max(total.sum(), 1.0))
    if len(total) < 12 or share in (0.0, 1.0):
        return 1.0
    steps = np.diff(conflict / total)
    variance = share * (1 - share) * (1 / total[1:] + 1 / total[:-1])
    return max(1.0, float(np.mean(steps**2 / variance)))
