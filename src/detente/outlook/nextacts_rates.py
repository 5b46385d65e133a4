"""Rates of acts: several half-lives mixed, drawn to a prior that is learned from all pairs.

See :mod:`detente.outlook.nextacts` for what is made of them.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from detente.codebook import load_codebook
from detente.outlook.history import History
from detente.outlook.windows import Flags, Floats, Ints

#: Half-lives in days that are mixed; the last is as good as none.
HALF_LIVES = (7.0, 30.0, 90.0, 365.0, 3650.0)
#: An act of whatever kind.
ANY = "any act"
#: Days of history below which nothing is simulated.
ENOUGH_DAYS = 60
_SIMULATED = 6
_PAIRS = 300
_FEWEST_PAIRS = 20


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Mixture:
    """Weights of the half-lives and the prior, by kind of act.

    Attributes:
        weights: For each kind, a weight for each of :data:`HALF_LIVES`; they sum to 1.
        shape: Shape of the Gamma prior of each kind.
        exposure: Its rate: the days that the prior counts for.
        fitted: Whether the weights come from the data, or are equal for want of it.
    """

    weights: dict[str, Floats]
    shape: dict[str, float]
    exposure: dict[str, float]
    fitted: bool


def kinds(history: History) -> dict[str, Flags]:
    """Return which acts are of each kind: PLOVER types that occur, then classes of them."""
    types = np.array(history.type, dtype=object)
    out: dict[str, Flags] = {t: types == t for t in load_codebook().types}
    quad = history.quad
    out |= {
        "words of cooperation": (quad == 1) & (history.root != 1),
        "deeds of cooperation": quad == 2,
        "words of conflict": (quad == 3) & ~history.ask,
        "deeds of conflict": quad == 4,
    }
    out["cooperation"] = out["words of cooperation"] | out["deeds of cooperation"]
    out["conflict"] = out["words of conflict"] | out["deeds of conflict"]
    out[ANY] = np.ones(len(history), dtype=np.bool_)
    return out


def fit_mixture(history: History, days: int) -> Mixture:
    """Learn the weights of the half-lives and the prior from all pairs of a history.

    The simulation asks about windows at six evenings in the second half of the history, of the three
    hundred pairs with most acts before it; each is answered by what was known on its evening.
    """
    groups = kinds(history)
    key = history.dyad(history.source, history.target)
    evenings = _evenings(history, days)
    middle = evenings[0] if evenings else history.last
    before = history.day <= middle
    pairs, counts = np.unique(key[before], return_counts=True)
    chosen = np.sort(pairs[np.argsort(-counts, kind="stable")[:_PAIRS]])
    weights, shape, exposure = {}, {}, {}
    fitted = len(chosen) >= _FEWEST_PAIRS and len(evenings) > 0
    spot = np.searchsorted(chosen, key)
    asked = np.isin(key, chosen)
    for name, which in groups.items():
        shape[name], exposure[name] = _prior(history, key, which, pairs, middle)
        parts, met = [], []
        for evening in evenings if fitted else ():
            held = which & asked
            known = held & (history.day <= evening)
            ahead = held & (history.day > evening) & (history.day <= evening + days)
            age = (evening - history.day[known]).astype(np.float64)
            said = [
                some(
                    _counted(spot[known], 0.5 ** (age / half), chosen.size),
                    weighted_days(evening - history.first + 1, half),
                    shape[name],
                    exposure[name],
                    days,
                )
                for half in HALF_LIVES
            ]
            parts.append(np.stack(said, axis=1))
            met.append(np.bincount(spot[ahead], minlength=chosen.size) > 0)
        weights[name] = _mixed(np.concatenate(parts), np.concatenate(met)) if parts else _equal()
    return Mixture(weights=weights, shape=shape, exposure=exposure, fitted=fitted)


def _evenings(history: History, days: int) -> list[int]:
    """Return evenings in the second half of the history, each window over before the end."""
    start, end = history.first + history.days // 2, history.last - days
    if end <= start or history.days < ENOUGH_DAYS:
        return []
    return sorted({int(d) for d in np.linspace(start, end, _SIMULATED)})


def _equal() -> Floats:
    return np.full(len(HALF_LIVES), 1 / len(HALF_LIVES))


def _prior(
    history: History, key: Ints, which: Flags, pairs: Ints, until: int
) -> tuple[float, float]:
    """Fit a Gamma prior of the rate over pairs by moments, Poisson noise taken off."""
    days = float(max(1, until - history.first + 1))
    if not pairs.size:
        return 0.1, days
    known = which & (history.day <= until)
    rate = np.bincount(np.searchsorted(pairs, key[known]), minlength=pairs.size) / days
    mean = max(float(rate.mean()), 0.1 / days / pairs.size)
    if pairs.size < _FEWEST_PAIRS:
        # too few pairs to tell how they differ: a prior of their mean that counts for a day
        return mean, 1.0
    spread = float(rate.var()) - mean / days
    if spread <= 0:
        return mean * days, days
    exposure = min(mean / spread, days)
    return mean * exposure, exposure


def weighted_days(days: int, half: float) -> float:
    """Return the days of the past, weighted as acts are."""
    return float((1 - 0.5 ** (days / half)) / (1 - 0.5 ** (1 / half)))


def some(count: Floats | Ints, past: float, shape: float, exposure: float, days: int) -> Floats:
    """Return the probability of at least one act: negative binomial, one minus that of none."""
    return np.asarray(1 - (1 + days / (past + exposure)) ** -(count + shape), dtype=np.float64)


def _counted(place: Ints, weight: Floats, size: int) -> Floats:
    return np.bincount(place, weight, minlength=size).astype(np.float64)


def _mixed(parts: Floats, met: Flags) -> Floats:
    """Return the weights of highest likelihood, by expectation and maximisation."""
    given = np.clip(np.where(met[:, None], parts, 1 - parts), 1e-9, 1)
    weights = _equal()
    for _ in range(100):
        held = given * weights
        # as if each half-life had explained two cases more, so that none dies of chance
        total: Floats = np.asarray((held / held.sum(axis=1, keepdims=True)).sum(axis=0) + 2)
        new: Floats = np.asarray(total / float(total.sum()))
        if np.abs(new - weights).max() < 1e-6:
            break
        weights = new
    return weights


def probability(
    day: Ints, evening: int, first: int, mixture: Mixture, name: str, days: int
) -> float:
    """Return the probability of at least one act of a kind, by the days of those of the past.

    Args:
        day: Days of the past acts, none after the evening.
        evening: The last day that is known.
        first: First day of the history.
        mixture: Weights and prior.
        name: The kind of act.
        days: Days ahead.
    """
    age = (evening - day).astype(np.float64)
    shape, exposure = mixture.shape[name], mixture.exposure[name]
    said = 0.0
    for weight, half in zip(mixture.weights[name], HALF_LIVES, strict=True):
        count = np.array([(0.5 ** (age / half)).sum()])
        past = weighted_days(evening - first + 1, half)
        said += float(weight) * float(some(count, past, shape, exposure, days)[0])
    return said


def weights_of(age: Floats, weights: Floats, covered: int) -> Floats:
    """Return how much acts of some ages count, in a history of so many days."""
    out = np.zeros_like(age)
    for weight, half in zip(weights, HALF_LIVES, strict=True):
        out += weight * 0.5 ** (age / half) / weighted_days(covered, half)
    return out
