"""Full-text search; whatever a user types is words, never search syntax."""

from __future__ import annotations

import re
import sqlite3

from detente.record.overviews import empty_pair, pair_rows
from detente.record.reading_back import Loader, rows
from detente.record.summaries import ActorHit, Found, PairRow, SentenceHit
from detente.record.vocabulary import Vocabulary
from detente.records import Article

_QUOTED = re.compile(r'"([^"]+)"|(\S+)')
_WORD = re.compile(r"[^\W_]+")
_SENTENCE = re.compile(r"[^.!?\n]+[.!?]?[”\"’']?")
_MOST_WORDS = 12


def fts_query(text: str) -> str:
    """Return a safe full-text query: each word, or quoted phrase, as a string; all must occur.

    >>> fts_query('missile "back on track" OR*')
    '"missile" "back on track" "OR"'
    """
    out = []
    for match in _QUOTED.finditer(text.replace("\x00", " ")):
        words = _WORD.findall(match.group(1) or match.group(2))
        if words:
            out.append('"' + " ".join(words) + '"')
    return " ".join(out[:_MOST_WORDS])


def search(db: sqlite3.Connection, query: str, limit: int, vocabulary: Vocabulary) -> Found:
    """Find actors, pairs, articles, sentences and acts by words."""
    loader = Loader(db)
    actors = _actors(db, query, vocabulary)
    pairs = _pairs(db, [a.id for a in actors], vocabulary)
    wanted = fts_query(query)
    articles: list[int] = []
    acts = []
    if wanted:
        articles = [
            row["rowid"]
            for row in rows(
                db,
                "SELECT rowid FROM article_search WHERE article_search MATCH ? ORDER BY rank LIMIT ?",
                (wanted, limit),
            )
        ]
        acts = rows(
            db,
            "SELECT a.* FROM (SELECT rowid, rank FROM act_search WHERE act_search MATCH ?"
            " ORDER BY rank LIMIT ?) s CROSS JOIN acts a ON a.n = s.rowid ORDER BY s.rank",
            (wanted, limit),
        )
    if not acts and pairs:
        acts = rows(
            db,
            "SELECT a.* FROM act_pairs p CROSS JOIN acts a ON a.n = p.act WHERE p.a = ? AND p.b = ?"
            " ORDER BY p.day_from DESC LIMIT ?",
            (*pairs[0].pair, limit),
        )
    return Found(
        query=query,
        actors=actors,
        pairs=pairs,
        articles=tuple(loader.article_row(n) for n in articles),
        sentences=tuple(_sentence(loader, n, query) for n in articles),
        events=loader.acts(acts),
    )


def _actors(db: sqlite3.Connection, query: str, vocabulary: Vocabulary) -> tuple[ActorHit, ...]:
    words = _WORD.findall(query)[:_MOST_WORDS]
    held = {row["id"] for row in rows(db, "SELECT id FROM actors")}
    out: dict[str, None] = {}
    phrases = [" ".join(words[i:j]) for i in range(len(words)) for j in range(len(words), i, -1)]
    for phrase in phrases:
        for form in (phrase, phrase.title(), phrase.upper()):
            for id_ in vocabulary.named(form):
                if id_ in held:
                    out.setdefault(id_)
    return tuple(ActorHit(id=i, name=vocabulary.name(i)) for i in out)


def _pairs(db: sqlite3.Connection, ids: list[str], vocabulary: Vocabulary) -> tuple[PairRow, ...]:
    out = []
    for i, a in enumerate(ids[:4]):
        for b in ids[i + 1 : 4]:
            low, high = sorted((a, b))
            found = pair_rows(db, vocabulary, only=(low, high), limit=1)
            out.append(found[0] if found else empty_pair(db, (low, high), vocabulary))
    return tuple(out)


def _sentence(loader: Loader, n: int, query: str) -> SentenceHit:
    article: Article = loader.reading(n).article
    words = {w.lower() for w in _WORD.findall(query)}

    def score(match: re.Match[str]) -> int:
        own = {w.lower() for w in _WORD.findall(match.group())}
        return sum(any(o.startswith(w[:5]) for o in own) for w in words)

    best = max(_SENTENCE.finditer(article.text), key=score, default=None)
    start, end = best.span() if best else (0, min(80, len(article.text)))
    while start < end and article.text[start].isspace():
        start += 1
    return SentenceHit(article=loader.article_row(n), evidence=article.quote(start, end))
