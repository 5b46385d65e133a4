"""A record file that is open: what every part of :class:`detente.record.Record` stands on."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from types import TracebackType
from typing import Self

from detente.record.vocabulary import Vocabulary

Pair = tuple[str, str]


class Opened:
    """A record file, open until it is closed; a context manager."""

    def __init__(self, db: sqlite3.Connection, path: Path, vocabulary: Vocabulary) -> None:
        self._db = db
        self._path = path
        self._vocabulary = vocabulary

    def close(self) -> None:
        """Close the file."""
        self._db.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    @property
    def path(self) -> Path:
        """The file."""
        return self._path
