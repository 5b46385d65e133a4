"""All attributions of a text: by grammar, beside quotations, and what the tagger alone finds.

Where grammar reads a cue, its clause is taken: the boundaries of a clause are a matter of syntax.
The tagger adds the cues that no list foresees ("lauded", "made clear"), and confirms that a verb of
thinking or wanting attributes at all.
"""

from __future__ import annotations

from dataclasses import replace

from detente.language.document import Document
from detente.reading.attribution.cues import load_cues
from detente.reading.attribution.grammar import TO, by_grammar
from detente.reading.attribution.snap import snapped
from detente.reading.attribution.speech import beside_quotations, completed
from detente.reading.attribution.tagger import Attribution
from detente.reading.attribution.tails import pared
from detente.records import Span

_SURE_ENOUGH = 0.45
#: A surer attribution of the same words outdoes one that is less sure than this.
_SURELY = 0.85
_ALIKE = 0.6


def attributions(
    doc: Document,
    tagged: tuple[Attribution, ...],
    marks: tuple[Span, ...],
    *,
    sure: float = _SURE_ENOUGH,
) -> tuple[Attribution, ...]:
    """Join the attributions of grammar with those of the tagger, in the order of their cues.

    Args:
        doc: The parsed text.
        tagged: What the tagger found in it.
        marks: Its quotations; what is attributed inside one is left to :func:`inside`.
        sure: Attributions that the tagger alone finds need this probability.
    """
    attitudes = {c.id for c in load_cues().classes if c.attitude}
    known = tuple(
        k
        for k in by_grammar(doc)
        if not any(m.covers(k.cue[0]) for m in marks)
        and (k.by.removesuffix(TO) not in attitudes or any(_same_cue(k, t) for t in tagged))
    )
    known += beside_quotations(doc, marks, known)
    known = tuple(_sourced(k, tagged) for k in known)
    known = tuple(_agreed(doc, k, tagged, known) for k in known)
    rest = tuple(
        snapped(doc, t)
        for t in tagged
        if t.confidence >= sure and not any(_same_cue(k, t) for k in known)
    )
    rest = tuple(t for t in rest if not any(_outdone(t, o) for o in (*known, *rest)))
    out = completed(doc, marks, tuple(pared(doc, a) for a in known + rest))
    return tuple(sorted(out, key=lambda a: (a.cue[0].start, a.content[0].start)))


def _same_cue(one: Attribution, other: Attribution) -> bool:
    return any(a.overlaps(b) for a in one.cue for b in other.cue)


def _outdone(one: Attribution, other: Attribution) -> bool:
    """Tell whether a surer attribution holds the same words: they are said once."""
    if one is other or other.confidence <= one.confidence or one.confidence >= _SURELY:
        return False
    shared = sum(
        max(0, min(p.end, q.end) - max(p.start, q.start))
        for p in one.content
        for q in other.content
    )
    both = sum(p.end - p.start for p in (*one.content, *other.content)) - shared
    return shared > _ALIKE * both


def _sourced(one: Attribution, tagged: tuple[Attribution, ...]) -> Attribution:
    """Give an attribution without source the one that the tagger found for its cue."""
    if one.source:
        return one
    for other in tagged:
        if _same_cue(one, other) and other.source:
            return replace(one, source=other.source)
    return one


def _agreed(
    doc: Document,
    one: Attribution,
    tagged: tuple[Attribution, ...],
    known: tuple[Attribution, ...],
) -> Attribution:
    """Take over what the tagger adds: the rest of the sentence."""
    other = next((t for t in tagged if _same_cue(one, t)), None)
    if other is None:
        return one
    cues = [c for k in known for c in k.cue]
    pieces = list(one.content)
    for piece in snapped(doc, other).content:
        near = [i for i, p in enumerate(pieces) if p.overlaps(piece)]
        if near:
            last = pieces[near[-1]]
            tail = Span(last.end, max(last.end, piece.end))
            if _left_out(doc, one, last.end):
                continue
            if "\n" not in doc.text[tail.start : tail.end] and not _stops(doc, tail, cues):
                pieces[near[-1]] = Span(last.start, tail.end)
    return replace(one, content=tuple(sorted(pieces)))


def _left_out(doc: Document, one: Attribution, end: int) -> bool:
    """Tell whether grammar ended the content inside its clause on purpose."""
    verb, after = doc.token_at(one.cue[-1].end - 1), doc.token_at(end + 1)
    return (
        verb is not None
        and after is not None
        and any(after.i in doc.subtree(k.i) for k in doc.kids(verb.i, "ccomp"))
    )


def _stops(doc: Document, gap: Span, cues: list[Span]) -> bool:
    """Tell whether a sentence ends or another cue stands in a gap."""
    return any(c.overlaps(gap) for c in cues) or any(
        gap.start < s.start < gap.end for s in doc.sentences
    )
