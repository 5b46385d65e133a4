"""What became of a request: whether the side asked agreed, refused, hedged or kept silent.

The answer is, in this order, an act of the side asked that refuses or does what was asked; words of
an answer (``lexicon/en/replies.yaml``) near the request; and what the side asked is reported to
have said to it next, which is guarded until it says more.
"""

from __future__ import annotations

from collections.abc import Sequence

from detente.language.document import Document
from detente.reading import syntax
from detente.reading.reply_lexicon import Answer, load_reply_lexicon, refusing_words
from detente.reading.reply_words import answer_in_words, inside, same_matter
from detente.reading.roles import Scene
from detente.records import SYMMETRIC_TYPES, Article, Event, Evidence, Statement, Where

_REACH = 5  # sentences after the request in which an answer may stand
_SOON = 2  # the same, for an act that names no common matter
_CONTENT = {"NOUN", "VERB", "ADJ"}
_STEM = 5
_WANTED = ("dobj", "xcomp", "ccomp", "prep")


def find_answer(
    article: Article, scene: Scene, event: Event, events: tuple[Event, ...], where: Where
) -> Answer:
    """Return what became of a request.

    Args:
        article: The article.
        scene: The parsed part.
        event: The act of asking.
        events: All acts of the article.
        where: Which part the scene parses.
    """
    doc = scene.document
    asked = doc.token_at(event.trigger.start) if event.trigger else None
    if asked is None:
        return Answer()
    acts = [e for e in events if e.evidence.where == where and e is not event]
    return (
        _refusal(doc, event, asked.i, acts)
        or _deed(doc, event, asked.i, acts)
        or answer_in_words(article, scene, event, asked.i, where, _until(doc, event, asked.i, acts))
        or _speech(article, scene, event, asked.i, where)
        or Answer()
    )


def _refusal(doc: Document, event: Event, asked: int, acts: Sequence[Event]) -> Answer | None:
    """Return the nearest refusal by the side asked, addressed to the asker."""
    near: list[tuple[int, int, Event]] = []
    for act in acts:
        at = _token(doc, act)
        if at is None or act.type != "REJECT" or act.modality not in ("actual", "planned"):
            continue
        if not _back(act, event) or _refuses_else(doc, at, asked):
            continue
        gap = doc.tokens[at].sent - doc.tokens[asked].sent
        same = act.evidence.span.overlaps(event.evidence.span) or gap == 0
        common = bool(_matter(doc, act) & _matter(doc, event))
        if same or 0 < gap <= _SOON or (-1 <= gap <= _REACH and common):
            near.append((not common, abs(gap), act))
    if not near:
        return None
    return Answer("declined", min(near, key=lambda n: n[:2])[2].evidence)


def _refuses_else(doc: Document, verb: int, asked: int) -> bool:
    """Tell whether what is refused is plainly something other than what was asked."""
    if doc.tokens[verb].lemma not in refusing_words() or not doc.kids(verb, "dobj", "xcomp"):
        return False
    later = doc.tokens[verb].sent > doc.tokens[asked].sent
    return later and not same_matter(doc, verb, asked)


def _deed(doc: Document, event: Event, asked: int, acts: Sequence[Event]) -> Answer | None:
    """Return the act by which the side asked did what it was asked."""
    for act in acts:
        at = _token(doc, act)
        if at is None or act.modality not in ("actual", "planned"):
            continue
        if act.type not in load_reply_lexicon().doing or not _by_asked(act, event):
            continue
        if act.evidence.span.overlaps(event.evidence.span):
            continue
        if _does(doc, act, at, event, asked):
            words = {t.lemma for t in inside(doc, act.evidence)}
            delayed = act.type == "AGREE" and words & load_reply_lexicon().delaying
            return Answer("hedged" if delayed else "accepted", act.evidence)
    return None


def _does(doc: Document, act: Event, at: int, event: Event, asked: int) -> bool:
    """Tell whether an act of the side asked is what it was asked to do."""
    gap = doc.tokens[at].sent - doc.tokens[asked].sent
    if _do_so(doc, asked):  # "he had been asked to do so": what has just been told
        return at < asked and gap >= -1 and act.type != "CONSULT"
    if not _after(act, event, at > asked):
        return False
    if act.type == "CONSULT":  # an invitation, and the visit that came of it
        wanted = {doc.tokens[asked].lemma, *(k.lemma for k in doc.kids(asked, *_WANTED))}
        dated = bool(act.date and event.date and not act.date.startswith(event.date))
        return dated and _back(act, event) and bool(wanted & load_reply_lexicon().offer_matters)
    common = bool(_matter(doc, act) & _matter(doc, event))
    if not _back(act, event):
        return (act.type == "CONCEDE" and gap in (0, 1)) or (
            common and gap >= 0 and act.type in ("CONCEDE", "RETREAT", "COOPERATE", "AID")
        )
    if act.type == "CONCEDE":
        return common or 0 <= gap <= _REACH
    if act.type == "AGREE":
        return common or 0 <= gap <= 1 or (0 <= gap <= _SOON and not _says_more(doc, at))
    return common


def _do_so(doc: Document, asked: int) -> bool:
    return any(
        k.lemma == "do" and any(g.lemma == "so" for g in doc.kids(k.i))
        for k in doc.kids(asked, "xcomp", "ccomp", "advcl")
    )


def _by_asked(act: Event, event: Event) -> bool:
    return bool({*act.source, *_mutual(act)} & set(event.target))


def _back(act: Event, event: Event) -> bool:
    """Tell whether an act goes from the side asked to the asker."""
    mutual = _mutual(act)
    source, target = {*act.source, *mutual}, {*act.target, *mutual}
    return bool(source & set(event.target)) and bool(target & set(event.source))


def _mutual(act: Event) -> tuple[str, ...]:
    return act.source + act.target if act.type in SYMMETRIC_TYPES - {"AGREE"} else ()


def _after(act: Event, event: Event, follows: bool) -> bool:
    """Tell whether an act may have come after a request: by the dates, else by the telling."""
    if act.date and event.date:
        length = min(len(act.date), len(event.date))
        if act.date[:length] != event.date[:length]:
            return act.date > event.date
    return follows


def _says_more(doc: Document, token: int) -> bool:
    """Tell "agreed to hold talks" from "agreed"."""
    return bool(doc.kids(token, "dobj", "xcomp", "ccomp"))


def _token(doc: Document, event: Event) -> int | None:
    token = doc.token_at(event.trigger.start) if event.trigger else None
    return token.i if token is not None else None


def _matter(doc: Document, event: Event) -> frozenset[str]:
    """Return the stems of what an act is about: its content words without the trigger and names."""
    lexicon = load_reply_lexicon()
    trigger = event.trigger.start if event.trigger else -1
    return frozenset(
        t.lemma[:_STEM]
        for t in inside(doc, event.evidence)
        if t.pos in _CONTENT
        and len(t.lemma) > 3
        and (t.start != trigger or event.type not in ("REQUEST", "AGREE"))
        and t.lemma not in lexicon.asks
    )


def _until(doc: Document, event: Event, asked: int, acts: Sequence[Event]) -> int:
    """Return the token at which somebody else asks the same side: what follows answers him."""
    others = [
        at
        for act in acts
        if act.type == "REQUEST"
        and set(act.target) & set(event.target)
        and not set(act.source) & set(event.source)
        and (at := _token(doc, act)) is not None
        and at > asked
    ]
    return min(others, default=len(doc.tokens))


def _speech(
    article: Article, scene: Scene, event: Event, asked: int, where: Where
) -> Answer | None:
    """Return what the side asked is told to have said next: in the same sentence or the one after."""
    doc = scene.document
    home = doc.tokens[asked].sent
    for statement in scene.statements:
        piece = next((p for p in statement.content if p.start > doc.tokens[asked].start), None)
        if piece is None or statement.actor not in event.target:
            continue
        if piece.span.overlaps(event.evidence.span) or not _said_next(doc, statement, asked):
            continue
        at = doc.sentence_at(piece.start)
        if at is None or not 0 <= at.i - home <= 1:
            continue
        refused = _refuses(doc, piece)
        return Answer(
            "declined" if refused else "hedged", article.quote(piece.start, piece.end, where)
        )
    return None


def _said_next(doc: Document, statement: Statement, asked: int) -> bool:
    """Tell a clause of its own ("Ankara said ...") from older words and from a mere aside."""
    cue = doc.token_at(statement.cue[-1].end - 1) if statement.cue else None
    if cue is None or cue.lemma in refusing_words():
        return False
    if {k.text.lower() for k in doc.kids(cue.i)} & {"had", "earlier", "previously"}:
        return False
    above = (cue, *doc.ancestors(cue.i))
    return not any(a.dep in ("relcl", "acl", "pobj", "pcomp") and a.i > asked for a in above)


def _refuses(doc: Document, piece: Evidence) -> bool:
    """Tell whether the main verb of what is said is negated."""
    told = inside(doc, piece)
    ids = {t.i for t in told}
    tops = [t for t in told if t.head not in ids or t.head == t.i]
    return any(syntax.is_verb(t) and any(k.dep == "neg" for k in doc.kids(t.i)) for t in tops)
