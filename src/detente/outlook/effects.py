"""What followed earlier acts like one that is supposed, beyond what the pairs' own rates let expect."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import numpy as np

from detente.outlook.history import History
from detente.outlook.nextacts_rates import kinds
from detente.outlook.windows import Flags, Ints

#: What an effect is looked for in.
OUTCOMES = (
    "words of cooperation", "deeds of cooperation", "words of conflict", "deeds of conflict",
)  # fmt: skip
#: Earlier such acts, at least so many windows apart, below which no effect is looked for.
FEWEST_TRIGGERS = 8
#: Standard errors beyond which an effect is believed: one chance in two hundred, as eight are tried.
BEYOND = 2.8
_DRAWN = 10.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Supposed:
    """An act that is supposed.

    Attributes:
        date: Its day.
        source: Who acts.
        type: PLOVER type.
        target: To whom.
        mode: What is said beyond the type: a PLOVER mode, or free words that change nothing.
    """

    date: dt.date
    source: str
    type: str
    target: str
    mode: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Effect:
    """What followed earlier acts like the supposed one.

    Attributes:
        source: Who acted in what followed.
        target: To whom.
        what: The kind of act that followed.
        of: Whose acts it was learned from: ``these two`` or ``all pairs``.
        triggers: Earlier such acts, a window apart.
        observed: Windows after them with such an act.
        expected: How many the pairs' own rates let expect.
        ratio: ``observed / expected``, drawn to 1.
        measured: Whether it is beyond chance; if not it moves nothing.
    """

    source: str
    target: str
    what: str
    of: str
    triggers: int
    observed: int
    expected: float
    ratio: float
    measured: bool


def effects_of(
    history: History, pair: tuple[str, str], supposed: Supposed, *, days: int, evening: int
) -> tuple[Effect, ...]:
    """Measure what followed earlier acts like the supposed one, between a pair.

    For a pair that is the act's own, what followed the other way, learned from these two where there
    are enough such acts, else from all pairs; for another pair, what followed either way after acts of
    the same source, type and target.
    """
    known = history.until(evening)
    groups = kinds(known)
    own = {supposed.source, supposed.target} == set(pair)
    out = []
    sides = [(supposed.target, supposed.source)] if own else [pair, (pair[1], pair[0])]
    like = groups[supposed.type]
    mine = like & (known.source == known.actor(supposed.source))
    mine &= known.target == known.actor(supposed.target)
    for source, target in sides:
        for what in OUTCOMES:
            key = known.dyad(
                np.array([known.actor(source)]), np.array([known.actor(target)])
            ).repeat(int(mine.sum()))
            found = _effect(known, known.day[mine], key, groups, what, days, evening)
            of = "these two"
            if own and found[0] < FEWEST_TRIGGERS:
                others = known.dyad(known.target[like], known.source[like])
                found = _effect(known, known.day[like], others, groups, what, days, evening)
                of = "all pairs"
            triggers, observed, expected, spread = found
            out.append(
                Effect(
                    source=source,
                    target=target,
                    what=what,
                    of=of,
                    triggers=triggers,
                    observed=observed,
                    expected=expected,
                    ratio=(observed + _DRAWN) / (expected + _DRAWN),
                    measured=triggers >= FEWEST_TRIGGERS
                    and spread > 0
                    and abs(observed - expected) > BEYOND * spread,
                )
            )
    return tuple(out)


def _effect(
    known: History,
    day: Ints,
    key: Ints,
    groups: dict[str, Flags],
    what: str,
    days: int,
    evening: int,
) -> tuple[int, int, float, float]:
    """Return triggers a window apart, windows met after them, windows expected, standard error."""
    over = day + days <= evening
    day, key = day[over], key[over]
    kept: list[int] = []
    held: dict[int, int] = {}
    for n in np.lexsort((day, key)):
        k, d = int(key[n]), int(day[n])
        # windows must not overlap, or one act would count as many
        if k >= 0 and d >= held.get(k, -(10**9)) + days:
            held[k] = d
            kept.append(int(n))
    at = np.array(kept, dtype=np.int64)
    if not at.size:
        return 0, 0, 0.0, 0.0
    index = known.index(groups[what], known.dyad(known.source, known.target))
    met = index.count(key[at], day[at], day[at] + days) > 0
    end = np.full_like(day[at], evening)
    rate = index.windows_with(key[at], end, days) / np.maximum(index.windows(end, days), 1)
    spread = float(np.sqrt((rate * (1 - rate)).sum()))
    return int(at.size), int(met.sum()), float(rate.sum()), spread
