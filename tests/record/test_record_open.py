"""A record file is made, found again, and refused where it is not one."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from detente.errors import RecordError
from detente.record import Record
from detente.record.migrations import MIGRATIONS, migrate
from detente.records import Article, Event, Evidence, Reading, content_id


def test_open_makes_the_file_and_opens_it_again(tmp_path: Path) -> None:
    path = tmp_path / "record.db"
    Record.open(path).close()
    with Record.open(path, create=False, readonly=True) as record:
        assert record.path == path
    with sqlite3.connect(path) as db:
        assert db.execute("PRAGMA journal_mode").fetchone() == ("wal",)
        names = [row[0] for row in db.execute("SELECT name FROM migrations ORDER BY n")]
    db.close()
    assert names == [name for name, _ in MIGRATIONS]


def test_a_missing_file_is_not_made_when_told_so(tmp_path: Path) -> None:
    with pytest.raises(RecordError, match="no such record"):
        Record.open(tmp_path / "none.db", create=False)
    with pytest.raises(RecordError, match="no such record"):
        Record.open(tmp_path / "none.db", readonly=True)
    assert not (tmp_path / "none.db").exists()


def test_a_newer_file_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "record.db"
    Record.open(path).close()
    db = sqlite3.connect(path)
    db.execute("INSERT INTO migrations(name, applied) VALUES ('9999 from the future', 'later')")
    db.commit()
    db.close()
    with pytest.raises(RecordError, match="newer version of Détente"):
        Record.open(path)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"not a database at all, only words " * 40, "not a record"),
        (None, "not a record"),  # another program's SQLite file
    ],
)
def test_what_is_no_record_is_refused(tmp_path: Path, content: bytes | None, message: str) -> None:
    path = tmp_path / "other.db"
    if content is None:
        db = sqlite3.connect(path)
        db.execute("CREATE TABLE recipes (name TEXT)")
        db.commit()
        db.close()
    else:
        path.write_bytes(content)
    before = path.read_bytes()
    with pytest.raises(RecordError, match=message):
        Record.open(path)
    assert path.read_bytes() == before


def test_a_folder_and_a_missing_folder_are_named(tmp_path: Path) -> None:
    with pytest.raises(RecordError, match="a folder"):
        Record.open(tmp_path)
    with pytest.raises(RecordError, match="does not exist"):
        Record.open(tmp_path / "no" / "record.db")


def test_migrations_apply_in_order_and_all_or_nothing() -> None:
    def add_table(db: sqlite3.Connection) -> None:
        db.execute("CREATE TABLE later (x TEXT)")

    def fail(db: sqlite3.Connection) -> None:
        db.execute("CREATE TABLE half (x TEXT)")
        raise ValueError("stop")

    db = sqlite3.connect(":memory:", isolation_level=None)
    migrate(db, "memory")
    older = len(MIGRATIONS)
    migrate(db, "memory", (*MIGRATIONS, ("0002 later", add_table)))
    names = [row[0] for row in db.execute("SELECT name FROM migrations ORDER BY n")]
    assert len(names) == older + 1
    assert names[-1] == "0002 later"
    db.execute("BEGIN IMMEDIATE")
    with pytest.raises(ValueError, match="stop"):
        migrate(db, "memory", (*MIGRATIONS, ("0002 later", add_table), ("0003 bad", fail)))
    db.execute("ROLLBACK")
    assert db.execute("SELECT 1 FROM sqlite_master WHERE name = 'half'").fetchone() is None
    db.close()


def test_an_older_file_gets_counts_and_indexes_and_the_very_same_form(tmp_path: Path) -> None:
    def form(db: sqlite3.Connection) -> list[tuple[str, str, str]]:
        return db.execute("SELECT type, name, sql FROM sqlite_master ORDER BY 1, 2").fetchall()

    path = tmp_path / "record.db"
    text = "Kenya asked Peru for rice. Chad paid."
    with Record.open(path) as record:
        events = (
            _event(text, "Kenya asked Peru for rice", "REQUEST", ("KEN",), ("PER",), "2031-04"),
            _event(text, "Chad paid", "AID", ("TCD",), (), None),
        )
        record.add(Reading(article=Article(id="one", title="", text=text), events=events))
    db = sqlite3.connect(path, isolation_level=None)
    newer = form(db)
    counted = db.execute("SELECT * FROM act_counts").fetchall()
    for undo in (
        "DROP TABLE act_counts", "DROP TRIGGER acts_counted", "DROP TRIGGER acts_uncounted",
        "DROP INDEX articles_by_update", "DROP INDEX act_actors_by_day", "DROP INDEX act_pairs_by_day",
        "CREATE INDEX act_actors_by_actor ON act_actors(actor, side, day_from, act)",
        "CREATE INDEX act_pairs_by_pair ON act_pairs(a, b, day_from, act)",
        "DELETE FROM migrations WHERE name >= '0004'",
    ):  # fmt: skip
        db.execute(undo)
    db.close()
    with Record.open(path) as record:
        assert record.check() == ()
        assert record.summary().acts == 2
    db = sqlite3.connect(path)
    assert form(db) == newer
    assert db.execute("SELECT * FROM act_counts").fetchall() == counted
    assert sorted(counted) == [("", "AID", 2, "actual", 1), ("2031-04", "REQUEST", 3, "actual", 1)]
    db.close()


def _event(
    text: str,
    words: str,
    type_: str,
    source: tuple[str, ...],
    target: tuple[str, ...],
    date: str | None,
) -> Event:
    at = text.index(words)
    return Event(
        id=content_id("event", words),
        source=source,
        type=type_,
        target=target,
        date=date,
        evidence=Evidence(at, at + len(words), words),
        by="test",
        confidence=0.9,
    )
