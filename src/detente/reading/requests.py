"""Who asked whom for what, and the answer so far in this article.

A request is a REQUEST event, or an offer of mediation or an invitation (which ask for a yes). Its
answer is looked for in the clauses after it, and in the one sentence before it, that are about the
side asked: the words that answer are in ``lexicon/en/replies.yaml``. An act of the side asked
toward the asker (a refusal, an agreement, an apology) answers too.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources

import yaml

from detente.language.document import Document, Sentence
from detente.reading import syntax
from detente.reading.evidence import clause_evidence
from detente.reading.roles import Scene
from detente.records import (
    Article,
    Event,
    Evidence,
    Request,
    RequestStatus,
    Where,
    content_id,
)

_OFFERS = frozenset({"en.agree.offer", "en.agree.invite"})
_OFFERED = frozenset(
    [
        "mediate",
        "mediation",
        "mediator",
        "broker",
        "help",
        "talk",
        "meet",
        "meeting",
        "dialogue",
        "visit",
        "invite",
        "host",
        "facilitate",
        "assist",
        "assistance",
        "invitation",
        "cooperation",
    ]
)
_REACH = 5  # sentences after the request in which an answer may stand
_ORDER: tuple[RequestStatus, ...] = ("unanswered", "declined", "hedged", "accepted")
_ANSWERING = {"REJECT": "declined", "AGREE": "accepted"}


@dataclass(frozen=True, slots=True)
class ReplyCue:
    """Words that answer a request."""

    status: RequestStatus
    words: frozenset[str]
    beside: frozenset[str]
    negated: bool


@lru_cache(maxsize=1)
def load_reply_cues() -> tuple[ReplyCue, ...]:
    """Load ``lexicon/en/replies.yaml`` once."""
    path = resources.files("detente.reading.lexicon").joinpath("en/replies.yaml")
    raw = yaml.safe_load(path.read_text("utf-8"))
    return tuple(
        ReplyCue(
            status,
            frozenset(str(w) for w in cue["words"]),
            frozenset(str(w) for w in cue.get("with", ())),
            bool(cue.get("negated", False)),
        )
        for status in _ORDER
        for cue in raw[status]
    )


#: Nouns that name the request itself: "accepted the invitation".
_EMPTY = frozenset(
    {"request", "invitation", "offer", "proposal", "appeal", "demand", "plan", "call"}
)


def find_requests(
    article: Article,
    scene: Scene,
    events: tuple[Event, ...],
    *,
    where: Where = "text",
) -> tuple[Request, ...]:
    """Return the requests of one part of an article with their answers, in order.

    Args:
        article: The article.
        scene: The parsed part.
        events: The acts found in it.
        where: Which part.
    """
    out: list[Request] = []
    for event in events:
        if event.evidence.where != where or event.trigger is None or not _asks(scene, event):
            continue
        status, reply = _answer(article, scene, event, events, where)
        out.append(
            Request(
                id=content_id(article.id, "request", event.id),
                source=event.source,
                target=event.target,
                about=_matter(scene.document, event),
                concerning=_third_actors(scene, event),
                status=status,
                reply=reply,
                evidence=event.evidence,
                by=event.by,
                confidence=event.confidence,
            )
        )
    return tuple(out)


def _asks(scene: Scene, event: Event) -> bool:
    if event.modality == "negated":
        return False
    if event.type == "REQUEST":
        return event.modality in ("actual", "planned")
    if event.by not in _OFFERS or event.modality == "hypothetical":
        return False
    doc = scene.document
    inside = {t.lemma for t in doc.tokens if event.evidence.start <= t.start < event.evidence.end}
    return event.by == "en.agree.invite" or bool(inside & _OFFERED)


def _matter(doc: Document, event: Event) -> str:
    """Return what is asked for, as a short phrase cut from the sentence."""
    token = doc.token_at(event.trigger.start) if event.trigger else None
    if token is None:
        return event.evidence.text
    for clause in doc.kids(token.i, "xcomp", "ccomp", "advcl"):
        return _shorten(_asked_for(doc, clause.i))
    for prep in doc.kids(token.i, "prep"):
        if prep.lemma in ("for", "against", "about", "that"):
            words = doc.subtree(prep.i)
            return _shorten(
                doc.text[
                    doc.tokens[words[1] if len(words) > 1 else words[0]].start : doc.tokens[
                        words[-1]
                    ].end
                ]
            )
    for obj in syntax.objects_raw(doc, token.i):
        words = doc.subtree(obj)
        return _shorten(doc.text[doc.tokens[words[0]].start : doc.tokens[words[-1]].end])
    return _shorten(event.evidence.text)


def _asked_for(doc: Document, clause: int) -> str:
    """Return a clause without its subject and helpers, as far as its first comma."""
    apart = {
        t
        for k in doc.kids(clause)
        if k.dep in ("nsubj", "nsubjpass", "aux", "auxpass", "mark", "cc")
        or (k.dep == "conj" and k.tag != doc.tokens[clause].tag)
        for t in doc.subtree(k.i)
    } - {k.i for k in doc.kids(clause, "neg")}
    words = [t for t in doc.subtree(clause) if t not in apart]
    kept: list[int] = []
    for t in words:
        between = range(kept[-1] + 1, t) if kept else ()
        if doc.tokens[t].text in {",", ";", "–", "—"} or not set(between) <= apart:
            break
        kept.append(t)
    return doc.text[doc.tokens[kept[0]].start : doc.tokens[kept[-1]].end] if kept else ""


def _shorten(text: str, limit: int = 120) -> str:
    text = " ".join(text.split()).strip(" ,;:.")
    if len(text) <= limit:
        return text
    return text[:limit].rsplit(" ", 1)[0] + " ..."


def _third_actors(scene: Scene, event: Event) -> tuple[str, ...]:
    sides = {*event.source, *event.target}
    out: list[str] = []
    for mention in scene.mentions.all:
        if event.evidence.start <= mention.span.start < event.evidence.end and mention.political:
            out += [a for a in mention.actors if a not in sides and a not in out]
    return tuple(out)


def _answer(
    article: Article,
    scene: Scene,
    event: Event,
    events: tuple[Event, ...],
    where: Where,
) -> tuple[RequestStatus, Evidence | None]:
    """Return the status of a request and the words of its answer."""
    doc = scene.document
    asked = doc.token_at(event.trigger.start) if event.trigger else None
    if asked is None:
        return "open", None
    home = doc.sentence_of(asked.i)
    first = max(home.i - 1, 0)
    for sentence in doc.sentences[first : home.i + _REACH + 1]:
        hit = _reply_in(scene, sentence, event, asked.i)
        if hit is not None:
            status, trigger = hit
            silent = status == "unanswered"
            return status, None if silent else clause_evidence(article, doc, trigger, (), where)
    act = _answering_act(event, events)
    if act is not None:
        status = "declined" if act.type == "REJECT" else "accepted"
        return status, act.evidence
    return "open", None


def _reply_in(
    scene: Scene, sentence: Sentence, event: Event, asked: int
) -> tuple[RequestStatus, int] | None:
    """Return the status that a sentence gives to a request, and the word that gives it."""
    doc = scene.document
    for token in doc.words(sentence):
        if token.i == asked or _inside(event, token.start, token.i < asked):
            continue
        for cue in load_reply_cues():
            if token.lemma not in cue.words:
                continue
            near = {k.lemma for k in doc.kids(token.i)}
            if cue.beside and not near & cue.beside:
                continue
            if cue.negated != _negated(doc, token.i):
                continue
            if cue.status == "accepted" and not _same_matter(doc, token.i, asked):
                continue
            if _about_the_asked(scene, token.i, event, cue, sentence, asked):
                return cue.status, token.i
    return None


def _same_matter(doc: Document, reply: int, asked: int) -> bool:
    """Tell whether what is agreed to is what was asked: nothing more is said, or words are shared."""
    below = [
        doc.tokens[t]
        for k in doc.kids(reply, "dobj", "xcomp", "ccomp", "prep")
        for t in doc.subtree(k.i)
    ]
    said = {t.lemma for t in below if t.pos in ("NOUN", "VERB", "PROPN", "ADJ")} - _EMPTY
    wanted = {
        doc.tokens[t].lemma
        for t in doc.subtree(asked)
        if doc.tokens[t].pos in ("NOUN", "VERB", "PROPN", "ADJ")
    }
    return not said or bool(said & wanted)


def _inside(event: Event, offset: int, before: bool) -> bool:
    """Tell whether a word belongs to the request itself, not to what follows it."""
    del before
    return event.evidence.start <= offset < event.evidence.end and (
        event.trigger is not None and offset <= event.trigger.start
    )


def _negated(doc: Document, token: int) -> bool:
    kids = doc.kids(token)
    if any(k.dep == "neg" or k.lemma in ("no", "not", "never", "without") for k in kids):
        return True
    head = doc.head(token)
    return head.i != token and any(k.dep == "neg" for k in doc.kids(head.i))


def _about_the_asked(
    scene: Scene, token: int, event: Event, cue: ReplyCue, sentence: Sentence, asked: int
) -> bool:
    """Tell whether an answering word is the answer of the side that was asked."""
    doc = scene.document
    verb = token if syntax.is_verb(doc.tokens[token]) else syntax.clause_of(doc, token)
    subject = scene.gather(syntax.subjects(doc, verb), "subject")
    owner = scene.gather(syntax.possessors(doc, token), "owner")
    answered_by = {*(subject.actors if subject else ()), *(owner.actors if owner else ())}
    if answered_by & set(event.target):
        return True
    told = scene.telling(token)
    if told is not None and told.actor in event.target and sentence.first > asked:
        return cue.status in ("hedged", "declined")
    if cue.status != "unanswered" or answered_by:
        return False
    # "those overtures have been met with silence": the request itself is the subject
    nouns = {doc.tokens[t].lemma for t in syntax.objects(doc, verb) + syntax.subjects(doc, verb)}
    same = sentence.first <= asked < sentence.last
    return bool(nouns & _ASKS) or (same and not answered_by)


_ASKS = frozenset(
    [
        "overture",
        "request",
        "appeal",
        "call",
        "offer",
        "proposal",
        "plea",
        "invitation",
        "demand",
        "message",
        "attempt",
        "effort",
        "approach",
        "letter",
        "gesture",
        "bid",
    ]
)


def _answering_act(event: Event, events: tuple[Event, ...]) -> Event | None:
    """Return a later act of the side asked toward the asker that answers."""
    after = [
        e
        for e in events
        if e.type in _ANSWERING
        and e.modality == "actual"
        and e.evidence.start > event.evidence.end
        and set(e.source) & set(event.target)
        and set(e.target) & set(event.source)
        and (e.type == "REJECT" or _shared(e.evidence.text, event.evidence.text))
    ]
    return after[0] if after else None


def _shared(a: str, b: str) -> bool:
    """Tell whether two pieces share a longer word that is no name."""
    words = [set(re.findall(r"[a-z]{5,}", text)) for text in (a, b)]
    return bool({w[:6] for w in words[0]} & {w[:6] for w in words[1]})
