"""Suppositions: the forecast with an act that has not happened, beside the one without.

The act is added in memory only; nothing is written. It moves the forecast in two ways. *Between its
own two sides* it counts like any act of its date. *Elsewhere and in answer* it counts as far as the data
show that such acts were followed by more, or fewer, acts than the pair's own rate lets expect: the
number observed in the days after each earlier such act over the number expected. That ratio is drawn to
1 as if by ten expected acts more, and used only where it is beyond chance; otherwise the answer is
"no measurable effect in this data".
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass, replace

import numpy as np
import polars as pl

from detente.codebook import load_codebook
from detente.errors import CodebookError, OutlookError
from detente.outlook.answer_features import expit, logit
from detente.outlook.effects import OUTCOMES, Effect, Supposed, effects_of
from detente.outlook.history import History
from detente.outlook.nextacts import NextAct, PairOutlook, pair_outlook
from detente.outlook.nextacts_rates import Mixture
from detente.sources.events.columns import EVENT_SCHEMA

_ID = "supposed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Moved:
    """A forecast with and without the supposed act."""

    source: str
    target: str
    what: str
    without: float
    with_it: float
    why: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Supposition:
    """What a supposed act would change between a pair.

    Attributes:
        supposed: The act.
        without: The forecast without it.
        moved: Each kind of act whose probability changes, by the size of the change.
        effects: What was looked for beyond the act's own weight, measured or not.
        note: The outcome in a sentence.
    """

    supposed: Supposed
    without: PairOutlook
    moved: tuple[Moved, ...]
    effects: tuple[Effect, ...]
    note: str


def parse_supposed(text: str) -> Supposed:
    """Read "2026-02-01 CHN AGREE KOR mediate": date, source, type, target and, if need be, a mode.

    Raises:
        OutlookError: When a part is missing or is not what it should be; it says which.
    """
    parts = text.split()
    form = "write DATE SOURCE TYPE TARGET [MODE], such as '2026-02-01 CHN AGREE KOR mediate'"
    if len(parts) < 4:
        raise OutlookError(f"{text!r} has {len(parts)} of at least 4 parts; {form}")
    when, source, type_, target, *mode = parts
    if not re.fullmatch(r"\d{4}-\d{2}-\d{2}", when):
        raise OutlookError(f"{when!r} is no day; {form}")
    try:
        day = dt.date.fromisoformat(when)
    except ValueError as error:
        raise OutlookError(f"{when!r} is no day of the calendar; {form}") from error
    try:
        entry = load_codebook().type(type_)
    except CodebookError as error:
        raise OutlookError(str(error)) from error
    if source == target:
        raise OutlookError(f"source and target are both {source!r}; {form}")
    return Supposed(
        date=day, source=source, type=entry.id, target=target, mode=" ".join(mode) or None
    )


def with_supposed(events: pl.DataFrame, supposed: Supposed) -> pl.DataFrame:
    """Return a frame with the supposed act added (both ways where its type has no direction)."""
    book = load_codebook()
    entry = book.type(supposed.type)
    mode = supposed.mode if supposed.mode in entry.modes else None
    coding = book.code(entry.id, mode)
    row = dict.fromkeys(EVENT_SCHEMA) | {
        "id": _ID,
        "date": supposed.date,
        "until": supposed.date,
        "source": supposed.source,
        "target": supposed.target,
        "type": entry.id,
        "mode": mode,
        "cameo": coding.cameo,
        "goldstein": coding.goldstein,
        "quad": entry.quad,
        "modality": "actual",
        "origin": events["origin"][0] if events.height else "read",
        "reciprocal": False,
    }
    rows = [row]
    if entry.symmetric:
        rows.append(
            row | {"source": supposed.target, "target": supposed.source, "reciprocal": True}
        )
    return pl.concat([events.select(list(EVENT_SCHEMA)), pl.DataFrame(rows, schema=EVENT_SCHEMA)])


def suppose(
    events: pl.DataFrame,
    pair: tuple[str, str],
    supposed: Supposed,
    mixture: Mixture,
    *,
    days: int,
    evening: int,
    first: dt.date | None = None,
    last: dt.date | None = None,
) -> Supposition:
    """Forecast a pair with and without a supposed act.

    Both forecasts are made on the same evening: that given, or that of the supposed act if later.

    Args:
        events: Actual acts of all pairs, in the columns of event data; not changed.
        pair: The two actors.
        supposed: The act.
        mixture: Learned from the acts without it.
        days: Days ahead.
        evening: The last day that is known.
        first: First day that the data covers; its earliest act when left out.
        last: Last day that the data covers; its latest act when left out.
    """
    plain = History.of(events, first=first, last=last)
    evening = max(evening, supposed.date.toordinal())
    edge = dt.date.fromordinal(max(plain.last, evening))
    start = dt.date.fromordinal(plain.first)
    plain = History.of(events, first=start, last=edge)
    added = History.of(with_supposed(events, supposed), first=start, last=edge)
    without = pair_outlook(plain, pair, mixture, days=days, evening=evening)
    with_it = pair_outlook(added, pair, mixture, days=days, evening=evening)
    effects = effects_of(plain, pair, supposed, days=days, evening=evening)
    recent = evening - supposed.date.toordinal() < days
    moved = _moved(without, with_it, [e for e in effects if e.measured and recent], supposed)
    return Supposition(
        supposed=supposed,
        without=without,
        moved=moved,
        effects=effects,
        note=_note(without, moved, effects, pair, supposed),
    )


def _moved(
    without: PairOutlook, with_it: PairOutlook, effects: list[Effect], supposed: Supposed
) -> tuple[Moved, ...]:
    after = {(n.source, n.target, n.what): n for n in with_it.next}
    out = []
    for before in without.next:
        now = after.get((before.source, before.target, before.what))
        if now is None or before.probability is None or now.probability is None:
            continue
        said, why = now.probability, []
        if abs(said - before.probability) > 1e-9:
            why.append(
                f"it counts among the acts of {before.source} to {before.target}: rate up since {supposed.date}"
            )
        for effect in effects:
            if (effect.source, effect.target) == (before.source, before.target) and _covers(
                effect.what, before.what
            ):
                said = float(expit(logit(np.array([said])) + np.log(effect.ratio))[0])
                why.append(_because(effect))
        if why:
            out.append(
                Moved(
                    source=before.source,
                    target=before.target,
                    what=before.what,
                    without=before.probability,
                    with_it=said,
                    why=tuple(why),
                )
            )
    return tuple(sorted(out, key=lambda m: (-abs(m.with_it - m.without), m.source, m.what)))


def _covers(effect: str, what: str) -> bool:
    """Tell whether an effect on a class moves a kind of act."""
    types = load_codebook().types
    quad = OUTCOMES.index(effect) + 1
    return what == effect or (what in types and types[what].quad == quad and what != "REQUEST")


def _because(effect: Effect) -> str:
    times = f"{effect.observed} times, {effect.expected:.1f} expected"
    if effect.of == "all pairs":
        # learned from whoever was acted upon, of which these two are a part
        return (
            f"after {effect.triggers:,} earlier such acts (all pairs) the one acted upon answered with"
            f" {effect.what} {times}"
        )
    return (
        f"after {effect.triggers:,} earlier such acts ({effect.of}) {effect.what} by {effect.source} to"
        f" {effect.target} came {times}"
    )


def _note(
    without: PairOutlook,
    moved: tuple[Moved, ...],
    effects: tuple[Effect, ...],
    pair: tuple[str, str],
    supposed: Supposed,
) -> str:
    if not any(n.probability is not None for n in without.next):
        return without.note
    if moved:
        return f"{len(moved)} forecasts move"
    tried = max((e.triggers for e in effects), default=0)
    return (
        f"no measurable effect in this data of {supposed.source} {supposed.type} {supposed.target} on"
        f" {pair[0]}-{pair[1]} ({tried} earlier such acts)"
    )


def changed(outlook: PairOutlook, moved: tuple[Moved, ...]) -> PairOutlook:
    """Return a forecast with the moved probabilities in place."""
    new = {(m.source, m.target, m.what): m.with_it for m in moved}

    def put(n: NextAct) -> NextAct:
        return replace(n, probability=new.get((n.source, n.target, n.what), n.probability))

    return replace(outlook, next=tuple(put(n) for n in outlook.next))
