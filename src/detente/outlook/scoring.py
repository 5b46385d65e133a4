"""How good forecasts were: Brier, log loss, skill, concordance, reliability."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from detente.outlook.windows import Flags, Floats, Ints

BINS = 10
_TINY = 1e-6


@dataclass(frozen=True, slots=True, kw_only=True)
class Bin:
    """Forecasts that said about the same.

    Attributes:
        low: Lower edge; the bin holds what is at least this and below ``high`` (1 in the last).
        high: Upper edge.
        forecasts: How many.
        said: Their mean; ``None`` in an empty bin.
        happened: Share that came true; ``None`` in an empty bin.
    """

    low: float
    high: float
    forecasts: int
    said: float | None
    happened: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Scores:
    """How forecasts scored, beside their base rate.

    Attributes:
        forecasts: How many.
        happened: Share that came true.
        brier: Mean squared difference of forecast and outcome (Brier 1950); 0 is perfect.
        base_brier: The same of the base rate.
        skill: ``1 - brier / base_brier``; 0 is no better than the base rate, below 0 is worse;
            ``None`` where the base rate made no error at all.
        log_loss: Mean of minus the natural log of the probability given to what happened.
        base_log_loss: The same of the base rate.
        concordance: Of two cases with different outcomes, how often the one that came true had the
            higher forecast (ties half): Harrell's C; ``None`` where all outcomes are the same.
        base_concordance: The same of the base rate.
        reliability: Ten bins of what was said against what happened.
        gap: Mean distance of said and happened over the bins, weighted by their forecasts.
    """

    forecasts: int
    happened: float
    brier: float
    base_brier: float
    skill: float | None
    log_loss: float
    base_log_loss: float
    concordance: float | None
    base_concordance: float | None
    reliability: tuple[Bin, ...]
    gap: float


def brier(said: Floats, happened: Floats) -> float:
    """Return the mean squared difference (Brier 1950, Monthly Weather Review 78: 1-3)."""
    return float(((said - happened) ** 2).mean())


def log_loss(said: Floats, happened: Floats) -> float:
    """Return the mean log loss; forecasts are kept a millionth away from 0 and 1."""
    held = np.clip(said, _TINY, 1 - _TINY)
    return float(-(happened * np.log(held) + (1 - happened) * np.log(1 - held)).mean())


def concordance(said: Floats, wait: Ints, happened: Flags) -> float | None:
    """Return Harrell's C: whether what was thought likelier came sooner.

    A pair counts when the sooner of the two came true; ties of forecast count half (Harrell, Lee and
    Mark 1996, Statistics in Medicine 15: 361-387). With one wait for all that did not happen, longer
    than any that did, and one for all that did, it is the area under the ROC curve.

    Args:
        said: Forecasts; higher is sooner.
        wait: Days to what happened, or to the end of watching.
        happened: Whether it came true within the wait.

    Returns:
        0 to 1; ``None`` when no two cases can be compared.
    """
    better = pairs = 0.0
    value = np.unique(said, return_inverse=True)[1]
    order = np.argsort(-wait, kind="stable")
    counts = np.zeros(int(value.max(initial=0)) + 1)
    start = 0
    while start < order.size:
        stop = start
        while stop < order.size and wait[order[stop]] == wait[order[start]]:
            stop += 1
        group = order[start:stop]
        censored = group[~happened[group]]
        # who is censored on a day was still waiting on it
        np.add.at(counts, value[censored], 1)
        below = np.r_[0, np.cumsum(counts)]
        at = value[group[happened[group]]]
        better += float((below[at] + counts[at] / 2).sum())
        pairs += float(below[-1] * at.size)
        np.add.at(counts, at, 1)
        start = stop
    return better / pairs if pairs else None


def reliability(said: Floats, happened: Floats, bins: int = BINS) -> tuple[Bin, ...]:
    """Return what was said against what happened, in bins of equal width."""
    place = np.minimum((said * bins).astype(int), bins - 1)
    out = []
    for n in range(bins):
        held = place == n
        count = int(held.sum())
        out.append(
            Bin(
                low=n / bins,
                high=(n + 1) / bins,
                forecasts=count,
                said=float(said[held].mean()) if count else None,
                happened=float(happened[held].mean()) if count else None,
            )
        )
    return tuple(out)


def gap(bins: tuple[Bin, ...]) -> float:
    """Return the mean distance of said and happened, weighted by forecasts."""
    total = sum(b.forecasts for b in bins)
    far = sum(
        b.forecasts * abs(b.said - b.happened)
        for b in bins
        if b.said is not None and b.happened is not None
    )
    return far / total if total else 0.0


def score(said: Floats, base: Floats, happened: Floats) -> Scores | None:
    """Score forecasts beside a base rate; ``None`` where there are none.

    Args:
        said: Probabilities.
        base: The base rate of each.
        happened: 1 where it came true, else 0.
    """
    if not said.size:
        return None
    mine, other = brier(said, happened), brier(base, happened)
    true = happened > 0
    wait = np.where(true, 1, 2)
    bins = reliability(said, happened)
    return Scores(
        forecasts=int(said.size),
        happened=float(happened.mean()),
        brier=mine,
        base_brier=other,
        skill=1 - mine / other if other > 0 else None,
        log_loss=log_loss(said, happened),
        base_log_loss=log_loss(base, happened),
        concordance=concordance(said, wait, true),
        base_concordance=concordance(base, wait, true),
        reliability=bins,
        gap=gap(bins),
    )
