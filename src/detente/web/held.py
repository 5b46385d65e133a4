"""What is kept between requests: whole tables of a record, for as long as its files stay as they are."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import polars as pl

from detente.errors import RecordError
from detente.record import Record
from detente.record.bulk import folder_of, parts
from detente.relations.acts import exposure
from detente.relations.ledger import Entry, ledger
from detente.relations.load import load_events, origins_of
from detente.sources.events.columns import READ_ORIGINS

Pair = tuple[str, str]
#: Columns that counting and turns take.
_NARROW = (
    "id", "date", "until", "source", "target", "type", "cameo", "goldstein", "quad", "modality",
    "reciprocal",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class State:
    """The files of a record as they stand.

    Attributes:
        path: The record file.
        marks: Name, time of last change and size of every file that its figures rest on.
    """

    path: Path
    marks: tuple[tuple[str, int, int], ...]


def state_of(path: Path) -> State:
    """Return the files of a record as they stand now."""
    log = path.with_name(path.name + "-wal")
    files = [path, log, *sorted(folder_of(path).glob("*/manifest.json"))]
    marks = []
    for file in files:
        try:
            found = file.stat()
        except OSError:
            continue
        if found.st_size:
            marks.append((str(file), found.st_mtime_ns, found.st_size))
    return State(path, tuple(marks))


@lru_cache(maxsize=4)
def own_events(state: State) -> pl.DataFrame:
    """Return all dated acts that were read, of every modality, in the columns of ``EVENT_SCHEMA``."""
    return load_events(state.path, origins=["read"], modality=None)


@lru_cache(maxsize=4)
def requests_of(state: State) -> tuple[Entry, ...]:
    """Return the ledger of a record, as :func:`detente.relations.ledger.ledger` does."""
    with Record.open(state.path, create=False, readonly=True) as record:
        return ledger(record)


@lru_cache(maxsize=16)
def exposure_of(state: State, origin: str) -> tuple[dt.date, dt.date] | None:
    """Return the first and last day for which an origin tells of events; ``None`` when it has none."""
    if origin == "read":
        return exposure(own_events(state).filter(pl.col("modality") == "actual"))
    if origin in READ_ORIGINS:
        return exposure(load_events(state.path, origins=[origin]))
    there = next((o for o in origins_of(state.path) if o.name == origin), None)
    return (there.first, there.last) if there else None


def pair_events(state: State, pair: Pair, origin: str) -> pl.DataFrame:
    """Return the rows of one origin between two, either way and of every modality."""
    if origin == "read":
        a, b = pair
        forth = (pl.col("source") == a) & (pl.col("target") == b)
        back = (pl.col("source") == b) & (pl.col("target") == a)
        return own_events(state).filter(forth | back)
    return load_events(state.path, pair=pair, origins=[origin], modality=None)


@lru_cache(maxsize=8)
def counts_by_pair(state: State, origin: str) -> pl.DataFrame:
    """Count the actual acts of each pair: ``a, b, acts, cooperative, deeds, first, last, recent``.

    Only rows between two known actors are counted, and a joint act once. ``recent`` are the acts of the
    last year of the origin. Most acts first.
    """
    span = exposure_of(state, origin)
    since = (span[1] if span else dt.date.max) - dt.timedelta(days=365)
    frame = (
        _narrow(state, origin)
        .group_by(
            pl.min_horizontal("source", "target").alias("a"),
            pl.max_horizontal("source", "target").alias("b"),
        )
        .agg(
            pl.len().alias("acts"),
            pl.col("quad").is_in([1, 2]).sum().alias("cooperative"),
            pl.col("quad").is_in([3, 4]).sum().alias("conflictual"),
            pl.col("quad").is_in([2, 4]).sum().alias("deeds"),
            pl.col("date").min().alias("first"),
            pl.col("until").max().alias("last"),
            (pl.col("date") > since).sum().alias("recent"),
        )
        .sort(["acts", "a", "b"], descending=[True, False, False])
    )
    return _collected(frame, state)


def acts_of_pairs(state: State, origin: str, pairs: list[Pair]) -> dict[Pair, pl.DataFrame]:
    """Return the actual acts of some pairs (each in alphabetical order), in the columns for counting."""
    wanted = pl.LazyFrame({"a": [p[0] for p in pairs], "b": [p[1] for p in pairs]})
    rows = (
        _narrow(state, origin)
        .with_columns(
            pl.min_horizontal("source", "target").alias("a"),
            pl.max_horizontal("source", "target").alias("b"),
        )
        .join(wanted, on=["a", "b"], how="semi")
    )
    parted = _collected(rows, state).partition_by("a", "b", as_dict=True)
    return {(str(key[0]), str(key[1])): frame for key, frame in parted.items()}


def _narrow(state: State, origin: str) -> pl.LazyFrame:
    if origin == "read":
        rows = own_events(state).lazy()
    else:
        files = [file for part in parts(state.path, [origin]) for file in part.files()]
        if not files:
            return pl.LazyFrame(schema=own_events(state).select(_NARROW).schema)
        rows = pl.scan_parquet(files).filter(pl.col("copy_of") == "")
    return rows.select(_NARROW).filter(
        (pl.col("modality") == "actual")
        & ~pl.col("reciprocal")
        & (pl.col("source") != "")
        & (pl.col("target") != "")
        & (pl.col("source") != pl.col("target"))
    )


def _collected(frame: pl.LazyFrame, state: State) -> pl.DataFrame:
    try:
        return frame.collect()
    except (pl.exceptions.PolarsError, OSError) as error:
        raise RecordError(f"{folder_of(state.path)}: cannot be read: {error}") from error
