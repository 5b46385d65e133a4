"""A step of a chain: an act with the one that it follows."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Literal

from detente.record import Act
from detente.record.matching import days_of

ChainKind = Literal[
    "start", "response", "retaliation", "repeats", "cause", "fulfils", "counter-deed", "easing"
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """An act in a chain.

    Attributes:
        act: The act.
        depth: 0 for an act that follows no other; one more than the act it follows otherwise.
        kind: How it follows that act; ``start`` for none.
        after: Id of the act that it follows, or ``None``.
        inferred: ``True`` for a candidate that no article links.
        days: Days from the act it follows, where both are dated.
        articles: Ids of the articles that tell the link; empty for a candidate.
        also: Its other told links to earlier acts: kind and id of the act.
        why: For a candidate, the rule in words.
    """

    act: Act
    depth: int
    kind: ChainKind
    after: str | None
    inferred: bool
    days: int | None
    articles: tuple[str, ...]
    also: tuple[tuple[str, str], ...] = ()
    why: str = ""


def act_order(act: Act) -> tuple[str, str, str]:
    """Return by what acts are put in order: day, first report, id."""
    days = days_of(act.date)
    return (days[0] if days else "9999", act.first_reported or "", act.id)


def days_between(first: Act, second: Act) -> int | None:
    """Return the days from the first day of one act to that of another; ``None`` without a date."""
    a, b = days_of(first.date), days_of(second.date)
    if a is None or b is None:
        return None
    return (dt.date.fromisoformat(b[0]) - dt.date.fromisoformat(a[0])).days
