"""Requests followed over articles: tellings of one ask grouped, with the latest answer."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from typing import Any

from detente.record.acts import named
from detente.record.matching import content_words
from detente.record.vocabulary import Vocabulary

_ALIKE = 0.5
_TELLINGS = """
SELECT q.n, q.id, q.article, q.about, q.status, q.asked, q.evidence, r.published, r.story, r.id AS paper,
  q.position,
  (SELECT group_concat(actor) FROM (SELECT actor FROM request_actors
     WHERE request = q.n AND side = 'from' ORDER BY position)) AS source,
  (SELECT group_concat(actor) FROM (SELECT actor FROM request_actors
     WHERE request = q.n AND side = 'to' ORDER BY position)) AS target,
  (SELECT group_concat(actor) FROM (SELECT actor FROM request_actors
     WHERE request = q.n AND side = 'concerning' ORDER BY position)) AS concerning
FROM requests q JOIN articles r ON r.n = q.article WHERE q.block = ?
"""


def rebuild_asks(db: sqlite3.Connection, blocks: Iterable[str], vocabulary: Vocabulary) -> None:
    """Group the requests of some blocks anew; the caller holds the transaction."""
    for block in sorted(set(blocks)):
        old = db.execute("SELECT DISTINCT ask FROM requests WHERE block = ?", (block,)).fetchall()
        db.execute("UPDATE requests SET ask = NULL WHERE block = ?", (block,))
        db.executemany("DELETE FROM asks WHERE n = ?", [o for o in old if o[0] is not None])
        cursor = db.execute(_TELLINGS, (block,))
        names = [c[0] for c in cursor.description]
        rows = [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
        for group in _grouped(rows):
            _insert(db, group, vocabulary)
    db.execute("DELETE FROM asks WHERE n NOT IN (SELECT ask FROM requests WHERE ask IS NOT NULL)")


def _grouped(rows: list[dict[str, Any]]) -> list[list[dict[str, Any]]]:
    """Join tellings about the same matter; the same groups in whatever order they came."""
    rows.sort(key=lambda r: (r["published"] or "9999", r["paper"], r["position"]))
    groups: list[list[dict[str, Any]]] = []
    for row in rows:
        words = content_words(f"{row['about']} {row['concerning'] or ''}")
        home = next(
            (
                g
                for g in groups
                if all(
                    _alike(words, content_words(f"{o['about']} {o['concerning'] or ''}")) for o in g
                )
            ),
            None,
        )
        if home is None:
            groups.append([row])
        else:
            home.append(row)
    return groups


def _alike(a: frozenset[str], b: frozenset[str]) -> bool:
    return bool(a and b) and len(a & b) >= _ALIKE * min(len(a), len(b))


def _insert(db: sqlite3.Connection, rows: list[dict[str, Any]], vocabulary: Vocabulary) -> None:
    first = rows[0]
    answers = [r for r in rows if r["status"] != "open"]
    answer = answers[-1] if answers else None
    dates = sorted(r["asked"] for r in rows if r["asked"])
    source, target = first["source"].split(","), first["target"].split(",")
    concerning = sorted({c for r in rows for c in (r["concerning"] or "").split(",") if c})
    words = f"{named(source, vocabulary)} asked {named(target, vocabulary)}"
    replied = answer is not None and answer["status"] not in ("unanswered",)
    key = db.execute(
        "INSERT INTO asks(id, sentence, source, target, about, concerning, status, answer, first_asked,"
        " last_asked, answered, sources, articles) VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?)",
        (
            first["id"],
            f"{words}: {first['about']}" if first["about"] else words,
            first["source"],
            first["target"],
            first["about"],
            ",".join(concerning),
            answer["status"] if answer else "open",
            answer["n"] if answer else None,
            dates[0] if dates else None,
            dates[-1] if dates else None,
            answer["published"] if answer and replied else None,
            len({r["story"] for r in rows}),
            len({r["paper"] for r in rows}),
        ),
    ).lastrowid
    for side, ids in (("from", source), ("to", target), ("concerning", concerning)):
        db.executemany(
            "INSERT OR IGNORE INTO ask_actors(ask, side, actor) VALUES (?,?,?)",
            [(key, side, a) for a in ids],
        )
    db.executemany("UPDATE requests SET ask = ? WHERE n = ?", [(key, r["n"]) for r in rows])
