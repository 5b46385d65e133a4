"""Next acts: how likely each kind of act is between two actors within some days.

For each direction and each PLOVER type, and for words and deeds of cooperation and conflict: the
probability of at least one such act in the days after an evening.

*Rate.* Acts of the past are counted with weights that halve with age; the count over the like-weighted
days is a rate, drawn to a Gamma prior from the other pairs of the data (Poisson with Gamma prior, so
the count ahead is negative binomial). Several half-lives are mixed; their weights are those under
which a rolling simulation on the whole data gives the highest likelihood.

*Base rate.* The share of all windows of the same length in the pair's history that held such an act.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace

import numpy as np

from detente.outlook.history import History
from detente.outlook.nextacts_rates import ANY, ENOUGH_DAYS, Mixture, kinds, probability, weights_of
from detente.outlook.windows import DayIndex, Flags, Floats, Ints

#: Fewer acts between the two, or fewer days, give the base rate only; still fewer give no figure.
ENOUGH_ACTS = 20
FEWEST_ACTS = 5
#: Nor is a figure given where less than half of the windows hold an act of anybody.
LEAST_COVERED = 0.5
_REASONS = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """An act that a forecast rests on.

    Attributes:
        id: Its id in its origin.
        date: When, ISO 8601.
        source: Who acted.
        type: What they did.
        target: To whom.
        share: Its share of the weight of all acts of that kind, 0 to 1.
    """

    id: str
    date: str
    source: str
    type: str
    target: str
    share: float


@dataclass(frozen=True, slots=True, kw_only=True)
class NextAct:
    """How likely at least one act of a kind is.

    Attributes:
        source: Who would act.
        target: To whom.
        what: A PLOVER type, or ``words of cooperation``, ``deeds of cooperation``, ``words of
            conflict``, ``deeds of conflict``, ``cooperation``, ``conflict``, ``any act``.
        probability: 0 to 1; ``None`` where there is too little history.
        base: Share of past windows of that length with such an act; ``None`` where there is too little.
        acts: How many such acts the history holds.
        last: Date of the latest, or ``None``.
        reasons: The acts of the greatest weight, greatest first.
    """

    source: str
    target: str
    what: str
    probability: float | None
    base: float | None
    acts: int
    last: str | None
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PairOutlook:
    """What is likely between two actors.

    Attributes:
        pair: The two.
        evening: The last day that is known, ISO 8601.
        days: Days ahead.
        acts: Acts between the two, a mirrored one once for each side.
        history_days: Days that the data covers.
        note: What to know of its footing, in plain words: "12 events in 3 years: base rate only".
        next: The forecasts, likeliest first in each direction.
    """

    pair: tuple[str, str]
    evening: str
    days: int
    acts: int
    history_days: int
    note: str
    next: tuple[NextAct, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Partner:
    """How likely an actor is to have to do with another."""

    actor: str
    probability: float
    base: float
    acts: int
    last: str | None
    reasons: tuple[Reason, ...]


def pair_outlook(
    history: History, pair: tuple[str, str], mixture: Mixture, *, days: int, evening: int
) -> PairOutlook:
    """Forecast each kind of act in each direction, by what was known by an evening.

    Args:
        history: The acts of all pairs; those after the evening are not looked at.
        pair: The two actors.
        mixture: What :func:`fit_mixture` learned from nothing later than the evening.
        days: Days ahead.
        evening: The last day that is known, as a day number.
    """
    known = history.until(evening)
    a, b = known.actor(pair[0]), known.actor(pair[1])
    both = ((known.source == a) & (known.target == b)) | ((known.source == b) & (known.target == a))
    acts = int(both.sum())
    covered = max(0, evening - history.first + 1)
    level, note = footing(acts, covered, coverage(history, days, evening))
    found: list[NextAct] = []
    if level:
        for source, names in ((a, pair), (b, (pair[1], pair[0]))):
            own = known.take(both & (known.source == source))
            rows = [
                _one(own, which, name, names, mixture, days, evening, level)
                for name, which in kinds(own).items()
            ]
            found += sorted(rows, key=lambda r: (-(r.probability or r.base or 0.0), r.what))
    return PairOutlook(
        pair=pair,
        evening=_iso(evening),
        days=days,
        acts=acts,
        history_days=covered,
        note=note,
        next=tuple(found),
    )


def coverage(history: History, days: int, evening: int) -> float:
    """Return the share of windows of some days in which anything is told of anybody.

    Where most windows are empty, silence says more of the telling than of the actors.
    """
    day = history.until(evening).day
    index = DayIndex.of(
        np.zeros_like(day), day, first=history.first, last=max(evening, history.first)
    )
    at = np.array([evening])
    windows = int(index.windows(at, days)[0])
    return float(index.windows_with(np.array([0]), at, days)[0] / windows) if windows else 0.0


def footing(acts: int, days: int, covered: float) -> tuple[int, str]:
    """Return how much a history bears, and that in words.

    Args:
        acts: Acts between the two.
        days: Days of the history.
        covered: Share of windows in which anything is told of anybody (:func:`coverage`).

    Returns:
        0: no figure; 1: base rate only; 2: forecasts.
    """
    told = f"{acts} {'event' if acts == 1 else 'events'} in {span_words(days)}"
    if covered < LEAST_COVERED:
        thin = f"anything at all is told in {100 * covered:.0f} % of such stretches"
        return 0, f"{told}, but {thin}: too thin for any figure"
    if acts < FEWEST_ACTS or days < 28:
        return 0, f"{told}: too few for any figure"
    if acts < ENOUGH_ACTS or days < ENOUGH_DAYS:
        return 1, f"{told}: base rate only"
    return 2, told


def span_words(days: int) -> str:
    """Return a stretch of time in words.

    >>> span_words(1096)
    '3 years'
    """
    for size, word in ((365.25, "year"), (30.44, "month"), (1, "day")):
        number = round(days / size)
        if days >= 1.5 * size or (word == "day"):
            return f"{number} {word}{'' if number == 1 else 's'}"
    return f"{days} days"


def _one(
    known: History,
    which: Flags,
    name: str,
    sides: tuple[str, str],
    mixture: Mixture,
    days: int,
    evening: int,
    level: int,
) -> NextAct:
    place = np.flatnonzero(which)
    day = known.day[place]
    chance = None
    if level == 2:
        chance = float(probability(day, evening, known.first, mixture, name, days))
    return NextAct(
        source=sides[0],
        target=sides[1],
        what=name,
        probability=chance,
        base=_base(day, known.first, evening, days),
        acts=int(place.size),
        last=_iso(int(day[-1])) if place.size else None,
        reasons=_reasons(known, place, evening, mixture.weights[name]) if level == 2 else (),
    )


def _base(day: Ints, first: int, evening: int, days: int) -> float | None:
    """Return the share of windows with an act; ``None`` with fewer than four apart."""
    index = DayIndex.of(np.zeros_like(day), day, first=first, last=evening)
    at = np.array([evening])
    windows = int(index.windows(at, days)[0])
    if windows < 4 * days:
        return None
    return float(index.windows_with(np.array([0]), at, days)[0] / windows)


def _reasons(known: History, place: Ints, evening: int, weights: Floats) -> tuple[Reason, ...]:
    if not place.size:
        return ()
    age = (evening - known.day[place]).astype(np.float64)
    weight = weights_of(age, weights, evening - known.first + 1)
    order = np.argsort(-weight, kind="stable")[:_REASONS]
    total = weight.sum()
    return tuple(
        Reason(
            id=known.ids[place[n]],
            date=_iso(int(known.day[place[n]])),
            source=known.actors[known.source[place[n]]],
            type=known.type[place[n]] or f"CAMEO {known.cameo[place[n]]}",
            target=known.actors[known.target[place[n]]],
            share=round(float(weight[n] / total), 4),
        )
        for n in order
    )


def with_whom_next(
    history: History, actor: str, mixture: Mixture, *, days: int, evening: int, limit: int = 20
) -> tuple[Partner, ...]:
    """Return with whom an actor is likeliest to have an act, either way, likeliest first.

    Partners with too few acts for a figure are left out.
    """
    known = history.until(evening)
    own = known.actor(actor)
    mine = np.flatnonzero((known.source == own) | (known.target == own))
    other = np.where(known.source[mine] == own, known.target[mine], known.source[mine])
    covered = max(0, evening - history.first + 1)
    told = coverage(history, days, evening)
    # acts of either direction: the prior is that of both
    every = replace(mixture, shape={ANY: 2 * mixture.shape[ANY]})
    out = []
    for partner in np.unique(other):
        place = mine[other == partner]
        level = footing(place.size, covered, told)[0]
        if level == 0:
            continue
        day = known.day[place]
        base = _base(day, known.first, evening, days)
        if base is None:
            continue
        said = base
        if level == 2:
            said = probability(day, evening, known.first, every, ANY, days)
        out.append(
            Partner(
                actor=known.actors[partner],
                probability=said,
                base=base,
                acts=int(place.size),
                last=_iso(int(day[-1])),
                reasons=_reasons(known, place, evening, every.weights[ANY]),
            )
        )
    return tuple(sorted(out, key=lambda p: (-p.probability, p.actor))[:limit])


def _iso(day: int) -> str:
    return dt.date.fromordinal(day).isoformat()
