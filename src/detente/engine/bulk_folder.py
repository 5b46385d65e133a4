"""The folder of a bulk reading: three tables, a file of each for every shard, and the list of shards.

::

    DIR/
      readings/NAME.parquet   one row an article
      events/NAME.parquet     the same articles' events, in the columns that relations and outlook take
      errors/NAME.parquet     what could not be read, and why
      errors/inputs.parquet   whole files that could not be read in the last run
      shards.ndjson           which shards each input file has, in order

Files appear whole or not at all: each is written under another name and renamed, the readings last,
so that a shard whose readings are there is done.
"""

from __future__ import annotations

import json
import os
import sqlite3
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO

import polars as pl

from detente.engine.bulk_rows import FAILED, PASSED
from detente.errors import BulkError

TABLES = ("errors", "events", "readings")
INPUTS = "inputs"
_LIST = "shards.ndjson"
_EXAMPLES = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What became of a shard.

    Attributes:
        name: The shard.
        articles: Articles read.
        events: Rows of events.
        failed: Inputs that could not be read.
        passed: Pages passed over because they are no English article.
        examples: Some of the failed: source and reason.
    """

    name: str
    articles: int
    events: int
    failed: int
    passed: int
    examples: tuple[tuple[str, str], ...] = ()


def outcome_of(name: str, articles: int, events: int, errors: pl.DataFrame) -> Outcome:
    """Return the outcome of a shard from its counts and its table of errors."""
    failed = errors.filter(pl.col("kind") == FAILED)
    return Outcome(
        name=name,
        articles=articles,
        events=events,
        failed=failed.height,
        passed=errors.filter(pl.col("kind") == PASSED).height,
        examples=tuple(failed.head(_EXAMPLES).select("source", "reason").iter_rows()),
    )


class BulkFolder:
    """A folder of a bulk reading."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def file(self, table: str, name: str) -> Path:
        """Return where a table of a shard lies."""
        return self.path / table / f"{name}.parquet"

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Make the folder and hold it, so that two runs do not write at once.

        Raises:
            BulkError: When it cannot be written or another run holds it.
        """
        try:
            for table in TABLES:
                (self.path / table).mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise BulkError(f"{self.path}: cannot be written: {error.strerror}") from None
        try:
            lock = sqlite3.connect(self.path / ".lock", timeout=0, isolation_level=None)
        except sqlite3.OperationalError as error:
            raise BulkError(f"{self.path}: cannot be written: {error}") from None
        try:
            try:
                lock.execute("BEGIN EXCLUSIVE")
            except sqlite3.OperationalError:
                raise BulkError(
                    f"{self.path}: another run writes there; wait for it to end"
                ) from None
            self._tidy()
            yield
        finally:
            lock.close()

    def _tidy(self) -> None:
        """Take away what a run that was killed left half written."""
        for table in TABLES:
            for file in (self.path / table).glob(".*.tmp"):
                file.unlink(missing_ok=True)

    def write(self, table: str, name: str, rows: pl.DataFrame) -> None:
        """Write a table of a shard, whole or not at all.

        Raises:
            BulkError: When it cannot be written.
        """
        file = self.file(table, name)
        try:
            handle, waiting = tempfile.mkstemp(prefix=f".{name}.", suffix=".tmp", dir=file.parent)
            os.close(handle)
            rows.write_parquet(waiting, compression="zstd")
            Path(waiting).chmod(0o644)
            Path(waiting).replace(file)
        except (OSError, pl.exceptions.PolarsError) as error:
            raise BulkError(f"{file}: cannot be written: {error}") from None

    def has(self, name: str) -> bool:
        """Tell whether a shard is done."""
        return all(self.file(table, name).is_file() for table in TABLES)

    def outcome(self, name: str) -> Outcome:
        """Return what became of a shard that is done.

        Raises:
            BulkError: When a file of it is damaged.
        """
        try:
            articles, events = (
                int(pl.scan_parquet(self.file(t, name)).select(pl.len()).collect().item())
                for t in ("readings", "events")
            )
            errors = pl.read_parquet(self.file("errors", name), glob=False)
        except (OSError, pl.exceptions.PolarsError) as error:
            raise BulkError(
                f"{self.path}: shard {name} cannot be read ({error}); take its files away and run again"
            ) from None
        return outcome_of(name, articles, events, errors)

    def remove(self, name: str) -> None:
        """Take a shard away, its readings first, so that it never looks done."""
        for table in reversed(TABLES):
            self.file(table, name).unlink(missing_ok=True)

    def listed(self) -> dict[str, list[str]]:
        """Return the shards of each input file, in order; a torn last line is passed over."""
        found: dict[str, list[str]] = {}
        file = self.path / _LIST
        if not file.is_file():
            return found
        for line in file.read_text("utf-8", "replace").splitlines():
            try:
                row = json.loads(line)
                names = found.setdefault(str(row["input"]), [])
                if row["shard"] not in names[-1:]:
                    names.append(str(row["shard"]))
            except (ValueError, KeyError, TypeError):
                continue
        return found

    def shards(self) -> tuple[str, ...]:
        """Return all shards that are done: those listed in the order of the list, then others."""
        listed = [name for names in self.listed().values() for name in names]
        there = sorted(f.stem for f in (self.path / "readings").glob("*.parquet"))
        return tuple(dict.fromkeys(n for n in [*listed, *there] if self.has(n)))

    @contextmanager
    def listing(self) -> Iterator[Listing]:
        """Open the list of shards to add to it."""
        held = self.listed()
        with (self.path / _LIST).open("a", encoding="utf-8") as file:
            if file.tell() and not _ends_line(self.path / _LIST):
                file.write("\n")
            yield Listing(file, {(i, s) for i, names in held.items() for s in names})

    def relist(self, shards: Iterable[tuple[str, list[str]]]) -> None:
        """Write the list of shards anew, whole or not at all."""
        file = self.path / _LIST
        lines = [
            json.dumps({"input": input_, "shard": name}, ensure_ascii=False) + "\n"
            for input_, names in shards
            for name in names
        ]
        waiting = file.with_suffix(".tmp")
        waiting.write_text("".join(lines), "utf-8")
        waiting.replace(file)


class Listing:
    """The list of shards, open: what is about to be read stands in it before it is read."""

    def __init__(self, file: TextIO, held: set[tuple[str, str]]) -> None:
        self._file, self._held = file, held

    def add(self, input_: str, shard: str) -> None:
        """Add a shard of an input, unless it stands there."""
        if (input_, shard) not in self._held:
            self._held.add((input_, shard))
            line = json.dumps({"input": input_, "shard": shard}, ensure_ascii=False)
            self._file.write(line + "\n")
            self._file.flush()


def _ends_line(file: Path) -> bool:
    with file.open("rb") as held:
        held.seek(-1, os.SEEK_END)
        return held.read(1) == b"\n"
