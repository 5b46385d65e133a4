"""Where a relationship stands: series, phases, turns, the latest weeks, and one sentence."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from detente.relations.acts import Acts, Pair
from detente.relations.labels import STRAINED, label_of, load_labels, odds_of
from detente.relations.online import alert_of
from detente.relations.phases import PhaseSettings, Stretch, overdispersion, stretches
from detente.relations.series import Grain, Point, Share, series_of, share_of, usual_share
from detente.relations.smooth import Level, smooth
from detente.relations.turns import Turn, TurnSettings, turns_of

_YEAR = 365.25
_DRIVERS = 5
#: Acts in the first days of a phase are likelier to have brought it about.
_OPENING = 92
_SHORTEST = 30


@dataclass(frozen=True, slots=True, kw_only=True)
class Driver:
    """An act that brought a phase about."""

    id: str
    date: dt.date
    kind: str
    intensity: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Phase:
    """A stretch in which a pair stands about the same.

    Attributes:
        first: Day of its first act.
        last: Day of its last act.
        label: Id of its label.
        name: The label in words.
        cooperative: Cooperative acts.
        conflictual: Conflictual acts.
        deeds: How many of those are deeds.
        share: Share of conflict, drawn to what is usual.
        trend: ``up`` (less conflict in the later half), ``down``, ``level``, or ``None``: too little.
        silent: Days without an act before it, when longer than a phase may be silent.
        drivers: Weightiest acts that go the way it went, by date: those of its first quarter of a year,
            and later ones where those are few.
    """

    first: dt.date
    last: dt.date
    label: str
    name: str
    cooperative: int
    conflictual: int
    deeds: int
    share: Share
    trend: str | None
    silent: int | None
    drivers: tuple[Driver, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Relation:
    """All that the acts of a pair say.

    Attributes:
        pair: The two, as asked for.
        origin: Whose acts these are: one of ``ORIGINS``.
        first: First day looked at.
        last: Last day looked at.
        acts: How many acts.
        undated: How many of them are known by month or year only, and stand at its middle.
        outside: How many acts lie before or after those days, and are not counted.
        usual: Share of conflict over all the time.
        series: By period.
        line: A smooth line through it; empty where there is too little.
        phases: By date.
        turns: By date.
        alert: What began in the last quarter; ``None`` where nothing did.
        verdict: In a sentence.
        measure: What it rests on, in a sentence.
    """

    pair: Pair
    origin: str
    first: dt.date
    last: dt.date
    acts: int
    undated: int
    outside: int
    usual: float
    series: tuple[Point, ...]
    line: tuple[Level, ...]
    phases: tuple[Phase, ...]
    turns: tuple[Turn, ...]
    alert: Turn | None
    verdict: str
    measure: str


def relate(
    acts: Acts,
    pair: Pair,
    names: tuple[str, str],
    *,
    origin: str,
    first: dt.date,
    last: dt.date,
    by: Grain = "month",
    turn_settings: TurnSettings | None = None,
    phase_settings: PhaseSettings | None = None,
) -> Relation:
    """Return where a pair stands.

    Args:
        acts: What passed between the two (``acts_between``).
        pair: The two.
        names: As printed.
        origin: Whose acts these are.
        first: First day on which the source of the acts would have told of them: the exposure.
        last: Last such day.
        by: Length of the periods of the series.
        turn_settings: How turns are found.
        phase_settings: How phases are found.
    """
    how = phase_settings or PhaseSettings()
    within = acts.only((acts.day >= first.toordinal()) & (acts.day <= last.toordinal()))
    series = series_of(within, by, first, last)
    scatter = overdispersion(within)
    phases = phases_of(within, how)
    verdict, measure = verdict_of(phases, within, names, last, how)
    return Relation(
        pair=pair,
        origin=origin,
        first=first,
        last=last,
        acts=len(within),
        undated=int((within.width > 1).sum()),
        outside=len(acts) - len(within),
        usual=round(usual_share(within), 4),
        series=series,
        line=smooth(series, scatter),
        phases=phases,
        turns=turns_of(within, pair, first, last, turn_settings),
        alert=alert_of(within, pair, first, last),
        verdict=verdict,
        measure=measure,
    )


def since(relation: Relation, day: dt.date) -> Relation:
    """Return a relation with only the periods, phases and turns that reach a day or later.

    What is usual, and what a turn is held against, stays that of all the time.
    """
    kept = {p.period for p in relation.series if p.first + dt.timedelta(days=p.days) > day}
    return dataclasses.replace(
        relation,
        series=tuple(p for p in relation.series if p.period in kept),
        line=tuple(level for level in relation.line if level.period in kept),
        phases=tuple(p for p in relation.phases if p.last >= day),
        turns=tuple(t for t in relation.turns if t.date >= day),
    )


def phases_of(acts: Acts, settings: PhaseSettings | None = None) -> tuple[Phase, ...]:
    """Return the phases of a pair with their labels, by date."""
    how = settings or PhaseSettings()
    parts = stretches(acts, how)
    if not parts:
        return ()
    usual = usual_share(acts)
    span = (parts[-1].last - parts[0].first).days + _SHORTEST
    per_year = sum(len(p.at) for p in parts) * _YEAR / span
    out: list[Phase] = []
    before: Phase | None = None
    for i, part in enumerate(parts):
        following = parts[i + 1].first if i + 1 < len(parts) else None
        phase = _phase(
            acts, part, following, out[-1] if out else None, before, usual, per_year, how
        )
        out.append(phase)
        before = phase if phase.label != "unclear" else before
    return tuple(out)


def _phase(
    acts: Acts,
    part: Stretch,
    following: dt.date | None,
    previous: Phase | None,
    before: Phase | None,
    usual: float,
    per_year: float,
    how: PhaseSettings,
) -> Phase:
    at = np.array(part.at)
    sign = acts.sign[at]
    good, bad = int((sign > 0).sum()), int((sign < 0).sum())
    deeds = int(((sign < 0) & acts.deed[at]).sum())
    end = part.last
    if following is not None and (following - part.last).days <= how.silence:
        end = following
    days = max((end - part.first).days, _SHORTEST)
    label = label_of(
        cooperative=good,
        conflictual=bad,
        deeds=deeds,
        days=days,
        usual=usual,
        rate=(good + bad) * _YEAR / days / per_year,
        before=before.label if before else None,
        before_odds=odds_of(before.conflictual, before.cooperative, usual) if before else None,
    )
    share = share_of(bad, good + bad, usual)
    assert share is not None  # a stretch has at least one act
    gap = (part.first - previous.last).days if previous else 0
    way = -1 if label in STRAINED or (label == "unclear" and bad > good) else 1
    return Phase(
        first=part.first,
        last=part.last,
        label=label,
        name=load_labels().labels[label].name,
        cooperative=good,
        conflictual=bad,
        deeds=deeds,
        share=share,
        trend=trend_of(sign, usual),
        silent=gap if gap > how.silence else None,
        drivers=_drivers(acts, part, way),
    )


def trend_of(sign: npt.NDArray[np.int8], usual: float) -> str | None:
    """Return how the later half of the acts of a phase differs from the earlier."""
    limit = load_labels()
    half = len(sign) // 2
    if half < limit["trend_fewest"]:
        return None
    early, late = (
        odds_of(float((s < 0).sum()), float((s > 0).sum()), usual)
        for s in (sign[:half], sign[half:])
    )
    if late >= early * limit["trend_odds"]:
        return "down"
    return "up" if late * limit["trend_odds"] <= early else "level"


def _drivers(acts: Acts, part: Stretch, way: int) -> tuple[Driver, ...]:
    opening = part.first.toordinal() + _OPENING
    going = [i for i in part.at if acts.sign[i] == way]
    weight = np.abs(np.nan_to_num(acts.intensity))
    going.sort(key=lambda i: (bool(acts.day[i] >= opening), -float(weight[i]), i))
    return tuple(
        Driver(
            id=acts.ids[i],
            date=dt.date.fromordinal(int(acts.day[i])),
            kind=acts.kind[i],
            intensity=None if np.isnan(acts.intensity[i]) else float(acts.intensity[i]),
        )
        for i in sorted(going[:_DRIVERS])
    )


def verdict_of(
    phases: Sequence[Phase], acts: Acts, names: tuple[str, str], last: dt.date, how: PhaseSettings
) -> tuple[str, str]:
    """Return how a pair stands, and what that rests on, in a sentence each."""
    who = f"{names[0]} and {names[1]}"
    total = acts.cooperative + acts.conflictual
    if not phases:
        return f"{who}: nothing on record that is cooperative or conflictual", ""
    now = phases[-1]
    usual = f"usual between them: {round(10 * acts.cooperative / total)} of 10"
    count = now.cooperative + now.conflictual
    measure = f"{now.cooperative:,} of {count:,} acts cooperative; {usual}"
    if (last - now.last).days > how.silence:
        return f"{who}: nothing on record since {now.last:%B %Y} (then: {now.name})", measure
    if now.label == "unclear":
        return f"{who}: too few acts since {now.first:%B %Y} to say", measure
    said = f"{who}: {now.name} since {now.first:%B %Y}"
    earlier = [p for p in phases[:-1] if p.label != "unclear"]
    if earlier and earlier[-1].label != now.label:
        said += f", after {earlier[-1].name} from {earlier[-1].first:%B %Y}"
    return said, measure
