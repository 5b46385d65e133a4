"""Who asked whom for what, and the answer so far in this article.

A request is a REQUEST event, or an offer of mediation or talks or an invitation (which ask for a
yes; a promise does not). What became of it is the matter of :mod:`detente.reading.replies`.
"""

from __future__ import annotations

from detente.language.document import Document, Token
from detente.reading import syntax
from detente.reading.replies import find_answer
from detente.reading.reply_lexicon import load_reply_lexicon
from detente.reading.roles import Scene
from detente.records import Article, Event, Request, Where, content_id

_DUTY = frozenset({"should", "must", "ought"})
_INVITATION = "en.agree.invite"
_CLAUSES = ("xcomp", "ccomp", "advcl", "acl")


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
        answer = find_answer(article, scene, event, events, where)
        out.append(
            Request(
                id=content_id(article.id, "request", event.id),
                source=event.source,
                target=event.target,
                about=_matter(scene, event),
                concerning=_third_actors(scene, event),
                status=answer.status,
                reply=answer.reply,
                evidence=event.evidence,
                by=event.by,
                confidence=event.confidence,
            )
        )
    return tuple(out)


def _asks(scene: Scene, event: Event) -> bool:
    """Tell whether an act asks for an answer."""
    if event.modality == "negated":
        return False
    doc, lexicon = scene.document, load_reply_lexicon()
    trigger = doc.token_at(event.trigger.start) if event.trigger else None
    if trigger is None or trigger.lemma in lexicon.promises:
        return False
    if event.type == "REQUEST":
        return event.modality in ("actual", "planned")
    if event.type != "AGREE" or event.modality == "hypothetical":
        return False
    if event.by == _INVITATION:
        return True
    return any(_offered(doc, o) & lexicon.offers[o.lemma] for o in _offering(doc, trigger))


def _offering(doc: Document, trigger: Token) -> list[Token]:
    """Return the words that offer: the trigger of an act, what it hangs on or carries."""
    around = [trigger, *doc.kids(trigger.i, "acomp", "attr", "dobj")]
    if trigger.dep in ("xcomp", "ccomp", "acl", "dobj", "pcomp"):
        around.append(doc.head(trigger.i))
    return [t for t in around if t.lemma in load_reply_lexicon().offers]


def _offered(doc: Document, offering: Token) -> set[str]:
    """Return the lemmas of what is offered: what hangs on the word, and what on that."""
    kinds = ("xcomp", "ccomp", "dobj", "acl", "prep", "pobj", "pcomp", "compound")
    below = doc.kids(offering.i, *kinds)
    below += [k for b in below for k in doc.kids(b.i, *kinds)]
    return {offering.lemma, *(t.lemma for t in below)}


def _matter(scene: Scene, event: Event) -> str:
    """Return what is asked for, as a short phrase cut from the sentence."""
    doc = scene.document
    token = doc.token_at(event.trigger.start) if event.trigger else None
    if token is None:
        return _shorten(event.evidence.text)
    if any(k.lemma in _DUTY for k in doc.kids(token.i, "aux")):
        return _shorten(_asked_for(doc, token.i))  # "China should withdraw its ships"
    for clause in doc.kids(token.i, *_CLAUSES):
        if clause.dep != "advcl" or any(k.tag == "TO" for k in doc.kids(clause.i, "aux")):
            return _shorten(_asked_for(doc, clause.i))
    for prep in doc.kids(token.i, "prep"):
        words = doc.subtree(prep.i)
        if prep.lemma in ("for", "against", "about", "that") and len(words) > 1:
            return _shorten(_cut(doc, words[1:]))
    for obj in syntax.objects_raw(doc, token.i):
        # "asked Xi ...": whom one asks is not what one asks for
        if scene.resolve(obj) is None and doc.tokens[obj].pos not in ("PROPN", "PRON"):
            return _shorten(_cut(doc, doc.subtree(obj)))
    sentence = doc.sentence_of(token.i)
    for word in doc.tokens[token.i + 1 : sentence.last - 1]:
        if word.tag == "TO" and doc.tokens[word.i + 1].tag == "VB":
            return _shorten(_asked_for(doc, word.i + 1))  # wherever the parser hung it
    return _shorten(event.evidence.text)


def _cut(doc: Document, words: list[int]) -> str:
    """Return the words as they stand, as far as a clause that only comments on them."""
    aside = {t for w in words for k in doc.kids(w, "relcl") for t in doc.subtree(k.i)}
    kept = words[: next((n for n, w in enumerate(words) if w in aside), len(words))] or words
    return doc.text[doc.tokens[kept[0]].start : doc.tokens[kept[-1]].end]


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
