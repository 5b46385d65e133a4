"""Copy a record with its imported events, while others read and write it."""

from __future__ import annotations

import os
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from detente.errors import RecordError
from detente.record.bulk import folder_of, parts
from detente.record.connect import connect, plain_errors
from detente.sources.events.rows import sha256_of

_PAGES = 2048
#: Folders of this kind beside a copy are being written, or were when the program was killed.
_WAITING = "new-copy"
_FILE, _EVENTS, _LOCK = "copy.db", "copy.events", ".lock"
#: In the folder of imports of a copy whose file has not got its name yet.
_UNFINISHED = ".unfinished"


@dataclass(frozen=True, slots=True, kw_only=True)
class Backup:
    """A copy that was made.

    Attributes:
        path: The file.
        bytes: Its size.
        articles: How many articles it holds.
        imports: How many imports lie beside it.
        import_bytes: Their size.
    """

    path: Path
    bytes: int
    articles: int
    imports: int
    import_bytes: int


def backup(
    record: Path, out: Path, *, on_progress: Callable[[int, int], None] | None = None
) -> Backup:
    """Copy a record file as of one moment, and the imported events beside it.

    Others may read and write meanwhile; what they write later is not in the copy. The copy is made
    under another name, read through, and appears under its own only when it is whole: SQLite finds it
    sound, each table has as many rows, each imported file the same hash. What a copy that was killed
    has left in the same folder is taken away first.

    Args:
        record: The record file.
        out: The file to make; nothing may be there. Imported events go to its own folder
            (``copy.db``: ``copy.events``).
        on_progress: Told pages copied so far and pages in all.

    Raises:
        RecordError: When something is there already, another copy is being made under this name, the
            record is damaged, or the disk is full.
    """
    if not out.parent.is_dir():
        raise RecordError(f"{out}: the folder {out.parent} does not exist; make it first")
    if out.exists():
        raise _there(out)
    try:
        for left in out.parent.glob(f".*.{_WAITING}"):
            if left.is_dir() and left.name != f".{out.name}.{_WAITING}":
                _take_away(left)
        with _alone(out) as home:
            return _made(record, out, home, on_progress)
    except OSError as error:
        raise RecordError(
            f"{out}: {error.strerror or error}; no copy was kept, the record is as it was"
        ) from error


def _there(place: Path) -> RecordError:
    return RecordError(f"{place}: is there already; give another name, or move it away")


@contextmanager
def _alone(out: Path) -> Iterator[Path]:
    """Hold the folder in which a copy is made, empty; let go of it when the program dies."""
    home = out.with_name(f".{out.name}.{_WAITING}")
    home.mkdir(exist_ok=True)
    with _locked(home) as mine:
        if not mine:
            raise RecordError(f"{out}: another copy is being made there; wait for it to end")
        try:
            _empty(home)
            yield home
        finally:
            shutil.rmtree(home, ignore_errors=True)


def _take_away(home: Path) -> None:
    """Take away the folder of a copy that was killed; one that is still being made is left alone."""
    if all(file.name.startswith((_FILE, _EVENTS, _LOCK)) for file in home.iterdir()):
        with suppress(RecordError), _locked(home) as mine:  # one that cannot be locked harms nobody
            if mine:
                shutil.rmtree(home, ignore_errors=True)


def _empty(home: Path) -> None:
    shutil.rmtree(home / _EVENTS, ignore_errors=True)
    for file in home.glob(f"{_FILE}*"):  # with a log or a journal
        file.unlink()


@contextmanager
def _locked(home: Path) -> Iterator[bool]:
    """Try to lock a folder; tell whether nobody else holds it."""
    with plain_errors(home):
        lock = sqlite3.connect(home / _LOCK, timeout=0, isolation_level=None)
    with closing(lock):
        mine = True
        with plain_errors(home):
            try:
                lock.execute("BEGIN EXCLUSIVE")
            except sqlite3.OperationalError as error:
                if "locked" not in str(error):
                    raise
                mine = False
        yield mine


def _made(
    record: Path, out: Path, home: Path, on_progress: Callable[[int, int], None] | None
) -> Backup:
    file, events, named = home / _FILE, home / _EVENTS, folder_of(out)
    if (named / _UNFINISHED).exists() and not out.exists():
        shutil.rmtree(named)  # of a copy that was killed between its two names
    for place in (out, named):
        if place.exists():
            raise _there(place)
    with closing(connect(record, readonly=True)) as db:
        articles = _copied(db, record, file, out, on_progress)
    imports = parts(record)
    for part in imports:
        _folder_copied(part.folder, events / part.folder.name)
    size = sum(f.stat().st_size for f in events.rglob("*") if f.is_file())
    with file.open("rb") as held:
        os.fsync(held.fileno())
    if imports:
        (events / _UNFINISHED).touch()
        events.rename(named)
    try:
        file.rename(out)
    except OSError:
        shutil.rmtree(named, ignore_errors=True)
        raise
    (named / _UNFINISHED).unlink(missing_ok=True)
    return Backup(
        path=out,
        bytes=out.stat().st_size,
        articles=articles,
        imports=len(imports),
        import_bytes=size,
    )


def _copied(
    db: sqlite3.Connection,
    record: Path,
    file: Path,
    out: Path,
    on_progress: Callable[[int, int], None] | None,
) -> int:
    """Copy a file as of one moment, read the copy through, and return how many articles it holds."""

    def told(_: int, left: int, whole: int) -> None:
        if on_progress is not None:
            on_progress(whole - left, whole)

    with plain_errors(record):
        db.execute("BEGIN")  # from here on the copy is of one moment, and never begins anew
        held = _rows(db)
    with closing(sqlite3.connect(file, isolation_level=None)) as copy, plain_errors(out):
        db.backup(copy, pages=_PAGES, progress=told)
        copy.execute("PRAGMA journal_mode = DELETE")
        wrong = [str(row[0]) for row in copy.execute("PRAGMA integrity_check(3)")]
        wrong = [line.replace("\n", " ") for line in wrong if line != "ok"]
        wrong += [f"a broken reference in {r[0]}" for r in copy.execute("PRAGMA foreign_key_check")]
        if not wrong and _rows(copy) != held:
            wrong.append("the copy has other numbers of rows")
    db.execute("ROLLBACK")
    if wrong:
        raise RecordError(
            f"{record}: damaged ({wrong[0]}); no copy was kept; see: detente record check"
        )
    return held["articles"]


def _rows(db: sqlite3.Connection) -> dict[str, int]:
    names = db.execute("SELECT name FROM sqlite_master WHERE type = 'table' AND rootpage > 0")
    return {
        name: int(db.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0])
        for (name,) in names.fetchall()
    }


def _folder_copied(source: Path, target: Path) -> None:
    target.mkdir(parents=True)
    for file in sorted(source.iterdir()):
        if file.is_file():
            shutil.copyfile(file, target / file.name)
            if sha256_of(file) != sha256_of(target / file.name):
                raise RecordError(f"{file}: copied, but the copy differs; no copy was kept")
