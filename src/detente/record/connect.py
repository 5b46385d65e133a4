"""Open the file: pragmas, migrations, transactions, and plain words for what SQLite refuses."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from detente.errors import RecordError
from detente.record.migrations import migrate, pending

#: How long a writer waits for another one, in seconds.
BUSY_SECONDS = 10.0


def connect(
    path: Path, *, create: bool = True, readonly: bool = False, busy: float = BUSY_SECONDS
) -> sqlite3.Connection:
    """Open a record file and bring it to the present form.

    Args:
        path: The file.
        create: Make it when it is not there.
        readonly: Never write; an older file is then refused, not migrated.
        busy: Seconds to wait for another writer.

    Raises:
        RecordError: When there is no such file, or it is no record, newer, or locked.
    """
    exists = path.is_file() and path.stat().st_size > 0
    if path.is_dir():
        raise RecordError(f"{path}: a folder, not a record file; give the path of a file")
    if not exists and (readonly or not create):
        raise RecordError(f"{path}: no such record; add articles first (detente add)")
    if not path.parent.is_dir():
        raise RecordError(f"{path}: the folder {path.parent} does not exist; make it first")
    mode = "ro" if readonly else "rwc"
    uri = f"{path.absolute().as_uri()}?mode={mode}"
    with plain_errors(path):
        # Pages are served by a pool of threads; the web layer opens one record a request.
        db = sqlite3.connect(
            uri, uri=True, timeout=busy, isolation_level=None, check_same_thread=False
        )
    try:
        with plain_errors(path):
            _prepare(db, path, readonly=readonly)
    except BaseException:
        db.close()
        raise
    return db


def _prepare(db: sqlite3.Connection, path: Path, *, readonly: bool) -> None:
    db.execute("PRAGMA foreign_keys = ON")
    db.execute("PRAGMA cache_size = -64000")
    if readonly:
        db.execute("PRAGMA query_only = ON")
        if pending(db, str(path)):
            raise RecordError(
                f"{path}: written by an older version of Détente; open it once for writing "
                "(any detente add) to bring it up to date"
            )
        return
    if pending(db, str(path)):
        db.execute("PRAGMA journal_mode = WAL")
        with transaction(db, path):
            migrate(db, str(path))
    db.execute("PRAGMA journal_mode = WAL")


@contextmanager
def plain_errors(path: Path) -> Iterator[None]:
    """Say in plain words what SQLite refuses."""
    try:
        yield
    except sqlite3.OperationalError as error:
        said = str(error)
        if "locked" in said or "busy" in said:
            raise RecordError(
                f"{path}: another program is writing to this record; wait for it to end and "
                "try again"
            ) from error
        if "readonly" in said or "read-only" in said:
            raise RecordError(
                f"{path}: the record cannot be written; check its permissions"
            ) from error
        raise RecordError(f"{path}: {said}") from error
    except sqlite3.DatabaseError as error:
        if "not a database" in str(error) or "malformed" in str(error):
            raise RecordError(
                f"{path}: not a record ({error}); give the path of a file made by detente add"
            ) from error
        raise


@contextmanager
def transaction(db: sqlite3.Connection, path: Path) -> Iterator[None]:
    """Run a block as one transaction: all of it is kept, or nothing."""
    with plain_errors(path):
        db.execute("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            db.execute("ROLLBACK")
            raise
        db.execute("COMMIT")
