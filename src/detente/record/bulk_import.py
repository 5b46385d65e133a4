"""Import files of event data into the folder beside a record, in memory that does not grow with them.

Rows are read in batches, left out when their id was seen before, and set aside in temporary files in
the order of their buckets. Then some buckets at a time are put together, so that all rows of a pair
meet: copies and mirrored rows are found, and the rows written in the order in which they are asked
for. Everything is written into a folder of its own, which gets its name at the end.

Importing the same file again changes nothing: its hash is in the list of what was imported. A large
batch of files is closed every few million rows; what was closed stays when the rest is interrupted,
and the same command goes on from there.
"""

from __future__ import annotations

import shutil
import sqlite3
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import polars as pl

from detente.errors import RecordError, SourceError
from detente.record.bulk import folder_of, held_rows, parts
from detente.record.bulk_part import BEFORE, TWICE, UNFINISHED, Imported, PartWriter
from detente.record.bulk_seen import SeenIds, keys_of
from detente.record.connect import connect
from detente.sources.events.form import EventForm
from detente.sources.events.read import DROPPED, Batch, read_events
from detente.sources.events.rows import BLOCK, sha256_of

_CLOSE_ROWS = 5_000_000
_NAMES = 20_000

Progress = Callable[[str, int], None]
Batches = Callable[[Path], Iterator[Batch]]


def import_events(
    record: Path,
    files: Sequence[Path],
    form: EventForm,
    *,
    dry_run: bool = False,
    on_progress: Progress | None = None,
    size: int = BLOCK,
) -> Imported:
    """Import files of event data beside a record, which is made when it is not there.

    Args:
        record: The record file.
        files: What to import, in order.
        form: The form of the files.
        dry_run: Do everything but keep it; the record is not made either.
        on_progress: Told the file and the rows read so far, now and then.
        size: Bytes to read at once, about.

    Raises:
        RecordError: When the folder cannot be written, or another import is under way.
    """
    done = Imported(origin=form.origin)

    def batches(file: Path) -> Iterator[Batch]:
        return read_events(file, form, on_error=done.failed.append, size=size)

    _run(record, files, form, batches, done, dry_run, on_progress)
    return done


def import_frames(
    record: Path,
    files: Sequence[Path],
    form: EventForm,
    load: Callable[[Path], pl.DataFrame],
    *,
    dry_run: bool = False,
    on_progress: Progress | None = None,
) -> Imported:
    """Import events that are in the columns of their form already, as :func:`import_events` does.

    Args:
        record: The record file.
        files: What to import, in order; each is passed over when it was imported before.
        form: The form; its ``layout`` and ``events`` are not used.
        load: From a file to its rows.
        dry_run: Do everything but keep it.
        on_progress: Told the file and the rows read so far.

    Raises:
        RecordError: When the folder cannot be written, or another import is under way.
    """
    done = Imported(origin=form.origin)

    def batches(file: Path) -> Iterator[Batch]:
        rows = load(file).with_row_index("line", 1).with_columns(pl.col("line").cast(pl.Int64))
        yield Batch(
            text=file.name,
            events=rows.with_columns(known=pl.lit(value=True)),
            dropped=pl.DataFrame(schema=DROPPED),
            lines=rows.height,
            recoded=0,
        )

    _run(record, files, form, batches, done, dry_run, on_progress)
    return done


def _run(
    record: Path,
    files: Sequence[Path],
    form: EventForm,
    batches: Batches,
    done: Imported,
    dry_run: bool,
    on_progress: Progress | None,
) -> None:
    folder = folder_of(record)
    if not dry_run or record.is_file():
        connect(record, create=not dry_run).close()
    try:
        if dry_run and not folder.is_dir():
            with tempfile.TemporaryDirectory() as elsewhere:
                _import(record, Path(elsewhere), files, form, done, True, on_progress, batches)
            return
        folder.mkdir(exist_ok=True)
        with _alone(folder):
            for left in folder.glob(f"{UNFINISHED}*"):
                shutil.rmtree(left)  # of an import that was killed
            _import(record, folder, files, form, done, dry_run, on_progress, batches)
    except OSError as error:
        raise RecordError(f"{folder}: {error.strerror or error}") from error


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Hold the folder, so that two imports do not write at once; let go when the program dies."""
    lock = sqlite3.connect(folder / ".lock", timeout=0, isolation_level=None)
    try:
        lock.execute("BEGIN EXCLUSIVE")
        yield
    except sqlite3.OperationalError as error:
        raise RecordError(f"{folder}: another import is under way; wait for it to end") from error
    finally:
        lock.close()


def _import(
    record: Path,
    folder: Path,
    files: Sequence[Path],
    form: EventForm,
    done: Imported,
    dry_run: bool,
    on_progress: Progress | None,
    batches: Batches,
) -> None:
    hashes = {sha for part in parts(record, [form.origin]) for sha in part.inputs}
    before = SeenIds()
    for ids in held_rows(record, form.origin, ["id"]):
        before.add(keys_of(ids["id"]))
    now = SeenIds()
    part: PartWriter | None = None
    try:
        for file in files:
            try:
                sha = sha256_of(file)
            except SourceError as error:
                done.failed.append(error)
                continue
            if sha in hashes:
                done.already.append(str(file))
                continue
            hashes.add(sha)
            part = part or PartWriter(folder, form, record)
            failed = len(done.failed)
            read = done.read
            try:
                for batch in batches(file):
                    part.take(_new_rows(batch, before, now, part, done))
                    if on_progress is not None:
                        on_progress(str(file), done.read)
            except SourceError as error:
                done.failed.append(error)
            if done.read > read or len(done.failed) == failed:
                done.files += 1
                part.inputs.append({"name": file.name, "sha256": sha, "rows": done.read - read})
            if part.rows >= _CLOSE_ROWS:
                part.close(done, dry_run)
                part = None
        if part is not None and part.inputs:
            part.close(done, dry_run)
    finally:
        if part is not None:
            part.leave()


def _new_rows(
    batch: Batch, before: SeenIds, now: SeenIds, part: PartWriter, done: Imported
) -> pl.DataFrame:
    """Return the rows of a batch that were not seen, and note what became of the others."""
    done.read += batch.lines
    if batch.recoded:
        done.notes["lines are not UTF-8 and read as Windows-1252"] += batch.recoded
    done.notes.update(f"{note} ({batch.text})" for note in batch.notes)
    events = batch.events
    keys = keys_of(events["id"])
    there = before.hold(keys)
    fresh = np.zeros(len(keys), dtype=bool)
    fresh[~there] = now.add(keys[~there])
    part.drop(batch.dropped, done)
    if not fresh.all():
        seen = events.filter(pl.Series(~fresh)).select(
            pl.lit(batch.text).alias("text"),
            "line",
            pl.Series("reason", np.where(there, BEFORE, TWICE)[~fresh], dtype=pl.String()),
            "id",
            pl.lit("").alias("raw"),
        )
        part.drop(seen, done)
        events = events.filter(pl.Series(fresh))
    unknown_codes = int((~events["known"]).sum())
    if unknown_codes:
        done.notes["rows have a code that the codebook does not hold; kept, without a type"] += (
            unknown_codes
        )
    for side in ("source", "target"):
        names = events.filter(pl.col(side) == "")[f"{side}_name"].value_counts()
        done.unknown.update(dict(names.iter_rows()))
    if len(done.unknown) > 2 * _NAMES:
        done.unknown = Counter(dict(done.unknown.most_common(_NAMES)))
    return events.drop("known")
