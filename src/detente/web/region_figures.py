"""The matrix of a region, rows acting on columns, as a plain figure that the templates draw."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

from detente.relations.balance import FEWEST
from detente.web import words

_LETTER = 6.7
_LONGEST = 21


@dataclass(frozen=True, slots=True, kw_only=True)
class Passed:
    """What one state did to another in the window.

    Attributes:
        source: Who acts.
        target: On whom.
        acts: Cooperative and conflictual acts.
        conflict: Of those, conflictual.
        other: Acts that are neither.
    """

    source: str
    target: str
    acts: int
    conflict: int
    other: int

    @property
    def share(self) -> float | None:
        """Conflictual share; ``None`` without acts."""
        return self.conflict / self.acts if self.acts else None

    @property
    def step(self) -> int | None:
        """The fifth that the share lies in: 1 nearly all cooperative, 5 nearly all conflictual."""
        return None if self.share is None else min(5, int(self.share * 5) + 1)

    @property
    def shape(self) -> str:
        """``round`` for cooperation, ``diamond`` for conflict, ``square`` between; ``none``."""
        step = self.step
        return "none" if step is None else ("round", "square", "diamond")[(step > 2) + (step > 3)]

    @property
    def words(self) -> str:
        """In a sentence."""
        who = f"{words.actor_name(self.source)} to {words.actor_name(self.target)}"
        if not self.acts:
            return f"{who}: nothing cooperative or conflictual told"
        few = ", too few to say much" if self.acts < FEWEST else ""
        return f"{who}: {self.conflict} of {words.plural(self.acts, 'act')} conflictual{few}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """A place of the matrix, at its middle; ``size`` is half the width of its mark."""

    passed: Passed
    x: float
    y: float
    size: float
    sure: bool
    href: str

    @property
    def diamond(self) -> str:
        """Its path as a diamond of the same area as a circle of that size."""
        r = self.size * math.sqrt(math.pi / 2)
        return f"M{self.x} {self.y - r:.1f}L{self.x + r:.1f} {self.y}L{self.x} {self.y + r:.1f}L{self.x - r:.1f} {self.y}Z"

    @property
    def side(self) -> float:
        """Side of a square of the same area."""
        return round(self.size * math.sqrt(math.pi), 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Label:
    """A name beside the matrix."""

    text: str
    full: str
    x: float
    y: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Matrix:
    """Rows act on columns."""

    width: float
    height: float
    left: float
    top: float
    step: float
    rows: tuple[Label, ...]
    columns: tuple[Label, ...]
    cells: tuple[Cell, ...]


def short(name: str) -> str:
    """Return a name that fits beside a figure.

    >>> short("Democratic Republic of the Congo"), short("Peru")
    ('Democratic Republic…', 'Peru')
    """
    return name if len(name) <= _LONGEST else name[: _LONGEST - 1].rstrip() + "…"


def matrix(
    states: tuple[str, ...], passed: tuple[Passed, ...], href: Callable[[str, str], str]
) -> Matrix:
    """Return the matrix; the area of a mark goes with its acts.

    Args:
        states: In order of rows and columns.
        passed: One for each two different states, each way.
        href: The address of the acts of a place.
    """
    names = [words.actor_name(s) for s in states]
    longest = max(len(short(n)) for n in names) * _LETTER
    step = 44.0 if len(states) <= 8 else 36.0
    left, top = round(longest + 14), round(longest * 0.78 + 22)
    most = max((p.acts for p in passed), default=0) or 1
    place = {s: n for n, s in enumerate(states)}

    def middle(n: int) -> float:
        return step * n + step / 2

    return Matrix(
        # the last name of a column leans over the edge
        width=left + step * len(states) + round(longest * 0.62),
        height=top + step * len(states) + 2,
        left=left,
        top=top,
        step=step,
        rows=tuple(
            Label(text=short(n), full=n, x=left - 8, y=top + middle(i) + 4)
            for i, n in enumerate(names)
        ),
        columns=tuple(
            Label(text=short(n), full=n, x=left + middle(i), y=top - 8) for i, n in enumerate(names)
        ),
        cells=tuple(
            Cell(
                passed=p,
                x=left + middle(place[p.target]),
                y=top + middle(place[p.source]),
                size=round(max(2.6, step * 0.37 * math.sqrt(p.acts / most)), 1) if p.acts else 0,
                sure=p.acts >= FEWEST,
                href=href(p.source, p.target),
            )
            for p in passed
        ),
    )
