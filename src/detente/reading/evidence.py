"""Cut the shortest clause that proves a finding."""

from __future__ import annotations

from collections.abc import Iterable

from detente.language.document import Document
from detente.reading import syntax
from detente.records import Article, Evidence, Span, Where

_JOINED = {"advcl", "parataxis"}


def clause_evidence(
    article: Article,
    doc: Document,
    trigger: int,
    roles: Iterable[int],
    where: Where = "text",
    *,
    spans: Iterable[Span] = (),
) -> Evidence:
    """Return the clause of a trigger, stretched over the given words of the same sentence."""
    sentence = doc.sentence_of(trigger)
    tokens = [*clause_tokens(doc, trigger), *roles]
    kept = [t for t in tokens if doc.tokens[t].sent == sentence.i and doc.tokens[t].pos != "PUNCT"]
    kept = kept or [trigger]
    start, end = doc.tokens[min(kept)].start, doc.tokens[max(kept)].end
    for span in spans:  # whole names: "North Korea", where only "Korea" hangs on the verb
        if span.overlaps(Span(start, end)):
            start, end = min(start, span.start), max(end, span.end)
    return article.quote(start, end, where)


def clause_tokens(doc: Document, trigger: int) -> list[int]:
    """Return the tokens of a trigger's own clause, without clauses merely joined to it."""
    out, todo = [], [trigger]
    while todo:
        t = todo.pop()
        out.append(t)
        for k in doc.kids(t):
            joined = k.dep in _JOINED or (k.dep == "conj" and syntax.is_verb(k) and t == trigger)
            if not joined:
                todo.append(k.i)
    return out
