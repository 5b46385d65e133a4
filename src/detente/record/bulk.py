"""Imported events: Parquet files in a folder beside the record.

For a record ``x.db`` the folder is ``x.events``. Each import is one folder in it, named after its
origin and a hash of what was imported::

    x.events/
      gdelt-1f0c6a2b9d3e4f50/
        events-000-007.parquet ... the events of buckets 0 to 7, and so on: EVENT_SCHEMA, the keys
                                   below, and columns of the origin
        dropped-000.parquet ...    what was left out: file, line, reason, id, the line as it stood
        manifest.json              what was imported, when, and what became of it

A folder appears whole or not at all (it is written under another name and renamed), and taking it
away undoes the import. Nothing in it is changed afterwards.

Three columns beside those of ``EVENT_SCHEMA`` make it work. ``dyad`` names the two actors in
alphabetical order ("CHN-JPN"). ``bucket`` is 0 to 63 by that name where two different actors are
known, and 64 to 127 by the date for all other rows, so that one pair is found in a few pages of a
large file. ``copy_of`` is the id of the row that tells the same act and is counted in this one's
stead; empty for a row that counts.

DuckDB reads the files as they are (``FROM 'x.events/*/events-*.parquet'``), and answers what an import
asks of earlier ones. The rows themselves are handed out by polars: of ten million rows, the 217,000 of
one pair came in 60 ms, against 460 ms by way of DuckDB, most of it spent on copying texts.
"""

from __future__ import annotations

import datetime as dt
import json
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import polars as pl

from detente.errors import RecordError
from detente.sources.events.columns import EVENT_SCHEMA

if TYPE_CHECKING:
    import duckdb

#: Form of the folders; a higher one was written by a newer version.
FORM = 1
BUCKETS = 64
#: The columns by which the store works, after those of ``EVENT_SCHEMA``.
KEYS: dict[str, pl.DataType] = {
    "dyad": pl.String(),
    "bucket": pl.Int16(),
    "copy_of": pl.String(),
}
_DUCKDB: dict[str, str | bool | int | float | list[str]] = {
    "autoinstall_known_extensions": False,
    "autoload_known_extensions": False,
    "preserve_insertion_order": False,
}

Pair = tuple[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One import.

    Attributes:
        folder: Where it lies.
        origin: ``icews``, ``gdelt`` or ``polecat``.
        inputs: SHA-256 of each file imported.
        counts: Rows ``read``, ``kept``, ``merged`` and ``dropped``.
        first: Date of the first event that counts, ISO; ``None`` when there is none.
        last: Date of the last one.
    """

    folder: Path
    origin: str
    inputs: tuple[str, ...]
    counts: dict[str, int]
    first: str | None
    last: str | None

    def files(self, bucket: int | None = None) -> tuple[str, ...]:
        """Return the Parquet files of its events, in order; only those that hold a bucket."""
        found = []
        for file in sorted(self.folder.glob("events-*.parquet")):
            low, high = (int(part) for part in file.stem.split("-")[1:])
            if bucket is None or low <= bucket <= high:
                found.append(str(file))
        return tuple(found)


def file_name(low: int, high: int) -> str:
    """Return the name of a file that holds some buckets.

    >>> file_name(0, 7)
    'events-000-007.parquet'
    """
    return f"events-{low:03d}-{high:03d}.parquet"


def folder_of(record: Path) -> Path:
    """Return the folder of imported events of a record file.

    >>> folder_of(Path("news/x.db")).as_posix()
    'news/x.events'
    """
    return record.with_suffix(".events")


def parts(record: Path, origins: Sequence[str] | None = None) -> tuple[Part, ...]:
    """Return the imports of a record, in order of name.

    Raises:
        RecordError: When a folder is damaged, or written by a newer version.
    """
    folder = folder_of(record)
    if not folder.is_dir():
        return ()
    out = []
    for file in sorted(folder.glob("*/manifest.json")):
        if file.parent.name.startswith("."):
            continue  # one that is being written
        part = _part(file)
        if origins is None or part.origin in origins:
            out.append(part)
    return tuple(out)


def _part(file: Path) -> Part:
    try:
        held: dict[str, Any] = json.loads(file.read_text("utf-8"))
        form = int(held["form"])
        if form > FORM:
            raise RecordError(
                f"{file.parent}: written by a newer version of Détente; update Détente to open it"
            )
        return Part(
            folder=file.parent,
            origin=str(held["origin"]),
            inputs=tuple(str(i["sha256"]) for i in held["inputs"]),
            counts={str(k): int(v) for k, v in held["counts"].items()},
            first=held["first"],
            last=held["last"],
        )
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise RecordError(
            f"{file}: not a list of what was imported; take away the folder {file.parent} and "
            "import again"
        ) from error


def dyad_of(a: str, b: str) -> str:
    """Return the name of an unordered pair.

    >>> dyad_of("JPN", "CHN")
    'CHN-JPN'
    """
    return f"{min(a, b)}-{max(a, b)}"


def bucket_of(dyad: str) -> int:
    """Return the bucket of a pair of two different actors, 0 to 63."""
    return zlib.crc32(dyad.encode()) % BUCKETS


def imported_events(
    record: Path,
    *,
    pair: Pair | None = None,
    actor: str | None = None,
    since: dt.date | None = None,
    until: dt.date | None = None,
    origins: Sequence[str] | None = None,
    modality: Sequence[str] | None = None,
    copies: bool = False,
    more: Sequence[str] = (),
) -> pl.DataFrame:
    """Return imported events, by date, origin and id.

    Args:
        record: The record file.
        pair: Between these two, either way.
        actor: With this actor on either side.
        since: Not ended before.
        until: Not begun after.
        origins: Only from these.
        modality: Only of these modalities.
        copies: Also the rows that tell an act that another row tells.
        more: Further columns of the files, for one origin.

    Returns:
        The columns of ``EVENT_SCHEMA``, then ``more``.

    Raises:
        RecordError: When a file cannot be read.
    """
    keep = _conditions(pair, actor, since, until, modality)
    if not copies:
        keep.append(pl.col("copy_of") == "")
    bucket = bucket_of(dyad_of(*pair)) if pair is not None and pair[0] != pair[1] else None
    files: dict[str, list[str]] = {}
    for part in parts(record, origins):
        files.setdefault(part.origin, []).extend(part.files(bucket))
    columns = {**EVENT_SCHEMA, **dict.fromkeys(more, pl.String())}
    found = [pl.DataFrame(schema=columns).lazy()]
    for held in files.values():
        if held:
            rows = pl.scan_parquet(held).filter(pl.all_horizontal(keep) if keep else pl.lit(True))
            found.append(rows.select(*columns))
    try:
        frame = pl.concat(found).collect()
    except (pl.exceptions.PolarsError, OSError) as error:
        raise RecordError(f"{folder_of(record)}: cannot be read: {error}") from error
    return frame.sort("date", "origin", "id")


def _conditions(
    pair: Pair | None,
    actor: str | None,
    since: dt.date | None,
    until: dt.date | None,
    modality: Sequence[str] | None,
) -> list[pl.Expr]:
    keep = []
    if pair is not None:
        dyad = dyad_of(*pair)
        keep.append(pl.col("dyad") == dyad)
        if pair[0] != pair[1]:
            keep.append(pl.col("bucket") == bucket_of(dyad))
    if actor is not None:
        keep.append((pl.col("source") == actor) | (pl.col("target") == actor))
    if since is not None:
        keep.append(pl.col("until") >= since)
    if until is not None:
        keep.append(pl.col("date") <= until)
    if modality is not None:
        keep.append(pl.col("modality").is_in(list(modality)))
    return keep


def held_rows(
    record: Path,
    origin: str,
    columns: Sequence[str],
    *,
    condition: str = "",
    values: Sequence[Any] = (),
) -> Iterator[pl.DataFrame]:
    """Yield columns of everything imported from an origin, a file at a time.

    Args:
        record: The record file.
        origin: Only from this.
        columns: Names of columns.
        condition: SQL, a constant of the caller's, with a mark for each value.
        values: The values.

    Raises:
        RecordError: When a file cannot be read.
    """
    names = ", ".join(f'"{name}"' for name in columns)
    where = f"WHERE {condition}" if condition else ""
    for part in parts(record, [origin]):
        for file in part.files():
            yield _query(record, f"SELECT {names} FROM read_parquet(?) {where}", [[file], *values])


def imported_counts(record: Path) -> pl.DataFrame:
    """Return how many imported events count, by origin: ``origin, events, first, last``.

    Rows that tell an act that another row tells are left out.
    """
    schema = {"origin": pl.String(), "events": pl.Int64(), "first": pl.Date(), "last": pl.Date()}
    rows = [
        (p.origin, p.counts["kept"], _date(p.first), _date(p.last))
        for p in parts(record)
        if p.counts["kept"]
    ]
    frame = pl.DataFrame(rows, schema=schema, orient="row")
    return (
        frame.group_by("origin")
        .agg(pl.col("events").sum(), pl.col("first").min(), pl.col("last").max())
        .sort("origin")
    )


def published_span(record: Path, origin: str) -> tuple[dt.date, dt.date] | None:
    """Return the first and last day of publication of what was read in bulk; ``None`` when unknown.

    Args:
        record: The record file.
        origin: One whose rows say when they were reported (column ``published``).
    """
    files = [file for part in parts(record, [origin]) for file in part.files()]
    if not files:
        return None
    day = pl.col("published").str.to_date("%Y-%m-%d", strict=False)
    try:
        held = pl.scan_parquet(files).select(day.min().alias("a"), day.max().alias("b")).collect()
    except (pl.exceptions.PolarsError, OSError) as error:
        raise RecordError(f"{folder_of(record)}: cannot be read: {error}") from error
    first, last = held.row(0)
    return (first, last) if first is not None else None


def _date(text: str | None) -> dt.date | None:
    return dt.date.fromisoformat(text) if text else None


@lru_cache(maxsize=1)
def _engine() -> duckdb.DuckDBPyConnection:
    """Start DuckDB, once: it takes longer to start than to answer."""
    import duckdb

    return duckdb.connect(config=_DUCKDB)


def _query(record: Path, sql: str, values: list[Any]) -> pl.DataFrame:
    import duckdb

    try:
        with _engine().cursor() as db:
            return pl.DataFrame(db.sql(sql, params=values))
    except duckdb.Error as error:
        raise RecordError(f"{folder_of(record)}: cannot be read: {error}") from error
