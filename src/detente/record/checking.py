"""Look a record over: is the file sound, and does everything in it rest on what it says it rests on.

SQLite finds damage to the frame of its file. A changed word inside it is found by what the record
knows twice: each article has its digest, each quotation stands in its text, each count can be
counted again, each full-text index written again. Nothing is changed by looking; a writer may be at
work meanwhile.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from detente.errors import RecordError
from detente.record.checking_articles import article_problems
from detente.record.checking_counts import count_problems
from detente.record.connect import connect

_TREE = re.compile(r"\b[Tt]ree (?:page )?(\d+)\b")
_MOST = 100
_RESTORE = "take a backup in its place; or export what can still be read and add the articles to a new record"
_INDEXES = {"article_search": ("articles", "title, text"), "act_search": ("acts", "sentence, quote, place")}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """Something that is wrong with a record.

    Attributes:
        what: What is wrong.
        which: The article, act, table or file.
        todo: What to do about it.
    """

    what: str
    which: str
    todo: str

    def __str__(self) -> str:
        """Return the problem in one line."""
        return f"{self.which}: {self.what}; {self.todo}"


def check_record(path: Path) -> tuple[Problem, ...]:
    """Check a record file and the imported events beside it.

    Args:
        path: The record file.

    Returns:
        What is wrong, the file itself first; empty when all is well. A file that cannot be opened is
        one problem.

    Raises:
        RecordError: When there is no such file, or it is none of ours, older or newer.
    """
    from detente.record.checking_imports import import_problems

    found: list[Problem] = []
    try:
        db = connect(path, readonly=True)
    except RecordError as error:
        if not isinstance(error.__cause__, sqlite3.DatabaseError) or "not a record" in str(error):
            raise
        found.append(
            Problem(
                what=f"cannot be opened ({error.__cause__})",
                which=str(path),
                todo=_RESTORE,
            )
        )
    else:
        with closing(db):
            found += check_rows(db, path)
    found += [Problem(what=w, which=f, todo=t) for w, f, t in import_problems(path)]
    return tuple(found)


def check_rows(db: sqlite3.Connection, path: Path) -> Iterator[Problem]:
    """Yield what is wrong inside an open record, as of one moment."""
    mine = not db.in_transaction
    with _sketching(db):
        if mine:
            db.execute("BEGIN")
        try:
            for part in (_file, _references, article_problems, count_problems, _indexes):
                try:
                    for what, which, todo in part(db):
                        yield Problem(what=what, which=which or str(path), todo=todo or _RESTORE)
                except sqlite3.DatabaseError as error:
                    yield Problem(
                        what=f"a part of it cannot be read ({error})",
                        which=str(path),
                        todo=_RESTORE,
                    )
        finally:
            if mine and db.in_transaction:
                db.execute("ROLLBACK")


@contextmanager
def _sketching(db: sqlite3.Connection) -> Iterator[None]:
    """Allow tables on the side, in a temporary file; a read-only record stays so."""
    (closed,) = db.execute("PRAGMA query_only").fetchone()
    db.execute("PRAGMA query_only = OFF")
    try:
        yield
    finally:
        db.execute(f"PRAGMA query_only = {int(closed)}")


#: What is wrong, of which thing, what to do; an empty text stands for the whole file.
Finding = tuple[str, str, str]


def _file(db: sqlite3.Connection) -> Iterator[Finding]:
    names: dict[int, str] = {}
    for root, name in db.execute("SELECT rootpage, name FROM sqlite_master WHERE rootpage > 0"):
        names[int(root)] = str(name)
    for (said,) in db.execute(f"PRAGMA integrity_check({_MOST})"):
        for line in str(said).splitlines():
            if line == "ok" or line.startswith("*** in database"):
                continue
            tree = _TREE.search(line)
            name = names.get(int(tree[1])) if tree else None
            yield f"the file is damaged ({line})", f"table or index {name}" if name else "", ""


def _references(db: sqlite3.Connection) -> Iterator[Finding]:
    for table, row, parent, _ in db.execute("PRAGMA foreign_key_check").fetchmany(_MOST):
        yield f"points to a row of {parent} that is not there", f"{table} row {row}", ""


def _indexes(db: sqlite3.Connection) -> Iterator[Finding]:
    """Compare each full-text index with one made anew from the same words."""
    for name, (table, columns) in _INDEXES.items():
        (made,) = db.execute("SELECT sql FROM sqlite_master WHERE name = ?", (name,)).fetchone()
        words = re.search(r"tokenize='([^']*)'", made)
        with _anew(db, columns, words[1] if words else "unicode61"):
            db.execute(f"INSERT INTO temp.anew(rowid, {columns}) SELECT n, {columns} FROM {table}")
            db.execute(f"CREATE VIRTUAL TABLE temp.held_words USING fts5vocab(main, {name}, col)")
            db.execute("CREATE VIRTUAL TABLE temp.anew_words USING fts5vocab(temp, anew, col)")
            one, other = (
                f"SELECT term, col, doc, cnt FROM temp.{t}_words" for t in ("held", "anew")
            )
            (off,) = db.execute(
                f"SELECT count(DISTINCT term) FROM (SELECT * FROM ({one} EXCEPT {other})"
                f" UNION ALL SELECT * FROM ({other} EXCEPT {one}))"
            ).fetchone()
        if off:
            yield (
                f"out of step with {table}: {off} words would be found wrongly or not at all",
                f"full-text index {name}",
                "write it anew: detente record compact",
            )


@contextmanager
def _anew(db: sqlite3.Connection, columns: str, words: str) -> Iterator[None]:
    try:
        db.execute(
            f"CREATE VIRTUAL TABLE temp.anew USING fts5({columns}, content='', tokenize='{words}')"
        )
        yield
    finally:
        for name in ("held_words", "anew_words", "anew"):
            db.execute(f"DROP TABLE IF EXISTS temp.{name}")
