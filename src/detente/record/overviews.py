"""What is in the record: counts, pairs, what moved lately."""

from __future__ import annotations

import datetime as dt
import sqlite3
from collections.abc import Mapping
from typing import Any

from detente.record.filters import Where
from detente.record.reading_back import rows
from detente.record.summaries import Count, Mover, PairRow, Summary
from detente.record.views import (
    Facet,
)
from detente.record.vocabulary import Vocabulary

_FEWEST = 4
_LEAST_CHANGE = 0.15
#: What is counted, and what is joined for it; ``{}`` stand for columns of a ``Where``.
_FACETS: dict[Facet, tuple[str, str]] = {
    "type": ("a.type", ""),
    "quad": ("{classed}.quad", ""),
    "modality": ("{classed}.modality", ""),
    "source": ("f.actor", "JOIN act_actors f ON f.act = {act} AND f.side = 'source'"),
    "target": ("f.actor", "JOIN act_actors f ON f.act = {act} AND f.side = 'target'"),
    "pair": ("f.a || '-' || f.b", "JOIN act_pairs f ON f.act = {act}"),
    "year": ("substr({listed}.day_from, 1, 4)", ""),
    "month": ("substr({listed}.day_from, 1, 7)", ""),
}
_BY = ("a.type", "a.quad", "a.modality")
_ACT_COUNTS = "act_counts a"
#: Shorter ways, as long as nothing is asked but these columns: value, tables, count, columns.
_SHORTER: dict[Facet, tuple[str, str, str, tuple[str, ...]]] = {
    "type": ("a.type", _ACT_COUNTS, "sum(a.acts)", _BY),
    "quad": ("a.quad", _ACT_COUNTS, "sum(a.acts)", _BY),
    "modality": ("a.modality", _ACT_COUNTS, "sum(a.acts)", _BY),
    "source": ("a.actor", "(SELECT actor FROM act_actors WHERE side = 'source') a", "count(*)", ()),
    "target": ("a.actor", "(SELECT actor FROM act_actors WHERE side = 'target') a", "count(*)", ()),
    "pair": (
        "a.pair",
        "(SELECT a || '-' || b AS pair, modality, quad, count(*) AS acts FROM act_pairs"
        " GROUP BY a, b, modality, quad) a",
        "sum(a.acts)",
        ("a.modality", "a.quad"),
    ),
    "year": ("nullif(substr(a.month, 1, 4), '')", _ACT_COUNTS, "sum(a.acts)", _BY),
    "month": ("nullif(a.month, '')", _ACT_COUNTS, "sum(a.acts)", _BY),
}


def summary(db: sqlite3.Connection) -> Summary:
    """Return what is in the record."""

    def one(sql: str) -> Any:
        return db.execute(sql).fetchone()[0]

    def edge(end: str, order: str) -> str | None:
        """Return the date of the first or last act, as precisely as it is told."""
        found = db.execute(
            "SELECT date FROM acts WHERE modality = 'actual'"
            f" AND day_from = (SELECT {end}(day_from) FROM acts WHERE modality = 'actual')"
            f" ORDER BY date {order} LIMIT 1"
        ).fetchone()
        return found[0] if found else None

    return Summary(
        articles=one("SELECT count(*) FROM articles"),
        stories=one("SELECT count(*) FROM stories"),
        tellings=one("SELECT count(*) FROM events"),
        acts=total(db, Where()),
        pairs=one("SELECT count(*) FROM (SELECT DISTINCT a, b FROM pair_counts)"),
        actors=one("SELECT count(*) FROM actors"),
        statements=one("SELECT count(*) FROM statements"),
        requests=one("SELECT count(*) FROM asks"),
        standing_requests=one("SELECT count(*) FROM asks WHERE status IN ('open', 'unanswered')"),
        claims=one("SELECT count(*) FROM relations"),
        judgements=one("SELECT count(*) FROM judgements"),
        first=edge("min", "ASC"),
        last=edge("max", "DESC"),
        last_added=one("SELECT max(updated) FROM articles"),
        by_type=counts(db, "type", Where(), 50),
    )


def total(db: sqlite3.Connection, where: Where) -> int:
    """Count acts."""
    if where.only(*_BY):
        sql = f"SELECT coalesce(sum(a.acts), 0) FROM {_ACT_COUNTS} {where.sql}"
    else:
        sql = f"SELECT count(*) FROM {where.counting()} {where.sql}"
    return int(db.execute(sql, where.values).fetchone()[0])


def counts(db: sqlite3.Connection, facet: Facet, where: Where, limit: int) -> tuple[Count, ...]:
    """Count acts by one facet."""
    value, tables, count, columns = _SHORTER[facet]
    if not where.only(*columns):
        value, join = (
            part.format(classed=where.classed, listed=where.listed, act=where.act)
            for part in _FACETS[facet]
        )
        tables, count = f"{where.counting(value, join)} {join}", "count(*)"
    order = "value" if facet in ("year", "month") else "count DESC, value"
    found = rows(
        db,
        f"SELECT {value} AS value, {count} AS count FROM {tables} {where.sql}"
        f" GROUP BY value HAVING value IS NOT NULL ORDER BY {order} LIMIT ?",
        (*where.values, limit),
    )
    return tuple(Count(value=str(r["value"]), count=r["count"]) for r in found)


def pair_rows(
    db: sqlite3.Connection,
    vocabulary: Vocabulary,
    *,
    actor: str | None = None,
    only: tuple[str, str] | None = None,
    limit: int = 50,
) -> tuple[PairRow, ...]:
    """Return pairs with counts of their actual acts, most acts first."""
    where = Where()
    if actor is not None:
        where = where.and_("(c.a = ? OR c.b = ?)", actor, actor)
    if only is not None:
        where = where.and_("c.a = ?", only[0]).and_("c.b = ?", only[1])
    found = rows(
        db,
        "SELECT c.a, c.b, sum(c.acts) AS acts, sum(CASE WHEN c.quad <= 2 THEN c.acts ELSE 0 END) AS coop,"
        " sum(CASE WHEN c.quad IN (2, 4) THEN c.acts ELSE 0 END) AS deeds FROM pair_counts c"
        f" {where.sql} GROUP BY c.a, c.b ORDER BY acts DESC, c.a, c.b LIMIT ?",
        (*where.values, limit),
    )
    standing = _all_standing(db) if only is None else None
    return tuple(_pair(db, row, vocabulary, standing) for row in found)


def _pair(
    db: sqlite3.Connection,
    row: dict[str, Any],
    vocabulary: Vocabulary,
    standing: Mapping[tuple[str, str], int] | None = None,
) -> PairRow:
    ends = "FROM act_pairs WHERE a = :a AND b = :b AND modality = 'actual'"
    first, last = db.execute(
        f"SELECT (SELECT min(day_from) {ends}), (SELECT max(day_from) {ends})",
        {"a": row["a"], "b": row["b"]},
    ).fetchone()
    return PairRow(
        pair=(row["a"], row["b"]),
        names=(vocabulary.name(row["a"]), vocabulary.name(row["b"])),
        acts=row["acts"],
        cooperative=row["coop"],
        conflictual=row["acts"] - row["coop"],
        deeds=row["deeds"],
        first=first,
        last=last,
        standing=_standing(db, row["a"], row["b"])
        if standing is None
        else standing.get((row["a"], row["b"]), 0),
    )


def _standing(db: sqlite3.Connection, a: str, b: str) -> int:
    one_way = (
        "SELECT f.ask FROM ask_actors f CROSS JOIN ask_actors t"
        " ON t.ask = f.ask AND t.side = 'to' AND t.actor = ? CROSS JOIN asks q ON q.n = f.ask"
        " WHERE f.actor = ? AND f.side = 'from' AND q.status IN ('open', 'unanswered')"
    )
    row = db.execute(f"SELECT count(*) FROM ({one_way} UNION {one_way})", (b, a, a, b)).fetchone()
    return int(row[0])


def _all_standing(db: sqlite3.Connection) -> dict[tuple[str, str], int]:
    """Return how many requests stand between each two; to ask it for many pairs takes longer."""
    found = db.execute(
        "SELECT min(f.actor, t.actor), max(f.actor, t.actor), count(DISTINCT q.n) FROM asks q"
        " CROSS JOIN ask_actors f ON f.ask = q.n AND f.side = 'from'"
        " CROSS JOIN ask_actors t ON t.ask = q.n AND t.side = 'to'"
        " WHERE q.status IN ('open', 'unanswered') GROUP BY 1, 2"
    )
    return {(a, b): count for a, b, count in found}


def empty_pair(db: sqlite3.Connection, pair: tuple[str, str], vocabulary: Vocabulary) -> PairRow:
    """Return a pair of which the record tells no actual act."""
    row = {"a": pair[0], "b": pair[1], "acts": 0, "coop": 0, "deeds": 0}
    return _pair(db, row, vocabulary)


def movers(
    db: sqlite3.Connection, vocabulary: Vocabulary, days: int, until: str | None
) -> tuple[Mover, ...]:
    """Return the pairs whose recent acts differ most from those before."""
    last = (
        until
        or db.execute("SELECT max(day_from) FROM acts WHERE modality = 'actual'").fetchone()[0]
    )
    if not last:
        return ()
    start = (dt.date.fromisoformat(last) - dt.timedelta(days)).isoformat()
    out = []
    for (a, b), halves in _halves(db, start, last).items():
        if min(halves[0][1], halves[1][1]) < _FEWEST:
            continue
        before, recent = (halves[i][0] / halves[i][1] for i in (0, 1))
        if abs(recent - before) < _LEAST_CHANGE:
            continue
        out.append(
            Mover(
                pair=(a, b),
                names=(vocabulary.name(a), vocabulary.name(b)),
                direction="warming" if recent > before else "cooling",
                recent=round(recent, 3),
                recent_acts=halves[1][1],
                before=round(before, 3),
                before_acts=halves[0][1],
            )
        )
    return tuple(sorted(out, key=lambda m: (-abs(m.recent - m.before), m.pair)))


def _halves(
    db: sqlite3.Connection, start: str, last: str
) -> dict[tuple[str, str], tuple[tuple[int, int], tuple[int, int]]]:
    """Return cooperative and all actual acts of pairs, before and in a window that ends on a day.

    What came before is what is left of the counts of a pair, so that only acts since are looked at.
    """
    since = (
        "WITH held AS MATERIALIZED (SELECT a, b, sum(acts) AS acts, sum((quad <= 2) * acts) AS coop"
        " FROM pair_counts GROUP BY a, b HAVING sum(acts) >= ?)"
        " SELECT h.a, h.b, h.coop, h.acts, p.day_from <= ? AS inside, sum(p.quad <= 2), count(*)"
        " FROM held h CROSS JOIN act_pairs p ON p.a = h.a AND p.b = h.b AND p.modality = 'actual'"
    )
    found = [
        *db.execute(f"{since} AND p.day_from > ? GROUP BY 1, 2, 5", (2 * _FEWEST, last, start)),
        *db.execute(f"{since} AND p.day_from IS NULL GROUP BY 1, 2, 5", (2 * _FEWEST, last)),
    ]
    before: dict[tuple[str, str], tuple[int, int]] = {}
    recent: dict[tuple[str, str], tuple[int, int]] = {}
    for a, b, coop, acts, inside, coop_since, acts_since in found:
        left = before.get((a, b), (coop, acts))
        before[a, b] = (left[0] - coop_since, left[1] - acts_since)
        if inside:
            recent[a, b] = (coop_since, acts_since)
    return {pair: (before[pair], held) for pair, held in recent.items()}


def pair_mark(db: sqlite3.Connection, pair: tuple[str, str]) -> int:
    """Return a number that goes up whenever an act between two, or a claim on them, changes."""
    row = db.execute("SELECT mark FROM pair_marks WHERE a = ? AND b = ?", pair).fetchone()
    return int(row[0]) if row else 0
