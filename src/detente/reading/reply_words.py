"""Words near a request that answer it, and whose answer they are."""

from __future__ import annotations

from detente.language.document import Document, Sentence, Token
from detente.reading import syntax
from detente.reading.evidence import clause_evidence
from detente.reading.reply_lexicon import Answer, ReplyCue, load_reply_lexicon, refusing_words
from detente.reading.roles import Scene
from detente.records import Article, Event, Evidence, RequestStatus, Where

_REACH = 5  # sentences after the request in which an answer may stand
_SAYING = frozenset({"hedged", "declined"})


def answer_in_words(
    article: Article, scene: Scene, event: Event, asked: int, where: Where, until: int
) -> Answer | None:
    """Return the answer that words near the request tell of."""
    doc = scene.document
    home = doc.sentence_of(asked)
    for sentence in doc.sentences[max(home.i - 1, 0) : home.i + _REACH + 1]:
        if sentence.first >= until:
            break
        hit = _reply_in(scene, sentence, event, asked)
        if hit is not None:
            status, trigger = hit
            if status == "unanswered":
                return Answer(status)
            return Answer(status, _reply(article, doc, trigger, where))
    return None


def _reply(article: Article, doc: Document, trigger: int, where: Where) -> Evidence:
    """Return the clause of an answer, without the word that joins it to the next."""
    whole = clause_evidence(article, doc, trigger, (), where)
    kept = inside(doc, whole)
    while len(kept) > 1 and kept[-1].pos in ("CCONJ", "SCONJ", "PUNCT"):
        kept.pop()
    while len(kept) > 1 and kept[0].pos in ("CCONJ", "SCONJ", "PUNCT"):
        kept.pop(0)
    return article.quote(kept[0].start, kept[-1].end, where) if kept else whole


def _reply_in(
    scene: Scene, sentence: Sentence, event: Event, asked: int
) -> tuple[RequestStatus, int] | None:
    """Return the status that a sentence gives to a request, and the word that gives it."""
    doc = scene.document
    lexicon = load_reply_lexicon()
    for token in doc.words(sentence):
        if token.lemma in lexicon.fruitless and _in_vain(doc, token, asked):
            return "declined", token.i
        if token.i == asked or _part_of(doc, token, event, asked):
            continue
        for cue in lexicon.cues:
            if token.lemma not in cue.words or cue.negated != _negated(doc, token.i):
                continue
            if cue.beside and not {k.lemma for k in doc.kids(token.i)} & cue.beside:
                continue
            if cue.status in ("accepted", "declined") and not same_matter(doc, token.i, asked):
                continue
            if cue.status == "accepted" and doc.head(token.i).lemma in refusing_words():
                continue
            if _about_the_asked(scene, token.i, event, cue, sentence, asked):
                return cue.status, token.i
    return None


def _part_of(doc: Document, token: Token, event: Event, asked: int) -> bool:
    """Tell whether a word belongs to the request itself, not to what is joined to it."""
    if not event.evidence.start <= token.start < event.evidence.end:
        return False
    if token.i <= asked:
        return True
    for above in (token, *doc.ancestors(token.i)):
        if above.i == asked:
            return True
        if above.dep in ("conj", "relcl", "appos", "parataxis"):
            return False
    return False


def _in_vain(doc: Document, token: Token, asked: int) -> bool:
    """Tell whether "without success", "in vain" is said of the request."""
    if token.sent != doc.tokens[asked].sent or token.i < asked:
        return False
    if doc.head(token.i).lemma not in ("without", "to", "in"):
        return False
    return not any(a.dep == "relcl" and a.i > asked for a in doc.ancestors(token.i))


def same_matter(doc: Document, reply: int, asked: int) -> bool:
    """Tell whether what is agreed to is what was asked: nothing more is said, or words are shared."""
    below = [
        doc.tokens[t]
        for k in doc.kids(reply, "dobj", "xcomp", "ccomp", "prep")
        for t in doc.subtree(k.i)
    ]
    kinds = ("NOUN", "VERB", "PROPN", "ADJ")
    said = {t.lemma for t in below if t.pos in kinds} - load_reply_lexicon().asks
    wanted = {doc.tokens[t].lemma for t in doc.subtree(asked) if doc.tokens[t].pos in kinds}
    return not said or bool(said & wanted)


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
        return cue.status in _SAYING
    if cue.status != "unanswered" or answered_by:
        return False
    # "those overtures have been met with silence": the request itself is the subject
    nouns = {doc.tokens[t].lemma for t in syntax.objects(doc, verb) + syntax.subjects(doc, verb)}
    return bool(nouns & load_reply_lexicon().asks) or sentence.first <= asked < sentence.last


def inside(doc: Document, evidence: Evidence) -> list[Token]:
    """Return the tokens of a piece of evidence."""
    return [t for t in doc.tokens if evidence.start <= t.start < evidence.end]
