"""Code one sentence of which both actors are given: which of the types passes between them.

The trained model types the marked sentence. Beside it votes the lexicon, with the two given spans as the
only actors: where no rule ties them together, the triggers of the sentence, those on the path between the
two first. Scores sum to one.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from detente.codebook import load_codebook
from detente.language.document import Document
from detente.reading import syntax
from detente.reading.coder.model import Coder, load_coder
from detente.reading.events import find_events, find_triggers
from detente.reading.lexicon import load_lexicon
from detente.reading.mentions import Mention, Mentions
from detente.reading.roles import Scene
from detente.records import SYMMETRIC_TYPES, Article, Span

_SOURCE, _TARGET = "SOURCE", "TARGET"
_FORWARD, _BACKWARD, _LOOSE = 1.0, 0.35, 0.12
#: Weight of the lexicon beside the model.
_LEXICON = 0.3


@dataclass(frozen=True, slots=True)
class Coded:
    """The type of a sentence's act, with the share of each type that came up."""

    type: str
    scores: dict[str, float]


def code_sentence(
    document: Document, source: Span | None, target: Span | None, *, coder: Coder | None = None
) -> Coded:
    """Return the type of what the source does to the target.

    Args:
        document: The parsed sentence.
        source: Characters that name who acts; ``None`` when not marked.
        target: Characters that name who is acted upon; ``None`` when not marked.
        coder: The trained model; the shipped one when left out.
    """
    votes = by_lexicon(document, source, target)
    trained = (coder or load_coder()).type_of(document.text, source, target)
    joined = {k: trained.get(k, 0.0) + _LEXICON * votes.get(k, 0.0) for k in {*trained, *votes}}
    total = sum(joined.values())
    scores = {
        k: round(v / total, 4) for k, v in sorted(joined.items(), key=lambda i: (-i[1], i[0]))
    }
    return Coded(next(iter(scores)), scores)


def by_lexicon(document: Document, source: Span | None, target: Span | None) -> dict[str, float]:
    """Return the share of each type among the votes of the lexicon; empty when it knows no word."""
    scene = Scene(document, _mentions(document, source, target))
    lexicon, codebook = load_lexicon(), load_codebook()
    article = Article(id="sentence", text=document.text)
    votes: dict[str, float] = defaultdict(float)
    for event in find_events(article, scene, lexicon=lexicon, codebook=codebook, dates=()):
        forward = _SOURCE in event.source or event.type in SYMMETRIC_TYPES
        votes[event.type] += event.confidence * (_FORWARD if forward else _BACKWARD)
    path = _between(document, source, target)
    for token, rule in find_triggers(scene, lexicon):
        votes[rule.type] += _LOOSE * (2.0 if token in path else 1.0)
    total = sum(votes.values())
    return {k: v / total for k, v in votes.items()} if total else {}


def _mentions(doc: Document, source: Span | None, target: Span | None) -> Mentions:
    out = []
    for id_, span in ((_SOURCE, source), (_TARGET, target)):
        inside = [
            t for t in doc.tokens if span is not None and t.start < span.end and t.end > span.start
        ]
        if not inside or span is None:
            continue
        first, last = inside[0].i, inside[-1].i
        heads = [t.i for t in inside if not first <= t.head <= last or t.head == t.i]
        for head in heads or [last]:
            out.append(
                Mention(
                    span=span,
                    first=first,
                    last=last + 1,
                    head=head,
                    actors=(id_,),
                    name=doc.text[span.start : span.end],
                    kind="state",
                )
            )
    return Mentions(out)


def _between(doc: Document, source: Span | None, target: Span | None) -> set[int]:
    """Return the tokens on the way from one actor to the other in the tree, and their verbs."""
    ways = []
    for span in (source, target):
        token = next((t for t in doc.tokens if span is not None and t.end > span.start), None)
        if token is not None:
            ways.append([token.i, *(a.i for a in doc.ancestors(token.i))])
    if len(ways) < 2:
        return set()
    shared = [t for t in ways[0] if t in ways[1]]
    meeting = shared[0] if shared else ways[0][-1]
    out: set[int] = set()
    for way in ways:
        for t in way:
            out.add(t)
            if t == meeting:
                break
    return out | {syntax.clause_of(doc, meeting)}
