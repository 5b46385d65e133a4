"""Who says it, as it stands in the sentence: the subject of a verb of saying, and the cue itself."""

from __future__ import annotations

from detente.language.document import Document, Token
from detente.reading import syntax
from detente.reading.attribution.cues import load_cues

_LONG_CLAUSE = 12
#: Verbs that relay: "Reuters quoted him as saying".
QUOTING = {"quote", "cite", "paraphrase"}


def cue_tokens(doc: Document, verb: int) -> list[int]:
    """Return a verb with its auxiliaries, negation and particle, as far as they stand together."""
    own = {verb} | {k.i for k in doc.kids(verb, "aux", "auxpass", "neg", "prt")}
    low = high = verb
    while low - 1 in own:
        low -= 1
    while high + 1 in own:
        high += 1
    return list(range(low, high + 1))


def source_of(doc: Document, verb: int) -> list[int]:
    """Return the tokens that name who says it, as they stand in the sentence."""
    token = doc.tokens[verb]
    own = doc.kids(verb, "nsubj")
    if syntax.is_passive(doc, verb):
        heads = syntax.agents(doc, verb)
    elif own:
        heads = [own[-1].i]
    else:
        heads = _inherited(doc, token)
    if not heads:
        return []
    tokens = [t for t in named(doc, heads[0]) if doc.tokens[t].sent == token.sent]
    left = heads[0] < verb
    kept = [t for t in tokens if (t < verb) == left]
    return trimmed(doc, kept, heads[0])


def named(doc: Document, head: int) -> list[int]:
    """Return a noun phrase, titles, appositions and short relative clauses included."""
    dropped: set[int] = set()
    for kid in doc.kids(head, "relcl", "acl", "advcl", "ccomp"):
        below = doc.subtree(kid.i)
        if kid.dep in ("advcl", "ccomp") or len(below) > _LONG_CLAUSE:
            dropped.update(below)
    return [t for t in doc.subtree(head) if t not in dropped]


def _inherited(doc: Document, verb: Token) -> list[int]:
    """Return the subject of a verb that has none of its own ("..., saying that")."""
    head = doc.head(verb.i)
    if verb.dep == "acl" and verb.tag == "VBG":
        return [head.i]
    if verb.dep == "pcomp" and head.lemma == "as" and doc.head(head.i).lemma in QUOTING:
        quoted = doc.head(head.i)
        passive = doc.kids(quoted.i, "nsubjpass") or doc.kids(quoted.i, "dobj")
        return [passive[0].i] if passive else [quoted.head] if quoted.dep == "acl" else []
    if verb.dep == "advcl" and verb.tag == "VBG" and doc.tokens[verb.i - 1].text != ",":
        told = [k.i for k in doc.kids(head.i, "dobj") if k.i < verb.i]
        if told:
            return told[-1:]  # "it follows an expert last month saying that"
    if verb.dep == "advcl" and verb.tag == "VBG" and head.dep in ("ccomp", "acl"):
        outer = doc.head(head.i)
        if outer.pos == "NOUN":
            outer = doc.head(outer.i)
        if syntax.is_verb(outer) and outer.lemma in load_cues().verbs:
            subject = doc.kids(outer.i, "nsubj")
            if subject:  # "said Peru would wait, adding that": who said it adds it
                return [subject[0].i]
    for _ in range(4):
        if verb.dep not in ("conj", "advcl", "xcomp", "ccomp", "pcomp", "prep", "relcl", "dep"):
            return []
        verb = doc.head(verb.i)
        subject = doc.kids(verb.i, "nsubj", "nsubjpass")
        if syntax.is_verb(verb) and subject:
            return [subject[0].i]
    return []


def trimmed(doc: Document, tokens: list[int], head: int) -> list[int]:
    """Return the run of tokens around the head, punctuation at both ends left out."""
    kept = set(tokens)
    low = high = head
    while low - 1 in kept:
        low -= 1
    while high + 1 in kept:
        high += 1
    while low < head and doc.tokens[low].pos == "PUNCT":
        low += 1
    while high > head and doc.tokens[high].pos == "PUNCT":
        high -= 1
    return list(range(low, high + 1))
