"""The what-if form: an act that has not happened, and what it would change. Nothing is written."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass, replace

import numpy as np

from detente.codebook import load_codebook
from detente.errors import OutlookError
from detente.outlook.effects import Effect, Supposed
from detente.outlook.history import History
from detente.outlook.known import know
from detente.outlook.suppose import Supposition, parse_supposed, suppose
from detente.web import words
from detente.web.asked import identify
from detente.web.held import Pair
from detente.web.outlook_held import last_day
from detente.web.outlook_rows import Chance
from detente.web.outlook_view import View
from detente.web.outlook_words import is_type, quad_of, question
from detente.web.pages.trouble import BadAddress

_OFFERED = 30
_AHEAD = 366
_ISO_DAY = re.compile(r"\b\d{4}-\d{2}-\d{2}\b")


@dataclass(frozen=True, slots=True, kw_only=True)
class Pick:
    """A choice of the form."""

    value: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """What the form offers and what stands in it.

    Attributes:
        day: The day in the field, ISO.
        least: The first day that it takes.
        most: The last.
        actors: Who can act: the two, and those they have most to do with, by name.
        types: What can be done.
        source: Who is chosen.
        type: What.
        target: To whom.
        text: The whole as the address says it; empty when nothing is supposed.
    """

    day: str
    least: str
    most: str
    actors: tuple[Pick, ...]
    types: tuple[Pick, ...]
    source: str
    type: str
    target: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MovedRow:
    """A forecast without and with the supposed act."""

    question: str
    without: Chance
    with_it: Chance
    up: bool
    why: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class WhatIf:
    """What a supposed act would change.

    Attributes:
        sentence: The act in words.
        note: The outcome in a sentence.
        rows: What moves, most first.
        effects: What was looked for beyond the act's own weight.
        found: All of it.
    """

    sentence: str
    note: str
    rows: tuple[MovedRow, ...]
    effects: tuple[Effect, ...]
    found: Supposition


def form_of(seen: View, pair: Pair, supposed: Supposed | None, text: str) -> Form:
    """Return the form, filled with what the address supposes."""
    others = {*pair, *_busiest(seen.history, pair)}
    if supposed:
        others |= {supposed.source, supposed.target}
    book = load_codebook()
    return Form(
        day=supposed.date.isoformat() if supposed else seen.first,
        least=dt.date.fromordinal(seen.history.first).isoformat(),
        most=dt.date.fromordinal(seen.history.last + _AHEAD).isoformat(),
        actors=tuple(
            sorted((Pick(value=a, name=words.actor_name(a)) for a in others), key=lambda p: p.name)
        ),
        types=tuple(Pick(value=t.id, name=t.name) for t in book.types.values()),
        source=supposed.source if supposed else pair[0],
        type=supposed.type if supposed else "AGREE",
        target=supposed.target if supposed else pair[1],
        text=text,
    )


def supposed_of(seen: View, text: str) -> Supposed | None:
    """Return the act that the address supposes; ``None`` when none is.

    Raises:
        BadAddress: When it is no act, or of a day too far from what is known.
        UnknownActor: When one of its sides is not known.
    """
    if not text:
        return None
    try:
        act = parse_supposed(text)
    except OutlookError as error:
        raise BadAddress(f"suppose={error}") from error
    source, target = identify(act.source), identify(act.target)
    if source == target:
        raise BadAddress(f"suppose={text[:60]}: who acts and to whom are the same")
    low, high = seen.history.first, seen.history.last + _AHEAD
    if not low <= act.date.toordinal() <= high:
        span = " to ".join(dt.date.fromordinal(d).isoformat() for d in (low, high))
        raise BadAddress(f"suppose={act.date}: want a day from {span}")
    return replace(act, source=source, target=target)


def what_if(seen: View, pair: Pair, supposed: Supposed) -> WhatIf:
    """Return the forecast of a pair with and without a supposed act."""
    known = know(seen.state.path, seen.whose.name, last_day(seen.state, seen.whose.name))
    found = suppose(
        known.events,
        pair,
        supposed,
        seen.mixture,
        days=seen.days,
        evening=seen.evening,
        first=dt.date.fromordinal(seen.history.first),
        last=dt.date.fromordinal(seen.history.last),
    )
    ids = {*pair, supposed.source, supposed.target}
    rows = tuple(
        MovedRow(
            question=question(m.source, m.what, m.target),
            without=Chance(said=m.without, base=None, quad=quad_of(m.what)),
            with_it=Chance(said=m.with_it, base=None, quad=quad_of(m.what)),
            up=m.with_it >= m.without,
            why=tuple(_named(why, ids) for why in m.why),
        )
        for m in found.moved
        if is_type(m.what) or m.what in ("any act", "cooperation", "conflict")
    )
    verb = load_codebook().type(supposed.type).verb
    who, whom = words.actor_name(supposed.source), words.actor_name(supposed.target)
    return WhatIf(
        sentence=f"{who} {verb} {whom} on {words.date_words(supposed.date.isoformat())}",
        note=_note(found, len(rows), pair),
        rows=rows,
        effects=found.effects,
        found=found,
    )


def _note(found: Supposition, rows: int, pair: Pair) -> str:
    if not any(n.probability is not None for n in found.without.next):
        return f"{found.without.note}: there is no forecast that it could move"
    if rows:
        return f"{words.plural(rows, 'forecast')} between {words.names(pair)} would move"
    tried = max((e.triggers for e in found.effects), default=0)
    return (
        f"no measurable effect in this data between {words.names(pair)}"
        f" ({words.plural(tried, 'earlier such act')})"
    )


def _named(text: str, ids: set[str]) -> str:
    """Return a reason with names for identifiers and dates in words."""
    for one in sorted(ids):
        text = re.sub(rf"\b{re.escape(one)}\b", lambda m: words.actor_name(m[0]), text)
    return _ISO_DAY.sub(lambda m: words.date_words(m[0]), text)


def _busiest(history: History, pair: Pair) -> set[str]:
    """Return those that either of a pair has had most to do with."""
    out: set[str] = set()
    for name in pair:
        at = history.actor(name)
        mine = (history.source == at) | (history.target == at)
        other = np.where(history.source[mine] == at, history.target[mine], history.source[mine])
        found, counts = np.unique(other, return_counts=True)
        best = found[np.argsort(-counts, kind="stable")[:_OFFERED]]
        out |= {history.actors[n] for n in best}
    return out
