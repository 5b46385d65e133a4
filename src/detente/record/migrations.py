"""How a record file came to its present form: an ordered set of named functions.

Each is applied once, in order, and recorded in the table ``migrations``. Opening an older file
applies what it lacks inside one transaction; a file that holds a migration unknown here was written
by a newer version and is refused.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from importlib import resources

from detente.errors import RecordError

#: Marks a file as a record ("Dtte"), so that another SQLite file is not taken for one.
APPLICATION_ID = 0x44747465


def statements(script: str) -> Iterator[str]:
    """Split an SQL script into statements.

    ``executescript`` would commit first, and a migration must be all or nothing.

    >>> [s.strip() for s in statements("DROP TABLE a; SELECT ';';")]
    ['DROP TABLE a;', "SELECT ';';"]
    """
    held = ""
    for piece in re.findall("[^;]*;", script):
        held += piece
        if sqlite3.complete_statement(held):
            yield held
            held = ""


def first_schema(db: sqlite3.Connection) -> None:
    """Lay out the tables, indexes, triggers and full-text indexes of ``schema.sql``."""
    script = resources.files("detente.record").joinpath("schema.sql").read_text("utf-8")
    for statement in statements(script):
        db.execute(statement)


def judgements_undone(db: sqlite3.Connection) -> None:
    """Add the table of judgements that were taken back, to files made before there was one."""
    _lacking(db, "judgement_undone")


_MARKS = (
    "act_pairs_marked", "act_pairs_unmarked",
    "relations_marked", "relations_unmarked", "relations_remarked",
)  # fmt: skip


def pair_marks(db: sqlite3.Connection) -> None:
    """Add the marks by which one sees that the acts of a pair changed."""
    _lacking(db, "pair_marks", *_MARKS)


def acts_counted(db: sqlite3.Connection) -> None:
    """Add the counts of acts, and indexes that give acts of a pair or an actor by day."""
    _lacking(db, "act_counts", "acts_counted", "acts_uncounted")
    _lacking(db, "articles_by_update", "act_actors_by_day", "act_pairs_by_day")
    db.execute("DROP INDEX IF EXISTS act_actors_by_actor")
    db.execute("DROP INDEX IF EXISTS act_pairs_by_pair")
    db.execute(
        "INSERT INTO act_counts(month, type, quad, modality, acts)"
        " SELECT substr(coalesce(day_from, ''), 1, 7), type, quad, modality, count(*) FROM acts"
        " GROUP BY 1, 2, 3, 4"
    )


def _lacking(db: sqlite3.Connection, *names: str) -> None:
    """Make what a file lacks of ``schema.sql``: a file made since has it from the first step."""
    script = resources.files("detente.record").joinpath("schema.sql").read_text("utf-8")
    for name in names:
        if not db.execute("SELECT 1 FROM sqlite_master WHERE name = ?", (name,)).fetchone():
            made = rf"CREATE \w+ {name}\b"
            (statement,) = [s for s in statements(script) if re.match(rf"\s*{made}", s)]
            db.execute(statement)


Migration = tuple[str, Callable[[sqlite3.Connection], None]]

#: In order; names are never changed, entries never removed.
MIGRATIONS: tuple[Migration, ...] = (
    ("0001 first schema", first_schema),
    ("0002 judgements undone", judgements_undone),
    ("0003 pair marks", pair_marks),
    ("0004 acts counted", acts_counted),
)


def applied(db: sqlite3.Connection) -> tuple[str, ...]:
    """Return the names of the migrations that a file holds, in order."""
    known = db.execute("SELECT 1 FROM sqlite_master WHERE name = 'migrations'").fetchone()
    if known is None:
        return ()
    return tuple(row[0] for row in db.execute("SELECT name FROM migrations ORDER BY n"))


def pending(
    db: sqlite3.Connection, where: str, migrations: tuple[Migration, ...] = MIGRATIONS
) -> tuple[Migration, ...]:
    """Return what a file still lacks.

    Raises:
        RecordError: When the file is newer than this program, or is not a record.
    """
    done = applied(db)
    names = tuple(name for name, _ in migrations)
    newer = [name for name in done if name not in names]
    if newer:
        raise RecordError(
            f"{where}: written by a newer version of Détente (it holds {newer[-1]!r}); "
            "update Détente to open it"
        )
    if not done and db.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]:
        raise RecordError(f"{where}: an SQLite file, but not a record; give another path")
    return tuple(m for m in migrations if m[0] not in done)


def migrate(
    db: sqlite3.Connection, where: str, migrations: tuple[Migration, ...] = MIGRATIONS
) -> None:
    """Bring a file to the present form; the caller holds the transaction."""
    todo = pending(db, where, migrations)
    db.execute(
        "CREATE TABLE IF NOT EXISTS migrations ( -- What brought this file to its present form.\n"
        "  n INTEGER PRIMARY KEY, -- order of application\n"
        "  name TEXT NOT NULL UNIQUE, -- name of the step\n"
        "  applied TEXT NOT NULL -- when, ISO 8601 in UTC\n)"
    )
    for name, step in todo:
        step(db)
        at = datetime.now(UTC).isoformat(timespec="seconds")
        db.execute("INSERT INTO migrations(name, applied) VALUES (?, ?)", (name, at))
    db.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    db.execute(f"PRAGMA user_version = {len(migrations)}")
