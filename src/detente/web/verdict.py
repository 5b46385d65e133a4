"""A plain verdict on how a pair stands, with the measure it rests on, and which pairs turned lately."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Literal

import polars as pl

from detente.relations.acts import Direction, acts_between
from detente.relations.labels import STRAINED
from detente.relations.relation import Relation
from detente.relations.turns import Turn, TurnSettings, turns_of
from detente.web import words
from detente.web.charts import Spark, spark
from detente.web.held import acts_of_pairs, counts_by_pair, exposure_of
from detente.web.kept import State, kept

Way = Literal["warming", "cooling", "steady", "unknown"]
_LATELY = 365
#: Pairs with most acts of late that are looked at for turns.
_LOOKED_AT = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """How a pair stands, in words.

    Attributes:
        way: The arrow by which it is drawn: where the last phase went.
        sentence: With the names: "South Korea and China: warming since October 2025".
        headline: The same without the names.
        measure: The figures it rests on, as a sentence.
    """

    way: Way
    sentence: str
    headline: str
    measure: str


def verdict_on(
    relation: Relation | None, names: tuple[str, str], direction: Direction = "both"
) -> Verdict:
    """Return the verdict on a relation; of none, that nothing is on record.

    Args:
        relation: Where a pair stands.
        names: As printed, in the order that the direction speaks of.
        direction: Of the acts that the relation rests on.
    """
    ways = {"both": "{0} and {1}", "ab": "{0} to {1}", "ba": "{1} to {0}"}
    who = ways[direction].format(*names)
    if relation is None:
        headline = "nothing on record yet"
        return Verdict(way="unknown", sentence=f"{who}: {headline}", headline=headline, measure="")
    said = relation.verdict
    way: Way = "unknown"
    if relation.phases:
        label = relation.phases[-1].label
        if label in STRAINED:
            way = "cooling"
        elif label in ("thaw", "warming"):
            way = "warming"
        elif label == "steady":
            way = "steady"
    if "nothing on record since" in said:
        way = "unknown"
    headline = said.removeprefix(f"{names[0]} and {names[1]}: ")
    return Verdict(
        way=way,
        sentence=f"{who}: {headline}",
        headline=headline,
        measure=relation.measure,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Moved:
    """A pair that turned lately.

    Attributes:
        pair: In alphabetical order.
        names: As printed.
        way: Where it went.
        turn: The latest turn, with its reason and the ids of its acts.
        spark: Its last six years.
    """

    pair: tuple[str, str]
    names: tuple[str, str]
    way: Way
    turn: Turn
    spark: Spark


@kept
def moved(state: State, origin: str) -> tuple[Moved, ...]:
    """Return the pairs that turned within the last year of an origin, strongest turn first.

    Of many pairs, those with most acts of late are looked at.
    """
    span = exposure_of(state, origin)
    if span is None:
        return ()
    counts = counts_by_pair(state, origin).filter(
        (pl.col("recent") > 0) & (pl.col("acts") >= TurnSettings().fewest)
    )
    busy = counts.sort(["recent", "a", "b"], descending=[True, False, False]).head(_LOOKED_AT)
    pairs = list(zip(busy["a"].to_list(), busy["b"].to_list(), strict=True))
    since = span[1] - dt.timedelta(days=_LATELY)
    out = []
    for pair, rows in acts_of_pairs(state, origin, pairs).items():
        turns = turns_of(acts_between(rows, pair), pair, *span)
        if turns and turns[-1].date > since:
            turn = turns[-1]
            out.append(
                Moved(
                    pair=pair,
                    names=(words.actor_name(pair[0]), words.actor_name(pair[1])),
                    way="warming" if turn.direction == "up" else "cooling",
                    turn=turn,
                    spark=spark(rows, span[1]),
                )
            )
    return tuple(sorted(out, key=lambda m: (-m.turn.strength, m.pair)))
