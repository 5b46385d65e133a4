"""Forecasts as rows: the question, its bar, the acts it rests on, what such forecasts were worth."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from detente.outlook.backtest import Case
from detente.outlook.nextacts import NextAct, PairOutlook, Reason
from detente.record import Record
from detente.web import words
from detente.web.origin_acts import ActLine, act_lines
from detente.web.outlook_words import Such, is_type, percent, quad_of, question, such

#: Kinds of act that stand above the types, in this order.
CLASSES = ("any act", "cooperation", "conflict")


@dataclass(frozen=True, slots=True, kw_only=True)
class Chance:
    """A probability as a bar with its base rate as a tick.

    Attributes:
        said: The probability, 0 to 1; ``None`` where the base rate alone is known.
        base: The base rate; ``None`` where there is too little.
        quad: Quad class of what is forecast, for colour and shape; 0 for none.
    """

    said: float | None
    base: float | None
    quad: int

    @property
    def words(self) -> str:
        """The two figures in words."""
        if self.said is None:
            return f"base rate {percent(self.base)}"
        if self.base is None:
            return percent(self.said)
        return f"{percent(self.said)}, base rate {percent(self.base)}"


@dataclass(frozen=True, slots=True, kw_only=True)
class ForecastRow:
    """One kind of act that one may do to the other.

    Attributes:
        next: The forecast.
        question: It in words.
        chance: Its bar.
        reasons: The acts of the greatest weight, greatest first.
        weight: Their share of the weight of all such acts.
        such: How forecasts like it have fared; ``None`` where nobody has looked, or they are few.
    """

    next: NextAct
    question: str
    chance: Chance
    reasons: tuple[ActLine, ...]
    weight: float
    such: Such | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """What one of two may do to the other.

    Attributes:
        source: Who would act.
        target: To whom.
        classes: Any act, cooperation, conflict.
        types: The types it has done before, likeliest first.
        never: Names of the types of which none is known.
    """

    source: str
    target: str
    classes: tuple[ForecastRow, ...]
    types: tuple[ForecastRow, ...]
    never: tuple[str, ...]


def sides_of(
    record: Record, outlook: PairOutlook, rows: pl.DataFrame, past: tuple[Case, ...]
) -> tuple[Side, ...]:
    """Return the forecasts of a pair by direction; none where there is no figure.

    Args:
        record: The record.
        outlook: The forecasts.
        rows: The acts of the two, in the columns of event data.
        past: Earlier forecasts with what came; none where they were not made.
    """
    out = []
    for source, target in (outlook.pair, outlook.pair[::-1]):
        mine = {n.what: n for n in outlook.next if n.source == source}
        if not mine:
            continue
        types = [n for n in mine.values() if is_type(n.what)]
        out.append(
            Side(
                source=source,
                target=target,
                classes=tuple(row_of(record, mine[c], rows, past) for c in CLASSES if c in mine),
                types=tuple(row_of(record, n, rows, past) for n in types if n.acts),
                never=tuple(words.type_words(n.what) for n in types if not n.acts),
            )
        )
    return tuple(out)


def row_of(
    record: Record, found: NextAct, rows: pl.DataFrame, past: tuple[Case, ...]
) -> ForecastRow:
    """Return one forecast as a row."""
    return ForecastRow(
        next=found,
        question=question(found.source, found.what, found.target),
        chance=Chance(said=found.probability, base=found.base, quad=quad_of(found.what)),
        reasons=lines_of(record, rows, found.reasons),
        weight=sum(r.share for r in found.reasons),
        such=None if found.probability is None else such(past, found.what, found.probability),
    )


def lines_of(
    record: Record, rows: pl.DataFrame, reasons: tuple[Reason, ...]
) -> tuple[ActLine, ...]:
    """Return the acts that a forecast rests on."""
    return act_lines(record, rows, [r.id for r in reasons])
