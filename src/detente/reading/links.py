"""Tie the items of one article: response, retaliation, cause, repeats.

A link goes from the later item (the effect) to the earlier one (the cause). An act answers at most
one other: of the acts that it can answer (``lexicon/en/links.yaml`` says which type answers which),
done by those it is aimed at, the one that the text ties to it most closely. The ties are grammar
("condemned the attack by ...", "withdrew after ..."), nearness, words of answer and of tit for tat,
nouns that point back ("the move"), and a common matter. What is tied too loosely is left alone.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from importlib import resources

import yaml

from detente.language.document import Document
from detente.records import (
    SYMMETRIC_TYPES,
    Event,
    Link,
    LinkKind,
    RelationClaim,
    Request,
    Statement,
)

_DEEDS = frozenset({"SANCTION", "MOBILIZE", "COERCE", "ASSAULT"})
_PROVOKING = _DEEDS | {"SUPPORT", "AGREE", "AID"}
_DENIED = frozenset({"ACCUSE", "THREATEN"})
_CONTENT = {"NOUN", "VERB", "ADJ"}
_MONTH = len("2026-01")  # the day of an act is often read wrong
_LEAD = 1  # the last sentence of the lead, whose act the whole article is about
# How closely each sign ties two acts; less than _ENOUGH together is a guess.
_ENOUGH = 2.75
_BELOW, _SAME, _NEXT = 3.0, 2.0, 1.0
_TURNED, _USUAL, _WORD, _POINTING, _MATTER, _IN_LEAD, _ORDERED = 0.5, 0.75, 1.0, 0.75, 1.0, 1.0, 0.5


@dataclass(frozen=True, slots=True)
class LinkLexicon:
    """Lemmas that signal a link, and the types of acts that answer each other."""

    retaliation: frozenset[str]
    response: frozenset[str]
    cause: frozenset[str]
    grounds: frozenset[str]
    pointing: frozenset[str]
    judging: frozenset[str]
    answers: dict[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class _Told:
    """An act with its place in the text.

    Attributes:
        event: The act.
        token: Its trigger.
        sentence: Where it is told.
        clause: Lemmas of its evidence.
        matter: Stems of the content words of its evidence.
    """

    event: Event
    token: int
    sentence: int
    clause: frozenset[str]
    matter: frozenset[str]


@lru_cache(maxsize=1)
def load_link_lexicon() -> LinkLexicon:
    """Load ``lexicon/en/links.yaml`` once."""
    path = resources.files("detente.reading.lexicon").joinpath("en/links.yaml")
    raw = yaml.safe_load(path.read_text("utf-8"))
    answers = {later: tuple(earlier) for later, earlier in raw.pop("answers").items()}
    words = {name: frozenset(map(str, lemmas)) for name, lemmas in raw.items()}
    return LinkLexicon(answers=answers, **words)


def find_links(
    doc: Document,
    events: tuple[Event, ...],
    statements: tuple[Statement, ...],
    requests: tuple[Request, ...],
    relations: tuple[RelationClaim, ...],
) -> tuple[Link, ...]:
    """Return the links between the items of one article, in order of their sources."""
    lexicon = load_link_lexicon()
    told = {i: t for i, e in enumerate(events) if (t := _told(doc, e)) is not None}
    out: dict[tuple[str, str], LinkKind] = {}
    _answers(doc, out, events, statements, requests)
    answering = {a for a, _ in out}
    for i, later in told.items():
        for j, earlier in told.items():
            if _grounds(doc, lexicon, later, earlier):
                out.setdefault((f"events/{i}", f"events/{j}"), "cause")
    for i, later in told.items():
        if f"events/{i}" in answering:
            continue
        ranked = [
            (_tie(doc, lexicon, later, earlier), later.token - earlier.token, j)
            for j, earlier in told.items()
            if i != j and (f"events/{j}", f"events/{i}") not in out
        ]
        best = max(ranked, key=lambda r: (r[0], -abs(r[1])), default=(0.0, 0, 0))
        if best[0] >= _ENOUGH:
            kind = _kind(later.event, told[best[2]].event)
            out.setdefault((f"events/{i}", f"events/{best[2]}"), kind)
    for i, claim in enumerate(relations):
        for j, event in told.items():
            if _brought_about(doc, lexicon, claim, event):
                out.setdefault((f"relations/{i}", f"events/{j}"), "cause")
    return tuple(Link(source=a, target=b, kind=k) for (a, b), k in out.items())


def _told(doc: Document, event: Event) -> _Told | None:
    token = doc.token_at(event.trigger.start) if event.trigger else None
    if token is None or event.evidence.where != "text":
        return None
    span = event.evidence
    inside = [t for t in doc.tokens if span.start <= t.start < span.end]
    return _Told(
        event,
        token.i,
        token.sent,
        frozenset(t.lemma for t in inside),
        frozenset(t.lemma[:6] for t in inside if t.pos in _CONTENT and len(t.lemma) > 3),
    )


def _tie(doc: Document, lexicon: LinkLexicon, later: _Told, earlier: _Told) -> float:
    """Say how closely the text ties an act to one that it may answer; 0 where it cannot."""
    mine, yours = later.event, earlier.event
    order = lexicon.answers.get(mine.type, ())
    turned = _turned(mine, yours)
    if mine.evidence.span == yours.evidence.span or later.token == earlier.token:
        return 0.0  # "each blamed the other": told at once, neither answers
    if turned is None and _strikes_the_host(lexicon, later, earlier):
        turned = False
    if yours.type not in order or turned is None or not _in_time(mine, yours):
        return 0.0
    if mine.modality != "actual" and not _denies(mine, yours):
        return 0.0
    before = earlier.token < later.token
    gap = later.sentence - earlier.sentence
    tie = 0.0
    if not before:
        way = _way_up(doc, earlier.token, later.token)
        background = bool(mine.date and yours.date and mine.date[:_MONTH] > yours.date[:_MONTH])
        if way is None and not (turned and background):
            return 0.0
        tie += _BELOW if way is not None else 0.0
    elif gap == 0:
        tie += _SAME
    elif gap == 1:
        tie += _NEXT
    tie += _TURNED if turned else 0.0
    tie += _USUAL if yours.type in order[:2] else 0.0
    tie += _IN_LEAD if earlier.sentence <= _LEAD else 0.0
    tie += _POINTING if before and later.clause & lexicon.pointing else 0.0
    tie += _MATTER if later.matter & earlier.matter else 0.0
    words = {t.lemma for t in doc.words(doc.sentences[later.sentence])}
    tie += _WORD if words & (lexicon.retaliation | lexicon.response) else 0.0
    tie += _ORDERED if mine.date and yours.date and mine.date > yours.date else 0.0
    return tie


def _turned(mine: Event, yours: Event) -> bool | None:
    """Tell an act that turns back on the doer (True) from a third party's (False); else None."""
    doers = {*yours.source, *(yours.target if yours.type in SYMMETRIC_TYPES else ())}
    if not doers & set(mine.target):
        return None
    if yours.type in SYMMETRIC_TYPES:
        return None if doers & set(mine.source) else False
    return bool(set(mine.source) & set(yours.target))


def _strikes_the_host(lexicon: LinkLexicon, later: _Told, earlier: _Told) -> bool:
    """Tell "in retaliation" for a deed done with whom it falls on: who hosts a foreign army pays."""
    mine, yours = later.event, earlier.event
    return (
        mine.type in _DEEDS
        and yours.type in _DEEDS
        and later.sentence == earlier.sentence
        and bool(set(mine.target) & set(yours.target))
        and not set(mine.source) & set(yours.source)
        and bool(later.clause & lexicon.retaliation)
    )


def _in_time(mine: Event, yours: Event) -> bool:
    """Tell whether the dates, as far as both are known, let the first follow the second."""
    if not (mine.date and yours.date):
        return True
    length = min(len(mine.date), len(yours.date), _MONTH)
    return mine.date[:length] >= yours.date[:length]


def _denies(mine: Event, yours: Event) -> bool:
    return mine.modality == "negated" and mine.type in _DEEDS and yours.type in _DENIED


def _way_up(doc: Document, token: int, top: int) -> frozenset[str] | None:
    """Return the lemmas between a word and one that it hangs on, or None where it does not."""
    way: list[str] = []
    for above in (doc.tokens[token], *doc.ancestors(token)):
        if above.i == top:
            return frozenset(way)
        if above.dep in ("conj", "parataxis", "relcl"):
            return None
        way += [above.lemma, *(k.lemma for k in doc.kids(above.i, "mark", "advmod"))]
    return None


def _kind(mine: Event, yours: Event) -> LinkKind:
    both = mine.type in _DEEDS and yours.type in _PROVOKING
    return "retaliation" if both else "response"


def _grounds(doc: Document, lexicon: LinkLexicon, later: _Told, earlier: _Told) -> bool:
    """Tell whether an act is told as the ground of another that does not answer it.

    "France recalled its envoy, accusing Rome of ...", "called off the visit after he was refused".
    """
    mine, yours = later.event, earlier.event
    way = _way_up(doc, earlier.token, later.token)
    sides = {*mine.source, *mine.target}
    if not way or later.token == earlier.token or mine.type in lexicon.judging:
        return False
    if len(sides & {*yours.source, *yours.target}) < 2 or not _in_time(mine, yours):
        return False
    if yours.modality != "actual" or yours.type in ("REQUEST", "CONSULT"):
        return False
    if _turned(mine, yours) is not None and yours.type in lexicon.answers.get(mine.type, ()):
        return False
    word = doc.tokens[earlier.token]
    accusing = word.dep == "advcl" and word.tag == "VBG" and yours.type == "ACCUSE"
    return accusing or bool(way & lexicon.grounds)


def _brought_about(
    doc: Document, lexicon: LinkLexicon, claim: RelationClaim, earlier: _Told
) -> bool:
    """Tell whether a claim on a relation names an act as what brought it about."""
    event = earlier.event
    if claim.evidence.where != "text" or event.type == "CONSULT":
        return False
    if not set(claim.pair) & {*event.source, *event.target}:
        return False
    sentence = doc.sentence_at(claim.evidence.start)
    if sentence is None or sentence.i != earlier.sentence:
        return False
    for above in (doc.tokens[earlier.token], *doc.ancestors(earlier.token)):
        marks = {above.lemma, *(k.lemma for k in doc.kids(above.i, "mark", "advmod"))}
        if marks & lexicon.cause and above.i != earlier.token:
            over = doc.head(above.i)
            return claim.evidence.start <= over.start < claim.evidence.end
    return False


def _same_sentence(doc: Document, one: int, other: int) -> bool:
    sentence = doc.sentence_at(one)
    return sentence is not None and sentence.start <= other < sentence.end


def _answers(
    doc: Document,
    out: dict[tuple[str, str], LinkKind],
    events: tuple[Event, ...],
    statements: tuple[Statement, ...],
    requests: tuple[Request, ...],
) -> None:
    """Tie each answer to the request that it answers: an act, else the statement that tells it."""
    for request in requests:
        asked = next((i for i, e in enumerate(events) if e.evidence == request.evidence), None)
        if asked is None or request.reply is None:
            continue
        reply = request.reply.span
        acts = [
            i
            for i, event in enumerate(events)
            if i != asked and event.evidence.where == "text" and event.evidence.span == reply
        ]
        for i in acts:
            out.setdefault((f"events/{i}", f"events/{asked}"), "response")
        for i, statement in enumerate(statements if not acts else ()):
            said = any(piece.span.overlaps(reply) for piece in statement.content)
            told = any(piece.span == reply for piece in statement.content)
            if told and not _same_sentence(doc, request.evidence.start, reply.start):
                continue  # the next words of the side asked, which may not be meant for the asker
            if said and statement.actor in request.target:
                out.setdefault((f"statements/{i}", f"events/{asked}"), "response")
