"""Open the file: pragmas, migrations, transactions, and plain words for what SQLite refuses."""

from __future__ import annotations

import functools
import os
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Concatenate, ParamSpec, Protocol, TypeVar

from detente.errors import RecordError
from detente.record.migrations import migrate, pending

#: How long a writer waits for another one, in seconds.
BUSY_SECONDS = 10.0

P = ParamSpec("P")
T = TypeVar("T")


class _Filed(Protocol):
    """Something that lies in a file."""

    @property
    def path(self) -> Path:
        """The file."""
        ...


F = TypeVar("F", bound=_Filed)


def connect(
    path: Path, *, create: bool = True, readonly: bool = False, busy: float = BUSY_SECONDS
) -> sqlite3.Connection:
    """Open a record file and bring it to the present form.

    Args:
        path: The file.
        create: Make it when it is not there.
        readonly: Never write; an older file is then refused, not migrated. A record in a folder that
            cannot be written (a disk mounted read-only) is opened this way too.
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
    if readonly and _settled(path):
        uri += "&immutable=1"
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


def _settled(path: Path) -> bool:
    """Tell whether nobody can write to a record: its folder is read-only and no log waits there.

    SQLite makes two files beside one that it reads, unless it is told that nothing will change.
    """
    log = path.with_name(path.name + "-wal")
    waiting = log.is_file() and log.stat().st_size > 0
    return not waiting and not os.access(path.parent, os.W_OK)


def _prepare(db: sqlite3.Connection, path: Path, *, readonly: bool) -> None:
    db.execute("PRAGMA foreign_keys = ON")
    db.execute("PRAGMA cell_size_check = ON")
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


#: What SQLite says, by a word of it, and what that means for the user. The first that fits is told.
_REFUSED = (
    (
        ("locked", "busy"),
        "another program is writing to this record; wait for it to end and try again",
    ),
    (
        ("readonly", "read-only"),
        "the record cannot be written; check its permissions and those of its folder",
    ),
    (
        ("disk is full",),
        "the disk is full; nothing of this was kept, what was there is as it was; make room and "
        "try again",
    ),
    (
        ("disk I/O",),
        "the disk failed or is full (disk I/O error); nothing of this was kept; make room, look at "
        "the record with: detente record check",
    ),
    (
        ("unable to open",),
        "cannot be opened; check its permissions and those of its folder",
    ),
    (
        ("malformed", "corrupt"),
        "the record is damaged ({said}); see: detente record check; take a backup in its place",
    ),
    (
        ("not a database",),
        "not a record ({said}); give the path of a file made by detente add",
    ),
)


@contextmanager
def plain_errors(path: Path) -> Iterator[None]:
    """Say in plain words what SQLite refuses."""
    try:
        yield
    except (sqlite3.IntegrityError, sqlite3.ProgrammingError):
        raise  # faults of this program
    except sqlite3.DatabaseError as error:
        said = str(error)
        for words, means in _REFUSED:
            if any(word in said for word in words):
                raise RecordError(f"{path}: {means.format(said=said)}") from error
        raise RecordError(f"{path}: {said}") from error
    except UnicodeDecodeError:
        # SQLite's own message holds a name of a damaged table, which cannot be shown
        damage = sqlite3.DatabaseError("a damaged list of tables")
        raise RecordError(f"{path}: the file is damaged: {damage}") from damage


def plainly(method: Callable[Concatenate[F, P], T]) -> Callable[Concatenate[F, P], T]:
    """Let a method of something that lies in a file say in plain words what SQLite refuses."""

    @functools.wraps(method)
    def told(self: F, /, *args: P.args, **kwargs: P.kwargs) -> T:
        with plain_errors(self.path):
            return method(self, *args, **kwargs)

    return told


@contextmanager
def transaction(db: sqlite3.Connection, path: Path) -> Iterator[None]:
    """Run a block as one transaction: all of it is kept, or nothing."""
    with plain_errors(path):
        db.execute("BEGIN IMMEDIATE")
        try:
            yield
            db.execute("COMMIT")
        except BaseException:
            if db.in_transaction:  # a full disk takes everything back by itself
                db.execute("ROLLBACK")
            raise
