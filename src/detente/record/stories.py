"""Near-copies: articles that carry the same story are found by their word shingles.

Five words in a row are hashed; an eighth of the hashes (those divisible by eight) are kept as the
article's sketch. Two articles of which the shorter shares most of its sketch with the longer are
copies (containment, after Broder 1997), and copies of copies are one story. Its original is the
earliest, then the longest.
"""

from __future__ import annotations

import hashlib
import re
import sqlite3

from detente.records import Article

_WORDS = re.compile(r"[^\W_]+")
_RUN = 5
_KEEP_ONE_IN = 8
_COPY = 0.5
_SHORTEST = 4
_COMMON = 400


def sketch(text: str) -> frozenset[int]:
    """Return the kept shingle hashes of a text (all of them, for a very short one)."""
    words = [w.lower() for w in _WORDS.findall(text)]
    hashes = {
        int.from_bytes(
            hashlib.blake2b(" ".join(words[i : i + _RUN]).encode(), digest_size=7).digest(), "big"
        )
        for i in range(max(0, len(words) - _RUN + 1))
    }
    kept = {h for h in hashes if h % _KEEP_ONE_IN == 0}
    return frozenset(kept if len(kept) >= _SHORTEST else hashes)


def place(db: sqlite3.Connection, n: int, article: Article) -> list[int]:
    """File an article under its story; the caller holds the transaction.

    Args:
        db: The record.
        n: The article's key; its row is there already.
        article: The article.

    Returns:
        The keys of all articles of that story.
    """
    mine = sketch(article.text)
    db.execute("DELETE FROM sketches WHERE article = ?", (n,))
    db.execute("DELETE FROM copies WHERE article = ? OR other = ?", (n, n))
    shared: dict[int, int] = {}
    for shingle in mine:
        holders = db.execute(
            "SELECT article FROM sketches WHERE shingle = ? LIMIT ?", (shingle, _COMMON)
        ).fetchall()
        for (other,) in holders:
            shared[other] = shared.get(other, 0) + 1
    db.executemany("INSERT INTO sketches(shingle, article) VALUES (?, ?)", [(s, n) for s in mine])
    for other, count in shared.items():
        size = db.execute("SELECT count(*) FROM sketches WHERE article = ?", (other,)).fetchone()[0]
        share = count / max(1, min(size, len(mine)))
        if share >= _COPY and count >= _SHORTEST:
            db.execute(
                "INSERT INTO copies(article, other, share) VALUES (?, ?, ?)",
                (min(n, other), max(n, other), round(share, 3)),
            )
    return regroup(db, n)


def regroup(db: sqlite3.Connection, n: int) -> list[int]:
    """Work out anew the story of an article and of all that it is together with; return them."""
    members, todo = {n}, [n]
    while todo:
        here = todo.pop()
        rows = db.execute(
            "SELECT other FROM copies WHERE article = ? UNION SELECT article FROM copies WHERE other = ?",
            (here, here),
        )
        for (other,) in rows.fetchall():
            if other not in members:
                members.add(other)
                todo.append(other)
    marks = ",".join("?" * len(members))
    held = db.execute(
        f"SELECT n, id FROM articles WHERE n IN ({marks})"
        " ORDER BY coalesce(published, '9999'), length(text) DESC, id",
        tuple(members),
    ).fetchall()
    original = held[0][1]
    for place_, (key, _) in enumerate(held):
        db.execute(
            "UPDATE articles SET story = ?, copy = ? WHERE n = ?", (original, int(place_ > 0), key)
        )
    db.execute("DELETE FROM stories WHERE original NOT IN (SELECT story FROM articles)")
    db.execute(
        "INSERT INTO stories(original, articles) VALUES (?, ?)"
        " ON CONFLICT (original) DO UPDATE SET articles = excluded.articles",
        (original, len(held)),
    )
    return sorted(members)
