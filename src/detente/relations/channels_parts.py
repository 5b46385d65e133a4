"""The parts of a channel's score, each with the evidence that it rests on."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl

from detente.actors import load_actors
from detente.record import ClaimRow
from detente.relations.acts import Acts, acts_between
from detente.relations.balance import shrunk
from detente.relations.channels_past import Mediation
from detente.relations.channels_rules import load_rules
from detente.relations.channels_tables import TableRow, load_alliances, weight_of
from detente.relations.ledger_entry import Entry

_SHOWN = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """What a part rests on.

    Attributes:
        words: In a sentence, with counts and dates.
        acts: Ids of acts, latest first, at most five.
        articles: Ids of articles, where words of an article are the reason.
        source: Where it stands, for a treaty or a table.
    """

    words: str
    acts: tuple[str, ...] = ()
    articles: tuple[str, ...] = ()
    source: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """A value from 0 to 1 with its reasons; 0 with none where nothing is told."""

    value: float
    reasons: tuple[Reason, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Traffic:
    """What passed between a third party and one side until a date, later acts weighing more.

    Attributes:
        acts: The acts, by day.
        decay: What each weighs by its age, 1 on the date itself.
        cooperative: Weight of the cooperative ones.
        conflictual: Weight of the conflictual ones.
    """

    acts: Acts
    decay: np.ndarray[tuple[int], np.dtype[np.float64]]
    cooperative: float
    conflictual: float

    @property
    def volume(self) -> float:
        """Weight of all."""
        return self.cooperative + self.conflictual


def traffic(events: pl.DataFrame, third: str, side: str, at: dt.date) -> Traffic:
    """Return what passed between a third party and one side until a date."""
    acts = acts_between(events, (third, side))
    acts = acts.only(acts.day <= at.toordinal())
    age = at.toordinal() - acts.day
    decay = np.exp2(-age / load_rules().settings["half_life"])
    weight = acts.weight * decay
    return Traffic(
        acts=acts,
        decay=decay,
        cooperative=float(weight[acts.sign > 0].sum()),
        conflictual=float(weight[acts.sign < 0].sum()),
    )


def relation(side: str, held: Traffic, usual: float, most: float) -> Measure:
    """Return how a third party stands with a side: its shrunken share times its volume.

    Args:
        side: The side.
        held: What passed between them.
        usual: The share towards which it is shrunk.
        most: The largest volume that any third party has with that side.
    """
    if not held.volume or most <= 0:
        return Measure(value=0.0)
    share = shrunk(held.cooperative, held.conflictual, usual)
    volume = math.log1p(held.volume) / math.log1p(most)
    acts = held.acts.only(held.acts.sign != 0)
    words = (
        f"{acts.cooperative} of {len(acts)} acts with {_name(side)} cooperative, {_span(acts)}; share"
        f" {share.value:.2f} where {usual:.2f} is usual, volume {volume:.2f} of the most"
    )
    return Measure(value=share.value * volume, reasons=(Reason(words=words, acts=_latest(acts)),))


def contact(side: str, held: Traffic, meetings: frozenset[str], at: dt.date) -> Measure:
    """Return how much a third party met or spoke with a side lately.

    Args:
        side: The side.
        held: What passed between them.
        meetings: Ids of the acts that are meetings, visits or calls.
        at: The date.
    """
    settings = load_rules().settings
    recent = at.toordinal() - held.acts.day <= settings["contact_days"]
    mark = np.array([i in meetings for i in held.acts.ids], dtype=bool) & recent
    weight = float(held.decay[mark].sum())
    if not weight:
        return Measure(value=0.0)
    acts = held.acts.only(mark)
    many = f"{len(acts)} meeting{'s' if len(acts) > 1 else ''} with {_name(side)}"
    words = f"{many}, the last {dt.date.fromordinal(int(acts.day[-1]))}"
    return Measure(
        value=weight / (weight + settings["contact_half"]),
        reasons=(Reason(words=words, acts=_latest(acts)),),
    )


def leverage(
    third: str,
    side: str,
    held: Traffic,
    aid: frozenset[str],
    claims: Iterable[ClaimRow],
    table: Sequence[TableRow],
    at: dt.date,
) -> Measure:
    """Return what hold a third party has over a side; independent grounds add up to at most 1.

    Args:
        third: The third party.
        side: The side.
        held: What passed between them.
        aid: Ids of the acts by which the third party gave the side aid.
        claims: What articles claim of the two.
        table: A user's table.
        at: The date.
    """
    rules = load_rules()
    grounds: list[tuple[float, Reason]] = []
    for treaty in load_alliances():
        since = treaty.binds(third, side, at.year)
        if since is not None:
            words = f"allied with {_name(side)} since {since} ({treaty.name})"
            grounds.append((rules.settings["ally"], Reason(words=words, source=treaty.source)))
            break
    grounds += _tabled(third, side, table, at)
    mark = np.array([i in aid for i in held.acts.ids], dtype=bool)
    weight = float(held.decay[mark].sum())
    if weight:
        given = held.acts.only(mark)
        words = f"gave {_name(side)} aid {len(given)} time{'s' if len(given) > 1 else ''}, {_span(given)}"
        grounds.append(
            (
                weight / (weight + rules.settings["aid_half"]),
                Reason(words=words, acts=_latest(given)),
            )
        )
    named = [
        c
        for c in claims
        if set(c.pair) == {third, side}
        and c.state in ("good", "improving")
        and (c.article.published or "") <= at.isoformat()
        and rules.partner.search(c.evidence.text)
    ]
    if named:
        said = " ".join(named[0].evidence.text.split())
        words = f'named as partner of {_name(side)}: "{said}"'
        articles = tuple(dict.fromkeys(c.article.id for c in named))
        grounds.append((rules.settings["partner"], Reason(words=words, articles=articles)))
    left = math.prod(1 - value for value, _ in grounds)
    return Measure(value=1 - left, reasons=tuple(r for _, r in grounds))


def _tabled(
    third: str, side: str, table: Sequence[TableRow], at: dt.date
) -> list[tuple[float, Reason]]:
    out = []
    allied = [
        r
        for r in table
        if r.kind == "alliance" and {r.a, r.b} == {third, side} and r.year <= at.year and r.value
    ]
    if allied:
        row = max(allied, key=lambda r: r.year)
        words = f"allied with {_name(side)} ({row.year}, table)"
        out.append((load_rules().settings["ally"], Reason(words=words, source=row.source)))
    trade = weight_of(table, "trade", third, side, at.year)
    if trade:
        words = f"{trade[0]:.0%} of {_name(side)}'s trade in the table, {trade[1].year}"
        out.append((trade[0], Reason(words=words, source=trade[1].source)))
    aid = weight_of(table, "aid", third, side, at.year)
    if aid:
        words = f"{aid[0]:.0%} of the aid to {_name(side)} in the table, {aid[1].year}"
        out.append((aid[0], Reason(words=words, source=aid[1].source)))
    return out


def past(third: str, held: Iterable[Mediation]) -> Measure:
    """Return the third party's record of mediation between the two."""
    own = [m for m in held if m.mediator == third]
    if not own:
        return Measure(value=0.0)
    days = ", ".join(str(m.last) for m in own[:3])
    words = f"mediated between the two {len(own)} time{'s' if len(own) > 1 else ''}, lately {days}"
    return Measure(
        value=len(own) / (len(own) + load_rules().settings["past_half"]),
        reasons=(Reason(words=words, acts=tuple(i for m in own for i in m.acts)[:_SHOWN]),),
    )


def asked(
    third: str,
    sides: tuple[str, str],
    harder: str | None,
    entries: Iterable[Entry],
    at: dt.date,
) -> Measure:
    """Return whether the third party is asked now to mediate: 1 by a side about the other, else a half.

    Args:
        third: The third party.
        sides: The two.
        harder: The side that is harder to reach, or ``None``.
        entries: Of the ledger of requests.
        at: The date.
    """
    since = (at - dt.timedelta(days=load_rules().settings["asked_days"])).isoformat()
    found: list[tuple[float, Entry]] = []
    for entry in entries:
        if third not in entry.target or "mediate" not in entry.kinds:
            continue
        if entry.status in ("declined", "overtaken") or (entry.last_asked or "") < since:
            continue
        about = set(entry.concerning) & set(sides)
        if about and set(entry.source) & (set(sides) - about):
            found.append((1.0, entry))
        elif about and (harder is None or harder in about):
            found.append((0.5, entry))
    if not found:
        return Measure(value=0.0)
    best = max(found, key=lambda f: (f[0], f[1].last_asked or ""))
    return Measure(
        value=best[0],
        reasons=tuple(
            Reason(
                words=f"asked by {' and '.join(map(_name, e.source))} ({e.last_asked}, {e.status}):"
                f" {e.about}",
                articles=tuple(dict.fromkeys(line.article for line in e.history)),
            )
            for _, e in sorted(found, key=lambda f: f[1].last_asked or "", reverse=True)
        ),
    )


def _name(actor: str) -> str:
    return load_actors().name(actor)


def _latest(acts: Acts) -> tuple[str, ...]:
    return tuple(reversed(acts.ids[-_SHOWN:]))


def _span(acts: Acts) -> str:
    first, last = (dt.date.fromordinal(int(acts.day[n])).year for n in (0, -1))
    return f"{first}" if first == last else f"{first} to {last}"
