"""All attributions of a text: by grammar, beside quotations, and what the tagger alone finds.

Where grammar reads a cue, its clause is taken: the boundaries of a clause are a matter of syntax.
The tagger adds the cues that no list foresees ("lauded", "made clear"), and confirms that a verb of
thinking or wanting attributes at all.
"""

from __future__ import annotations

from dataclasses import replace

from detente.language.document import Document
from detente.reading.attribution.cues import load_cues
from detente.reading.attribution.grammar import by_grammar
from detente.reading.attribution.speech import beside_quotations, completed
from detente.reading.attribution.tagger import Attribution
from detente.records import Span

_SURE_ENOUGH = 0.7
_LONGEST_GAP = 12


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
        and (k.by not in attitudes or any(_same_cue(k, t) for t in tagged))
    )
    known += beside_quotations(doc, marks, known)
    known = tuple(_sourced(k, tagged) for k in known)
    rest = tuple(
        filled(doc, t)
        for t in tagged
        if t.confidence >= sure and not any(_same_cue(k, t) for k in known)
    )
    out = completed(doc, marks, known + rest)
    return tuple(sorted(out, key=lambda a: (a.cue[0].start, a.content[0].start)))


def _same_cue(one: Attribution, other: Attribution) -> bool:
    return any(a.overlaps(b) for a in one.cue for b in other.cue)


def _sourced(one: Attribution, tagged: tuple[Attribution, ...]) -> Attribution:
    """Give an attribution without source the one that the tagger found for its cue."""
    if one.source:
        return one
    for other in tagged:
        if _same_cue(one, other) and other.source:
            return replace(one, source=other.source)
    return one


def filled(doc: Document, one: Attribution) -> Attribution:
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
    return replace(one, content=tuple(out))


def _fills(text: str, gap: Span, own: tuple[Span, ...]) -> bool:
    between = text[gap.start : gap.end]
    return (
        "\n" not in between
        and len(between.split()) <= _LONGEST_GAP
        and not any(o.overlaps(gap) for o in own)
    )
