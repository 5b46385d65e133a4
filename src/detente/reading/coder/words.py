"""The sides of acts in words: whoever acts, known to the record or not.

For single sentences, where no list of actors is asked: "a car bomb killed a police officer" has a source and
a target, though neither is an actor of diplomacy.
"""

from __future__ import annotations

from dataclasses import dataclass

from detente.language.document import Document
from detente.reading.coder.model import CLAIMS, Told
from detente.records import Modality, Span

_NAMED = 0.5
_LIKELY = 0.3
_EDGE = {"DET", "ADP", "PUNCT", "CCONJ", "PART", "SPACE"}


@dataclass(frozen=True, slots=True)
class Worded:
    """An act with the words that name its sides.

    Attributes:
        type: Of the annotation guide.
        modality: Whether it happened, is planned, possible or denied.
        trigger: The word that signals it.
        source: Characters that name who acts, in the order of the text.
        target: Characters that name who is acted upon.
        confidence: That the word triggers an act, 0 to 1.
    """

    type: str
    modality: Modality
    trigger: Span
    source: tuple[Span, ...]
    target: tuple[Span, ...]
    confidence: float


def worded_acts(
    document: Document, told: tuple[Told, ...], *, likely: float = _LIKELY
) -> tuple[Worded, ...]:
    """Return the acts of a text with the words of their sides, in order.

    Args:
        document: The parsed text.
        told: What the model found in it.
        likely: Triggers less likely than this are left out.
    """
    out = []
    for one in told:
        if one.kind in CLAIMS or one.chance < likely:
            continue
        source, target = (_spans(document, side) for side in (one.source, one.target))
        word = document.tokens[one.token]
        if source or target:
            out.append(
                Worded(
                    one.kind,
                    max(one.modalities, key=lambda m: one.modalities[m]),
                    Span(word.start, word.end),
                    source,
                    target,
                    round(one.chance, 3),
                )
            )
    return tuple(out)


def _spans(document: Document, side: dict[int, float]) -> tuple[Span, ...]:
    """Join the likely words of one side into spans, each without function words at its ends."""
    runs: list[list[int]] = []
    for token in sorted(t for t, chance in side.items() if chance >= _NAMED):
        if (
            runs
            and token - runs[-1][-1] <= 2
            and (token - runs[-1][-1] == 1 or document.tokens[token - 1].pos in _EDGE)
        ):
            runs[-1] += range(runs[-1][-1] + 1, token + 1)
        else:
            runs.append([token])
    out = []
    for run in runs:
        kept = list(run)
        while kept and document.tokens[kept[-1]].pos in _EDGE:
            kept.pop()
        while kept and document.tokens[kept[0]].pos in _EDGE:
            kept.pop(0)
        if kept:
            out.append(Span(document.tokens[kept[0]].start, document.tokens[kept[-1]].end))
    return tuple(out)
