"""From words to actors: who the source and the target of a trained act are.

The model says of each word how likely it names a side. Words that name political actors (names, offices,
pronouns, "both sides") stand for them; where the likeliest word names nobody known, the act is not between
two actors of the record. A side that the model leaves open is looked for in the discourse: whoever is
speaking, then the other party of what was told just before.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from detente.reading.coder.model import CLAIMS, Told
from detente.reading.roles import Scene
from detente.records import SYMMETRIC_TYPES, Span

_CLEAR = 0.5
_FAINT = 0.12
#: Acts that are done by saying them: their source may be the speaker of the sentence.
_SPEECH = frozenset({"ACCUSE", "REQUEST", "THREATEN", "REJECT", "SUPPORT", "AGREE"})
#: What goes both ways at once.
_MUTUAL = frozenset({*SYMMETRIC_TYPES, *CLAIMS})


@dataclass(frozen=True, slots=True)
class Side:
    """One side of an act.

    Attributes:
        actors: Identifiers, in the order of the text.
        spans: Where each stands.
        tokens: Head tokens.
        chance: How likely these words name the side, 0 to 1; the least of several.
        told: ``False`` when taken from the discourse.
    """

    actors: tuple[str, ...] = ()
    spans: tuple[Span, ...] = ()
    tokens: tuple[int, ...] = ()
    chance: float = 0.0
    told: bool = True


@dataclass(frozen=True, slots=True)
class _Named:
    token: int
    actors: tuple[str, ...]
    span: Span
    source: float
    target: float


def sides_of(
    scene: Scene, one: Told, before: Iterable[tuple[tuple[str, ...], tuple[str, ...]]]
) -> list[tuple[Side, Side]]:
    """Return the pairs of source and target of a trained act; none when a side is nobody known.

    Args:
        scene: The parsed text with its actors.
        one: The act as the model sees it.
        before: Sides of the acts told before it, latest first.
    """
    named = _named(scene, one)
    both = [n for n in named if len(n.actors) > 1 and min(n.source, n.target) >= _CLEAR]
    if both:
        first, *rest = both[0].actors
        where = ((both[0].span,), (both[0].token,), min(both[0].source, both[0].target))
        one_way = (Side((first,), *where), Side(tuple(rest), *where))
        if one.kind in _MUTUAL or len(rest) > 1:
            return [one_way]
        return [one_way, (one_way[1], one_way[0])]
    source = _side([(n, n.source) for n in named if n.source >= n.target], one.source, named)
    if source is None:
        return []
    target = _side(
        [(n, n.target) for n in named if n.target > n.source and not set(n.actors) & set(source.actors)],
        one.target,
        named,
    )  # fmt: skip
    if target is None:
        return []
    if not source.actors:
        source = _speaker(scene, one, target)
    if not target.actors and len(source.actors) > 1 and one.kind in _MUTUAL:
        return [_split(source)]
    if source.actors and not target.actors:
        target = _other(source, before)
    return [(source, target)] if source.actors and target.actors else []


def _named(scene: Scene, one: Told) -> list[_Named]:
    """Return the political actors of the window, each with how likely it is either side.

    A name's chance is midway between that of its head and that of its likeliest word.
    """
    out = []
    for token in sorted(one.source):
        hit = scene.resolve(token)
        if hit is None:
            continue
        actors, span = hit
        words = {t for t in one.source if span.start <= scene.document.tokens[t].start < span.end}
        source, target = (
            (max(side[t] for t in {token, *words}) + side[token]) / 2
            for side in (one.source, one.target)
        )
        out.append(_Named(token, actors, span, source, target))
    return out


def _side(
    chances: list[tuple[_Named, float]], by_token: dict[int, float], named: list[_Named]
) -> Side | None:
    """Return the side that words name; empty when none does, ``None`` when it is nobody known."""
    clear = [(n, p) for n, p in chances if p >= _CLEAR]
    if clear:
        actors: list[str] = []
        kept: list[tuple[_Named, float]] = []
        for n, p in clear:
            if any(a not in actors for a in n.actors):
                actors += [a for a in n.actors if a not in actors]
                kept.append((n, p))
        return Side(
            tuple(actors),
            tuple(n.span for n, _ in kept),
            tuple(n.token for n, _ in kept),
            min(p for _, p in kept),
        )
    known = {n.token for n in named}
    stranger = max((p for t, p in by_token.items() if t not in known), default=0.0)
    best = max(chances, key=lambda c: c[1], default=None)
    if stranger >= _CLEAR and (best is None or best[1] < _FAINT):
        return None
    if best is not None and best[1] >= _FAINT:
        n, p = best
        return Side(n.actors, (n.span,), (n.token,), p)
    return Side()


def _split(both: Side) -> tuple[Side, Side]:
    first = Side(both.actors[:1], both.spans[:1], both.tokens[:1], both.chance)
    rest = Side(
        both.actors[1:], both.spans[1:] or both.spans, both.tokens[1:] or both.tokens, both.chance
    )
    return first, rest


def _speaker(scene: Scene, one: Told, target: Side) -> Side:
    told = scene.telling(one.token)
    if one.kind in _SPEECH and told is not None and told.actor and told.actor not in target.actors:
        spans = (told.speaker_span,) if told.speaker_span else ()
        return Side((told.actor,), spans, (), _FAINT, told=False)
    return Side()


def _other(source: Side, before: Iterable[tuple[tuple[str, ...], tuple[str, ...]]]) -> Side:
    """Return the other party of the latest act in which the source took part."""
    for one, other in before:
        for mine, theirs in ((one, other), (other, one)):
            if set(source.actors) & set(mine) and not set(source.actors) & set(theirs):
                return Side(theirs, (), (), _FAINT, told=False)
    return Side()
