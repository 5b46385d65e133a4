"""The file of a watch as SQLite: opened and locked, with plain words where it is damaged or full."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Self

from detente.errors import WatchError
from detente.sources.feeds import Item

_ANEW = "move it away and start again; what the record holds is not added twice"


@contextmanager
def plain_words(path: Path) -> Iterator[None]:
    """Turn what SQLite, or a damaged value in its tables, raises into words on the file.

    Raises:
        WatchError: Instead.
    """
    try:
        yield
    except (sqlite3.ProgrammingError, sqlite3.InterfaceError):  # a mistake of ours
        raise
    except sqlite3.OperationalError as error:
        if "locked" in str(error):
            raise WatchError(f"{path}: another watch is running on this record") from error
        raise WatchError(f"{path}: {error}; if it is damaged, {_ANEW}") from error
    except (sqlite3.DatabaseError, ValueError, TypeError, KeyError, RecursionError) as error:
        said = " ".join(str(error).split())[:120]
        raise WatchError(
            f"{path}: no state of a watch, or a damaged one ({said}); {_ANEW}"
        ) from error


class _Cursor(sqlite3.Cursor):
    """A cursor whose errors name the file."""

    @property
    def _path(self) -> Path:
        held = self.connection
        assert isinstance(held, _File)
        return held.path

    def execute(self, sql: str, parameters: Any = (), /) -> Self:
        with plain_words(self._path):
            return super().execute(sql, parameters)

    def executemany(self, sql: str, parameters: Any, /) -> Self:
        with plain_words(self._path):
            return super().executemany(sql, parameters)

    def executescript(self, sql: str, /) -> Self:
        with plain_words(self._path):
            super().executescript(sql)
        return self

    def fetchone(self) -> Any:
        with plain_words(self._path):
            return super().fetchone()

    def fetchall(self) -> list[Any]:
        with plain_words(self._path):
            return super().fetchall()


class _File(sqlite3.Connection):
    """A connection that knows its file."""

    path: Path

    def execute(self, sql: str, parameters: Any = (), /) -> sqlite3.Cursor:
        return self.cursor(_Cursor).execute(sql, parameters)

    def executemany(self, sql: str, parameters: Any, /) -> sqlite3.Cursor:
        return self.cursor(_Cursor).executemany(sql, parameters)

    def executescript(self, sql: str, /) -> sqlite3.Cursor:
        return self.cursor(_Cursor).executescript(sql)


def open_locked(path: Path, schema: str) -> sqlite3.Connection:
    """Open a file for this program alone, making it and its tables where they are missing.

    Raises:
        WatchError: When another watch uses it, or it is damaged or cannot be written.
    """
    with plain_words(path):
        db = sqlite3.connect(path, timeout=1.0, isolation_level=None, factory=_File)
    db.path = path
    try:
        # the lock lasts as long as the connection, and ends with the program however it ends
        db.execute("PRAGMA locking_mode = EXCLUSIVE")
        db.execute("BEGIN EXCLUSIVE")
        db.execute("COMMIT")
        db.executescript(schema)
    except BaseException:
        db.close()
        raise
    return db


def item_from(text: str) -> Item:
    """Return an item as it was noted, from JSON.

    Raises:
        ValueError, TypeError, KeyError, RecursionError: When it is damaged.
    """
    entry = json.loads(text)
    for name in ("authors", "tags"):
        entry[name] = tuple(_texts(entry[name]))
    item = Item(**entry)
    _texts([item.id, item.title, item.text, item.digest])
    _texts([said for said in (item.url, item.published, item.publisher) if said is not None])
    return item


def _texts(values: Sequence[Any]) -> Sequence[str]:
    if not isinstance(values, list) or not all(isinstance(value, str) for value in values):
        raise ValueError("an entry of a feed holds something other than text")
    return values
