"""Dated facts as numbers: who did what to whom on which day, and the names behind the numbers.

Each fact is asked in two directions, as the benchmarks do: (source, relation, ?) and (?, relation,
target). To have one kind of question only, a relation ``r`` of ``R`` stands twice: ``r`` asks for the
target, ``r + R`` for the source, and the actor that is given comes first.
"""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import polars as pl
from numpy.typing import NDArray

from detente.errors import SourceError

Ints = NDArray[np.int32]
Floats = NDArray[np.float32]

_COLUMNS = ("date", "source", "relation", "target")
_PARENTHESIS = re.compile(r"^(?P<kind>.*\S)\s*\((?P<home>[^()]+)\)$")


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Names:
    """The names behind the numbers, and what a name itself tells.

    Attributes:
        entities: Actors in order of their number.
        relations: Relations in order of their number.
        root: Group of each relation in both directions, shape (2R,): the CAMEO root where codes are
            known, otherwise each relation by itself. The two directions never share a group.
        home: What stands in brackets after the name ("Police (Australia)"), as a number; a bare name
            that others have in brackets ("Australia") is its own home. -1 where nothing is told.
        kind: What stands before the brackets ("Police"), where at least two actors share it; else -1.
        first: The date of day 0.
    """

    entities: tuple[str, ...]
    relations: tuple[str, ...]
    root: Ints
    home: Ints
    kind: Ints
    first: dt.date

    @property
    def directed(self) -> int:
        """Number of relations, both directions counted: 2R."""
        return 2 * len(self.relations)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Facts:
    """Facts in order of their day; all arrays have one entry a fact."""

    source: Ints
    relation: Ints
    target: Ints
    day: Ints

    def __len__(self) -> int:
        """Return the number of facts."""
        return len(self.day)

    def chosen(self, mask: NDArray[np.bool_] | slice) -> Facts:
        """Return some of the facts, in the same order."""
        return Facts(
            source=self.source[mask],
            relation=self.relation[mask],
            target=self.target[mask],
            day=self.day[mask],
        )

    def before(self, day: int) -> Facts:
        """Return the facts of earlier days than this."""
        return self.chosen(slice(0, int(np.searchsorted(self.day, day))))

    def of(self, day: int) -> Facts:
        """Return the facts of one day."""
        first, last = np.searchsorted(self.day, [day, day + 1])
        return self.chosen(slice(int(first), int(last)))

    def days(self) -> list[int]:
        """Return the days that have facts, in order."""
        return [int(d) for d in np.unique(self.day)]

    def both_ways(self, relations: int) -> tuple[Ints, Ints, Ints]:
        """Return (given, directed relation, answer) of each fact asked in both directions.

        The forward questions come first, then the backward ones in the same order.
        """
        return (
            np.concatenate([self.source, self.target]),
            np.concatenate([self.relation, self.relation + np.int32(relations)]),
            np.concatenate([self.target, self.source]),
        )


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Questions:
    """Questions of one day: with whom does ``actor`` do ``relation`` (directed)?"""

    actor: Ints
    relation: Ints
    day: int

    def __len__(self) -> int:
        """Return the number of questions."""
        return len(self.actor)


def read_events(path: Path) -> pl.DataFrame:
    """Read a benchmark's events, given the folder or the file.

    Returns:
        Columns ``date`` (Date), ``source``, ``relation``, ``target`` (String), those named ``split``
        or ``split_...`` and ``cameo`` where they stand, in order of date.

    Raises:
        SourceError: When the file is missing, unreadable or lacks a column.
    """
    file = path / "events.parquet" if path.is_dir() else path
    try:
        events = pl.read_parquet(file)
    except (OSError, pl.exceptions.PolarsError) as error:
        raise SourceError(str(file), f"not readable as Parquet ({error})") from error
    missing = [c for c in _COLUMNS if c not in events.columns]
    if missing:
        raise SourceError(str(file), f"column missing: {', '.join(missing)}")
    kept = [c for c in events.columns if c.startswith("split") or c == "cameo"]
    events = events.select(*_COLUMNS, *kept).with_columns(
        pl.col("source", "relation", "target", *kept).cast(pl.String)
    )
    kind = events.schema["date"]
    if kind.is_integer():
        day = pl.lit(dt.date(1970, 1, 1)) + pl.duration(days=pl.col("date"))
        events = events.with_columns(day.cast(pl.Date).alias("date"))
    elif kind != pl.Date:
        day = pl.col("date").cast(pl.String).str.slice(0, 10).str.to_date("%Y-%m-%d", strict=False)
        events = events.with_columns(day)
    bad = events.filter(pl.any_horizontal(pl.col(*_COLUMNS).is_null())).height
    if bad:
        raise SourceError(str(file), f"{bad} rows without a date (YYYY-MM-DD) or a name; mend them")
    if events.is_empty():
        raise SourceError(str(file), "no events in it")
    return events.sort("date", maintain_order=True)


def name_facts(events: pl.DataFrame) -> tuple[Names, Facts]:
    """Number the actors and relations of a frame and return its facts, in the frame's order.

    Numbers follow the alphabet, so the same names get the same numbers whatever the order of rows.

    Args:
        events: As ``read_events`` gives them.
    """
    entities = sorted(set(events["source"]) | set(events["target"]))
    relations = sorted(set(events["relation"]))
    first: dt.date = events["date"].to_list()[0]
    home, kind = attributes(entities)
    names = Names(
        entities=tuple(entities),
        relations=tuple(relations),
        root=roots(events, relations),
        home=home,
        kind=kind,
        first=first,
    )
    numbered = {n: i for i, n in enumerate(entities)}
    verbs = {n: i for i, n in enumerate(relations)}
    facts = Facts(
        source=np.array([numbered[n] for n in events["source"]], np.int32),
        relation=np.array([verbs[n] for n in events["relation"]], np.int32),
        target=np.array([numbered[n] for n in events["target"]], np.int32),
        day=(events["date"] - first).dt.total_days().cast(pl.Int32).to_numpy(),
    )
    return names, facts


def roots(events: pl.DataFrame, relations: list[str]) -> Ints:
    """Return the group of each directed relation: the CAMEO root where the frame has codes."""
    group = dict(zip(relations, relations, strict=True))
    if "cameo" in events.columns:
        coded = events.filter(pl.col("cameo").str.len_chars() >= 2)
        group |= dict(zip(coded["relation"], coded["cameo"].str.slice(0, 2), strict=True))
    order = {g: i for i, g in enumerate(sorted(set(group.values())))}
    ahead = np.array([order[group[r]] for r in relations], np.int32)
    return np.concatenate([ahead, ahead + np.int32(len(order))])


def attributes(entities: list[str]) -> tuple[Ints, Ints]:
    """Return home and kind of each actor, by its name alone; -1 where the name tells none.

    >>> home, kind = attributes(["Australia", "Police (Australia)", "Police (Chad)", "Somebody"])
    >>> home.tolist(), kind.tolist()
    ([0, 0, 1, -1], [-1, 0, 0, -1])
    """
    parts = [_PARENTHESIS.match(name) for name in entities]
    homes = {h: i for i, h in enumerate(sorted({p["home"] for p in parts if p}))}
    shared = Counter(p["kind"] for p in parts if p)
    kinds = {k: i for i, k in enumerate(sorted(k for k, n in shared.items() if n > 1))}
    home = [
        homes[p["home"]] if p else homes.get(n, -1) for n, p in zip(entities, parts, strict=True)
    ]
    kind = [kinds.get(p["kind"], -1) if p else -1 for p in parts]
    return np.array(home, np.int32), np.array(kind, np.int32)
