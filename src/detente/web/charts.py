"""Small charts as plain figures: where each bar stands, worked out here and drawn by the templates."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import polars as pl

#: How a sparkline is drawn: quarters shown, width of one, height of each half.
_QUARTERS = 24
_STEP = 5
_HALF = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """One bar of a chart, in the units of its drawing."""

    x: float
    y: float
    width: float
    height: float
    tone: str
    deed: bool
    label: str
    count: int
    href: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Spark:
    """Acts by quarter: cooperation above the line, conflict below."""

    width: int
    height: int
    line: int
    bars: tuple[Bar, ...]
    years: str
    label: str


def quarter(month: str) -> int:
    """Return the number of a quarter since year 0.

    >>> quarter("2026-02") - quarter("2025-12")
    1
    """
    year, _, of_year = month.partition("-")
    return int(year) * 4 + (int(of_year or 1) - 1) // 3


def spark(rows: pl.DataFrame, day: dt.date) -> Spark:
    """Return the six years of a pair up to a day.

    Args:
        rows: Its actual acts: ``date`` and ``quad``.
        day: The last day.
    """
    end = quarter(day.isoformat()[:7])
    at = (pl.col("date").dt.year() * 4 + (pl.col("date").dt.month() - 1) // 3 - end).alias("at")
    placed = rows.select(at + _QUARTERS - 1, "quad").filter(
        pl.col("at").is_between(0, _QUARTERS - 1)
    )
    halves = [
        dict(placed.filter(pl.col("quad").is_in(quads))["at"].value_counts().iter_rows())
        for quads in ((1, 2), (3, 4))
    ]
    most = max((*halves[0].values(), *halves[1].values()), default=1)
    bars = []
    for tone, counts in zip(("cooperation", "conflict"), halves, strict=True):
        for place, count in sorted(counts.items()):
            height = round(max(1.5, count / most * (_HALF - 1)), 1)
            when = end + place - _QUARTERS + 1
            bars.append(
                Bar(
                    x=place * _STEP,
                    y=round(_HALF - height, 1) if tone == "cooperation" else _HALF,
                    width=_STEP - 1,
                    height=height,
                    tone=tone,
                    deed=True,
                    label=f"{when // 4}, quarter {when % 4 + 1}: {count}",
                    count=count,
                )
            )
    first = end - _QUARTERS + 1
    return Spark(
        width=_QUARTERS * _STEP,
        height=2 * _HALF,
        line=_HALF,
        bars=tuple(bars),
        years=f"{first // 4} to {end // 4}",
        label=f"Acts by quarter, {first // 4} to {end // 4}: cooperation above, conflict below",
    )
