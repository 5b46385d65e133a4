"""Bring readings that were made in bulk into a record, or leave their events as Parquet beside it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import polars as pl

from detente.engine.bulk_folder import BulkFolder
from detente.engine.bulk_rows import EVENTS, EXTRA, ORIGIN, READINGS, reading_of
from detente.errors import BulkError, EvidenceError, RecordError, SourceError, UnknownItem
from detente.record import Record
from detente.record.bulk_import import import_frames
from detente.record.bulk_part import Imported
from detente.records import Reading
from detente.sources.events.form import EventForm, Layout

_EXAMPLES = 20


@dataclass(slots=True)
class Brought:
    """What became of readings that were brought into a record.

    Attributes:
        counts: Articles by what became of them: added, copy, replaced, unchanged, held already.
        failed: How many the record refused.
        examples: Some of these: source and reason.
    """

    counts: dict[str, int] = field(
        default_factory=lambda: {
            "added": 0, "copy": 0, "replaced": 0, "unchanged": 0, "held already": 0,
        }
    )  # fmt: skip
    failed: int = 0
    examples: list[SourceError] = field(default_factory=list)


def bring_readings(
    out: Path, record_path: Path, *, on_progress: Callable[[int, int], None] | None = None
) -> Brought:
    """Add each article of a folder of readings to a record, as ``detente add`` would.

    An article is one transaction, and what the record holds is passed over: it may be interrupted
    and run again.

    Args:
        out: The folder.
        record_path: The record file, made when it is not there.
        on_progress: Told how many articles are done, and how many there are.

    Raises:
        BulkError: When the folder holds no readings or is damaged.
        RecordError: When the record cannot be written.
    """
    shards = _shards(out)
    files = [BulkFolder(out).file("readings", name) for name in shards]
    whole = sum(int(pl.scan_parquet(f).select(pl.len()).collect().item()) for f in files)
    done, seen = Brought(), 0
    with Record.open(record_path) as record:
        for file in files:
            for row in _rows(file, READINGS).iter_rows(named=True):
                seen += 1
                _bring(record, row, done)
                if on_progress is not None:
                    on_progress(seen, whole)
    return done


def _bring(record: Record, row: dict[str, Any], done: Brought) -> None:
    try:
        reading = reading_of(row)
        if record.holds(reading.article):
            done.counts["held already"] += 1
        else:
            done.counts[record.add(reading).status] += 1
    except SourceError as error:
        _refused(done, row, error.reason)
    except EvidenceError as error:
        _refused(done, row, str(error))
    except RecordError as error:
        if not _taken(record, reading):
            raise
        _refused(done, row, str(error))


def _taken(record: Record, reading: Reading) -> bool:
    """Tell whether the record holds another text under this id."""
    try:
        record.article_row(reading.id)
    except UnknownItem:
        return False
    return not record.holds(reading.article)


def _refused(done: Brought, row: dict[str, Any], reason: str) -> None:
    done.failed += 1
    if len(done.examples) < _EXAMPLES:
        done.examples.append(SourceError(str(row["source"]), reason))


def leave_events(
    out: Path,
    record_path: Path,
    *,
    dry_run: bool = False,
    on_progress: Callable[[str, int], None] | None = None,
) -> Imported:
    """Put the events of a folder of readings beside a record, as imported events of origin "bulk".

    Args:
        out: The folder.
        record_path: The record file, made when it is not there.
        dry_run: Do everything but keep it.
        on_progress: Told the file and the rows read so far.

    Returns:
        What became of them. Tellings of one day that agree in type, mode, code, modality and sides
        count as one act.

    Raises:
        BulkError: When the folder holds no readings or is damaged.
        RecordError: When the folder beside the record cannot be written.
    """
    folder = BulkFolder(out)
    files = [folder.file("events", name) for name in _shards(out)]
    done = import_frames(
        record_path,
        files,
        BULK,
        lambda file: _rows(file, EVENTS),
        dry_run=dry_run,
        on_progress=on_progress,
    )
    done.unknown.clear()  # an act without a target has no name that a list could lack
    return done


def _shards(out: Path) -> tuple[str, ...]:
    shards = BulkFolder(out).shards() if out.is_dir() else ()
    if not shards:
        raise BulkError(f"{out}: no readings there; give the folder that detente bulk wrote")
    return shards


def _rows(file: Path, schema: dict[str, pl.DataType]) -> pl.DataFrame:
    try:
        frame = pl.read_parquet(file, glob=False)
    except (OSError, pl.exceptions.PolarsError) as error:
        raise BulkError(f"{file}: cannot be read ({error})") from None
    if dict(frame.schema) != schema:
        raise BulkError(
            f"{file}: its columns are not those of this version; run detente bulk again"
        )
    return frame


def _no_files(*_: Any) -> Layout:
    raise AssertionError("events read in bulk do not come in files of texts")


def _events(frame: pl.DataFrame) -> pl.DataFrame:
    return frame


#: Events read in bulk, to be put beside a record by the machinery of imports.
BULK = EventForm(
    origin=ORIGIN,
    layout=_no_files,
    wanted=frozenset(),
    events=_events,
    extra=EXTRA,
    same=(
        pl.concat_str(
            "type", "mode", "cameo", "modality", pl.col("until").cast(pl.String), separator="|"
        ).alias("act"),
        pl.col("source").alias("who"),
        pl.col("target").alias("whom"),
        pl.lit("").alias("where"),
    ),
)
