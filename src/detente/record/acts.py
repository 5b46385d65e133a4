"""Acts: tellings grouped, and each group summed up in one row."""

from __future__ import annotations

import itertools
import sqlite3
from collections import Counter
from collections.abc import Iterable
from typing import Any

from detente.record.grouping import keys_of, meeting, placed, together
from detente.record.judging import STANDS, effective_event
from detente.record.matching import cluster, days_of
from detente.record.vocabulary import Vocabulary
from detente.records import SYMMETRIC_TYPES

_TELLING = """
SELECT e.n AS n, e.id AS id, e.article AS article, e.type, e.mode, e.modality, p.date, p.date_from,
  e.place, e.evidence, e.confidence, e.cameo, e.goldstein, r.published, r.story, e.position, r.id AS article_id,
  (SELECT group_concat(actor) FROM (SELECT actor FROM event_actors
     WHERE event = e.n AND side = 'source' ORDER BY position)) AS source,
  (SELECT group_concat(actor) FROM (SELECT actor FROM event_actors
     WHERE event = e.n AND side = 'target' ORDER BY position)) AS target
FROM placements p JOIN events e ON e.n = p.event JOIN articles r ON r.n = e.article
WHERE e.n = ?
"""


def loosen(db: sqlite3.Connection, articles: Iterable[int]) -> set[int]:
    """Take apart every act that some articles tell; return the keys of the tellings to group anew.

    Called before anything changes about those articles, so that no act keeps what it no longer
    rests on. Acts told by other articles alone stay as they are, but their tellings are among those
    returned where they may be of the same act.
    """
    touched: set[int] = set()
    for article in articles:
        for key in keys_of(db, article):
            one = placed(db, key)
            if one is not None:
                touched |= {key, *(p.told.key for p in meeting(db, one))}
                _drop(db, [] if one.act is None else [one.act])
    return touched


def _drop(db: sqlite3.Connection, acts: Iterable[int]) -> None:
    for act in acts:
        db.execute("UPDATE placements SET act = NULL WHERE act = ?", (act,))
        db.execute("DELETE FROM acts WHERE n = ?", (act,))


def rebuild(db: sqlite3.Connection, tellings: Iterable[int], vocabulary: Vocabulary) -> None:
    """Group some tellings anew, with all that hang together with them; the caller holds the transaction.

    Only acts whose tellings changed are written, so that adding one article to a large record
    stays cheap.
    """
    for part in together(db, tellings):
        act_of = {p.told.key: p.act for p in part}
        held = Counter(p.act for p in part if p.act is not None)
        kept: set[int] = set()
        changed: list[list[int]] = []
        for group in cluster([p.told for p in part]):
            acts = {act_of[t.key] for t in group}
            act = next(iter(acts))
            if len(acts) == 1 and act is not None and held[act] == len(group):
                kept.add(act)
            else:
                changed.append([t.key for t in group])
        _drop(db, sorted(set(held) - kept))
        for keys in changed:
            rows = [row for key in keys for row in records(db, _TELLING, (key,))]
            for row in rows:
                _correct(db, row)
            _insert(db, part[0].block, sorted(rows, key=_first_told), vocabulary)


def records(db: sqlite3.Connection, sql: str, values: tuple[Any, ...]) -> list[dict[str, Any]]:
    """Return the rows of a query as dictionaries."""
    cursor = db.execute(sql, values)
    names = [c[0] for c in cursor.description]
    return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def _correct(db: sqlite3.Connection, row: dict[str, Any]) -> None:
    """Put what a person corrected in the place of what was read."""
    event = effective_event(db, row["n"], row["id"])
    if event is not None:
        if (event.type, event.mode) != (row["type"], row["mode"]):
            row["cameo"] = row["goldstein"] = None  # they coded what was read
        row["type"], row["modality"] = event.type, event.modality
        row["mode"], row["place"] = event.mode, event.place
        row["source"], row["target"] = ",".join(event.source), ",".join(event.target)


def _first_told(row: dict[str, object]) -> tuple[str, str, int]:
    return str(row["published"] or "9999"), str(row["article_id"]), int(str(row["position"]))


def _insert(
    db: sqlite3.Connection, block: str, rows: list[dict[str, Any]], vocabulary: Vocabulary
) -> None:
    first = rows[0]
    type_ = first["type"]
    source, target = split(first["source"]), split(first["target"])
    mode = next((r["mode"] for r in rows if r["mode"]), None)
    dated = [r for r in rows if r["date_from"] == "told" and r["date"]]
    best = max(dated, key=lambda r: len(r["date"]), default=first)
    days = days_of(best["date"])
    cameo, goldstein = next(
        ((r["cameo"], r["goldstein"]) for r in rows if r["cameo"] and r["mode"] == mode),
        vocabulary.coding(type_, mode),
    )
    stories: dict[str, float] = {}
    for row in rows:
        stories[row["story"]] = max(stories.get(row["story"], 0.0), float(row["confidence"]))
    missing = 1.0
    for confidence in stories.values():
        missing *= 1 - confidence
    published = sorted(r["published"] for r in rows if r["published"])
    quad = vocabulary.quad(type_)
    key = db.execute(
        "INSERT INTO acts(id, block, sentence, source, type, mode, target, quad, modality, date,"
        " date_from, day_from, day_to, place, cameo, goldstein, confidence, sources, articles,"
        " first_reported, last_reported, quote, verdict)"
        " VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)",
        (
            first["id"],
            block,
            sentence(source, type_, target, vocabulary) + _matter(db, rows),
            ",".join(source),
            type_,
            mode,
            ",".join(target),
            quad,
            first["modality"],
            best["date"],
            best["date_from"] if best["date"] else None,
            days[0] if days else None,
            days[1] if days else None,
            next((r["place"] for r in rows if r["place"]), None),
            cameo,
            goldstein,
            round(1 - missing, 3),
            len(stories),
            len({r["article_id"] for r in rows}),
            published[0] if published else None,
            published[-1] if published else None,
            first["evidence"],
            _verdict(db, [r["id"] for r in rows]),
        ),
    ).lastrowid
    day = days[0] if days else None
    both = type_ in SYMMETRIC_TYPES
    for actor in dict.fromkeys([*source, *target]):
        sides = {side for side, ids in (("source", source), ("target", target)) if actor in ids}
        for side in sorted({"source", "target"} if both else sides):
            db.execute(
                "INSERT INTO act_actors(actor, side, day_from, act) VALUES (?,?,?,?)",
                (actor, side, day, key),
            )
    meeting = itertools.combinations({*source, *target}, 2)  # a joint act is between all of them
    between = meeting if both else itertools.product(source, target)
    for a, b in sorted({(min(p), max(p)) for p in between if p[0] != p[1]}):
        db.execute(
            "INSERT INTO act_pairs(a, b, day_from, act, quad, modality) VALUES (?,?,?,?,?,?)",
            (a, b, day, key, quad, first["modality"]),
        )
    db.executemany("UPDATE placements SET act = ? WHERE event = ?", [(key, r["n"]) for r in rows])


def _matter(db: sqlite3.Connection, rows: list[dict[str, Any]]) -> str:
    """Return ": what it asks for" of a request, from the request read at the same words."""
    if rows[0]["type"] != "REQUEST":
        return ""
    for row in rows:
        found = db.execute(
            "SELECT q.about FROM requests q JOIN events e ON e.article = q.article"
            " AND e.start = q.start AND e.part = q.part WHERE e.n = ? AND q.about <> ''",
            (row["n"],),
        ).fetchone()
        if found:
            return f": {found[0]}"
    return ""


def sentence(source: list[str], type_: str, target: list[str], vocabulary: Vocabulary) -> str:
    """Return an act in words: "South Korea asked China"."""
    words = (named(source, vocabulary), vocabulary.phrase(type_), named(target, vocabulary))
    return " ".join(w for w in words if w)


def split(joined: str | None) -> list[str]:
    """Return the identifiers of a list joined by commas."""
    return joined.split(",") if joined else []


def named(ids: list[str], vocabulary: Vocabulary) -> str:
    """Return actors by name, joined by commas and "and"."""
    words = [vocabulary.name(i) for i in ids]
    if not words:
        return ""
    return words[0] if len(words) == 1 else ", ".join(words[:-1]) + " and " + words[-1]


def _verdict(db: sqlite3.Connection, events: list[str]) -> str | None:
    marks = ",".join("?" * len(events))
    row = db.execute(
        f"SELECT verdict FROM judgements WHERE item IN ({marks}) AND {STANDS}"
        " ORDER BY n DESC LIMIT 1",
        events,
    ).fetchone()
    return row[0] if row else None
