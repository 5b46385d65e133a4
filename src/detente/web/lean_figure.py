"""How a state leans between two others, as a small line chart."""

from __future__ import annotations

from dataclasses import dataclass

from detente.relations.balance_lean import Lean
from detente.web import words

_WIDTH, _HEIGHT, _TOP = 460.0, 190.0, 12.0
_LEFT, _RIGHT, _BOTTOM = 8.0, 8.0, 24.0
_TICKS = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class LeanPoint:
    """One period; ``sure`` where the interval holds no zero."""

    x: float
    y: float
    low: float
    high: float
    sure: bool
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Tick:
    """A period named under the axis."""

    x: float
    text: str
    anchor: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LeanChart:
    """The chart; the first of the two is above the line."""

    width: float
    height: float
    zero: float
    top: float
    bottom: float
    points: tuple[LeanPoint, ...]
    line: str
    band: str
    ticks: tuple[Tick, ...]


def lean_chart(spells: tuple[Lean, ...], one: str, other: str) -> LeanChart:
    """Return the chart of some periods, each at its own year.

    Args:
        spells: In order, of whole years.
        one: The first of the two.
        other: The second.
    """
    names = words.actor_name(one), words.actor_name(other)
    first, last = spells[0].first.year, spells[-1].first.year
    span = max(1, last - first)
    inner = _WIDTH - _LEFT - _RIGHT
    reach = max(0.3, *(max(abs(s.low), abs(s.high)) for s in spells))
    middle = _TOP + (_HEIGHT - _TOP - _BOTTOM) / 2
    scale = (middle - _TOP) / reach

    def x(year: int) -> float:
        return round(_LEFT + inner * (year - first) / span if last > first else _WIDTH / 2, 1)

    def y(value: float) -> float:
        return round(middle - value * scale, 1)

    points = tuple(
        LeanPoint(
            x=x(s.first.year),
            y=y(s.difference),
            low=y(s.low),
            high=y(s.high),
            sure=s.towards is not None,
            words=f"{s.period}: {lean_words(s)}; {names[0]} {s.one.value:.2f} of"
            f" {words.plural(s.acts_one, 'act')}, {names[1]} {s.other.value:.2f} of"
            f" {words.plural(s.acts_other, 'act')}",
        )
        for s in spells
    )
    every = -(-(last - first + 1) // _TICKS)
    ticks = sorted(range(last, first - 1, -every))
    return LeanChart(
        width=_WIDTH,
        height=_HEIGHT,
        zero=round(middle, 1),
        top=_TOP,
        bottom=_HEIGHT - _BOTTOM,
        points=points,
        line=" ".join(f"{p.x},{p.y}" for p in points),
        band=" ".join(
            [*(f"{p.x},{p.high}" for p in points), *(f"{p.x},{p.low}" for p in reversed(points))]
        ),
        ticks=tuple(
            Tick(
                x=x(year),
                text=str(year),
                anchor=_anchor(year, first, last),
            )
            for year in ticks
        ),
    )


def _anchor(year: int, first: int, last: int) -> str:
    """Return on which side of its tick a year stands, so that the first and last stay inside."""
    if first == last or first < year < last:
        return "middle"
    return "start" if year == first else "end"


def lean_words(spell: Lean) -> str:
    """Return which way a state leans in a period: "nearer to China", or "as near to both"."""
    if spell.towards:
        return f"nearer to {words.actor_name(spell.towards)}"
    if not spell.acts_one or not spell.acts_other:
        return "one side not told of"
    return "as near to one as to the other"
