"""Which of two others a state is nearer to, over time: "as important as".

In each period the state's cooperative share with each of the two is estimated as in
:mod:`detente.relations.balance`; the lean is the difference, first minus second, with its 90 % interval
from the two Beta distributions taken as independent. Where the interval holds zero, the state is as
near to one as to the other, as far as the data tell.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Literal

import numpy as np
import polars as pl
from scipy.special import betainc  # type: ignore[import-untyped]

from detente.relations.acts import Acts, acts_between
from detente.relations.balance import PRIOR, Share, shrunk, usual_share, weights

Period = Literal["year", "quarter", "month"]
_MONTHS = {"year": 12, "quarter": 3, "month": 1}
_GRID = 400


@dataclass(frozen=True, slots=True, kw_only=True)
class Lean:
    """A state's lean in one period.

    Attributes:
        period: ``2016``, ``2016-Q3`` or ``2016-07``.
        first: Its first day.
        last: Its last day.
        one: Cooperative share with the first of the two.
        other: Cooperative share with the second.
        acts_one: Acts counted with the first.
        acts_other: Acts counted with the second.
        difference: First minus second; above 0 is nearer to the first.
        low: Its 5 % quantile.
        high: Its 95 % quantile.
        towards: The one it is nearer to; ``None`` where the interval holds zero or nothing is told.
    """

    period: str
    first: dt.date
    last: dt.date
    one: Share
    other: Share
    acts_one: int
    acts_other: int
    difference: float
    low: float
    high: float
    towards: str | None


def lean(
    events: pl.DataFrame,
    state: str,
    one: str,
    other: str,
    *,
    every: Period = "year",
    until: dt.date | None = None,
) -> tuple[Lean, ...]:
    """Return how a state leans between two others, period by period.

    Args:
        events: Rows of ``EVENT_SCHEMA``, of one origin, of all pairs that the data have.
        state: Whose lean.
        one: The first of the two.
        other: The second.
        every: Length of a period.
        until: Acts after this day are not looked at.

    Returns:
        The periods in which anything passed with either, in order.
    """
    held = events if until is None else events.filter(pl.col("date") <= until)
    sides = [acts_between(held, (state, x)) for x in (one, other)]
    sides = [a.only(a.sign != 0) for a in sides]
    days = sorted({int(d) for acts in sides for d in acts.day.tolist()})
    out = []
    for start in sorted({_start(dt.date.fromordinal(d), every) for d in days}):
        end = _next(start, every)
        last = end - dt.timedelta(days=1)
        spell = held.filter((pl.col("until") >= start) & (pl.col("date") < end))
        usual = usual_share(spell, start - dt.timedelta(days=1), last)
        parts = [_in(a, start, end) for a in sides]
        out.append(_lean(start, last, every, parts, usual, (one, other)))
    return tuple(out)


def _in(acts: Acts, start: dt.date, end: dt.date) -> Acts:
    return acts.only((acts.day >= start.toordinal()) & (acts.day < end.toordinal()))


def _lean(
    start: dt.date,
    last: dt.date,
    every: Period,
    sides: list[Acts],
    usual: float,
    names: tuple[str, str],
) -> Lean:
    counts = [weights(a) for a in sides]
    shares = [shrunk(*c, usual) for c in counts]
    low, high = _interval(counts, usual)
    told = all(len(a) for a in sides)
    return Lean(
        period=_name(start, every),
        first=start,
        last=last,
        one=shares[0],
        other=shares[1],
        acts_one=len(sides[0]),
        acts_other=len(sides[1]),
        difference=shares[0].value - shares[1].value,
        low=low,
        high=high,
        towards=names[0] if told and low > 0 else names[1] if told and high < 0 else None,
    )


def _interval(counts: list[tuple[float, float]], usual: float) -> tuple[float, float]:
    """Return the 5 % and 95 % quantiles of the difference of two shares, to the step of a grid."""
    edges = np.linspace(0.0, 1.0, _GRID + 1)
    masses = []
    for cooperative, conflictual in counts:
        a, b = cooperative + PRIOR * usual, conflictual + PRIOR * (1 - usual)
        masses.append(np.diff(betainc(a, b, edges)))
    mass = np.convolve(masses[0], masses[1][::-1])
    at = np.arange(-(_GRID - 1), _GRID) / _GRID
    rank = np.cumsum(mass) / mass.sum()
    return float(at[np.searchsorted(rank, 0.05)]), float(at[np.searchsorted(rank, 0.95)])


def _start(day: dt.date, every: Period) -> dt.date:
    months = _MONTHS[every]
    return dt.date(day.year, (day.month - 1) // months * months + 1, 1)


def _next(start: dt.date, every: Period) -> dt.date:
    month = start.month - 1 + _MONTHS[every]
    return dt.date(start.year + month // 12, month % 12 + 1, 1)


def _name(start: dt.date, every: Period) -> str:
    if every == "year":
        return f"{start.year}"
    return f"{start:%Y-%m}" if every == "month" else f"{start.year}-Q{(start.month + 2) // 3}"
