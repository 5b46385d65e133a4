"""Count again what a record counts: acts, stories, pairs, asks; find judgements whose item is gone."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator

from detente.record.judging import NOT_STRUCK, STANDS

_MOST = 100
_COUNTED = (
    "SELECT a, b, quad, count(*) FROM act_pairs WHERE modality = 'actual' GROUP BY a, b, quad"
)
_HELD = "SELECT a, b, quad, acts FROM pair_counts"
_COUNTED_ACTS = (
    "SELECT substr(coalesce(day_from, ''), 1, 7) AS month, type, quad, modality, count(*) FROM acts"
    " GROUP BY 1, 2, 3, 4"
)
_HELD_ACTS = "SELECT month, type, quad, modality, acts FROM act_counts"
_ANEW = "add the articles to a new record, or take a backup in this one's place"

#: What is wrong, and the query that names each thing of which it is so.
_RULES: tuple[tuple[str, str], ...] = (
    (
        "no telling is left of this act",
        "SELECT 'act ' || a.id FROM acts a"
        " WHERE NOT EXISTS (SELECT 1 FROM placements p WHERE p.act = a.n)",
    ),
    (
        "is told, but of no act",
        "SELECT 'event ' || e.id FROM placements p JOIN events e ON e.n = p.event WHERE p.act IS NULL",
    ),
    (
        "is neither counted nor struck out",
        "SELECT 'event ' || t.id FROM events t WHERE NOT EXISTS"
        f" (SELECT 1 FROM placements p WHERE p.event = t.n) AND {NOT_STRUCK}",
    ),
    (
        "was struck out, and is counted",
        "SELECT 'event ' || t.id FROM events t JOIN placements p ON p.event = t.n"
        f" WHERE NOT ({NOT_STRUCK})",
    ),
    (
        "tells an act of another kind, other sides or another year",
        "SELECT 'event ' || e.id FROM placements p JOIN events e ON e.n = p.event"
        " JOIN acts a ON a.n = p.act WHERE a.block <> p.block",
    ),
    (
        "its count of articles and stories is not what is counted",
        "SELECT 'act ' || a.id FROM acts a JOIN placements p ON p.act = a.n"
        " JOIN events e ON e.n = p.event JOIN articles r ON r.n = e.article GROUP BY a.n"
        " HAVING count(DISTINCT r.n) <> a.articles OR count(DISTINCT r.story) <> a.sources",
    ),
    (
        "its quotation is not that of its first telling",
        "SELECT 'act ' || a.id FROM acts a LEFT JOIN events e ON e.id = a.id"
        " WHERE e.evidence IS NOT a.quote",
    ),
    (
        "is filed under another day, class or modality than its own",
        "SELECT DISTINCT 'act ' || a.id FROM act_pairs p JOIN acts a ON a.n = p.act"
        " WHERE p.day_from IS NOT a.day_from OR p.quad <> a.quad OR p.modality <> a.modality",
    ),
    (
        "has sides under which it is not filed",
        "SELECT 'act ' || a.id FROM acts a WHERE a.source || a.target <> ''"
        " AND NOT EXISTS (SELECT 1 FROM act_actors f WHERE f.act = a.n)",
    ),
    (
        "its count of acts is not what is counted",
        f"SELECT DISTINCT 'pair ' || a || '-' || b FROM (SELECT * FROM ({_HELD} EXCEPT {_COUNTED})"
        f" UNION ALL SELECT * FROM ({_COUNTED} EXCEPT {_HELD}))",
    ),
    (
        "their count is not what is counted",
        "SELECT DISTINCT 'acts ' || type || ' ' || month"
        f" FROM (SELECT * FROM ({_HELD_ACTS} EXCEPT {_COUNTED_ACTS})"
        f" UNION ALL SELECT * FROM ({_COUNTED_ACTS} EXCEPT {_HELD_ACTS}))",
    ),
    (
        "its count of articles is not what is counted, or its original is none",
        "SELECT 'story ' || s.original FROM stories s LEFT JOIN articles r ON r.story = s.original"
        " GROUP BY s.original HAVING count(r.n) <> s.articles"
        " OR coalesce(sum(r.copy = 0 AND r.id = s.original), 0) <> 1 OR sum(r.copy = 0) <> 1",
    ),
    (
        "no telling is left of this request",
        "SELECT 'request ' || a.id FROM asks a"
        " WHERE NOT EXISTS (SELECT 1 FROM requests q WHERE q.ask = a.n)",
    ),
    (
        "is counted, but followed nowhere",
        "SELECT 'request ' || q.id FROM requests q WHERE (q.block IS NULL) <> (q.ask IS NULL)",
    ),
    (
        "its count of articles and stories is not what is counted",
        "SELECT 'request ' || a.id FROM asks a JOIN requests q ON q.ask = a.n"
        " JOIN articles r ON r.n = q.article GROUP BY a.n"
        " HAVING count(DISTINCT r.n) <> a.articles OR count(DISTINCT r.story) <> a.sources",
    ),
)
_GONE = " UNION ALL ".join(
    f"SELECT '{kind}' AS kind, id FROM {kind}s" for kind in ("event", "statement", "request")
)


def count_problems(db: sqlite3.Connection) -> Iterator[tuple[str, str, str]]:
    """Yield what does not agree with what it counts: what, which, what to do."""
    for what, sql in _RULES:
        for (which,) in db.execute(sql).fetchmany(_MOST):
            yield what, str(which), _ANEW
    gone = db.execute(
        "SELECT j.kind, j.item, j.user, j.article FROM judgements j WHERE NOT EXISTS (SELECT 1 FROM"
        f" ({_GONE} UNION ALL SELECT 'relation', id FROM relations) t"
        f" WHERE t.kind = j.kind AND t.id = j.item) AND j.{STANDS}"
    ).fetchmany(_MOST)
    for kind, item, user, article in gone:
        yield (
            f"judged by {user}, but the article {article} holds no such item; the word counts for nothing",
            f"{kind} {item}",
            "judge the item that stands in its place (detente show)",
        )
