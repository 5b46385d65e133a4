"""What the acts of a region's window show."""

from __future__ import annotations

import datetime as dt
import itertools
from dataclasses import dataclass

import numpy as np
import polars as pl

from detente.record import Record
from detente.relations.acts import acts_between
from detente.relations.balance import Network, network, within
from detente.relations.balance_lean import Lean, lean
from detente.relations.balance_triads import Triad
from detente.web.asked import identify
from detente.web.held import actual_events
from detente.web.origin_acts import ActLine, act_lines, latest
from detente.web.pages.trouble import BadAddress
from detente.web.region_asked import Asked
from detente.web.region_figures import Passed

_SHOWN = 15


@dataclass(frozen=True, slots=True, kw_only=True)
class Chosen:
    """The acts behind a mark.

    Attributes:
        first: One of the two; who acts, for a place of the matrix.
        second: The other.
        directed: Whether only acts of the first on the second are meant.
        total: How many acts there are in the window, of which the latest are shown.
        lines: Those, newest first.
    """

    first: str
    second: str
    directed: bool
    total: int
    lines: tuple[ActLine, ...]


def networks(q: Asked) -> tuple[Network, Network]:
    """Return the network at the earlier date and at the date asked for."""
    before = network(q.events, q.states, at=q.since, window=q.window)
    return before, network(q.events, q.states, at=q.at, window=q.window)


def passed_between(q: Asked, now: Network) -> tuple[Passed, ...]:
    """Return what each state did to each other one, rows first."""
    held = q.events.filter(
        (pl.col("source") != "~") & (pl.col("until") > now.since) & (pl.col("date") <= now.at)
    )
    out = []
    for source, target in itertools.permutations(q.states, 2):
        acts = within(acts_between(held, (source, target), "ab"), now.since, now.at)
        counted = int(np.count_nonzero(acts.sign))
        out.append(
            Passed(
                source=source,
                target=target,
                acts=counted,
                conflict=acts.conflictual,
                other=len(acts) - counted,
            )
        )
    return tuple(out)


def leaners(q: Asked, found: tuple[Triad, ...]) -> tuple[str, str, str] | None:
    """Return whose lean between which two is shown.

    The ones that the address names; else a friend of two who are at odds, of the first strained triad;
    else the first three states. ``None`` where there are but two.
    """
    if q.leaning is not None or len(q.states) < 3:
        return q.leaning
    for triad in found:
        if triad.balanced is False and triad.signs.count(-1) == 1:
            a, b, c = triad.states
            return ((c, a, b), (b, a, c), (a, b, c))[triad.signs.index(-1)]
    return (q.states[0], q.states[1], q.states[2])


def leans(record: Record, q: Asked, sides: tuple[str, str, str]) -> tuple[Lean, ...]:
    """Return how the first of three leans between the others, by year until the date."""
    if q.whose is None:
        return ()
    of, one, other = sides
    events = actual_events(record.path, q.whose.name, actor=of, until=q.at)
    return lean(events, of, one, other, every="year", until=q.at)


def chosen(record: Record, q: Asked, now: Network) -> Chosen | None:
    """Return the acts of the place (``cell=KOR-CHN``) or tie (``tie=``) that the address names.

    Raises:
        BadAddress: When it names no two different actors.
        UnknownActor: When one of them is not known.
    """
    cell, tie = q.given.get("cell", ""), q.given.get("tie", "")
    value = cell or tie
    if not value:
        return None
    first, _, second = value.partition("-")
    if not (first.strip() and second.strip()):
        raise BadAddress(
            f"{'cell' if cell else 'tie'}={value[:40]}: want two states, such as KOR-CHN"
        )
    a, b = identify(first.strip()), identify(second.strip())
    if a not in q.states or b not in q.states or a == b:
        raise BadAddress(f"{value[:40]}: want two of the states that are shown")
    forward = (pl.col("source") == a) & (pl.col("target") == b)
    backward = (pl.col("source") == b) & (pl.col("target") == a) & ~pl.col("reciprocal")
    which = forward if cell else (forward & ~pl.col("reciprocal")) | backward
    rows = q.events.filter(which & _by_middle(now.since, now.at))
    return Chosen(
        first=a,
        second=b,
        directed=bool(cell),
        total=rows["id"].n_unique(),
        lines=act_lines(record, rows, latest(rows, _SHOWN)),
    )


def _by_middle(since: dt.date, at: dt.date) -> pl.Expr:
    """Return what keeps the acts that the figures count: those whose middle lies in the window."""
    middle = (pl.col("date").cast(pl.Int32) + pl.col("until").cast(pl.Int32)) // 2
    epoch = dt.date(1970, 1, 1).toordinal()
    return (middle > since.toordinal() - epoch) & (middle <= at.toordinal() - epoch)
