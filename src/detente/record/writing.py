"""Write an article and its reading: every row of it, in the caller's transaction."""

from __future__ import annotations

import hashlib
import json
import sqlite3
from datetime import UTC, datetime
from typing import Any

from detente.errors import EvidenceError, RecordError
from detente.record import stories
from detente.record.acts import loosen, rebuild
from detente.record.asks import loosen_asks, rebuild_asks
from detente.record.carrying import carry_over
from detente.record.judging import (
    changes_of,
    corrected_claim,
    corrected_request,
    corrected_statement,
    effective_event,
    struck,
)
from detente.record.matching import block, days_of
from detente.record.reading_back import Loader
from detente.record.views import Added, AddedStatus
from detente.record.vocabulary import Vocabulary
from detente.records import Article, Event, Evidence, Reading, Request


def digest(article: Article) -> str:
    """Return the sha256 of an article as given."""
    fields = (
        article.id, article.title, article.text, article.published, article.url,
        article.dateline, article.publisher, article.agency,
    )  # fmt: skip
    return _sha(json.dumps(fields, ensure_ascii=False))


def _sha(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def check_evidence(reading: Reading) -> None:
    """Check that every quoted piece stands where it is said to stand.

    Raises:
        EvidenceError: Naming the article, the item and what stands there instead.
    """
    pieces: list[tuple[str, Evidence]] = [(f"event {e.id}", e.evidence) for e in reading.events]
    pieces += [(f"statement {s.id}", c) for s in reading.statements for c in s.content]
    pieces += [(f"request {r.id}", r.evidence) for r in reading.requests]
    pieces += [(f"request {r.id}", r.reply) for r in reading.requests if r.reply]
    pieces += [(f"relation {c.id}", c.evidence) for c in reading.relations]
    for item, piece in pieces:
        stands = reading.article.part(piece.where)[piece.start : piece.end]
        if stands != piece.text or not piece.text:
            raise EvidenceError(
                f"article {reading.id}, {item}: {piece.text[:60]!r} does not stand at "
                f"{piece.start}-{piece.end} of the {piece.where}; there stands {stands[:60]!r}"
            )


def write(
    db: sqlite3.Connection, reading: Reading, original: bytes | None, vocabulary: Vocabulary
) -> Added:
    """Write a reading; the caller holds the transaction.

    Raises:
        RecordError: When the id belongs to another article.
    """
    article = reading.article
    form = json.dumps(reading.to_dict(), ensure_ascii=False)
    mine, told = digest(article), _sha(form)
    row = db.execute(
        "SELECT n, digest, reading FROM articles WHERE id = ?", (article.id,)
    ).fetchone()
    if row is not None and row[1] != mine:
        raise RecordError(
            f"article id {article.id!r} is taken by another text in this record; give one of them "
            "another id"
        )
    if row is not None and row[2] == told:
        return Added(article=article.id, status="unchanged", copy_of=_copy_of(db, row[0]))
    now = datetime.now(UTC).isoformat(timespec="seconds")
    tellings: set[int] = set()
    ask_blocks: set[str] = set()
    if row is None:
        db.execute(
            "INSERT INTO articles(id, title, text, published, url, dateline, publisher, agency,"
            " story, copy, digest, reading, added, updated) VALUES (?,?,?,?,?,?,?,?,?,0,?,?,?,?)",
            (
                article.id, article.title, article.text, article.published, article.url,
                article.dateline, article.publisher, article.agency, article.id, mine, told, now, now,
            ),
        )  # fmt: skip
        n = int(db.execute("SELECT n FROM articles WHERE id = ?", (article.id,)).fetchone()[0])
        moved = stories.place(db, n, article)  # a copy changes how its story's acts are counted
        tellings |= loosen(db, moved)
        ask_blocks |= loosen_asks(db, moved)
    else:
        n = int(row[0])
        tellings |= loosen(db, [n])
        ask_blocks |= loosen_asks(db, [n])
        reading = carry_over(db, Loader(db).reading(n), reading)
        form = json.dumps(reading.to_dict(), ensure_ascii=False)
        _remove(db, n)
        db.execute("UPDATE articles SET reading = ?, updated = ? WHERE n = ?", (told, now, n))
    db.execute("INSERT INTO readings(article, json) VALUES (?, ?)", (n, form))
    if original is not None:
        db.execute(
            "INSERT OR REPLACE INTO originals(article, sha256, bytes) VALUES (?, ?, ?)",
            (n, hashlib.sha256(original).hexdigest(), original),
        )
    _actors(db, reading, vocabulary)
    for position, event in enumerate(reading.events):
        _event(db, n, position, event, vocabulary)
    for position, request in enumerate(reading.requests):
        _request(db, n, position, request)
    _others(db, n, reading)
    settle(db, reading)
    tellings |= place_events(db, n, article.published)
    ask_blocks |= place_requests(db, n, reading)
    rebuild(db, tellings, vocabulary)
    rebuild_asks(db, ask_blocks, vocabulary)
    copy = _copy_of(db, n)
    status: AddedStatus = "replaced" if row is not None else "copy" if copy else "added"
    return Added(article=article.id, status=status, copy_of=copy)


def _copy_of(db: sqlite3.Connection, n: int) -> str | None:
    row = db.execute("SELECT story FROM articles WHERE n = ? AND copy = 1", (n,)).fetchone()
    return row[0] if row else None


def _remove(db: sqlite3.Connection, n: int) -> None:
    """Take away an article's findings, so that another reading can stand in their place."""
    for table in ("events", "statements", "requests", "relations", "links", "readings"):
        db.execute(f"DELETE FROM {table} WHERE article = ?", (n,))


def _actors(db: sqlite3.Connection, reading: Reading, vocabulary: Vocabulary) -> None:
    ids: set[str] = set()
    for event in reading.events:
        ids |= {*event.source, *event.target}
    for request in reading.requests:
        ids |= {*request.source, *request.target, *request.concerning}
    for claim in reading.relations:
        ids |= {*claim.pair, *([claim.claimed_by] if claim.claimed_by else [])}
    ids |= {s.actor for s in reading.statements if s.actor}
    know_actors(db, ids, vocabulary)
    know_types(db, {e.type for e in reading.events}, vocabulary)


def know_types(db: sqlite3.Connection, types: set[str], vocabulary: Vocabulary) -> None:
    """Enter event types that the record does not hold yet."""
    db.executemany(
        "INSERT OR IGNORE INTO types(type, quad) VALUES (?, ?)",
        [(t, vocabulary.quad(t)) for t in sorted(types)],
    )


def know_actors(db: sqlite3.Connection, ids: set[str], vocabulary: Vocabulary) -> None:
    """Enter actors that the record does not hold yet."""
    db.executemany(
        "INSERT OR IGNORE INTO actors(id, name) VALUES (?, ?)",
        [(i, vocabulary.name(i)) for i in sorted(ids)],
    )


def _event(db: sqlite3.Connection, n: int, position: int, e: Event, vocabulary: Vocabulary) -> None:
    cameo, goldstein = e.cameo, e.goldstein
    if cameo is None:
        cameo, goldstein = vocabulary.coding(e.type, e.mode)
    key = db.execute(
        "INSERT OR IGNORE INTO events(id, article, position, type, mode, modality, date, place, cameo,"
        " goldstein, trigger_start, trigger_end, part, start, end, evidence, by, confidence)"
        " VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)",
        (
            e.id, n, position, e.type, e.mode, e.modality, e.date, e.place, cameo, goldstein,
            e.trigger.start if e.trigger else None, e.trigger.end if e.trigger else None,
            e.evidence.where, e.evidence.start, e.evidence.end, e.evidence.text, e.by, e.confidence,
        ),
    )  # fmt: skip
    if key.rowcount:
        _sides(db, "event", key.lastrowid, {"source": e.source, "target": e.target})


def _request(db: sqlite3.Connection, n: int, position: int, r: Request) -> None:
    reply: tuple[Any, ...] = (None, None, None, None)
    if r.reply:
        reply = (r.reply.where, r.reply.start, r.reply.end, r.reply.text)
    key = db.execute(
        "INSERT OR IGNORE INTO requests(id, article, position, about, status, part, start, end, evidence,"
        " reply_part, reply_start, reply_end, reply, by, confidence)"
        " VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)",
        (
            r.id, n, position, r.about, r.status, r.evidence.where, r.evidence.start,
            r.evidence.end, r.evidence.text, *reply, r.by, r.confidence,
        ),
    )  # fmt: skip
    if key.rowcount:
        sides = {"from": r.source, "to": r.target, "concerning": r.concerning}
        _sides(db, "request", key.lastrowid, sides)


def _sides(
    db: sqlite3.Connection, table: str, key: int | None, sides: dict[str, tuple[str, ...]]
) -> None:
    db.executemany(
        f"INSERT INTO {table}_actors({table}, side, position, actor) VALUES (?,?,?,?)",
        [
            (key, side, i, a)
            for side, ids in sides.items()
            for i, a in enumerate(dict.fromkeys(ids))
        ],
    )


def _others(db: sqlite3.Connection, n: int, reading: Reading) -> None:
    db.executemany(
        "INSERT OR IGNORE INTO statements(id, article, position, speaker, actor, type, content, start,"
        " end, by, confidence) VALUES (?,?,?,?,?,?,?,?,?,?,?)",
        [
            (
                s.id, n, i, s.speaker, s.actor, s.type, " ... ".join(c.text for c in s.content),
                s.content[0].start if s.content else 0, s.content[-1].end if s.content else 0,
                s.by, s.confidence,
            )
            for i, s in enumerate(reading.statements)
        ],
    )  # fmt: skip
    db.executemany(
        "INSERT OR IGNORE INTO relations(id, article, position, a, b, turned, state, period, claimed_by,"
        " part, start, end, evidence, by, confidence) VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)",
        [
            (
                c.id, n, i, *sorted(c.pair), int(tuple(sorted(c.pair)) != c.pair), c.state, c.period,
                c.claimed_by, c.evidence.where, c.evidence.start, c.evidence.end, c.evidence.text,
                c.by, c.confidence,
            )
            for i, c in enumerate(reading.relations)
        ],
    )  # fmt: skip
    db.executemany(
        "INSERT INTO links(article, position, source_kind, source_position, target_kind,"
        " target_position, kind) VALUES (?,?,?,?,?,?,?)",
        [(n, i, *_place(k.source), *_place(k.target), k.kind) for i, k in enumerate(reading.links)],
    )


def _place(reference: str) -> tuple[str, int]:
    kind, _, position = reference.partition("/")
    return kind, int(position)


def place_events(db: sqlite3.Connection, n: int, published: str | None) -> set[int]:
    """Place an article's events in blocks, as judged by people; return the keys of those that count."""
    counted: set[int] = set()
    db.execute(
        "DELETE FROM placements WHERE event IN (SELECT n FROM events WHERE article = ?)", (n,)
    )
    rows = db.execute("SELECT n, id FROM events WHERE article = ?", (n,)).fetchall()
    for key, id_ in rows:
        event = effective_event(db, key, id_)
        if event is None:
            continue
        told = event.date if days_of(event.date) else None
        reported = published if days_of(published) else None
        date = told or (reported if event.modality == "actual" else None)
        home = block(event.type, event.modality, event.source, event.target, date)
        db.execute(
            "INSERT INTO placements(event, block, date, date_from) VALUES (?,?,?,?)",
            (key, home, date, "told" if told else "published"),
        )
        counted.add(key)
    return counted


def place_requests(db: sqlite3.Connection, n: int, reading: Reading) -> set[str]:
    """Place an article's requests in blocks, as judged by people; return the blocks touched."""
    blocks: set[str] = set()
    asked = {(e.evidence.start, e.source, e.target): e.date for e in reading.events}
    rows = db.execute("SELECT n, id FROM requests WHERE article = ?", (n,)).fetchall()
    by_id = {r.id: r for r in reading.requests}
    for key, id_ in rows:
        told = by_id[id_]
        home = None
        if not struck(db, id_):
            request = corrected_request(told, changes_of(db, id_))
            home = (
                f"{','.join(sorted(set(request.source)))}|{','.join(sorted(set(request.target)))}"
            )
            blocks.add(home)
        date = (
            asked.get((told.evidence.start, told.source, told.target)) or reading.article.published
        )
        db.execute(
            "UPDATE requests SET block = ?, asked = ?, ask = NULL WHERE n = ?", (home, date, key)
        )
    return blocks


def settle(db: sqlite3.Connection, reading: Reading) -> None:
    """Put statements and claims in their tables as they count: read, then corrected."""
    for said in reading.statements:
        held = corrected_statement(said, changes_of(db, said.id))
        db.execute(
            "UPDATE statements SET speaker = ?, actor = ?, type = ? WHERE id = ?",
            (held.speaker, held.actor, held.type, held.id),
        )
    for claim in reading.relations:
        stands = corrected_claim(claim, changes_of(db, claim.id))
        db.execute(
            "UPDATE relations SET state = ?, period = ?, claimed_by = ? WHERE id = ?",
            (stands.state, stands.period, stands.claimed_by, stands.id),
        )
