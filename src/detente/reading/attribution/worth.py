"""Where the tagger is worth asking: near a word of saying whose speaker may act for somebody.

The tagger takes most of the time of reading. A statement needs a word of saying and a speaker with a
political role, and both are known from the parse: elsewhere nothing the tagger finds would be kept.
"""

from __future__ import annotations

from detente.language.document import Document, Token
from detente.reading import syntax
from detente.reading.attribution.cues import load_cues, speaks
from detente.reading.attribution.speakers import PAPERS
from detente.reading.mentions import Mentions
from detente.records import Span

#: Sentences before the cue, and after it, in which its speaker is looked for.
_BEFORE, _AFTER = 2, 1
_FRAMES = {"clause", "quote", "thing"}
_NO_CUES = {"aux", "auxpass", "amod", "compound"}
_MARKS = frozenset("“”„«»‘'\"`")


def worth_tagging(doc: Document, mentions: Mentions) -> tuple[Span, ...]:
    """Return the words of saying that may be those of a political voice, in order."""
    held = {t for m in mentions.all if m.role != "private" for t in range(m.first, m.last)}
    here = {doc.tokens[t].sent for t in held}
    near = {s + i for s in here for i in range(-_AFTER, _BEFORE + 1)}
    return tuple(
        Span(t.start, t.end)
        for t in doc.tokens
        if t.sent in near and t.dep not in _NO_CUES and _worth(doc, t, held, here)
    )


def _worth(doc: Document, token: Token, held: set[int], here: set[int]) -> bool:
    """Tell whether a word may attribute something to one of the tokens held by political voices."""
    cues, lemma = load_cues(), token.lemma.lower()
    if token.text.lower() == "according":
        return token.sent in here
    if not syntax.is_verb(token):
        clause = lemma in cues.nouns and bool(doc.kids(token.i, "acl", "ccomp", "relcl"))
        return (clause or speaks((lemma,))) and token.sent in here and token.pos != "PROPN"
    says = speaks((lemma,)) or any(c.frames & _FRAMES for c in cues.verbs.get(lemma, ()))
    if not says and not (lemma in cues.verbs and _quoted(doc, token)):
        return False
    subjects = doc.kids(token.i, "nsubj")
    if not subjects or syntax.is_passive(doc, token.i):
        return True
    pointing = any(k.pos in ("PRON", "DET") or k.lemma.lower() in PAPERS for k in subjects)
    return pointing or any(t in held for k in subjects for t in doc.subtree(k.i))


def _quoted(doc: Document, token: Token) -> bool:
    """Tell whether marks of quotation stand in the sentence of a word, or beside it."""
    low, high = max(token.sent - 1, 0), min(token.sent + 1, len(doc.sentences) - 1)
    return bool(_MARKS & set(doc.text[doc.sentences[low].start : doc.sentences[high].end]))
