"""One act per real act: mentions of the same act inside an article become one event; claims likewise.

Two mentions are one act when the sides (unordered for AGREE, CONSULT, COOPERATE), the type and the
modality agree, their dates do not contradict each other, and, for types of which an article may
tell several between the same two (asking, accusing, punishing), they speak of the same matter.
"""

from __future__ import annotations

from dataclasses import replace

from detente.language.document import Document
from detente.records import SYMMETRIC_TYPES, Event, RelationClaim

#: Types of which the same two seldom do several in one article.
_ONE_EACH = frozenset({"CONSULT", "AGREE", "COOPERATE"})
_CONTENT = {"NOUN", "VERB", "PROPN", "ADJ"}
_SAME_MATTER = 0.4
#: A claim that the trained model alone reads needs this confidence.
_SURE_CLAIM = 0.55


def act_key(event: Event) -> tuple[str, frozenset[str], frozenset[str]]:
    """Return what identifies an act apart from its time: type and the two sides."""
    source, target = frozenset(event.source), frozenset(event.target)
    if event.type in SYMMETRIC_TYPES:
        return event.type, source | target, frozenset()
    return event.type, source, target


def dates_agree(a: str | None, b: str | None) -> bool:
    """Tell whether two dates of any precision may be the same: one is a prefix of the other.

    >>> dates_agree("2017", "2017-11-08"), dates_agree("2017-10", "2017-11"), dates_agree(None, "2017")
    (True, False, True)
    """
    if a is None or b is None:
        return True
    return a.startswith(b) or b.startswith(a)


def merge_events(events: tuple[Event, ...], body: Document) -> tuple[Event, ...]:
    """Merge the mentions of one act; the body's words win over the title's, dated over undated."""
    out: list[Event] = []
    for event in sorted(events, key=_order):
        same = next((i for i, e in enumerate(out) if _same_act(e, event, body)), None)
        if same is None:
            out.append(event)
        else:
            out[same] = _joined(out[same], event)
    return tuple(sorted(out, key=_order))


def _order(event: Event) -> tuple[int, int, int, str]:
    at = event.trigger.start if event.trigger else event.evidence.start
    return (event.evidence.where == "title", event.evidence.start, at, event.id)


def _same_act(a: Event, b: Event, body: Document) -> bool:
    if act_key(a) != act_key(b) or not dates_agree(a.date, b.date):
        return False
    if a.modality != b.modality:
        return False
    if b.evidence.where == "title" or a.type in _ONE_EACH:
        return True
    if a.evidence.where == b.evidence.where and a.evidence.span.overlaps(b.evidence.span):
        return True
    mine, yours = _matter(a, body), _matter(b, body)
    return bool(mine and yours) and len(mine & yours) / min(len(mine), len(yours)) >= _SAME_MATTER


def _matter(event: Event, body: Document) -> frozenset[str]:
    """Return the content words of the evidence, the sides left out."""
    sides = event.source_spans + event.target_spans
    return frozenset(
        t.lemma
        for t in body.tokens
        if event.evidence.start <= t.start < event.evidence.end
        and t.pos in _CONTENT
        and not any(s.start <= t.start < s.end for s in sides)
    )


def _joined(first: Event, again: Event) -> Event:
    dated = first.date if len(first.date or "") >= len(again.date or "") else again.date
    return replace(
        first,
        date=dated,
        confidence=round(1 - (1 - first.confidence) * (1 - again.confidence * 0.5), 3),
    )


def merge_claims(
    by_rule: tuple[RelationClaim, ...], trained: tuple[RelationClaim, ...]
) -> tuple[RelationClaim, ...]:
    """Add to the claims found by rules those that the trained model alone is sure of, in order."""
    added = [
        c
        for c in trained
        if c.confidence >= _SURE_CLAIM and not any(_same_claim(c, known) for known in by_rule)
    ]
    return tuple(sorted((*by_rule, *added), key=lambda c: (c.evidence.start, c.id)))


def _same_claim(a: RelationClaim, b: RelationClaim) -> bool:
    """Tell whether two claims agree in two of three: pair, state, and the words that make them."""
    alike = (
        set(a.pair) == set(b.pair),
        a.state == b.state,
        a.evidence.span.overlaps(b.evidence.span),
    )
    return sum(alike) >= 2
