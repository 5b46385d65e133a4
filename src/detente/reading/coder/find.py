"""Acts and claims of a text by the trained model, in the form of those found by rules."""

from __future__ import annotations

import math
from dataclasses import dataclass

from detente.codebook import Codebook
from detente.language.dates import DateMention, date_of
from detente.reading.coder.model import CLAIMS, TRAINED, Told
from detente.reading.coder.sides import Side, sides_of
from detente.reading.evidence import clause_evidence
from detente.reading.lexicon import Lexicon
from detente.reading.modality import modality_of
from detente.reading.places import place_of
from detente.reading.roles import Scene
from detente.reading.timing import time_of
from detente.records import (
    Article,
    Event,
    Modality,
    RelationClaim,
    RelationState,
    Span,
    Where,
    content_id,
)

_STATES: dict[str, RelationState] = {s: s for s in CLAIMS}
_SURE = 0.8


@dataclass(frozen=True, slots=True)
class Trained:
    """An act that the model reads, with what the reading rests on."""

    event: Event
    told: Told
    source: Side
    target: Side


def trained_events(
    article: Article,
    scene: Scene,
    told: tuple[Told, ...],
    *,
    lexicon: Lexicon,
    codebook: Codebook,
    dates: tuple[DateMention, ...],
    where: Where = "text",
) -> tuple[Trained, ...]:
    """Return the acts that the model finds, in the order of the text.

    Args:
        article: The article.
        scene: The parsed part with its actors and statements.
        told: What the model found in it.
        lexicon: Whose rules give a known trigger its mode.
        codebook: CAMEO codes and Goldstein weights.
        dates: The dates named in this part.
        where: Which part the scene parses.
    """
    out: list[Trained] = []
    before: list[tuple[tuple[str, ...], tuple[str, ...]]] = []
    for one in told:
        if one.kind in CLAIMS:
            continue
        for source, target in sides_of(scene, one, before):
            before.insert(0, (source.actors, target.actors))
            event = _event(article, scene, one, source, target, lexicon, codebook, dates, where)
            out.append(Trained(event, one, source, target))
    return tuple(out)


def trained_claims(
    article: Article,
    scene: Scene,
    told: tuple[Told, ...],
    *,
    dates: tuple[DateMention, ...],
    where: Where = "text",
) -> tuple[RelationClaim, ...]:
    """Return the claims on how pairs stand that the model finds, each kind once per pair."""
    out: dict[tuple[frozenset[str], str, str | None], RelationClaim] = {}
    for one in told:
        if one.kind not in CLAIMS:
            continue
        for source, target in sides_of(scene, one, ()):
            if len(source.actors) > 1 or len(target.actors) > 1:
                continue
            pair = (source.actors[0], target.actors[0])
            said = scene.telling(one.token)
            claimed_by = said.actor if said else None
            evidence = clause_evidence(
                article, scene.document, one.token, (*source.tokens, *target.tokens), where
            )
            claim = RelationClaim(
                id=content_id(article.id, where, *sorted(pair), one.kind, str(evidence.start)),
                pair=pair,
                state=_STATES[one.kind],
                period=date_of(scene.document, one.token, dates, article.published),
                claimed_by=claimed_by,
                evidence=evidence,
                by=TRAINED,
                confidence=_confidence(one, source, target),
            )
            out.setdefault((frozenset(pair), one.kind, claimed_by), claim)
    return tuple(sorted(out.values(), key=lambda c: (c.evidence.start, c.id)))


def _confidence(one: Told, source: Side, target: Side) -> float:
    return round(one.chance * math.sqrt(min(source.chance, target.chance)), 3)


def _event(
    article: Article,
    scene: Scene,
    one: Told,
    source: Side,
    target: Side,
    lexicon: Lexicon,
    codebook: Codebook,
    dates: tuple[DateMention, ...],
    where: Where,
) -> Event:
    doc = scene.document
    word = doc.tokens[one.token]
    mode = next((r.mode for r in lexicon.index.get(word.lemma, ()) if r.type == one.kind), None)
    coding = codebook.code(one.kind, mode)
    modality = _modality(scene, one)
    said = scene.telling(one.token)
    return Event(
        id=content_id(
            article.id, where, str(word.start), one.kind, *source.actors, "|", *target.actors
        ),
        source=source.actors,
        type=one.kind,
        mode=mode,
        target=target.actors,
        modality=modality,
        date=time_of(
            doc,
            one.token,
            dates,
            article.published,
            verbal=not codebook.is_deed(one.kind) and one.kind != "CONSULT",
            modality=modality,
            headline=where == "title",
        ),
        place=place_of(doc, one.token, source.tokens + target.tokens),
        cameo=coding.cameo,
        goldstein=coding.goldstein,
        source_spans=source.spans,
        target_spans=target.spans,
        trigger=Span(word.start, word.end),
        evidence=clause_evidence(
            article,
            doc,
            one.token,
            source.tokens + target.tokens,
            where,
            spans=source.spans + target.spans,
        ),
        speakers=(*said.via, said.speaker) if said else (),
        by=TRAINED,
        confidence=_confidence(one, source, target),
    )


def _modality(scene: Scene, one: Told) -> Modality:
    """Return the modality: grammar's, unless the model is sure of another."""
    best = max(one.modalities, key=lambda m: one.modalities[m])
    if one.modalities[best] >= _SURE:
        return best
    return modality_of(scene.document, one.token)
