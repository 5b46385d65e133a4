"""Channels: who could carry word between two states, and why.

For two states each third party is scored on how it stands with either side, how lately it met them,
what hold it has over them, whether it mediated between them before, and whether it is asked to now.
Every part is shown with what it rests on; the weights stand in ``channels.yaml``. The side that is harder
to reach - the one with less cooperative traffic with the rest of the world - counts for more,
since whoever cannot reach it is no channel. Favouring one side is no fault in itself: a mediator is
believed when it tells its own friend to give way (Kydd 2003).

A score orders third parties within one question; it is no probability that a mediation would work.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import polars as pl

from detente.actors import load_actors
from detente.errors import RecordError, UnknownActor
from detente.record import ClaimRow
from detente.relations.channels_parts import (
    Measure,
    Reason,
    Traffic,
    asked,
    contact,
    leverage,
    past,
    relation,
    traffic,
)
from detente.relations.channels_past import Mediation, mediations
from detente.relations.channels_rules import load_rules
from detente.relations.channels_tables import TableRow, load_alliances
from detente.relations.ledger_entry import Entry

#: By how much each weight is changed, at most, to see how firm a ranking is.
SHAKEN = 1.5
_WEIGHTINGS = 2000
_HALF = 10.0
_OTHER = frozenset({"relation_other", "contact_other", "leverage_other"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One part of a score.

    Attributes:
        name: As in ``channels.yaml``.
        value: 0 to 1.
        weight: What it counts for; the weights of a channel add up to 1.
        reasons: What it rests on; none where nothing is told.
    """

    name: str
    value: float
    weight: float
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Channel:
    """A third party as a channel.

    Attributes:
        actor: Its identifier.
        score: Weighted sum of the parts, 0 to 1.
        parts: In the order of ``channels.yaml``.
        nearer: The side that it stands better with; ``None`` where the two are within a tenth.
        firmness: In which share of 2,000 other weightings it comes first, each weight multiplied or divided
            by up to ``SHAKEN``; a ranking that a small change of the weights would turn is a draw.
    """

    actor: str
    score: float
    parts: tuple[Part, ...]
    nearer: str | None
    firmness: float = 0.0

    @property
    def reasons(self) -> tuple[Reason, ...]:
        """All reasons, those of the part that adds most to the score first."""
        ranked = sorted(self.parts, key=lambda p: -p.value * p.weight)
        return tuple(r for p in ranked for r in p.reasons)


@dataclass(frozen=True, slots=True, kw_only=True)
class Channels:
    """The channels between two states at a date.

    Attributes:
        sides: The two.
        at: The date.
        harder: The side that is harder to reach; ``None`` where neither is.
        why_harder: What that rests on.
        ranked: Third parties with any way to the harder side, best first.
        mediations: Past mediations between the two, latest first.
    """

    sides: tuple[str, str]
    at: dt.date
    harder: str | None
    why_harder: str
    ranked: tuple[Channel, ...]
    mediations: tuple[Mediation, ...]


def channels(
    events: pl.DataFrame,
    a: str,
    b: str,
    *,
    at: dt.date,
    claims: Iterable[ClaimRow] = (),
    entries: Iterable[Entry] = (),
    table: Sequence[TableRow] = (),
    harder: str | None = None,
) -> Channels:
    """Rank the third parties between two states at a date.

    Args:
        events: Rows of ``EVENT_SCHEMA``, of one origin: all acts with either side.
        a: One side.
        b: The other.
        at: The date; later acts, claims and requests are not looked at.
        claims: What articles claim of pairs with either side; those without a date count.
        entries: The ledger of requests at that date.
        table: A user's table of alliances, trade and aid.
        harder: The side to be reached, where the user says so.

    Raises:
        RecordError: When the two are one, or ``harder`` is neither of them.
    """
    if a == b:
        raise RecordError("channels wants two different states")
    if harder not in (None, a, b):
        raise RecordError(f"{harder} is neither of the two")
    held = events.filter((pl.col("date") <= at) & (pl.col("modality") == "actual"))
    # of the whole ledger only what concerns one of the two can ask anyone to mediate
    entries = tuple(e for e in entries if {a, b} & set(e.concerning))
    claims = tuple(claims)
    thirds = _thirds(held, a, b, at, entries, table)
    passed = {s: _passed(held, thirds, s, at) for s in (a, b)}
    chosen, why = (harder, "as asked for") if harder else _harder(passed, a, b)
    done = mediations(held, a, b, at=at)
    usual = _usual(passed)
    lists = {"meetings": _ids(held, pl.col("type") == "CONSULT")}
    lists |= {t: _ids(held, (pl.col("type") == "AID") & (pl.col("source") == t)) for t in thirds}
    ranked = [
        _channel(t, (a, b), chosen, at, passed, usual, lists, claims, entries, table, done)
        for t in thirds
    ]
    ranked.sort(key=lambda c: (-c.score, c.actor))
    return Channels(
        sides=(a, b),
        at=at,
        harder=chosen,
        why_harder=why,
        ranked=_firm([c for c in ranked if _reaches(c, chosen)]),
        mediations=done,
    )


def _passed(
    events: pl.DataFrame, thirds: Iterable[str], side: str, at: dt.date
) -> dict[str, Traffic]:
    """Return what passed between each third party and one side."""
    own = events.filter((pl.col("source") == side) | (pl.col("target") == side))
    other = pl.when(pl.col("source") == side).then("target").otherwise("source")
    parts = own.with_columns(other.alias("_third")).partition_by("_third", as_dict=True)
    return {t: traffic(parts.get((t,), own.clear()), t, side, at) for t in thirds}


def _firm(ranked: list[Channel]) -> tuple[Channel, ...]:
    """Set how often each comes first when the weights are changed; the same each time."""
    if not ranked:
        return ()
    values = np.array([[p.value for p in c.parts] for c in ranked])
    weights = np.array([p.weight for p in ranked[0].parts])
    draw = np.random.default_rng(0)
    factors = SHAKEN ** draw.uniform(-1, 1, (_WEIGHTINGS, len(weights)))
    first = np.bincount(((factors * weights) @ values.T).argmax(axis=1), minlength=len(ranked))
    return tuple(
        replace(c, firmness=round(float(n) / _WEIGHTINGS, 3))
        for c, n in zip(ranked, first, strict=True)
    )


def _reaches(channel: Channel, harder: str | None) -> bool:
    """Tell whether anything is told of a way to the harder side, or to either where none is harder."""
    return any(p.value > 0 for p in channel.parts if harder is None or p.name not in _OTHER)


def _thirds(
    events: pl.DataFrame,
    a: str,
    b: str,
    at: dt.date,
    entries: Iterable[Entry],
    table: Sequence[TableRow],
) -> tuple[str, ...]:
    """Return the states and bodies that have anything to do with either side."""
    near = events.filter(pl.col("source").is_in([a, b]) | pl.col("target").is_in([a, b]))
    found = {*near["source"].unique().to_list(), *near["target"].unique().to_list()}
    for treaty in load_alliances():
        members = [m for m, _ in treaty.members]
        found |= {m for m in members for s in (a, b) if treaty.binds(m, s, at.year)}
    found |= {x for r in table if {r.a, r.b} & {a, b} for x in (r.a, r.b)}
    found |= {t for e in entries if set(e.concerning) & {a, b} for t in e.target}
    return tuple(sorted(x for x in found - {a, b, ""} if _can_mediate(x)))


def _can_mediate(actor: str) -> bool:
    try:
        return load_actors().get(actor).kind in ("state", "organization")
    except UnknownActor:
        return False


def _harder(passed: Mapping[str, Mapping[str, Traffic]], a: str, b: str) -> tuple[str | None, str]:
    """Return the side with clearly less cooperative traffic with third parties."""
    reach = {s: sum(t.cooperative for t in passed[s].values()) for s in (a, b)}
    low, high = sorted((a, b), key=lambda s: (reach[s], s))
    name = load_actors().name
    words = (
        f"cooperative traffic with third parties, later acts weighing more: {name(low)}"
        f" {reach[low]:.1f}, {name(high)} {reach[high]:.1f}"
    )
    ratio = load_rules().settings["harder_ratio"]
    return (low if reach[low] < ratio * reach[high] else None), words


def _usual(passed: Mapping[str, Mapping[str, Traffic]]) -> float:
    """Return the cooperative share of all that passes with either side, by weight."""
    all_ = [t for side in passed.values() for t in side.values()]
    cooperative = sum(t.cooperative for t in all_)
    return (cooperative + _HALF / 2) / (sum(t.volume for t in all_) + _HALF)


def _ids(events: pl.DataFrame, which: pl.Expr) -> frozenset[str]:
    return frozenset(events.filter(which)["id"].to_list())


def _channel(
    third: str,
    sides: tuple[str, str],
    harder: str | None,
    at: dt.date,
    passed: Mapping[str, Mapping[str, Traffic]],
    usual: float,
    lists: Mapping[str, frozenset[str]],
    claims: Sequence[ClaimRow],
    entries: Sequence[Entry],
    table: Sequence[TableRow],
    done: Sequence[Mediation],
) -> Channel:
    first = harder or sides[0]
    second = next(s for s in sides if s != first)
    measures: dict[str, Measure] = {}
    for key, side in (("harder", first), ("other", second)):
        held = passed[side][third]
        most = max((t.volume for t in passed[side].values()), default=0.0)
        measures[f"relation_{key}"] = relation(side, held, usual, most)
        measures[f"contact_{key}"] = contact(side, held, lists["meetings"], at)
        measures[f"leverage_{key}"] = leverage(third, side, held, lists[third], claims, table, at)
    measures["past"] = past(third, done)
    measures["asked"] = asked(third, sides, harder, entries, at)
    weights = _weights(harder)
    parts = tuple(
        Part(
            name=name,
            value=round(measures[name].value, 4),
            weight=weights[name],
            reasons=measures[name].reasons,
        )
        for name in weights
    )
    gap = measures["relation_harder"].value - measures["relation_other"].value
    return Channel(
        actor=third,
        score=round(sum(p.value * p.weight for p in parts), 4),
        parts=parts,
        nearer=first if gap > 0.1 else second if gap < -0.1 else None,
    )


def _weights(harder: str | None) -> dict[str, float]:
    """Return the weights, adding up to 1; where neither side is harder both count alike."""
    rules = load_rules().weights
    total = sum(rules.values())
    out = {name: weight / total for name, weight in rules.items()}
    if harder is None:
        for kind in ("relation", "contact", "leverage"):
            mean = (out[f"{kind}_harder"] + out[f"{kind}_other"]) / 2
            out[f"{kind}_harder"] = out[f"{kind}_other"] = mean
    return out
