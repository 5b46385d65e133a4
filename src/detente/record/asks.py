"""Requests followed over articles: tellings of one ask grouped, with the latest answer.

Two tellings with the same sides are of one ask when half the words of the shorter are those of the
other, or when both are about the same kinds of matter (``language/matters.yaml``) within a year;
never when they concern different third actors.
"""

from __future__ import annotations

import datetime as dt
import sqlite3
from collections import Counter
from collections.abc import Iterable
from functools import lru_cache
from typing import Any

from detente.language.matters import load_matters, matters_of
from detente.record.acts import named, records, split
from detente.record.judging import ACTOR_FIELDS, changes_of, ids_in
from detente.record.matching import content_words, days_of
from detente.record.vocabulary import Vocabulary

_ALIKE = 0.5
_FINAL = frozenset({"accepted", "declined"})
#: For so many days after its answer a request is still told of; one made later is another.
_ECHO = 60
#: So many days apart two asks of the same kinds, in other words, may be one; and asks of which one
#: names fewer kinds than the other ("resume talks", "help bring them back to the talks").
_SAME_KINDS = 366
_FEWER_KINDS = 7
#: Fields of a correction and the columns that they set.
_COLUMNS = {
    "from": "source",
    "to": "target",
    "concerning": "concerning",
    "about": "about",
    "status": "status",
}
_TELLINGS = """
SELECT q.n, q.id, q.article, q.about, q.status, q.asked, q.evidence, r.published, r.story, r.id AS paper,
  q.position, q.ask,
  (SELECT group_concat(actor) FROM (SELECT actor FROM request_actors
     WHERE request = q.n AND side = 'from' ORDER BY position)) AS source,
  (SELECT group_concat(actor) FROM (SELECT actor FROM request_actors
     WHERE request = q.n AND side = 'to' ORDER BY position)) AS target,
  (SELECT group_concat(actor) FROM (SELECT actor FROM request_actors
     WHERE request = q.n AND side = 'concerning' ORDER BY position)) AS concerning
FROM requests q JOIN articles r ON r.n = q.article WHERE q.block = ?
"""
_JUDGED = (
    "SELECT DISTINCT q.id FROM requests q JOIN judgements j ON j.item = q.id WHERE q.block = ?"
)


def loosen_asks(db: sqlite3.Connection, articles: Iterable[int]) -> set[str]:
    """Take apart every ask that some articles tell; return the blocks to group anew."""
    blocks: set[str] = set()
    for article in articles:
        held = db.execute(
            "SELECT block, ask FROM requests WHERE article = ? AND block NOT NULL", (article,)
        ).fetchall()
        blocks |= {row[0] for row in held}
        _drop(db, {row[1] for row in held if row[1] is not None})
    return blocks


def _drop(db: sqlite3.Connection, asks: Iterable[int]) -> None:
    for ask in asks:
        db.execute("UPDATE requests SET ask = NULL WHERE ask = ?", (ask,))
        db.execute("DELETE FROM asks WHERE n = ?", (ask,))


def rebuild_asks(db: sqlite3.Connection, blocks: Iterable[str], vocabulary: Vocabulary) -> None:
    """Group the requests of some blocks; only asks whose tellings changed are written."""
    for block in sorted(set(blocks)):
        rows = records(db, _TELLINGS, (block,))
        judged = {row[0] for row in db.execute(_JUDGED, (block,))}
        for row in rows:
            if row["id"] in judged:
                correct(db, row)
        held = Counter(row["ask"] for row in rows if row["ask"] is not None)
        kept: set[int] = set()
        changed = []
        for group in _grouped(rows):
            asks = {row["ask"] for row in group}
            ask = next(iter(asks))
            if len(asks) == 1 and ask is not None and held[ask] == len(group):
                kept.add(ask)
            else:
                changed.append(group)
        _drop(db, set(held) - kept)
        for group in changed:
            _insert(db, group, vocabulary)


def correct(db: sqlite3.Connection, row: dict[str, Any]) -> None:
    """Put what a person corrected in the place of what was read."""
    changes = changes_of(db, row["id"])
    for field, column in _COLUMNS.items():
        if field in changes:
            value = changes[field]
            row[column] = ",".join(ids_in(value)) if field in ACTOR_FIELDS else value


def _grouped(rows: list[dict[str, Any]]) -> list[list[dict[str, Any]]]:
    """Join tellings about the same matter; the same groups in whatever order they came."""
    rows.sort(key=lambda r: (r["published"] or "9999", r["paper"], r["position"]))
    groups: list[list[dict[str, Any]]] = []
    by_word: dict[str, set[int]] = {}
    for row in rows:
        words = _matter(row)
        keys = words | {f"*{kind}" for kind in matters_of(row["about"])}
        near = sorted({i for key in keys for i in by_word.get(key, ())})
        home = next((i for i in near if _belongs(row, words, groups[i])), None)
        if home is None:
            home = len(groups)
            groups.append([])
        groups[home].append(row)
        for key in keys:
            by_word.setdefault(key, set()).add(home)
    return groups


def _matter(row: dict[str, Any]) -> frozenset[str]:
    return _words(f"{row['about']} {row['concerning'] or ''}")


@lru_cache(maxsize=65536)
def _words(text: str) -> frozenset[str]:
    words = content_words(text)
    return (words - _weak()) or words


@lru_cache(maxsize=1)
def _weak() -> frozenset[str]:
    return content_words(" ".join(load_matters().weak))


def _belongs(row: dict[str, Any], words: frozenset[str], group: list[dict[str, Any]]) -> bool:
    """Tell whether a telling is of the same ask; one asked after a final answer is a new ask."""
    if not all(
        not _other_thirds(row, other) and (_alike(words, _matter(other)) or _same_kinds(row, other))
        for other in group
    ):
        return False
    answers = [o for o in group if o["status"] in _FINAL and o["published"]]
    asked = row["asked"]
    if not answers or not asked or row["status"] in _FINAL:
        return True
    given = days_of(answers[0]["published"])
    return given is None or (days_of(asked) or given)[0] <= _later(given[0], _ECHO)


def _other_thirds(row: dict[str, Any], other: dict[str, Any]) -> bool:
    """Tell whether two tellings concern third actors, and none the same."""
    one, two = set(split(row["concerning"])), set(split(other["concerning"]))
    return bool(one and two) and not one & two


def _same_kinds(row: dict[str, Any], other: dict[str, Any]) -> bool:
    """Tell whether two tellings are about the same kinds of matter, at about the same time."""
    kinds, others = set(matters_of(row["about"])), set(matters_of(other["about"]))
    if not kinds & others or not (kinds <= others or others <= kinds):
        return False
    early, late = sorted((days_of(r["asked"] or r["published"]) for r in (row, other)), key=str)
    if early is None or late is None:
        return False
    alike = kinds == others and bool(row["concerning"]) == bool(other["concerning"])
    reach = _SAME_KINDS if alike else _FEWER_KINDS
    return late[0] <= _later(early[1], reach)


def _later(day: str, days: int) -> str:
    at = dt.date.fromisoformat(day).toordinal() + days
    return dt.date.fromordinal(min(at, dt.date.max.toordinal())).isoformat()


def _alike(a: frozenset[str], b: frozenset[str]) -> bool:
    return bool(a and b) and len(a & b) >= _ALIKE * min(len(a), len(b))


def _insert(db: sqlite3.Connection, rows: list[dict[str, Any]], vocabulary: Vocabulary) -> None:
    first = rows[0]
    answers = [r for r in rows if r["status"] != "open"]
    answer = answers[-1] if answers else None
    dates = sorted(r["asked"] for r in rows if r["asked"])
    source, target = (split(first[side]) for side in ("source", "target"))
    concerning = sorted({c for r in rows for c in (r["concerning"] or "").split(",") if c})
    words = f"{named(source, vocabulary)} asked {named(target, vocabulary)}"
    replied = answer is not None and answer["status"] not in ("unanswered",)
    key = db.execute(
        "INSERT INTO asks(id, sentence, source, target, about, concerning, status, answer, first_asked,"
        " last_asked, answered, sources, articles) VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?)",
        (
            first["id"],
            f"{words}: {first['about']}" if first["about"] else words,
            ",".join(source),
            ",".join(target),
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
