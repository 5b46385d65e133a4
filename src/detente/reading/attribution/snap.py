"""Snap what the tagger found to phrases: whole words, whole noun phrases, whole clauses.

The tagger judges word pieces one by one; its edges are ragged. The parse knows where phrases begin
and end; the phrase that shares the most with the rough span is taken, if it shares enough.
"""

from __future__ import annotations

from dataclasses import replace

from detente.language.document import Document
from detente.reading import syntax
from detente.reading.attribution.sources import named, source_of
from detente.reading.attribution.tagger import Attribution
from detente.records import Span

_LONGEST_GAP = 12
_ENOUGH = 0.5
_NOMINAL = {"NOUN", "PROPN", "PRON", "NUM", "DET", "ADJ"}


def snapped(doc: Document, one: Attribution) -> Attribution:
    """Return an attribution whose source and content are phrases of the sentence."""
    one = replace(one, content=_filled(doc, one))
    taken = sorted({t.i for c in one.cue for t in doc.touched(c.start, c.end)})
    if not taken:
        return one
    content = tuple(_best(doc, _clauses(doc, taken), piece) for piece in one.content)
    return replace(one, source=_voice(doc, one, taken), content=content)


def _voice(doc: Document, one: Attribution, cue: list[int]) -> tuple[Span, ...]:
    """Return who says it as one phrase: the subject of the cue, else the best noun phrase.

    What the tagger breaks in two is one name with a word left out; the subject of the verb tells
    which words belong to it.
    """
    verb = next((t for t in reversed(cue) if syntax.is_verb(doc.tokens[t])), None)
    tokens = source_of(doc, verb) if verb is not None else []
    if tokens:
        subject = Span(doc.tokens[tokens[0]].start, doc.tokens[tokens[-1]].end)
        if not one.source or any(s.overlaps(subject) for s in one.source):
            return (subject,)
    if len(one.source) == 1:
        return (_best(doc, _nouns(doc, cue[0]), one.source[0]),)
    if not one.source:
        return ()
    whole = Span(one.source[0].start, one.source[-1].end)
    near = doc.sentence_at(whole.start) == doc.sentence_at(whole.end - 1)
    if near and not any(c.overlaps(whole) for c in one.cue):
        return (_best(doc, _nouns(doc, cue[0]), whole),)
    longest = max(one.source, key=lambda s: s.end - s.start)
    return (_best(doc, _nouns(doc, cue[0]), longest),)


def _best(doc: Document, phrases: list[tuple[int, int]], rough: Span) -> Span:
    """Return the phrase (first and last token) that shares the most with a rough span."""
    best, most = rough, _ENOUGH
    for first, last in phrases:
        span = Span(doc.tokens[first].start, doc.tokens[last].end)
        shared = min(span.end, rough.end) - max(span.start, rough.start)
        alike = shared / (max(span.end, rough.end) - min(span.start, rough.start))
        if alike > most:
            best, most = span, alike
    return best


def _clauses(doc: Document, cue: list[int]) -> list[tuple[int, int]]:
    """Return runs of phrases that hang on the cue, or on what hangs on it."""
    out: list[tuple[int, int]] = []
    for head in cue:
        edges = [_edges(doc, k.i) for k in doc.kids(head)]
        for kid in doc.kids(head, "prep", "dobj", "attr", "acomp", "xcomp", "agent", "prt"):
            edges += [_edges(doc, k.i) for k in doc.kids(kid.i)]
        right = [(a, b) for a, b in edges if a > head]
        out += edges
        out += [(a, d) for a, _ in right for _, d in right if d >= a]
    return out


def _edges(doc: Document, token: int) -> tuple[int, int]:
    below = [t for t in doc.subtree(token) if doc.tokens[t].pos != "PUNCT"] or [token]
    return below[0], below[-1]


def _nouns(doc: Document, cue: int) -> list[tuple[int, int]]:
    """Return the noun phrases of the sentence of a cue, the cue itself left out."""
    sentence = doc.sentence_of(cue)
    out = []
    for token in doc.tokens[sentence.first : sentence.last]:
        if token.pos not in _NOMINAL:
            continue
        below = [t for t in named(doc, token.i) if doc.tokens[t].pos != "PUNCT"]
        if below and cue not in range(below[0], below[-1] + 1):
            out.append((below[0], below[-1]))
    return out


def _filled(doc: Document, one: Attribution) -> tuple[Span, ...]:
    """Make what is said whole words, and fill the gaps that the tagger leaves in a clause."""
    own = (*one.cue, *one.source)
    out: list[Span] = []
    for rough in sorted(one.content):
        first, last = doc.token_at(rough.start), doc.token_at(rough.end - 1)
        piece = Span(first.start if first else rough.start, last.end if last else rough.end)
        if out and _fills(doc.text, Span(out[-1].end, max(piece.start, out[-1].end)), own):
            out[-1] = Span(out[-1].start, max(piece.end, out[-1].end))
        else:
            out.append(piece)
    return tuple(out)


def _fills(text: str, gap: Span, own: tuple[Span, ...]) -> bool:
    between = text[gap.start : gap.end]
    return (
        "\n" not in between
        and len(between.split()) <= _LONGEST_GAP
        and not any(o.overlaps(gap) for o in own)
    )
