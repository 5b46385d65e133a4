"""The tables of a record that several pages take, each made once for a state of its files."""

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
from detente.web.kept import State, files_of, kept, state_of

Pair = tuple[str, str]
#: Columns that counting and turns take.
_NARROW = (
    "id", "date", "until", "source", "target", "type", "cameo", "goldstein", "quad", "modality",
    "reciprocal",
)  # fmt: skip


@kept
def own_events(state: State) -> pl.DataFrame:
    """Return all dated acts that were read, of every modality, in the columns of ``EVENT_SCHEMA``."""
    return load_events(state.path, origins=["read"], modality=None)


@kept
def requests_of(state: State) -> tuple[Entry, ...]:
    """Return the ledger of a record, as :func:`detente.relations.ledger.ledger` does."""
    with Record.open(state.path, create=False, readonly=True) as record:
        return ledger(record)


@kept
def exposure_of(state: State, origin: str) -> tuple[dt.date, dt.date] | None:
    """Return the first and last day for which an origin tells of events; ``None`` when it has none."""
    if origin == "read":
        return exposure(own_events(state).filter(pl.col("modality") == "actual"))
    if origin in READ_ORIGINS:
        return exposure(load_events(state.path, origins=[origin]))
    there = next((o for o in origins_of(state.path) if o.name == origin), None)
    return (there.first, there.last) if there else None


@dataclass(frozen=True, slots=True)
class PairKey:
    """What the rows of a pair rest on; they stay the same as long as it does.

    Attributes:
        state: The files; for a record's own acts, which file it is.
        pair: In alphabetical order.
        origin: Whose rows.
        mark: For a record's own acts, how often those of the pair changed.
    """

    state: State
    pair: Pair
    origin: str
    mark: int = 0


def pair_key(record: Record, pair: Pair, origin: str) -> PairKey:
    """Return what the rows of a pair rest on now; a new act between others changes nothing of it."""
    low, high = sorted(pair)
    if origin != "read":
        return PairKey(files_of(record.path), (low, high), origin)
    file = State(record.path, ((str(record.path), record.path.stat().st_ino, 0),))
    return PairKey(file, (low, high), origin, record.pair_mark((low, high)))


@lru_cache(maxsize=64)
def pair_events(key: PairKey) -> pl.DataFrame:
    """Return the rows of one origin between two, either way and of every modality."""
    return load_events(key.state.path, pair=key.pair, origins=[key.origin], modality=None)


def actual_events(
    path: Path,
    origin: str,
    *,
    actor: str | None = None,
    since: dt.date | None = None,
    until: dt.date | None = None,
) -> pl.DataFrame:
    """Return the actual rows of one origin, as :func:`detente.relations.load.load_events` does.

    Args:
        path: The record file.
        origin: Whose rows.
        actor: Only with this actor on either side.
        since: Not ended before this day.
        until: Not begun after this day.
    """
    if origin != "read":
        first, last = (day.isoformat() if day else None for day in (since, until))
        return load_events(path, actor=actor, since=first, until=last, origins=[origin])
    wanted = [pl.col("modality") == "actual"]
    if actor is not None:
        wanted.append((pl.col("source") == actor) | (pl.col("target") == actor))
    if since is not None:
        wanted.append(pl.col("until") >= since)
    if until is not None:
        wanted.append(pl.col("date") <= until)
    return own_events(state_of(path)).filter(*wanted)


@kept
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
