"""Series: how much passed between two, and how much of it was conflict, by day, week, month or year.

Sums mislead, since a crisis is talked about from all sides; so each figure is a rate with the number of
acts it rests on. The share of conflict is Beta-binomial: a prior worth ``PRIOR_ACTS`` acts at the
pair's own share (itself with Jeffreys' prior), and the middle 90 % of what is then believed as the
interval (Gelman et al. 2013, *Bayesian Data Analysis*, section 2.4). Mean intensity is drawn to the
pair's own mean by as many acts. Words and deeds have each a share of their own, and the index is their
mean, turned so that 1 is all cooperation. Periods without an act have no figure.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

import numpy as np
from scipy.special import betaincinv  # type: ignore[import-untyped]

from detente.relations.acts import Acts

Grain = Literal["day", "week", "month", "year"]

#: Weight of the pair's own mean, in acts.
PRIOR_ACTS = 4.0
#: How much of what is believed an interval covers.
COVER = 0.9
_Z = 1.645


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """A share of conflict with what it rests on.

    Attributes:
        conflictual: How many acts are conflictual.
        acts: How many are cooperative or conflictual.
        mean: Believed share, 0 to 1.
        low: Lower edge of the interval.
        high: Upper edge.
    """

    conflictual: int
    acts: int
    mean: float
    low: float
    high: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """One period.

    Attributes:
        period: "2017", "2017-03", "2017-W12" or "2017-03-20".
        first: Its first day.
        days: Its length, as far as it lies within the time looked at: the exposure.
        acts: How many acts, those that are neither counted too.
        cooperative: How many are cooperative.
        conflictual: How many are conflictual.
        share: Share of conflict among those two; ``None`` when there is neither.
        words: The same among words.
        deeds: The same among deeds.
        index: 1 all cooperation, -1 all conflict; words and deeds count one half each, so that talk
            cannot drown deeds. ``None`` without acts of either kind.
        intensity: Mean Goldstein weight, drawn to the pair's own; ``None`` without acts.
        intensity_low: Lower edge of its interval.
        intensity_high: Upper edge.
    """

    period: str
    first: dt.date
    days: int
    acts: int
    cooperative: int
    conflictual: int
    share: Share | None
    words: Share | None
    deeds: Share | None
    index: float | None
    intensity: float | None
    intensity_low: float | None
    intensity_high: float | None


def share_of(conflictual: int, acts: int, usual: float) -> Share | None:
    """Return the share of conflict with a prior at the usual one; ``None`` of no acts.

    >>> share_of(2, 3, 0.25).mean
    0.4286
    """
    if not acts:
        return None
    a = conflictual + PRIOR_ACTS * usual
    b = acts - conflictual + PRIOR_ACTS * (1 - usual)
    edge = (1 - COVER) / 2
    return Share(
        conflictual=conflictual,
        acts=acts,
        mean=round(a / (a + b), 4),
        low=round(float(betaincinv(a, b, edge)), 4),
        high=round(float(betaincinv(a, b, 1 - edge)), 4),
    )


def index_of(words: Share | None, deeds: Share | None) -> float | None:
    """Return the balance of cooperation and conflict, words and deeds counting alike.

    Args:
        words: Share of conflict among words of a period; ``None`` when it has none.
        deeds: The same among deeds. With one of the two missing, the other counts alone.

    >>> index_of(share_of(0, 4, 0.5), share_of(4, 4, 0.5)), index_of(share_of(0, 4, 0.5), None)
    (0.0, 0.5)
    """
    shares = [seen.mean for seen in (words, deeds) if seen]
    return round(1 - 2 * sum(shares) / len(shares), 4) if shares else None


def usual_share(acts: Acts) -> float:
    """Return the share of conflict over all the time, with Jeffreys' prior (one half without acts)."""
    return (acts.conflictual + 0.5) / (acts.conflictual + acts.cooperative + 1)


def series_of(acts: Acts, by: Grain, first: dt.date, last: dt.date) -> tuple[Point, ...]:
    """Return every period from ``first`` to ``last``, those without an act too.

    Args:
        acts: What passed; an act known by month or year only counts at the middle of that time.
        by: Length of a period; weeks are those of ISO 8601.
        first: First day looked at.
        last: Last day.
    """
    usual = usual_share(acts)
    by_kind = {deed: usual_share(acts.only(acts.deed == deed)) for deed in (False, True)}
    known = acts.intensity[~np.isnan(acts.intensity)]
    mean = float(known.mean()) if len(known) else 0.0
    spread = float(known.std()) if len(known) > 1 else 0.0
    out = []
    for name, start, end in periods(by, first, last):
        low, high = np.searchsorted(acts.day, [start.toordinal(), end.toordinal()], side="left")
        part = slice(int(low), int(high))
        sign, deed = acts.sign[part], acts.deed[part]
        good, bad = int((sign > 0).sum()), int((sign < 0).sum())
        share = share_of(bad, good + bad, usual)
        seen = acts.intensity[part]
        seen = seen[~np.isnan(seen)]
        level = error = None
        if len(seen):
            level = float((seen.sum() + PRIOR_ACTS * mean) / (len(seen) + PRIOR_ACTS))
            error = _Z * spread / float(np.sqrt(len(seen) + PRIOR_ACTS))
        kinds = {
            which: share_of(
                int(((sign < 0) & (deed == which)).sum()),
                int(((sign != 0) & (deed == which)).sum()),
                by_kind[which],
            )
            for which in (False, True)
        }
        out.append(
            Point(
                period=name,
                first=max(start, first),
                days=(min(end, last + dt.timedelta(days=1)) - max(start, first)).days,
                acts=int(high - low),
                cooperative=good,
                conflictual=bad,
                share=share,
                words=kinds[False],
                deeds=kinds[True],
                index=index_of(kinds[False], kinds[True]),
                intensity=None if level is None else round(level, 3),
                intensity_low=None if level is None or error is None else round(level - error, 3),
                intensity_high=None if level is None or error is None else round(level + error, 3),
            )
        )
    return tuple(out)


def periods(by: Grain, first: dt.date, last: dt.date) -> Iterator[tuple[str, dt.date, dt.date]]:
    """Yield name, first day and the day after the last of each period that touches the time.

    >>> [name for name, _, _ in periods("week", dt.date(2020, 12, 30), dt.date(2021, 1, 4))]
    ['2020-W53', '2021-W01']
    """
    start = _start(by, first)
    while start <= last:
        end = _next(by, start)
        if by == "week":
            year, week, _ = start.isocalendar()
            name = f"{year}-W{week:02}"
        else:
            name = start.isoformat()[: {"day": 10, "month": 7, "year": 4}[by]]
        yield name, start, end
        start = end


def _start(by: Grain, day: dt.date) -> dt.date:
    if by == "week":
        return day - dt.timedelta(days=day.weekday())
    if by == "month":
        return day.replace(day=1)
    return day.replace(month=1, day=1) if by == "year" else day


def _next(by: Grain, start: dt.date) -> dt.date:
    if by == "month":
        return (start + dt.timedelta(days=31)).replace(day=1)
    if by == "year":
        return start.replace(year=start.year + 1)
    return start + dt.timedelta(days=7 if by == "week" else 1)
