"""What people say of an item: confirmed, corrected or struck out; the latest word holds.

A judgement that is taken back stays on record, and the one before it holds again. A judgement is kept beside the item, under the item's id; what was read is never overwritten. How it
passes to the next reading of the article is the business of :mod:`detente.record.carrying`.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import TypeVar

from detente.errors import RecordError, UnknownItem
from detente.record.matching import days_of
from detente.record.views import Judgement, Verdict
from detente.records import (
    Event,
    Modality,
    RelationClaim,
    RelationState,
    Request,
    RequestStatus,
    Statement,
    StatementType,
)

_TABLES = {
    "event": "events",
    "statement": "statements",
    "request": "requests",
    "relation": "relations",
}
_MODALITIES: dict[str, Modality] = {m: m for m in ("actual", "planned", "hypothetical", "negated")}
_STATUSES: dict[str, RequestStatus] = {
    s: s for s in ("accepted", "declined", "hedged", "unanswered", "open")
}
_FIELDS = {
    "event": {"source", "target", "type", "mode", "modality", "date", "place"},
    "request": {"from", "to", "concerning", "about", "status"},
    "statement": {"speaker", "actor", "type"},
    "relation": {"state", "period", "claimed_by"},
}
_STATEMENT_TYPES: dict[str, StatementType] = {t: t for t in ("direct", "indirect", "mixed")}
_STATES: dict[str, RelationState] = {
    s: s for s in ("improving", "worsening", "good", "bad", "mixed")
}
#: Fields of a correction that name actors.
ACTOR_FIELDS = frozenset({"source", "target", "from", "to", "concerning", "actor", "claimed_by"})

#: SQL: a row of ``judgements`` was not taken back.
STANDS = "n NOT IN (SELECT judgement FROM judgement_undone)"
#: SQL: the item of a table ``t`` is not struck out.
NOT_STRUCK = (
    f"coalesce((SELECT verdict FROM judgements WHERE item = t.id AND {STANDS}"
    " ORDER BY n DESC LIMIT 1), '') <> 'struck'"
)


@dataclass(frozen=True, slots=True)
class Effective:
    """An event as it counts: read, then corrected."""

    type: str
    mode: str | None
    modality: Modality
    source: tuple[str, ...]
    target: tuple[str, ...]
    date: str | None
    place: str | None


E = TypeVar("E", Event, Effective)


def latest(db: sqlite3.Connection, item: str) -> Judgement | None:
    """Return the judgement that holds for an item, or ``None``."""
    return next((j for j in judgements(db, item) if j.undone_by is None), None)


def judgements(
    db: sqlite3.Connection, item: str | None = None, *, article: str | None = None
) -> tuple[Judgement, ...]:
    """Return judgements, latest first; of one item, of the items of one article, or of all."""
    asked = {"item": item, "article": article}
    given = {name: value for name, value in asked.items() if value is not None}
    where = "WHERE " + " AND ".join(f"j.{name} = ?" for name in given) if given else ""
    rows = db.execute(
        "SELECT j.n, j.item, j.kind, j.verdict, j.user, j.reason, j.at, u.user, u.at"
        " FROM judgements j LEFT JOIN judgement_undone u ON u.judgement = j.n"
        f" {where} ORDER BY j.n DESC",
        tuple(given.values()),
    ).fetchall()
    out = []
    for n, item_, kind, verdict, user, reason, at, undone_by, undone_at in rows:
        changes = db.execute(
            "SELECT field, value FROM judgement_changes WHERE judgement = ? ORDER BY field", (n,)
        ).fetchall()
        out.append(
            Judgement(
                item=item_,
                kind=kind,
                verdict=verdict,
                changes=tuple((f, v) for f, v in changes),
                user=user,
                reason=reason,
                at=at,
                undone_by=undone_by,
                undone_at=undone_at,
            )
        )
    return tuple(out)


def struck(db: sqlite3.Connection, item: str) -> bool:
    """Tell whether a person struck an item out."""
    held = latest(db, item)
    return held is not None and held.verdict == "struck"


def changes_of(db: sqlite3.Connection, item: str) -> dict[str, str]:
    """Return what the judgement that holds for an item corrects, by field."""
    held = latest(db, item)
    return dict(held.changes) if held is not None and held.verdict == "corrected" else {}


def effective_event(db: sqlite3.Connection, key: int, id_: str) -> Effective | None:
    """Return an event as it counts, or ``None`` when it was struck out."""
    held = latest(db, id_)
    if held is not None and held.verdict == "struck":
        return None
    type_, mode, modality, date, place = db.execute(
        "SELECT type, mode, modality, date, place FROM events WHERE n = ?", (key,)
    ).fetchone()
    source, target = (
        tuple(
            row[0]
            for row in db.execute(
                "SELECT actor FROM event_actors WHERE event = ? AND side = ? ORDER BY position",
                (key, side),
            )
        )
        for side in ("source", "target")
    )
    read = Effective(type_, mode, modality, source, target, date, place)
    return corrected_event(read, changes_of(db, id_))


def corrected_event(event: E, changes: Mapping[str, str]) -> E:
    """Return an event with a correction in place; a new type leaves the old mode behind."""
    if not changes:
        return event
    mode = changes.get("mode", None if "type" in changes else event.mode)
    return replace(
        event,
        type=changes.get("type", event.type),
        mode=mode or None,
        modality=_MODALITIES[changes.get("modality", event.modality)],
        source=ids_in(changes["source"]) if "source" in changes else event.source,
        target=ids_in(changes["target"]) if "target" in changes else event.target,
        date=changes.get("date", event.date) or None,
        place=changes.get("place", event.place) or None,
    )


def corrected_request(request: Request, changes: Mapping[str, str]) -> Request:
    """Return a request with a correction in place."""
    if not changes:
        return request
    return replace(
        request,
        source=ids_in(changes["from"]) if "from" in changes else request.source,
        target=ids_in(changes["to"]) if "to" in changes else request.target,
        concerning=ids_in(changes["concerning"]) if "concerning" in changes else request.concerning,
        about=changes.get("about", request.about),
        status=_STATUSES[changes.get("status", request.status)],
    )


def corrected_statement(said: Statement, changes: Mapping[str, str]) -> Statement:
    """Return a statement with a correction in place."""
    if not changes:
        return said
    return replace(
        said,
        speaker=changes.get("speaker", said.speaker),
        actor=changes.get("actor", said.actor) or None,
        type=_STATEMENT_TYPES[changes.get("type", said.type)],
    )


def corrected_claim(claim: RelationClaim, changes: Mapping[str, str]) -> RelationClaim:
    """Return a claim with a correction in place."""
    if not changes:
        return claim
    return replace(
        claim,
        state=_STATES[changes.get("state", claim.state)],
        period=changes.get("period", claim.period) or None,
        claimed_by=changes.get("claimed_by", claim.claimed_by) or None,
    )


def ids_in(value: str) -> tuple[str, ...]:
    """Return the identifiers of a list separated by commas, as a correction writes it."""
    return tuple(v.strip() for v in value.split(",") if v.strip())


def judge(
    db: sqlite3.Connection,
    item: str,
    kind: str,
    verdict: Verdict,
    user: str,
    reason: str,
    changes: Mapping[str, str],
) -> int:
    """Write a judgement on one item; return the key of its article.

    Raises:
        UnknownItem: When there is no such item.
        RecordError: When a field or a value cannot be set.
    """
    columns = "start, end" if kind == "statement" else "start, end, part"
    row = db.execute(
        f"SELECT article, {columns} FROM {_TABLES[kind]} WHERE id = ?",
        (item,),
    ).fetchone()
    if row is None:
        raise UnknownItem(f"no {kind} {item!r} in this record")
    _check(kind, verdict, changes)
    article = db.execute("SELECT id FROM articles WHERE n = ?", (row[0],)).fetchone()[0]
    key = db.execute(
        "INSERT INTO judgements(item, kind, article, verdict, user, reason, at, part, start, end)"
        " VALUES (?,?,?,?,?,?,?,?,?,?)",
        (
            item, kind, article, verdict, user, reason,
            datetime.now(UTC).isoformat(timespec="seconds"),
            row[3] if len(row) > 3 else "text", row[1], row[2],
        ),
    ).lastrowid  # fmt: skip
    db.executemany(
        "INSERT INTO judgement_changes(judgement, field, value) VALUES (?,?,?)",
        [(key, field, value) for field, value in sorted(changes.items())],
    )
    return int(row[0])


def undo(db: sqlite3.Connection, item: str, user: str) -> int | None:
    """Take back the judgement that holds for an item; return the key of its article.

    Returns:
        ``None`` when no judgement holds for it.
    """
    row = db.execute(
        "SELECT j.n, r.n FROM judgements j JOIN articles r ON r.id = j.article"
        f" WHERE j.item = ? AND j.{STANDS} ORDER BY j.n DESC LIMIT 1",
        (item,),
    ).fetchone()
    if row is None:
        return None
    db.execute(
        "INSERT INTO judgement_undone(judgement, user, at) VALUES (?,?,?)",
        (row[0], user, datetime.now(UTC).isoformat(timespec="seconds")),
    )
    return int(row[1])


def home_of(db: sqlite3.Connection, item: str, kind: str) -> str:
    """Return the id of the article that an item was read in.

    Raises:
        UnknownItem: When there is no such item.
    """
    row = db.execute(
        f"SELECT r.id FROM {_TABLES[kind]} t JOIN articles r ON r.n = t.article WHERE t.id = ?",
        (item,),
    ).fetchone()
    if row is None:
        raise UnknownItem(f"no {kind} {item!r} in this record")
    return str(row[0])


def _check(kind: str, verdict: Verdict, changes: Mapping[str, str]) -> None:
    if (verdict == "corrected") != bool(changes):
        raise RecordError("a correction names what it changes; other verdicts change nothing")
    unknown = set(changes) - _FIELDS[kind]
    if unknown:
        can = ", ".join(sorted(_FIELDS[kind])) or "nothing"
        raise RecordError(f"{kind}: cannot set {', '.join(sorted(unknown))}; can set {can}")
    choices: tuple[tuple[str, Mapping[str, str]], ...] = (
        ("modality", _MODALITIES),
        ("status", _STATUSES),
        ("state", _STATES),
        ("type", _STATEMENT_TYPES if kind == "statement" else {}),
    )
    for field, allowed in choices:
        if allowed and field in changes and changes[field] not in allowed:
            raise RecordError(f"{field}: {changes[field]!r} is none of {', '.join(allowed)}")
    for field in ("date", "period"):
        if changes.get(field) and days_of(changes[field]) is None:
            raise RecordError(
                f"{field}: {changes[field]!r} is no date (YYYY, YYYY-MM or YYYY-MM-DD)"
            )
    for side in ("source", "target", "from", "to"):
        if side in changes and not ids_in(changes[side]):
            raise RecordError(f"{side}: at least one actor is needed on each side")
    if "speaker" in changes and not changes["speaker"].strip():
        raise RecordError("speaker: cannot be empty; strike the statement out instead")


def actors_of(changes: Mapping[str, str]) -> set[str]:
    """Return the actors that a correction names."""
    return {a for field in ACTOR_FIELDS & set(changes) for a in ids_in(changes[field])}
