"""What is in the record: counts, pairs, what moved lately."""

from __future__ import annotations

import datetime as dt
import sqlite3
from typing import Any

from detente.record.filters import Where
from detente.record.reading_back import rows
from detente.record.views import Count, Facet, Mover, PairRow, Summary
from detente.record.vocabulary import Vocabulary

_FEWEST = 4
_LEAST_CHANGE = 0.15
_FACETS: dict[Facet, tuple[str, str]] = {
    "type": ("a.type", ""),
    "quad": ("a.quad", ""),
    "modality": ("a.modality", ""),
    "source": ("f.actor", "JOIN act_actors f ON f.act = a.n AND f.side = 'source'"),
    "target": ("f.actor", "JOIN act_actors f ON f.act = a.n AND f.side = 'target'"),
    "pair": ("f.a || '-' || f.b", "JOIN act_pairs f ON f.act = a.n"),
    "year": ("substr(a.day_from, 1, 4)", ""),
    "month": ("substr(a.day_from, 1, 7)", ""),
}


def summary(db: sqlite3.Connection) -> Summary:
    """Return what is in the record."""

    def one(sql: str) -> Any:
        return db.execute(sql).fetchone()[0]

    def edge(order: str) -> str | None:
        """Return the date of the first or last act, as precisely as it is told."""
        found = db.execute(
            "SELECT date FROM acts WHERE modality = 'actual' AND day_from NOT NULL"
            f" ORDER BY day_from {order}, date {order} LIMIT 1"
        ).fetchone()
        return found[0] if found else None

    return Summary(
        articles=one("SELECT count(*) FROM articles"),
        stories=one("SELECT count(*) FROM stories"),
        tellings=one("SELECT count(*) FROM events"),
        acts=one("SELECT count(*) FROM acts"),
        pairs=one("SELECT count(*) FROM (SELECT DISTINCT a, b FROM pair_counts)"),
        actors=one("SELECT count(*) FROM actors"),
        statements=one("SELECT count(*) FROM statements"),
        requests=one("SELECT count(*) FROM asks"),
        standing_requests=one("SELECT count(*) FROM asks WHERE status IN ('open', 'unanswered')"),
        claims=one("SELECT count(*) FROM relations"),
        judgements=one("SELECT count(*) FROM judgements"),
        first=edge("ASC"),
        last=edge("DESC"),
        last_added=one("SELECT max(updated) FROM articles"),
        by_type=counts(db, "type", Where(), 50),
    )


def counts(db: sqlite3.Connection, facet: Facet, where: Where, limit: int) -> tuple[Count, ...]:
    """Count acts by one facet."""
    value, join = _FACETS[facet]
    order = "value" if facet in ("year", "month") else "count DESC, value"
    found = rows(
        db,
        f"SELECT {value} AS value, count(*) AS count FROM acts a {join} {where.sql}"
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
    return tuple(_pair(db, row, vocabulary) for row in found)


def _pair(db: sqlite3.Connection, row: dict[str, Any], vocabulary: Vocabulary) -> PairRow:
    first, last = db.execute(
        "SELECT min(day_from), max(day_from) FROM act_pairs WHERE a = ? AND b = ?"
        " AND modality = 'actual'",
        (row["a"], row["b"]),
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
        standing=_standing(db, row["a"], row["b"]),
    )


def _standing(db: sqlite3.Connection, a: str, b: str) -> int:
    row = db.execute(
        "SELECT count(DISTINCT q.n) FROM asks q JOIN ask_actors f ON f.ask = q.n AND f.side = 'from'"
        " JOIN ask_actors t ON t.ask = q.n AND t.side = 'to'"
        " WHERE q.status IN ('open', 'unanswered')"
        " AND ((f.actor = ? AND t.actor = ?) OR (f.actor = ? AND t.actor = ?))",
        (a, b, b, a),
    ).fetchone()
    return int(row[0])


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
    found = rows(
        db,
        "SELECT a, b, day_from > ? AS recent, count(*) AS acts, sum(quad <= 2) AS coop FROM act_pairs"
        " WHERE modality = 'actual' AND day_from IS NOT NULL AND day_from <= ? GROUP BY a, b, recent",
        (start, last),
    )
    shares: dict[tuple[str, str], dict[int, tuple[int, int]]] = {}
    for row in found:
        shares.setdefault((row["a"], row["b"]), {})[row["recent"]] = (row["coop"], row["acts"])
    out = []
    for (a, b), halves in shares.items():
        if min(halves.get(0, (0, 0))[1], halves.get(1, (0, 0))[1]) < _FEWEST:
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
