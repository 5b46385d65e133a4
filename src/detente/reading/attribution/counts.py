"""Which attributions are statements: something said, by one with a political role.

What is announced, recalled or ordered is a deed; what is refused or left unexplained is not said.
"""

from __future__ import annotations

from detente.language.document import Document
from detente.reading import syntax
from detente.reading.attribution.cues import is_saying, judges, speaks, voices
from detente.reading.attribution.grammar import TO, VOICED
from detente.reading.attribution.speakers import Said
from detente.reading.attribution.tagger import TRAINED
from detente.reading.mentions import Mention
from detente.records import Span

_DECLINING = {"refuse", "decline", "fail", "hesitate", "avoid"}


def counts(doc: Document, one: Said, told: list[Said], marks: tuple[Span, ...]) -> bool:
    """Tell whether an attribution is a statement: something said, by one with a political role."""
    if one.mention is None or one.mention.role == "private" or _people(doc, one.mention):
        return False
    quoted = any(m.overlaps(p) for m in marks for p in one.pieces)
    if one.found.by.endswith(TO) or (one.found.by == VOICED and _held(one, told)):
        return quoted
    words = [t for c in one.found.cue for t in doc.within(c.start, c.end)]
    lemmas = tuple(t.lemma.lower() for t in words)
    if one.found.by == TRAINED:
        first = doc.token_at(one.pieces[0].start)
        last = max((i for i, t in enumerate(words) if t.pos == "VERB"), default=0)
        if quoted and judges(lemmas):
            return True
        if not speaks(lemmas[last:]) or (first is not None and first.dep == "prep" and not quoted):
            return False
        if not quoted and not voices(lemmas) and all(_thing(doc, p) for p in one.pieces):
            return False
    if not quoted and (_question(doc, one) or _unsaid(doc, one)):
        return False
    return is_saying(lemmas)


def _held(one: Said, told: list[Said]) -> bool:
    """Tell whether an attribution stands inside what another says."""
    at = one.found.cue[0].start
    return any(o is not one and p.start <= at < p.end for o in told for p in o.pieces)


def _thing(doc: Document, piece: Span) -> bool:
    """Tell whether what is said is a bare thing or an order: "announced the accord", "told X to go"."""
    words = doc.within(piece.start, piece.end)
    if not words:
        return True
    first, last = words[0].i, words[-1].i
    tops = [t for t in words if not first <= t.head <= last or t.head == t.i]
    clauses = [t for t in tops if syntax.is_verb(t) or doc.kids(t.i, "nsubj", "nsubjpass")]
    return all(k.tag == "TO" for t in clauses for k in doc.kids(t.i, "aux")[:1] or [t])


def _question(doc: Document, one: Said) -> bool:
    """Tell whether a cue only names what is left unsaid: "explained why", "what it says it does"."""
    first = doc.token_at(one.pieces[0].start)
    verb = doc.token_at(one.found.cue[-1].start)
    if first is None or verb is None or len(one.pieces) > 1 or first.start < verb.start:
        return False
    asked = first.tag == "WRB" or (first.tag == "WP" and first.dep in ("attr", "dobj", "pobj"))
    opening = doc.tokens[doc.subtree(verb.i)[0]]
    return asked or (verb.dep in ("pcomp", "csubj", "ccomp") and opening.tag == "WP")


def _unsaid(doc: Document, one: Said) -> bool:
    """Tell whether it is not said: "refused to say whether", "did not say that"; a denial is."""
    verb = doc.token_at(one.found.cue[-1].end - 1)
    if verb is None or not syntax.is_verb(verb) or one.pieces[0].start < verb.start:
        return False
    above = doc.head(verb.i)
    declined = verb.dep == "xcomp" and above.lemma in _DECLINING
    negated = bool(doc.kids(verb.i, "neg")) and verb.lemma not in ("deny", "dispute")
    return declined or negated


def _people(doc: Document, mention: Mention) -> bool:
    """Tell whether a nationality stands for some of a people: "many Cubans said"."""
    token = doc.tokens[mention.head]
    named = {k.text.lower() for k in doc.kids(mention.head, "det")}
    return mention.kind == "adjective" and token.tag in ("NNPS", "NNS") and "the" not in named
