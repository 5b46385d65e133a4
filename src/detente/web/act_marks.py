"""Acts on a time axis: each as a mark where they are few, as bars where they are many."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import polars as pl

from detente.codebook import load_codebook
from detente.web import words
from detente.web.charts import Bar
from detente.web.time_axis import Axis, date_text, month_text

#: Radius of a mark, and room that it takes.
RADIUS = 4.2
_STEP = 2 * RADIUS + 2.5
#: Marks that may stand on each other; beyond, bars are drawn.
_LEVELS = 12
_MOST = 600
#: Heights of the bars above and below the line.
_UP, _DOWN = 96, 64
_VAGUE = 40


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """One act.

    Attributes:
        x: Where it stands.
        y: Above the line words, below it deeds.
        quad: Its class, 1 to 4.
        modality: Told as done, planned, possible or denied.
        span: Edges of the time in which it may have happened, where that is long.
        href: What it leads to.
        label: What it is, in words.
    """

    x: float
    y: float
    quad: int
    modality: str
    span: tuple[float, float] | None
    href: str
    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Acts:
    """All acts that are shown.

    Attributes:
        marks: Each act, where they are few.
        bars: Counts by period, where they are many.
        up: Room above the line.
        down: Room below it.
        unit: Length of a bar: month, quarter or year; empty for marks.
    """

    marks: tuple[Mark, ...]
    bars: tuple[Bar, ...]
    up: float
    down: float
    unit: str


def shown(rows: pl.DataFrame, axis: Axis) -> pl.DataFrame:
    """Return the acts of a class that the axis shows, each once, by the middle of their time."""
    middle = (
        (pl.col("date").cast(pl.Int32) + pl.col("until").cast(pl.Int32)) // 2
        + dt.date(1970, 1, 1).toordinal()
    ).alias("at")
    low, high = axis.first.toordinal(), axis.last.toordinal()
    return (
        rows.filter(pl.col("quad").is_between(1, 4))
        .with_columns(middle)
        .filter(pl.col("at").is_between(low, high))
        .unique("id", keep="first", maintain_order=True)
        .sort("at", "id")
    )


def place(rows: pl.DataFrame, axis: Axis, leads: Callable[[str, str, str], str]) -> Acts:
    """Return acts as marks or bars around a line at 0; above it words, below it deeds.

    Args:
        rows: Rows of ``EVENT_SCHEMA``, of every modality.
        axis: The time shown.
        leads: Returns an address by the id of an act (empty for a bar) and the first and last day.
    """
    told = shown(rows, axis)
    if len(told) <= _MOST:
        marks = _marks(told, axis, leads)
        if marks is not None:
            top = max((m.y for m in marks), default=0.0)
            low = max((-m.y for m in marks), default=0.0)
            return Acts(
                marks=tuple(marks),
                bars=(),
                up=max(top, 2 * _STEP) + _STEP,
                down=max(low, 2 * _STEP) + _STEP,
                unit="",
            )
    bars, unit = _bars(told.filter(pl.col("modality") == "actual"), axis, leads)
    deepest = max((b.y + b.height for b in bars), default=0.0)
    return Acts(marks=(), bars=bars, up=_UP, down=max(deepest + 8, 24.0), unit=unit)


def _marks(
    told: pl.DataFrame, axis: Axis, leads: Callable[[str, str, str], str]
) -> list[Mark] | None:
    """Return the marks; ``None`` when too many would stand on each other."""
    ends: dict[bool, list[float]] = {True: [], False: []}
    out = []
    for row in told.iter_rows(named=True):
        x = axis.x(row["at"] + 0.5)
        levels = ends[words.deed(row["quad"])]
        level = next((i for i, end in enumerate(levels) if end <= x), len(levels))
        if level == _LEVELS:
            return None
        levels[level : level + 1] = [x + _STEP]
        height = (level + 1) * _STEP
        vague = (row["until"] - row["date"]).days > _VAGUE
        edges = axis.within(row["date"].toordinal(), row["until"].toordinal() + 1)
        out.append(
            Mark(
                x=x,
                y=round(-height if words.deed(row["quad"]) else height, 1),
                quad=row["quad"],
                modality=row["modality"],
                span=edges if vague else None,
                href=leads(row["id"], row["date"].isoformat(), row["until"].isoformat()),
                label=act_words(row),
            )
        )
    return out


def act_words(row: dict[str, Any]) -> str:
    """Return an act with its date: "7 Jan 2026: South Korea asked China (Ask for mediation)"."""
    book = load_codebook()
    type_ = book.types.get(row["type"])
    sides = [
        words.actor_name(row[side]) if row[side] else row[f"{side}_name"] or "someone"
        for side in ("source", "target")
    ]
    said = words.modality_words(row["modality"])
    codes = (row["cameo"][:n] for n in (4, 3, 2))
    what = next((book.cameo[code].label for code in codes if code in book.cameo), "")
    what = what.split(",")[0] if what.endswith("not told") else what
    verb = type_.verb if type_ else "acted towards"
    return (
        f"{when(row['date'], row['until'])}: {said + ': ' if said else ''}{sides[0]} {verb} {sides[1]}"
        + (f" ({what})" if what else "")
    )


def when(first: dt.date, last: dt.date) -> str:
    """Return a stretch of time as precisely as it is known: a day, a month, a year."""
    if first == last:
        return date_text(first)
    if (last - first).days < 31 and first.day == 1:
        return month_text(first)
    return str(first.year) if first.year == last.year else f"{first.year} to {last.year}"


def _bars(
    told: pl.DataFrame, axis: Axis, leads: Callable[[str, str, str], str]
) -> tuple[tuple[Bar, ...], str]:
    years = axis.days / 365.25
    unit, size = ("month", 1) if years <= 5 else ("quarter", 3) if years <= 16 else ("year", 12)
    day = pl.from_epoch(pl.col("at") - dt.date(1970, 1, 1).toordinal(), time_unit="d")
    counts = (
        told.select(((day.dt.year() * 12 + day.dt.month() - 1) // size).alias("bin"), "quad")
        .group_by("bin", "quad")
        .len()
        .sort("bin", "quad")
    )
    binned: dict[int, dict[int, int]] = {}
    for at, quad, count in counts.iter_rows():
        binned.setdefault(at, {})[quad] = count
    tallest = [
        max((sum(c.get(q, 0) for q in quads) for c in binned.values()), default=1)
        for quads in ((1, 3), (2, 4))
    ]
    scale = min((_UP - 8) / max(tallest[0], 1), (_DOWN - 6) / max(tallest[1], 1), 12.0)
    bars = []
    for at, found in binned.items():
        start, end = (_month(at * size), _month((at + 1) * size) - dt.timedelta(days=1))
        edges = axis.within(start.toordinal(), end.toordinal() + 1)
        if edges is None:
            continue
        name = {1: month_text(start), 3: f"{month_text(start)} to {month_text(end)}"}.get(
            size, str(start.year)
        )
        for quads, above in (((1, 3), True), ((2, 4), False)):
            reached = 0.0
            for quad in quads:
                count = found.get(quad, 0)
                if not count:
                    continue
                height = count * scale
                bars.append(
                    Bar(
                        x=round(edges[0] + 0.5, 1),
                        y=round(-reached - height if above else reached, 1),
                        width=round(max(edges[1] - edges[0] - 1, 1.0), 1),
                        height=round(height, 1),
                        tone=words.tone(quad),
                        deed=words.deed(quad),
                        label=f"{name}: {count} {words.quad_words(quad)}",
                        count=count,
                        href=leads("", start.isoformat(), end.isoformat()),
                    )
                )
                reached += height
    return tuple(bars), unit


def _month(number: int) -> dt.date:
    year, month = divmod(number, 12)
    return dt.date(year, month + 1, 1)
