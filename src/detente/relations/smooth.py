"""A smooth line through a series with gaps: a local level with known errors.

    y_t = level_t + e_t,            e_t ~ N(0, s_t²)
    level_t = level_(t-1) + w_t,    w_t ~ N(0, q)

(Durbin and Koopman 2012, *Time Series Analysis by State Space Methods*, chapters 2 and 4; the Kalman
filter and smoother of ``statsmodels``.) ``y`` is the raw balance of a period, cooperative less
conflictual acts over both. Its variance ``s²`` follows from how many acts there are and how they scatter,
so a month of two acts pulls less than one of two hundred. Months without acts are missing; the band
widens over them. Only ``q`` is estimated, by maximum likelihood.
"""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from detente.relations.series import Point

#: Periods with acts below which no line is drawn.
FEWEST = 6
_Z = 1.645


@dataclass(frozen=True, slots=True, kw_only=True)
class Level:
    """The line at one period.

    Attributes:
        period: As in the series.
        level: Balance of cooperation and conflict, -1 to 1.
        low: Lower edge of the middle 90 %.
        high: Upper edge.
        seen: Whether the period has an act.
    """

    period: str
    level: float
    low: float
    high: float
    seen: bool


def smooth(points: Sequence[Point], scatter: float = 1.0) -> tuple[Level, ...]:
    """Return the line over a series, from the first period with an act to the last period.

    Args:
        points: The series, without gaps between periods.
        scatter: How much more than binomial the shares scatter.

    Returns:
        Nothing where fewer than ``FEWEST`` periods have an act: too little for a line.
    """
    seen = [p.cooperative + p.conflictual > 0 for p in points]
    if sum(seen) < FEWEST:
        return ()
    # statsmodels takes a second and more to import: only those who draw a line wait for it
    from detente.relations.local_level import LocalLevel

    points = points[seen.index(True) :]
    seen = seen[seen.index(True) :]
    total = np.array([p.cooperative + p.conflictual for p in points], dtype=float)
    balance = np.array([p.cooperative - p.conflictual for p in points], dtype=float)
    # the share with one act added to each side, so that two acts alike are not taken for certainty
    share = (total - balance + 2) / (2 * total + 4)
    variance = np.where(total > 0, 4 * share * (1 - share) * scatter / np.maximum(total, 1), 1.0)
    values = np.where(total > 0, balance / np.maximum(total, 1), np.nan)
    model = LocalLevel(values, variance)
    with warnings.catch_warnings():
        # a level that never moves has its best step at the edge, which the search remarks on
        warnings.simplefilter("ignore")
        found = model.fit(method="nm", maxiter=200, disp=0, cov_type="none")
        smoothed = model.smooth(found.params, cov_type="none")
    level = smoothed.smoothed_state[0]
    error = _Z * np.sqrt(np.maximum(smoothed.smoothed_state_cov[0, 0], 0.0))
    return tuple(
        Level(
            period=p.period,
            level=round(float(np.clip(v, -1, 1)), 4),
            low=round(float(np.clip(v - e, -1, 1)), 4),
            high=round(float(np.clip(v + e, -1, 1)), 4),
            seen=s,
        )
        for p, v, e, s in zip(points, level, error, seen, strict=True)
    )


def figures_of(point: Point, level: Level | None) -> dict[str, float | None]:
    """Return the figures of a period beside its counts and share, by the names they have in exports."""
    return {
        "words_share": point.words.mean if point.words else None,
        "deeds_share": point.deeds.mean if point.deeds else None,
        "index": point.index,
        "intensity": point.intensity,
        "intensity_low": point.intensity_low,
        "intensity_high": point.intensity_high,
        "level": level.level if level else None,
        "level_low": level.low if level else None,
        "level_high": level.high if level else None,
    }
