"""Check every article of a record: as it was added, with a reading whose quotations stand in it."""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Iterator

from detente.errors import EvidenceError, RecordError
from detente.record.reading_back import Loader
from detente.record.writing import check_evidence, digest
from detente.records import Reading

#: Tables of what was read, with their quotations: columns of part, start, end and words.
_QUOTED = (
    ("events", "event", "part, start, end, evidence"),
    ("requests", "request", "part, start, end, evidence"),
    ("requests", "reply to request", "reply_part, reply_start, reply_end, reply"),
    ("relations", "claim", "part, start, end, evidence"),
)
_AGAIN = "add the article anew to a new record, or take a backup in this one's place"


def article_problems(db: sqlite3.Connection) -> Iterator[tuple[str, str, str]]:
    """Yield what is wrong with articles: what, which, what to do."""
    keys = [row[0] for row in db.execute("SELECT n FROM articles ORDER BY n")]
    for n in keys:
        (name,) = db.execute("SELECT cast(id AS BLOB) FROM articles WHERE n = ?", (n,)).fetchone()
        which = f"article {bytes(name).decode('utf-8', 'replace')}"
        try:
            for what in _of_article(db, n):
                yield what, which, _AGAIN
        except (sqlite3.OperationalError, RecordError, ValueError, TypeError) as error:
            # not only SQLite's: what was changed inside fails wherever it is first used
            yield f"its reading cannot be read ({error})", which, _AGAIN


def _of_article(db: sqlite3.Connection, n: int) -> Iterator[str]:
    (there,) = db.execute("SELECT count(*) FROM readings WHERE article = ?", (n,)).fetchone()
    if not there:
        yield "has no reading: it is half there"
        return
    reading = Loader(db).reading(n)
    (held,) = db.execute("SELECT digest FROM articles WHERE n = ?", (n,)).fetchone()
    if digest(reading.article) != held:
        yield "is not as it was added: title, text or date differ from its digest"
    try:
        check_evidence(reading)
    except EvidenceError as error:
        yield str(error)
    yield from _rows(db, n, reading)
    original = db.execute("SELECT sha256, bytes FROM originals WHERE article = ?", (n,)).fetchone()
    if original and hashlib.sha256(original[1]).hexdigest() != original[0]:
        yield "the page kept with it is not as it was read"


def _rows(db: sqlite3.Connection, n: int, reading: Reading) -> Iterator[str]:
    """Yield where the rows of an article and its reading differ."""
    read = {
        "events": {e.id for e in reading.events},
        "statements": {s.id for s in reading.statements},
        "requests": {r.id for r in reading.requests},
        "relations": {c.id for c in reading.relations},
    }
    for table, ids in read.items():
        rows = {row[0] for row in db.execute(f"SELECT id FROM {table} WHERE article = ?", (n,))}
        for id_ in sorted(rows - ids):
            yield f"{table} holds {id_}, which its reading does not"
        for id_ in sorted(ids - rows):
            # one id twice: the first article that told it holds the row
            if not db.execute(f"SELECT 1 FROM {table} WHERE id = ?", (id_,)).fetchone():
                yield f"its reading has {id_}, which {table} does not"
    (links,) = db.execute("SELECT count(*) FROM links WHERE article = ?", (n,)).fetchone()
    if links != len(reading.links):
        yield f"its reading has {len(reading.links)} links, the table {links}"
    for table, kind, columns in _QUOTED:
        for id_, part, start, end, words in db.execute(
            f"SELECT id, {columns} FROM {table} WHERE article = ?", (n,)
        ):
            if part is None:
                continue
            stands = reading.article.part(part)[start:end]
            if stands != words:
                yield (
                    f"{kind} {id_}: {str(words)[:60]!r} does not stand at {start}-{end} of the "
                    f"{part}; there stands {stands[:60]!r}"
                )
    said = {s.id: " ... ".join(c.text for c in s.content) for s in reading.statements}
    for id_, content in db.execute("SELECT id, content FROM statements WHERE article = ?", (n,)):
        if id_ in said and said[id_] != content:
            yield f"statement {id_} is not as its reading has it"
