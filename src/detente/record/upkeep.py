"""Compact a record, and say what lies in its file."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from detente.record.bulk import parts
from detente.record.connect import BUSY_SECONDS, connect, plain_errors, transaction
from detente.record.migrations import applied
from detente.record.overviews import summary
from detente.record.summaries import Summary


@dataclass(frozen=True, slots=True, kw_only=True)
class Compacted:
    """What compacting did.

    Attributes:
        before: Bytes of the file and its log before.
        after: Bytes afterwards.
        held_back: Whether somebody still reads the old pages, so that the file shrinks later.
    """

    before: int
    after: int
    held_back: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Info:
    """What lies in a record file.

    Attributes:
        path: The file.
        bytes: Its size.
        log_bytes: Size of the log beside it, which is taken into the file now and then.
        free_bytes: Room inside the file that compacting would give back.
        form: The last step that brought it to its present form.
        summary: What it holds.
        originals: How many pages are kept as they were.
        imports: For each origin: imports, events that count, bytes.
    """

    path: Path
    bytes: int
    log_bytes: int
    free_bytes: int
    form: str
    summary: Summary
    originals: int
    imports: tuple[tuple[str, int, int, int], ...]


def compact(path: Path, *, busy: float = BUSY_SECONDS) -> Compacted:
    """Write the full-text indexes and the file anew, without holes, and empty the log.

    Others may read meanwhile; writers wait. It needs as much free disk as the record takes; a full
    disk leaves the record as it was.

    Args:
        path: The record file.
        busy: Seconds to wait for others.

    Raises:
        RecordError: When it is missing, damaged, in use by a writer, or the disk is full.
    """
    with closing(connect(path, create=False, busy=busy)) as db:
        before = _size(path)
        with transaction(db, path):
            for name in ("article_search", "act_search"):
                db.execute(f"INSERT INTO {name}({name}) VALUES ('rebuild')")
                db.execute(f"INSERT INTO {name}({name}) VALUES ('optimize')")
        with plain_errors(path):
            db.execute("VACUUM")
            db.execute("PRAGMA optimize")
            # one who reads holds the log back; it is then emptied by whoever closes last
            held_back = bool(db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0])
    return Compacted(before=before, after=_size(path), held_back=held_back)


def info(path: Path) -> Info:
    """Return what lies in a record file and beside it.

    Raises:
        RecordError: When it is missing, no record, or damaged.
    """
    with closing(connect(path, readonly=True)) as db, plain_errors(path):
        free, page = (_pragma(db, name) for name in ("freelist_count", "page_size"))
        found = summary(db)
        originals = int(db.execute("SELECT count(*) FROM originals").fetchone()[0])
        form = applied(db)[-1]
    imports: dict[str, tuple[int, int, int]] = {}
    for part in parts(path):
        count, events, size = imports.get(part.origin, (0, 0, 0))
        size += sum(f.stat().st_size for f in part.folder.iterdir() if f.is_file())
        imports[part.origin] = (count + 1, events + part.counts["kept"], size)
    log = _log(path)
    return Info(
        path=path,
        bytes=path.stat().st_size,
        log_bytes=log.stat().st_size if log.is_file() else 0,
        free_bytes=free * page,
        form=form,
        summary=found,
        originals=originals,
        imports=tuple((origin, *told) for origin, told in sorted(imports.items())),
    )


def _log(path: Path) -> Path:
    return path.with_name(path.name + "-wal")


def _size(path: Path) -> int:
    return sum(f.stat().st_size for f in (path, _log(path)) if f.is_file())


def _pragma(db: sqlite3.Connection, name: str) -> int:
    return int(db.execute(f"PRAGMA {name}").fetchone()[0])
