"""Acts as arrays: what waiting times, next acts and back-tests count over.

A :class:`History` is made once from a frame in the columns of event data
(:data:`detente.sources.events.columns.EVENT_SCHEMA`) and never changes; what must not be known yet
is kept out by a day, not by deleting rows.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Self

import numpy as np
import numpy.typing as npt
import polars as pl

from detente.codebook import load_codebook
from detente.outlook.windows import DayIndex, Flags, Ints
from detente.sources.events.columns import READ_ORIGINS

#: Codes of which each names the other side of one act: a visit made is a visit hosted.
_OTHER_SIDE = {"042": "043", "043": "042"}
#: CAMEO roots of an ask: appeals and demands.
ASKS = (2, 10)
#: CAMEO roots of cooperation that is more than talk: intent and agreement, diplomatic support,
#: joint work, aid, yielding. Left out are statements (01), appeals (02) and meetings (04).
COOPERATION = (3, 5, 6, 7, 8)
REFUSAL = 12
#: Which acts a history takes, and the day of an act.
_TAKEN = (
    pl.col("date").is_not_null()
    & pl.col("source").is_not_null()
    & pl.col("target").is_not_null()
    & (pl.col("source") != pl.col("target"))
    & (pl.col("source") != "")
    & (pl.col("target") != "")
)
_DAY = pl.coalesce(pl.col("until"), pl.col("date"))


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class History:
    """Acts in order of their day.

    Attributes:
        actors: Identifiers, in alphabetical order; ``source`` and ``target`` point into it.
        ids: Id of each act.
        day: Day of each act, as an ordinal; of a month or year told as such, its last day, since
            no sooner can it be known.
        source: Who acts.
        target: Who is acted upon.
        type: PLOVER type of each act, "" where PLOVER leaves the code out.
        cameo: CAMEO code of each act.
        root: Its first two digits as a number; 0 where there is neither code nor type.
        quad: 1 to 4; 0 where unknown.
        mirrored: Whether the other direction tells the same act on the same day (meetings, visits,
            signings are stored twice): one act, not an act and its answer.
        first: First day of the history.
        last: Last day of the history.
    """

    actors: tuple[str, ...]
    ids: tuple[str, ...]
    day: Ints
    source: Ints
    target: Ints
    type: tuple[str, ...]
    cameo: tuple[str, ...]
    root: Ints
    quad: Ints
    mirrored: Flags
    first: int
    last: int

    @classmethod
    def of(
        cls, events: pl.DataFrame, *, first: dt.date | None = None, last: dt.date | None = None
    ) -> Self:
        """Make a history of a frame of actual acts; acts without a day or a side are left out.

        Args:
            events: Acts in the columns of event data; of these ``id``, ``date``, ``until``,
                ``source``, ``target``, ``type``, ``cameo``, ``quad``, ``origin`` and ``reciprocal``
                are used.
            first: First day that the data covers; its earliest act when left out.
            last: Last day that the data covers; its latest act when left out.
        """
        kept = _sorted(events)
        day = kept["day"].to_numpy().astype(np.int64)
        start = first.toordinal() if first else (int(day[0]) if day.size else 1)
        end = last.toordinal() if last else (int(day[-1]) if day.size else start)
        held = (day >= start) & (day <= end)
        kept, day = kept.filter(pl.Series(held)), day[held]
        names = pl.concat([kept["source"], kept["target"]]).unique().sort()
        source, target = (
            kept[side].cast(pl.Enum(names)).to_physical().to_numpy().astype(np.int64)
            for side in ("source", "target")
        )
        return cls(
            actors=tuple(names),
            ids=tuple(kept["id"]),
            day=day,
            source=source,
            target=target,
            type=tuple(kept["type"]),
            cameo=tuple(kept["cameo"]),
            root=kept["root"].to_numpy().astype(np.int64),
            quad=kept["quad"].to_numpy().astype(np.int64),
            mirrored=kept["mirrored"].to_numpy().astype(np.bool_),
            first=start,
            last=end,
        )

    def __len__(self) -> int:
        return len(self.ids)

    @property
    def ask(self) -> Flags:
        """Which acts are asks."""
        return np.isin(self.root, ASKS)

    @property
    def cooperation(self) -> Flags:
        """Which acts are substantive cooperation by the source alone."""
        return np.isin(self.root, COOPERATION) & ~self.mirrored

    @property
    def refusal(self) -> Flags:
        """Which acts are refusals."""
        out: Flags = (self.root == REFUSAL) & ~self.mirrored
        return out

    @property
    def conflict(self) -> Flags:
        """Which acts are conflict, refusals and asks apart (a counter-demand is no answer)."""
        other = (self.quad >= 3) & (self.root != REFUSAL)
        out: Flags = other & ~self.ask & ~self.mirrored
        return out

    def actor(self, name: str) -> int:
        """Return the place of an actor; -1 when the history does not name it."""
        found = int(np.searchsorted(np.array(self.actors, dtype=object), name))
        return found if found < len(self.actors) and self.actors[found] == name else -1

    def dyad(self, source: Ints, target: Ints) -> Ints:
        """Return the key of directed pairs."""
        return source * len(self.actors) + target

    def index(self, which: Flags, key: Ints, *, distinct: bool = False) -> DayIndex:
        """Index some acts by a key of each act."""
        return DayIndex.of(
            key[which], self.day[which], first=self.first, last=self.last, distinct=distinct
        )

    @property
    def days(self) -> int:
        """The days that the history covers."""
        return self.last - self.first + 1

    def until(self, day: int) -> History:
        """Return the history as it was at the end of a day."""
        n = int(np.searchsorted(self.day, day, side="right"))
        cut = self._pick(slice(n))
        return replace(cut, last=min(self.last, max(day, self.first)))

    def take(self, which: Flags) -> History:
        """Return some of the acts, of the same days covered and actors."""
        return self._pick(np.flatnonzero(which))

    def _pick(self, place: slice | npt.NDArray[np.intp]) -> History:
        if isinstance(place, slice):
            texts = tuple(t[place] for t in (self.ids, self.type, self.cameo))
        else:
            texts = tuple(tuple(t[n] for n in place) for t in (self.ids, self.type, self.cameo))
        return replace(
            self,
            ids=texts[0],
            type=texts[1],
            cameo=texts[2],
            day=self.day[place],
            source=self.source[place],
            target=self.target[place],
            root=self.root[place],
            quad=self.quad[place],
            mirrored=self.mirrored[place],
        )


def day_span(events: pl.DataFrame) -> tuple[int, int] | None:
    """Return the first and last day of the acts that a history takes; ``None`` when it takes none."""
    days = events.filter(_TAKEN).select(_DAY.min().alias("first"), _DAY.max().alias("last"))
    first, last = days.row(0)
    return (ordinal(first), ordinal(last)) if first else None


def _sorted(events: pl.DataFrame) -> pl.DataFrame:
    """Return the acts with day, root and mirror, in order of day and id."""
    kept = events.filter(_TAKEN).with_columns(
        day=_DAY,
        type=pl.col("type").fill_null(""),
        cameo=pl.col("cameo").fill_null(""),
        quad=pl.col("quad").fill_null(0),
    )
    coded = pl.DataFrame(
        [
            (t, c, *_root(t, c))
            for t, c in kept.select("type", "cameo").unique().sort("type", "cameo").rows()
        ],
        schema={"type": pl.String, "cameo": pl.String, "known": pl.String, "root": pl.Int64},
        orient="row",
    )
    kept = kept.join(coded, on=["type", "cameo"], how="left", maintain_order="left").with_columns(
        type="known", same=pl.concat_str("type", "cameo", separator="/")
    )
    other = kept.select(
        "day",
        pl.col("target").alias("source"),
        pl.col("source").alias("target"),
        pl.concat_str("type", pl.col("cameo").replace(_OTHER_SIDE), separator="/").alias("same"),
        pl.lit(value=True).alias("twin"),
    ).unique()
    both = pl.col("twin").fill_null(value=False) | pl.col("reciprocal").fill_null(value=False)
    # what this program reads stores every agreement both ways; there only meetings are mirrored
    own = pl.col("origin").is_in(READ_ORIGINS).fill_null(value=False) & (
        pl.col("type") != "CONSULT"
    )
    return (
        kept.join(other, on=["day", "source", "target", "same"], how="left", maintain_order="left")
        .with_columns(
            mirrored=both & ~own,
            day=pl.col("day").dt.epoch("d") + dt.date(1970, 1, 1).toordinal(),
        )
        .sort("day", "id", maintain_order=True)
    )


def _root(type_: str, cameo: str) -> tuple[str, int]:
    """Return type and CAMEO root of an act; each from the other where one is missing."""
    book = load_codebook()
    known = type_
    if not known and cameo:
        found = book.from_cameo(cameo)
        known = found[0] if found else ""
    if cameo[:2].isdigit():
        return known, int(cameo[:2])
    return known, int(book.type(known).cameo[:2]) if known in book.types else 0


def ordinal(day: dt.date | str) -> int:
    """Return a date as a day number.

    >>> ordinal("0001-01-02")
    2
    """
    return (dt.date.fromisoformat(day) if isinstance(day, str) else day).toordinal()


def dates(days: Sequence[int] | Ints) -> tuple[dt.date, ...]:
    """Return day numbers as dates."""
    return tuple(dt.date.fromordinal(int(d)) for d in days)
