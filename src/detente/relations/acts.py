"""The acts of a pair, or of one actor, as columns of numbers: what every measure here counts.

An act is *cooperative* when its class (quads 1 and 2) and its intensity (Goldstein above 0) say so,
*conflictual* when both say so the other way (quads 3 and 4, below 0), and *neither* otherwise: a mere
statement, a request, a denial. So crisis talk does not pass for conflict, nor an appeal for help.
An intensity that is not known leaves the class to decide.

Sources: quad classes and types from PLOVER (Halterman et al. 2023); weights from Goldstein (1992), "A
conflict-cooperation scale for WEIS events data", Journal of Conflict Resolution 36(2).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt
import polars as pl

from detente.codebook import load_codebook
from detente.sources.events.columns import READ_ORIGINS

Pair = tuple[str, str]
Direction = Literal["both", "ab", "ba"]

#: From this intensity (either sign) an act weighs in full; below, half. Where Goldstein's scale passes
#: from words and visits to agreements, breaks and sanctions.
HEAVY = 4.0
LIGHT_WEIGHT = 0.5


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Acts:
    """Acts in order of their day; all arrays have one entry an act.

    Attributes:
        ids: Ids of the acts, unique within their origin.
        day: Ordinal of the day; the middle of the time for an act known by month or year only.
        width: How many days that time has; 1 for a day.
        sign: 1 cooperative, -1 conflictual, 0 neither.
        weight: 1 from an intensity of ``HEAVY``, ``LIGHT_WEIGHT`` below.
        intensity: Goldstein weight, -10 to 10; ``nan`` where not known.
        deed: Whether it is a deed rather than words (quads 2 and 4).
        kind: What was done, in words.
    """

    ids: tuple[str, ...]
    day: npt.NDArray[np.int64]
    width: npt.NDArray[np.int64]
    sign: npt.NDArray[np.int8]
    weight: npt.NDArray[np.float64]
    intensity: npt.NDArray[np.float64]
    deed: npt.NDArray[np.bool_]
    kind: tuple[str, ...]

    def __len__(self) -> int:
        """How many."""
        return len(self.ids)

    def only(self, keep: npt.NDArray[np.bool_]) -> Acts:
        """Return those marked."""
        at = np.flatnonzero(keep)
        return Acts(
            ids=tuple(self.ids[i] for i in at),
            day=self.day[at],
            width=self.width[at],
            sign=self.sign[at],
            weight=self.weight[at],
            intensity=self.intensity[at],
            deed=self.deed[at],
            kind=tuple(self.kind[i] for i in at),
        )

    @property
    def cooperative(self) -> int:
        """How many are cooperative."""
        return int(np.count_nonzero(self.sign > 0))

    @property
    def conflictual(self) -> int:
        """How many are conflictual."""
        return int(np.count_nonzero(self.sign < 0))


def acts_between(events: pl.DataFrame, pair: Pair, direction: Direction = "both") -> Acts:
    """Return what passed between two.

    Args:
        events: Rows of ``EVENT_SCHEMA``, of one origin. Only actual acts are counted.
        pair: The two, in the order that ``direction`` speaks of.
        direction: ``ab`` for acts of the first towards the second, ``ba`` the other way; for ``both``
            a joint act that is told in both directions counts once.
    """
    a, b = pair
    forward = (pl.col("source") == a) & (pl.col("target") == b)
    backward = (pl.col("source") == b) & (pl.col("target") == a)
    if direction == "ab":
        return _acts(events.filter(forward))
    if direction == "ba":
        return _acts(events.filter(backward))
    return _acts(events.filter((forward | backward) & ~pl.col("reciprocal")))


def acts_of_actor(events: pl.DataFrame, actor: str, direction: Direction = "both") -> Acts:
    """Return what passed between one actor and all others.

    Args:
        events: Rows of ``EVENT_SCHEMA``, of one origin. Only actual acts are counted.
        actor: Its identifier.
        direction: ``ab`` for its own acts, ``ba`` for those towards it.
    """
    abroad = events.filter(
        (pl.col("source") != pl.col("target")) & (pl.col("source") != "") & (pl.col("target") != "")
    )
    own, towards = pl.col("source") == actor, pl.col("target") == actor
    if direction == "ab":
        return _acts(abroad.filter(own))
    if direction == "ba":
        return _acts(abroad.filter(towards))
    return _acts(abroad.filter((own | towards) & ~pl.col("reciprocal")))


def acts_abroad(events: pl.DataFrame) -> Acts:
    """Return what passed between any two different known actors, a joint act once.

    Args:
        events: Rows of ``EVENT_SCHEMA``, of one origin. Only actual acts are counted.
    """
    return _acts(_abroad(events))


def by_pair(events: pl.DataFrame, fewest: int = 1) -> Iterator[tuple[Pair, Acts]]:
    """Yield each pair of different known actors with its acts, in alphabetical order.

    Args:
        events: Rows of ``EVENT_SCHEMA``, of one origin.
        fewest: Pairs with fewer rows than this are passed over.
    """
    rows = _abroad(events).with_columns(
        pl.min_horizontal("source", "target").alias("_a"),
        pl.max_horizontal("source", "target").alias("_b"),
    )
    rows = rows.filter(pl.len().over("_a", "_b") >= fewest)
    parts = rows.partition_by("_a", "_b", as_dict=True)
    for key in sorted(parts):
        yield (str(key[0]), str(key[1])), _acts(parts[key])


def _abroad(events: pl.DataFrame) -> pl.DataFrame:
    return events.filter(
        (pl.col("source") != "")
        & (pl.col("target") != "")
        & (pl.col("source") != pl.col("target"))
        & ~pl.col("reciprocal")
    )


def exposure(events: pl.DataFrame) -> tuple[dt.date, dt.date] | None:
    """Return the first and last day for which events are told; ``None`` when there are none.

    Read articles also tell of long ago; that they tell of one act in 1965 does not mean that they would
    have told of others then. So of acts that were read, the earliest fiftieth part is left out.

    Args:
        events: All rows of one origin, not only those of a pair.
    """
    if events.is_empty():
        return None
    days = events["date"].sort()
    read = bool(events["origin"].is_in(READ_ORIGINS).all())
    first = days[len(days) // 50 if read else 0]
    return first, days[-1]


def _acts(rows: pl.DataFrame) -> Acts:
    rows = rows.filter(pl.col("modality") == "actual").sort("date", "until", "id")
    goldstein = pl.col("goldstein")
    intensity = rows["goldstein"].to_numpy().astype(float)
    sign = rows.select(
        pl.when(pl.col("quad").is_in([1, 2]) & (goldstein.is_null() | (goldstein > 0)))
        .then(1)
        .when(pl.col("quad").is_in([3, 4]) & (goldstein.is_null() | (goldstein < 0)))
        .then(-1)
        .otherwise(0)
        .cast(pl.Int8)
        .alias("sign")
    )["sign"].to_numpy()
    epoch = dt.date(1970, 1, 1).toordinal()
    first = rows["date"].cast(pl.Int32).to_numpy().astype(np.int64) + epoch
    last = rows["until"].fill_null(rows["date"]).cast(pl.Int32).to_numpy().astype(np.int64) + epoch
    middle = (first + last) // 2
    order = np.argsort(middle, kind="stable")
    ids, kinds = rows["id"].to_list(), _kinds(rows)
    return Acts(
        ids=tuple(ids[i] for i in order),
        day=middle[order],
        width=(last - first + 1)[order],
        sign=sign[order].astype(np.int8),
        weight=np.where(np.abs(np.nan_to_num(intensity)) >= HEAVY, 1.0, LIGHT_WEIGHT)[order],
        intensity=intensity[order],
        deed=rows["quad"].is_in([2, 4]).to_numpy().astype(bool)[order],
        kind=tuple(kinds[i] for i in order),
    )


def _kinds(rows: pl.DataFrame) -> list[str]:
    """Return what each row says was done: the CAMEO label, else the name of the PLOVER type."""
    both = ["cameo", "type"]
    held = rows.select(both).unique(maintain_order=True)
    words = [_said(cameo, kind) for cameo, kind in held.iter_rows()]
    known = held.with_columns(pl.Series("words", words, dtype=pl.String()))
    joined = rows.select(both).join(
        known, on=both, how="left", nulls_equal=True, maintain_order="left"
    )
    out: list[str] = joined["words"].to_list()
    return out


def _said(cameo: str | None, kind: str | None) -> str:
    book = load_codebook()
    held = (book.cameo.get(cameo[:n]) for n in (4, 3, 2)) if cameo else ()
    code = next((c for c in held if c), None)
    named = book.types.get(kind or "")
    words = code.label if code else named.name if named else kind or "act"
    if words.endswith("not told"):  # "Criticise, for what not told" adds nothing in a count
        words = words.split(",")[0]
    return words[:1].upper() + words[1:]
