"""Turns of a relationship: days from which a pair acts otherwise than in the year before.

A scan statistic over time (Kulldorff 2001, "Prospective time periodic geographical disease surveillance
using a scan statistic", JRSS A 164(1), with one place). From each day with an act, two windows are
looked at: four weeks for what comes suddenly, a quarter for what comes slowly. A window speaks for a
turn *down* when both hold, for a turn *up* when the same holds of cooperative acts:

- conflictual acts are a larger part of all that is cooperative or conflictual than in the year before,
  which is mixed with a year of the pair's mean, and
- how strongly that and their sheer number surprise: the sum of two log likelihood ratios, binomial for
  the share and Poisson for the number, the latter divided by how unevenly the pair's acts come.

The strongest windows are kept, none of the same direction nearer to a stronger one than a quarter, none
below a threshold, and no more of them a year than a reader can take in. So the number of turns cannot
grow with the amount of news.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt

from detente.relations.acts import Acts, Pair

Turning = Literal["up", "down"]
Numbers = npt.NDArray[np.float64]

_YEAR = 365.25


@dataclass(frozen=True, slots=True, kw_only=True)
class TurnSettings:
    """How turns are found; chosen on half of the dated turns (``evaluation/turns.py``).

    Attributes:
        windows: Lengths of the windows, in days.
        before: Days before a window that it is compared with.
        prior_days: How many days of the pair's mean the time before is mixed with.
        threshold: Least strength, in nats.
        apart: Least days between two turns of one direction.
        per_year: Most turns a year, on average over the whole time; the strongest stay.
        fewest: Cooperative and conflictual acts below which a pair is not judged.
        widest: Acts whose day is known no better than this many days date no turn.
    """

    windows: tuple[int, ...] = (28, 91)
    before: int = 365
    prior_days: float = _YEAR
    threshold: float = 2.5
    apart: int = 92
    per_year: float = 0.75
    fewest: int = 3
    widest: int = 92


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """A day from which a pair acts otherwise.

    Attributes:
        pair: The two, in alphabetical order.
        date: Day of the first act of the window.
        direction: ``up`` or ``down``.
        strength: Log likelihood ratio, in nats.
        days: Length of the window that shows it best.
        count: Acts in the window that go in the direction.
        acts: Cooperative and conflictual acts in the window.
        usual_count: The same in the year before, or in the rest of the time when that year is bare.
        usual_acts: Likewise.
        reason: The above in words, with what was done.
        ids: Ids of the acts in the window that go in the direction.
    """

    pair: Pair
    date: dt.date
    direction: Turning
    strength: float
    days: int
    count: int
    acts: int
    usual_count: int
    usual_acts: int
    reason: str
    ids: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Sums:
    """Cooperative and conflictual weights over time.

    Attributes:
        day: Ordinals of the acts that are either, in order.
        total: Running sums, one row more than acts: cooperative, conflictual.
    """

    day: npt.NDArray[np.int64]
    total: Numbers

    def between(self, first: npt.NDArray[np.int64], end: npt.NDArray[np.int64]) -> Numbers:
        """Return the weights from ``first`` (with) to ``end`` (without), a row each."""
        at = np.searchsorted(self.day, end, side="left")
        return np.asarray(self.total[at] - self.total[np.searchsorted(self.day, first, "left")])


def sums_of(acts: Acts) -> Sums:
    """Return the running sums of acts that are cooperative or conflictual."""
    weights = np.stack([np.where(acts.sign > 0, acts.weight, 0.0), np.where(acts.sign < 0, acts.weight, 0.0)], axis=1)  # fmt: skip
    return Sums(day=acts.day, total=np.vstack([np.zeros(2), np.cumsum(weights, axis=0)]))


def turns_of(
    acts: Acts, pair: Pair, first: dt.date, last: dt.date, settings: TurnSettings | None = None
) -> tuple[Turn, ...]:
    """Return the turns of a pair, by date.

    Args:
        acts: What passed between them, either way.
        pair: The two.
        first: First day on which the source of the acts would have told of them: the exposure.
        last: Last such day.
        settings: How to look.

    Returns:
        None at all for a pair with too few acts to be judged.
    """
    how = settings or TurnSettings()
    told = dated(acts, how)
    if len(told) < how.fewest:
        return ()
    begin, end = first.toordinal(), last.toordinal() + 1
    strengths = _strengths(sums_of(told), np.unique(told.day), begin, end, how)
    kept = _apart(strengths, how)
    most = max(1, round(how.per_year * (end - begin) / _YEAR))
    low, high = sorted(pair)
    return tuple(
        _turn(told, (low, high), day, direction, strength, days, how)
        for strength, day, direction, days in sorted(kept[:most], key=lambda k: k[1])
    )


def strongest(
    acts: Acts, pair: Pair, first: dt.date, last: dt.date, since: dt.date, settings: TurnSettings
) -> Turn | None:
    """Return the strongest window that begins on a day or later, if it reaches the threshold.

    Args:
        acts: What passed between them; only acts up to ``last`` are looked at.
        pair: The two.
        first: First day of the exposure.
        last: Last day looked at.
        since: First day on which the window may begin.
        settings: How to look.
    """
    told = dated(acts, settings)
    told = told.only(told.day <= last.toordinal())
    starts = np.unique(told.day)
    starts = starts[starts >= since.toordinal()]
    if len(told) < settings.fewest or not len(starts):
        return None
    end = last.toordinal() + 1
    found = _strengths(sums_of(told), starts, first.toordinal(), end, settings)
    if not found:
        return None
    strength, day, direction, days = min(found, key=lambda f: (-f[0], f[1], f[2], f[3]))
    low, high = sorted(pair)
    return _turn(told, (low, high), day, direction, strength, min(days, end - day), settings)


def dated(acts: Acts, settings: TurnSettings) -> Acts:
    """Return the acts that can date a turn: cooperative or conflictual, and dated well enough."""
    return acts.only((acts.sign != 0) & (acts.width <= settings.widest))


_Found = tuple[float, int, Turning, int]


def _strengths(
    sums: Sums, starts: npt.NDArray[np.int64], begin: int, end: int, how: TurnSettings
) -> list[_Found]:
    """Return (strength, day, direction, window) of every window above the threshold."""
    time = max(end - begin, 1)
    rate = sums.total[-1] / time
    low = np.maximum(starts - how.before, begin)
    past = sums.between(low, starts)
    known = (starts - low).clip(min=0)[:, None]
    expected = (rate * how.prior_days + past) / (how.prior_days + known)
    # the share that goes with those numbers, half an act of either kind added (Jeffreys)
    past = expected * how.before + 0.5
    usual = past / past.sum(axis=1, keepdims=True)
    uneven = unevenness(sums, begin, end)
    out: list[_Found] = []
    for days in how.windows:
        seen = sums.between(starts, starts + days)
        # at the end of the time, a window is as long as what is known of it
        length = np.minimum(days, end - starts)[:, None]
        strength = surprise(seen, expected * length) / uneven + share_surprise(seen, usual)
        share = seen / np.maximum(seen.sum(axis=1, keepdims=True), 1e-9)
        strength = np.where(share > usual, strength, 0.0)
        for side, direction in ((0, "up"), (1, "down")):
            for at in np.flatnonzero(strength[:, side] >= how.threshold):
                turning: Turning = "up" if direction == "up" else "down"
                out.append((float(strength[at, side]), int(starts[at]), turning, days))
    return out


def surprise(seen: Numbers, expected: Numbers) -> Numbers:
    """Return the log likelihood ratio of a Poisson rate above the expected; 0 at or below it."""
    safe, least = np.maximum(seen, 1e-12), np.maximum(expected, 1e-12)
    return np.asarray(np.where(seen > expected, safe * np.log(safe / least) - seen + expected, 0.0))


def share_surprise(seen: Numbers, usual: Numbers) -> Numbers:
    """Return the log likelihood ratio of a binomial share against the usual one, a column a side."""
    total = seen.sum(axis=1, keepdims=True)
    usual = np.clip(usual, 0.02, 0.98)
    part = seen / np.maximum(total, 1e-12)
    rest = total - seen
    return np.asarray(
        seen * np.log(np.maximum(part, 1e-12) / usual)
        + rest * np.log(np.maximum(1 - part, 1e-12) / (1 - usual))
    )


def unevenness(sums: Sums, begin: int, end: int) -> Numbers:
    """Return variance over mean of the weights in four weeks (at least 1): cooperative, conflictual."""
    starts = np.arange(begin, max(end, begin + 1), 28, dtype=np.int64)
    each = sums.between(starts, starts + 28)
    mean, variance = each.mean(axis=0), each.var(axis=0)
    return np.asarray(np.maximum(1.0, variance / np.maximum(mean, 1e-12)))


def _apart(found: list[_Found], how: TurnSettings) -> list[_Found]:
    """Keep the strongest, none of the same direction near a stronger one."""
    kept: list[_Found] = []
    for one in sorted(found, key=lambda f: (-f[0], f[1], f[2], f[3])):
        if all(k[2] != one[2] or abs(k[1] - one[1]) >= how.apart for k in kept):
            kept.append(one)
    return kept


def _turn(
    acts: Acts,
    pair: Pair,
    day: int,
    direction: Turning,
    strength: float,
    days: int,
    how: TurnSettings,
) -> Turn:
    side = 1 if direction == "up" else -1
    inside = (acts.day >= day) & (acts.day < day + days)
    before = (acts.day < day) & (acts.day >= day - how.before)
    usual = "in the year before"
    if not before.any():
        before, usual = ~inside, "in all the other time"
    driving = inside & (acts.sign == side)
    count, total = int(driving.sum()), int(inside.sum())
    usual_count, usual_total = int((before & (acts.sign == side)).sum()), int(before.sum())
    kinds = Counter(acts.kind[i] for i in np.flatnonzero(driving)).most_common(3)
    what = ", ".join(f"{kind} ({n})" if n > 1 else kind for kind, n in kinds)
    way = "cooperative" if direction == "up" else "conflictual"
    date = dt.date.fromordinal(day)
    weeks = "4 weeks" if days == 28 else f"{days} days" if days > 1 else "day"
    reason = (
        f"{what}: {count} of {total} acts {way} in the {weeks} from {date.day} {date:%b %Y};"
        f" {usual} {usual_count} of {usual_total}"
    )
    return Turn(
        pair=pair,
        date=date,
        direction=direction,
        strength=round(strength, 2),
        days=days,
        count=count,
        acts=total,
        usual_count=usual_count,
        usual_acts=usual_total,
        reason=reason,
        ids=tuple(acts.ids[i] for i in np.flatnonzero(driving)),
    )
