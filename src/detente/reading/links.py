"""Tie the items of one article: response, retaliation, cause, repeats.

A link goes from the later item (the effect) to the earlier one (the cause). Three signs are used:
an act that stands inside the words of a judgement on it ("condemned the attack by ..."), a word for
tit and tat near an act that turns back on the doer of another, and a word for cause or order
("after", "prompted") between two items of one sentence. The words are in ``lexicon/en/links.yaml``.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from importlib import resources

import yaml

from detente.language.document import Document
from detente.records import Event, Link, LinkKind, RelationClaim, Request, Statement

_JUDGING = frozenset({"ACCUSE", "SUPPORT", "REJECT", "REQUEST", "THREATEN"})
_CONFLICT = frozenset(
    {"ACCUSE", "THREATEN", "SANCTION", "MOBILIZE", "COERCE", "ASSAULT", "PROTEST", "REQUEST"}
)
_REPLYING = frozenset({"ACCUSE", "REJECT", "SANCTION", "THREATEN", "COERCE", "ASSAULT", "REQUEST"})
_WORDS = frozenset({"ACCUSE", "REJECT", "THREATEN", "REQUEST"})
_DEEDS = frozenset({"SANCTION", "MOBILIZE", "COERCE", "ASSAULT"})
_NEAR = 1  # sentences between an act and the answer to it, without a word that says so
_FAR = 3  # the same, where a word says so


@dataclass(frozen=True, slots=True)
class LinkLexicon:
    """Lemmas that signal a link."""

    retaliation: frozenset[str]
    response: frozenset[str]
    cause: frozenset[str]


@lru_cache(maxsize=1)
def load_link_lexicon() -> LinkLexicon:
    """Load ``lexicon/en/links.yaml`` once."""
    path = resources.files("detente.reading.lexicon").joinpath("en/links.yaml")
    raw = yaml.safe_load(path.read_text("utf-8"))
    return LinkLexicon(*(frozenset(raw[k]) for k in ("retaliation", "response", "cause")))


def find_links(
    doc: Document,
    events: tuple[Event, ...],
    statements: tuple[Statement, ...],
    requests: tuple[Request, ...],
    relations: tuple[RelationClaim, ...],
) -> tuple[Link, ...]:
    """Return the links between the items of one article, in order of their sources."""
    lexicon = load_link_lexicon()
    out: dict[tuple[str, str], LinkKind] = {}
    for i, later in enumerate(events):
        for j, earlier in enumerate(events):
            kind = None if i == j else _between(doc, lexicon, later, earlier)
            if kind and (f"events/{j}", f"events/{i}") not in out:
                out.setdefault((f"events/{i}", f"events/{j}"), kind)
    for i, claim in enumerate(relations):
        for j, event in enumerate(events):
            if _brought_about(doc, lexicon, claim, event):
                out.setdefault((f"relations/{i}", f"events/{j}"), "cause")
    _answers(out, events, statements, requests)
    return tuple(Link(source=a, target=b, kind=k) for (a, b), k in out.items())


def _between(doc: Document, lexicon: LinkLexicon, later: Event, earlier: Event) -> LinkKind | None:
    """Say how one act follows on another, if it does."""
    if later.evidence.where != "text" or earlier.evidence.where != "text":
        return None
    mine, yours = later.evidence.span, earlier.evidence.span
    turned = bool(set(later.target) & set(earlier.source))
    if turned and later.type in _JUDGING and earlier.type in _CONFLICT:
        inside = mine.covers(yours) and mine != yours
        trigger_inside = (
            earlier.trigger
            and mine.covers(earlier.trigger)
            and (later.trigger and earlier.trigger.start > later.trigger.start)
        )
        if inside or trigger_inside:
            return "response"
    words = _words(doc, mine.start)
    gap = _sentence(doc, mine.start) - _sentence(doc, yours.start)
    # "a U.S. missile system in South Korea, which prompted Beijing, in retaliation": who hosts pays
    party = set(later.target) & {*earlier.source, *earlier.target}
    strikes_back = later.type in _REPLYING and later.type in _CONFLICT and earlier.type in _CONFLICT
    if (
        strikes_back
        and party
        and gap == 0
        and words & lexicon.retaliation
        and not set(later.source) & set(earlier.source)
        and mine.start >= yours.start
    ):
        return "retaliation"
    if not turned or later.type not in _REPLYING or earlier.type not in _CONFLICT:
        return None
    if not set(later.source) & set(earlier.target):
        return None
    both = later.modality == earlier.modality == "actual"
    in_time = not (later.date and earlier.date) or later.date[:7] >= earlier.date[:7]
    if both and in_time and later.type in _WORDS and earlier.type in _DEEDS:
        return "response"  # who complains of somebody that has struck at him speaks of that
    if words & lexicon.retaliation and 0 <= gap <= _FAR:
        return "retaliation"
    if words & lexicon.response and 0 <= gap <= _FAR:
        return "response"
    ordered = mine.start > yours.start or bool(
        later.date and earlier.date and later.date > earlier.date
    )
    return "response" if ordered and 0 <= gap <= _NEAR else None


def _brought_about(doc: Document, lexicon: LinkLexicon, claim: RelationClaim, event: Event) -> bool:
    """Tell whether a claim on a relation names an act as what brought it about."""
    if claim.evidence.where != "text" or event.evidence.where != "text":
        return False
    at = _sentence(doc, claim.evidence.start)
    if at != _sentence(doc, event.evidence.start) or not _words(doc, claim.evidence.start) & (
        lexicon.cause
    ):
        return False
    return bool(set(claim.pair) & {*event.source, *event.target}) and event.type != "CONSULT"


def _answers(
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
        for i, event in enumerate(events):
            if i != asked and event.evidence.where == "text" and event.evidence.span == reply:
                out.setdefault((f"events/{i}", f"events/{asked}"), "response")
        for i, statement in enumerate(statements):
            said = any(piece.span.overlaps(reply) for piece in statement.content)
            if said and statement.actor in request.target:
                out.setdefault((f"statements/{i}", f"events/{asked}"), "response")


def _sentence(doc: Document, offset: int) -> int:
    sentence = doc.sentence_at(offset)
    return sentence.i if sentence else 0


def _words(doc: Document, offset: int) -> set[str]:
    sentence = doc.sentence_at(offset)
    return {t.lemma for t in doc.words(sentence)} if sentence else set()
