"""A record's own acts as a table, one row from one source to one target, for counting.

A record of a million acts gives its whole table in seconds, so no row passes through Python by
itself: SQLite writes each column as one list in JSON, polars reads the list, and the sides of acts are
looked up by what is written in them, each wording once.
"""

from __future__ import annotations

import datetime as dt
import itertools
import json
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

import polars as pl

from detente.errors import RecordError
from detente.record.acts import split
from detente.record.connect import connect, plain_errors
from detente.record.filters import Where, act_filter
from detente.records import SYMMETRIC_TYPES, Modality
from detente.sources.events.columns import EVENT_SCHEMA

_ACT: dict[str, pl.DataType] = {
    "a.id": pl.String(),
    "a.day_from": pl.String(),
    "a.day_to": pl.String(),
    "a.source": pl.String(),
    "a.target": pl.String(),
    "a.type": pl.String(),
    "a.mode": pl.String(),
    "a.cameo": pl.String(),
    "a.goldstein": pl.Float64(),
    "a.quad": pl.Int8(),
    "a.modality": pl.String(),
    "a.sources": pl.Int32(),
    "a.place": pl.String(),
}
_TELLING: dict[str, pl.DataType] = {"e.id": pl.String(), "e.article": pl.Int64()}
_ARTICLE: dict[str, pl.DataType] = {
    "r.n": pl.Int64(),
    "r.id": pl.String(),
    "r.publisher": pl.String(),
}
_WAY: dict[str, pl.DataType] = {
    "acting": pl.String(),
    "acted_upon": pl.String(),
    "joint": pl.Boolean(),
    "source": pl.String(),
    "target": pl.String(),
    "reciprocal": pl.Boolean(),
}


def own_events(
    path: Path,
    *,
    pair: tuple[str, str] | None = None,
    actor: str | None = None,
    since: str | None = None,
    until: str | None = None,
    modality: Modality | None = None,
) -> pl.DataFrame:
    """Return the dated acts of a record, one row for each source and target.

    A joint act (AGREE, CONSULT, COOPERATE) passes between all its parties alike: each two of them
    give two rows, of which the second has ``reciprocal``. An act without a target gives a row with
    an empty one. Acts of which not even the year is known are left out.

    Args:
        path: The record file.
        pair: Only rows between these two, either way.
        actor: Only rows with this actor.
        since: Not ended before this date (``2016``, ``2016-07``, ``2016-07-08``).
        until: Not begun after this date.
        modality: Only of this modality.

    Returns:
        The columns of ``EVENT_SCHEMA``, with origin "read"; in no order. ``story`` is the id of the
        first article that tells the act; the rows of one act share its id.

    Raises:
        RecordError: When the file is missing, damaged or no record, or a date is none.
    """
    within = pair if pair is not None and pair[0] != pair[1] else None
    either = pair[0] if pair is not None and within is None else actor
    where = act_filter(pair=within, actor=either, modality=modality, since=since, until=until)
    where = where.and_("a.day_from NOT NULL")
    with closing(connect(path, readonly=True)) as db, plain_errors(path):
        names = dict(db.execute("SELECT id, name FROM actors").fetchall())
        acts = _acts(db, path, where)
        articles = _articles(db, path, acts["article"])
    ways = _ways(acts, names)
    source, target = pl.col("source"), pl.col("target")
    if pair is not None:
        ends = (pl.min_horizontal(source, target), pl.max_horizontal(source, target))
        ways = ways.filter(ends[0] == min(pair), ends[1] == max(pair))
    if actor is not None:
        ways = ways.filter((source == actor) | (target == actor))
    return (
        acts.join(ways, on=["acting", "acted_upon", "joint"])
        .join(articles, on="article", how="left")
        .with_columns(
            source_sectors=pl.lit(""),
            target_sectors=pl.lit(""),
            origin=pl.lit("read"),
        )
        .select(pl.col(EVENT_SCHEMA))
        .with_columns(pl.col(pl.String).fill_null(""))
    )


def span(path: Path) -> tuple[int, dt.date, dt.date] | None:
    """Return how many dated acts a record holds, and their first and last day; ``None`` without any.

    Raises:
        RecordError: When the file is missing or no record.
    """
    with closing(connect(path, readonly=True)) as db, plain_errors(path):
        (count,) = db.execute("SELECT sum(acts) FROM act_counts WHERE month <> ''").fetchone()
        first, begun = db.execute(
            "SELECT (SELECT min(day_from) FROM acts), (SELECT max(day_from) FROM acts)"
        ).fetchone()
        if not count:
            return None
        # an act that ends after the last one began is told by a year or a month that holds that day
        (last,) = db.execute(
            "SELECT max(day_to) FROM acts WHERE day_from IN (?, ?, ?)",
            (begun, f"{begun[:7]}-01", f"{begun[:4]}-01-01"),
        ).fetchone()
    return count, dt.date.fromisoformat(first), dt.date.fromisoformat(last)


def directions(
    sources: Sequence[str], type_: str, targets: Sequence[str]
) -> Iterator[tuple[str, str, bool]]:
    """Yield source, target, and whether the row mirrors the one before it."""
    if type_ in SYMMETRIC_TYPES:
        parties = list(dict.fromkeys([*sources, *targets]))
        for one, other in itertools.combinations(parties, 2):
            yield one, other, False
            yield other, one, True
        if len(parties) == 1:
            yield parties[0], parties[0] if sources and targets else "", False
        return
    for one in dict.fromkeys(sources or [""]):
        for other in dict.fromkeys(targets or [""]):
            yield one, other, False


def _acts(db: sqlite3.Connection, path: Path, where: Where) -> pl.DataFrame:
    """Return acts, their sides as written, and the key of the article that tells each first."""
    # the id of an act is that of its first telling
    if (
        where.tables == "acts a"
    ):  # most acts: one walk over all tellings is quicker than to look up each
        acts = _columns(db, path, _ACT, f"acts a {where.sql}", where.values)
        acts = acts.join(_columns(db, path, _TELLING, "events e"), on="id", how="left")
    else:
        told = f"{where.tables} LEFT JOIN events e ON e.id = a.id {where.sql}"
        wanted = {**_ACT, "e.article": _TELLING["e.article"]}
        acts = _columns(db, path, wanted, told, where.values)
    return acts.rename({"source": "acting", "target": "acted_upon"}).with_columns(
        pl.col("day_from").str.to_date("%Y-%m-%d").alias("date"),
        pl.col("day_to").str.to_date("%Y-%m-%d").alias("until"),
        pl.col("type").is_in(list(SYMMETRIC_TYPES)).alias("joint"),
    )


def _articles(db: sqlite3.Connection, path: Path, keys: pl.Series) -> pl.DataFrame:
    """Return id and publisher of articles."""
    wanted = json.dumps(keys.drop_nulls().unique().to_list())
    named = "articles r WHERE r.n IN (SELECT value FROM json_each(?))"
    found = _columns(db, path, _ARTICLE, named, (wanted,))
    return found.rename({"n": "article", "id": "story"})


def _ways(acts: pl.DataFrame, names: Mapping[str, str]) -> pl.DataFrame:
    """Return from whom to whom acts pass, by how their sides are written, with names."""
    written = acts.unique(["acting", "acted_upon", "joint"], keep="any")
    rows = [
        (acting, acted_upon, joint, *way)
        for acting, acted_upon, joint, type_ in written.select(
            "acting", "acted_upon", "joint", "type"
        ).iter_rows()
        for way in directions(split(acting), type_, split(acted_upon))
    ]
    ways = pl.DataFrame(rows, schema=_WAY, orient="row")
    return ways.with_columns(
        pl.col(side)
        .replace_strict(
            list(names), list(names.values()), default=pl.col(side), return_dtype=pl.String()
        )
        .alias(f"{side}_name")
        for side in ("source", "target")
    )


def _columns(
    db: sqlite3.Connection,
    path: Path,
    wanted: Mapping[str, pl.DataType],
    tables: str,
    values: Sequence[Any] = (),
) -> pl.DataFrame:
    """Return columns of a query, each named without its table."""
    lists = ", ".join(f"json_group_array({name})" for name in wanted)
    found = db.execute(f"SELECT {lists} FROM {tables}", values).fetchone()
    try:
        return pl.DataFrame(
            pl.Series(name.split(".")[1], [column])
            .str.json_decode(pl.List(kind))
            .explode(empty_as_null=False)
            for (name, kind), column in zip(wanted.items(), found, strict=True)
        )
    except pl.exceptions.PolarsError as error:
        raise RecordError(
            f"{path}: a column of acts cannot be read ({error}); see: detente record check"
        ) from error
