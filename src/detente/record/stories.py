"""Near-copies: articles that carry the same story are found by their word shingles.

Five words in a row are hashed; an eighth of the hashes (those divisible by eight) are kept as the
article's sketch, by which candidates are found. Two articles of which the longer holds at least half
of the shorter's shingles are copies (containment, after Broder 1997, on all shingles), and copies of
copies are one story. Its original is the earliest, then the longest.
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
#: Below so many shingles a text keeps them all: an eighth of few is too few to find it by.
_SHORT = 128
#: Shared sketch hashes, as a share of those expected of full copies, that make a closer look worth it.
_WORTH_A_LOOK = 0.3
_COMMON = 400
#: Fewer shingles than this are too few to be a copy by, unless the texts are the same.
_FEWEST = 8


def shingles(text: str) -> frozenset[int]:
    """Return the hashes of all runs of five words (of the whole text, when it has fewer)."""
    words = [w.lower() for w in _WORDS.findall(text)]
    runs = {" ".join(words[i : i + _RUN]) for i in range(max(1, len(words) - _RUN + 1))} - {""}
    return frozenset(
        int.from_bytes(hashlib.blake2b(r.encode("utf-8", "replace"), digest_size=7).digest(), "big")
        for r in runs
    )


def sketch(text: str) -> frozenset[int]:
    """Return the kept shingle hashes of a text: an eighth of them, all of a short one's."""
    hashes = shingles(text)
    if len(hashes) < _SHORT:
        return hashes
    return frozenset(h for h in hashes if h % _KEEP_ONE_IN == 0)


def containment(a: frozenset[int], b: frozenset[int]) -> float:
    """Return the share of the smaller set that the larger one holds, 0 for empty ones.

    >>> containment(frozenset({1, 2}), frozenset({2, 3, 4}))
    0.5
    """
    smaller = min(len(a), len(b))
    return len(a & b) / smaller if smaller else 0.0


def copies(a: frozenset[int], b: frozenset[int]) -> float | None:
    """Return the share by which two texts are copies, or ``None`` when they are not.

    A line or two that stand in a longer text do not make it a copy.
    """
    if min(len(a), len(b)) < _FEWEST:
        return 1.0 if a == b and a else None
    share = containment(a, b)
    return share if share >= _COPY else None


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
    whole = shingles(article.text)
    shared: dict[int, int] = {}
    for shingle in mine:
        for (other,) in db.execute(
            "SELECT article FROM sketches WHERE shingle = ? LIMIT ?", (shingle, _COMMON)
        ):
            shared[other] = shared.get(other, 0) + 1
    db.executemany("INSERT INTO sketches(shingle, article) VALUES (?, ?)", [(s, n) for s in mine])
    for other, count in sorted(shared.items()):
        if count < _WORTH_A_LOOK * _expected(mine, _held_sketch(db, other)):
            continue
        text = db.execute("SELECT text FROM articles WHERE n = ?", (other,)).fetchone()[0]
        share = copies(whole, shingles(text))
        if share is not None:
            db.execute(
                "INSERT INTO copies(article, other, share) VALUES (?, ?, ?)",
                (min(n, other), max(n, other), round(share, 3)),
            )
    return regroup(db, n)


def _held_sketch(db: sqlite3.Connection, n: int) -> frozenset[int]:
    return frozenset(
        row[0] for row in db.execute("SELECT shingle FROM sketches WHERE article = ?", (n,))
    )


def _expected(a: frozenset[int], b: frozenset[int]) -> float:
    """Return how many hashes two sketches would share if one text held the other whole."""
    sampled_a, sampled_b = (all(h % _KEEP_ONE_IN == 0 for h in s) for s in (a, b))
    if sampled_a == sampled_b:
        return min(len(a), len(b))
    short, long = (b, a) if sampled_a else (a, b)
    return min(len(short) / _KEEP_ONE_IN, len(long))


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
        f"SELECT n, id, story FROM articles WHERE n IN ({marks})"
        " ORDER BY coalesce(published, '9999'), length(text) DESC, id",
        tuple(members),
    ).fetchall()
    original = held[0][1]
    before = {row[2] for row in held}
    for place_, (key, _, _) in enumerate(held):
        db.execute(
            "UPDATE articles SET story = ?, copy = ? WHERE n = ?", (original, int(place_ > 0), key)
        )
    db.executemany(
        "DELETE FROM stories WHERE original = ? AND original <> ?", [(s, original) for s in before]
    )
    db.execute(
        "INSERT INTO stories(original, articles) VALUES (?, ?)"
        " ON CONFLICT (original) DO UPDATE SET articles = excluded.articles",
        (original, len(held)),
    )
    return sorted(members)
