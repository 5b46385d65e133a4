"""What people say of an item: confirmed, corrected or struck out; the latest word holds.

A judgement is kept beside the item, under the item's id, which is derived from its content: reading
the article again brings the same id, and the judgement still holds.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from detente.errors import RecordError, UnknownItem
from detente.record.matching import days_of
from detente.record.views import Judgement, Verdict
from detente.records import Modality, Request, RequestStatus

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
    "request": {"about", "status"},
    "statement": set[str](),
    "relation": set[str](),
}


@dataclass(frozen=True, slots=True)
class Effective:
    """An event as it counts: read, then corrected."""

    type: str
    modality: Modality
    source: tuple[str, ...]
    target: tuple[str, ...]
    date: str | None


def latest(db: sqlite3.Connection, item: str) -> Judgement | None:
    """Return the judgement that holds for an item, or ``None``."""
    rows = judgements(db, item)
    return rows[0] if rows else None


def judgements(db: sqlite3.Connection, item: str | None = None) -> tuple[Judgement, ...]:
    """Return judgements, latest first; of one item or of all."""
    where, values = ("WHERE item = ?", (item,)) if item else ("", ())
    rows = db.execute(
        f"SELECT n, item, kind, verdict, user, reason, at FROM judgements {where} ORDER BY n DESC",
        values,
    ).fetchall()
    out = []
    for n, item_, kind, verdict, user, reason, at in rows:
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
            )
        )
    return tuple(out)


def struck(db: sqlite3.Connection, item: str) -> bool:
    """Tell whether a person struck an item out."""
    held = latest(db, item)
    return held is not None and held.verdict == "struck"


def effective_event(db: sqlite3.Connection, key: int, id_: str) -> Effective | None:
    """Return an event as it counts, or ``None`` when it was struck out."""
    held = latest(db, id_)
    if held is not None and held.verdict == "struck":
        return None
    type_, modality, date = db.execute(
        "SELECT type, modality, date FROM events WHERE n = ?", (key,)
    ).fetchone()
    sides = {
        side: tuple(
            row[0]
            for row in db.execute(
                "SELECT actor FROM event_actors WHERE event = ? AND side = ? ORDER BY position",
                (key, side),
            )
        )
        for side in ("source", "target")
    }
    changes = dict(held.changes) if held is not None and held.verdict == "corrected" else {}
    return Effective(
        changes.get("type", type_),
        _MODALITIES[changes.get("modality", modality)],
        _ids(changes["source"]) if "source" in changes else sides["source"],
        _ids(changes["target"]) if "target" in changes else sides["target"],
        (changes["date"] or None) if "date" in changes else date,
    )


def effective_request(db: sqlite3.Connection, request: Request) -> Request:
    """Return a request as it counts."""
    held = latest(db, request.id)
    if held is None or held.verdict != "corrected":
        return request
    changes = dict(held.changes)
    return replace(
        request,
        about=changes.get("about", request.about),
        status=_STATUSES[changes.get("status", request.status)],
    )


def _ids(value: str) -> tuple[str, ...]:
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


def _check(kind: str, verdict: Verdict, changes: Mapping[str, str]) -> None:
    if (verdict == "corrected") != bool(changes):
        raise RecordError("a correction names what it changes; other verdicts change nothing")
    unknown = set(changes) - _FIELDS[kind]
    if unknown:
        can = ", ".join(sorted(_FIELDS[kind])) or "nothing"
        raise RecordError(f"{kind}: cannot set {', '.join(sorted(unknown))}; can set {can}")
    if "modality" in changes and changes["modality"] not in _MODALITIES:
        raise RecordError(f"modality: {changes['modality']!r} is none of {', '.join(_MODALITIES)}")
    if "status" in changes and changes["status"] not in _STATUSES:
        raise RecordError(f"status: {changes['status']!r} is none of {', '.join(_STATUSES)}")
    if changes.get("date") and days_of(changes["date"]) is None:
        raise RecordError(f"date: {changes['date']!r} is no date (YYYY, YYYY-MM or YYYY-MM-DD)")
    for side in ("source", "target"):
        if side in changes and not _ids(changes[side]):
            raise RecordError(f"{side}: an event needs at least one actor on each side")
