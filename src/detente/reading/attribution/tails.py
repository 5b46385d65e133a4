"""Where what is said ends: the reporter's own tail is left out.

"said it would wait, dealing a blow to Peru": a participle set off by a comma is the reporter's as a
rule; so is what the verb of saying is joined to ("laid out his plan and flew home") and, in the eyes
of those who annotate articles, a description ("ties with Peru, an old ally").
"""

from __future__ import annotations

from dataclasses import replace

from detente.language.document import Document, Token
from detente.reading import syntax
from detente.reading.attribution.tagger import Attribution
from detente.records import Span

_SHIFTED = {"would", "could", "might", "should"}
_UNSHIFTED = {"will", "can", "may", "shall"}
_MARKS = "“”\"'‘’«»„`"
_COMMAS = {",", "-", "–", "—", "--"}
_FEWEST = 2


def reported_on(doc: Document, verb: Token, token: Token, first: int) -> bool:
    """Tell whether the reporter goes on: "he said he would wait, and the talks are to resume".

    What was said in the past is told in the past; a clause in the present, joined by a comma and
    "and", is not part of it. Nor is the time of saying: ", hours after the envoy had left".
    """
    start = opening(doc, token.i)
    if start <= first + 1 or not syntax.is_verb(token):
        return False
    if token.dep == "advcl":
        marks = doc.kids(token.i, "mark")
        timed = marks and any(doc.kids(k.i, "npadvmod") for k in (token, *marks))
        return bool(timed) and doc.tokens[start - 1].text == "," and _past(doc, token)
    if token.dep != "conj" or not doc.kids(token.i, "nsubj", "nsubjpass", "expl"):
        return False
    if doc.tokens[start - 1].dep != "cc" or doc.tokens[start - 2].text != ",":
        return False
    above = doc.head(verb.i) if verb.tag == "VBG" else verb
    said = doc.head(token.i)
    if said.i == verb.i:
        said = next(iter(doc.kids(verb.i, "ccomp")), verb)
    return above.tag == "VBD" and _shifted(doc, said) and _in_present(doc, token)


def opening(doc: Document, clause: int) -> int:
    """Return the first token of a clause, punctuation left out."""
    return next((t for t in doc.subtree(clause) if doc.tokens[t].pos != "PUNCT"), clause)


def _finite(doc: Document, verb: Token) -> Token:
    return next(iter(doc.kids(verb.i, "aux", "auxpass")), verb)


def _past(doc: Document, verb: Token) -> bool:
    return _finite(doc, verb).tag == "VBD"


def _shifted(doc: Document, verb: Token) -> bool:
    word = _finite(doc, verb)
    return word.tag == "VBD" or word.text.lower() in _SHIFTED


def _in_present(doc: Document, verb: Token) -> bool:
    word = _finite(doc, verb)
    return word.tag in ("VBZ", "VBP") or word.text.lower() in _UNSHIFTED


def pared(doc: Document, one: Attribution, *, descriptions: bool = False) -> Attribution:
    """Return an attribution without the reporter's tail at the end of its last piece.

    Args:
        doc: The parsed text.
        one: The attribution.
        descriptions: Leave "an old ally" out too.
    """
    last = one.content[-1]
    words = doc.within(last.start, last.end)
    if not words or last.end < one.cue[0].start or any(t.text[0] in _MARKS for t in words[-2:]):
        return one
    cue = {t.i for c in one.cue for t in doc.within(c.start, c.end)}
    for i in range(_FEWEST, len(words)):
        if _tail(doc, words[i].i, words[-1].i, cue, descriptions):
            kept = words[:i]
            while len(kept) > _FEWEST and kept[-1].pos in ("PUNCT", "CCONJ"):
                kept = kept[:-1]
            return replace(one, content=(*one.content[:-1], Span(last.start, kept[-1].end)))
    return one


def _tail(doc: Document, first: int, last: int, cue: set[int], descriptions: bool) -> bool:
    """Tell whether a tail of the reporter opens at a token."""
    before = doc.tokens[first - 1]
    for head in (doc.tokens[first], *doc.ancestors(first)):
        if head.dep == "conj" and before.dep == "cc":
            verb = doc.tokens[head.head]
            return verb.i in cue and (_acts_too(doc, head) or reported_on(doc, verb, head, verb.i))
        below = doc.subtree(head.i)
        if below[0] != first:
            return False
        if before.text not in _COMMAS or below[-1] < last - 1:
            continue
        if head.dep == "advcl" and head.tag == "VBG":
            return True
        if descriptions and head.dep == "appos":
            return any(k.text.lower() in ("a", "an") for k in doc.kids(head.i, "det"))
    return False


def _acts_too(doc: Document, verb: Token) -> bool:
    """Tell whether a joined verb stands in the tense of the cue, with nothing of its own before."""
    same = verb.tag == doc.head(verb.i).tag and verb.tag in ("VBD", "VBZ")
    return same and not doc.kids(verb.i, "aux", "nsubj")
