"""What the address of a region asks for, with the acts that answer it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from urllib.parse import urlencode

import polars as pl
from starlette.requests import Request

from detente.actors import load_actors
from detente.errors import UnknownActor
from detente.record import Record
from detente.relations.balance import WINDOW
from detente.web.asked import actor, actors_of, day
from detente.web.held import actual_events
from detente.web.pages.trouble import BadAddress, choice
from detente.web.region_sets import MOST
from detente.web.whose import Whose, whose

#: States shown when none is chosen: the most active ones.
_FIRST = 6
_ACTIVE = 24
WINDOWS = {"365": "one year", "730": "two years", "1826": "five years"}
_GIVEN = ("at", "since", "window", "origin", "of", "one", "other", "cell", "tie")


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Asked:
    """A set of states, a date, and what the figures need.

    Attributes:
        states: Identifiers; fewer than two where the record tells of no more.
        named: Whether the address names them.
        at: The date; the window ends with it.
        since: The earlier date that ties are compared with.
        window: Days before a date that are looked at.
        whose: The origin of the acts; ``None`` for an empty record.
        events: Rows of ``EVENT_SCHEMA`` of all pairs, for both windows.
        active: The most active states of the window, most first.
        leaning: Whose lean between which two, where the address names them.
        given: The parameters of the address, but for the states.
    """

    states: tuple[str, ...]
    named: bool
    at: dt.date
    since: dt.date
    window: int
    whose: Whose | None
    events: pl.DataFrame
    active: tuple[str, ...]
    leaning: tuple[str, str, str] | None
    given: dict[str, str]

    def link(self, path: str = "/region", **changes: str | None) -> str:
        """Return the address of the page, with some parameters set or (``None``) taken away."""
        kept: dict[str, str | None] = {"states": ",".join(self.states), **self.given, **changes}
        query = urlencode({k: v for k, v in kept.items() if v}, safe=",")
        return f"{path}?{query}" if query else path

    @property
    def window_words(self) -> str:
        """The length of the window: "two years"."""
        return WINDOWS[str(self.window)]


def asked(record: Record, request: Request) -> Asked:
    """Return what the address asks for.

    Raises:
        BadAddress: When a parameter has a value that it cannot have.
        UnknownActor: When a state is not known.
    """
    states = actors_of(request, "states", MOST)
    if len(states) == 1:
        raise BadAddress("states=: one state is named; want two or more, such as KOR,CHN,JPN")
    given = {k: v.strip() for k in _GIVEN if (v := request.query_params.get(k, "")).strip()}
    window = int(choice(request, "window", tuple(WINDOWS)) or WINDOW)

    def link(origin: str) -> str:
        kept = {**given, "origin": origin}
        query = {"states": ",".join(states), **kept} if states else kept
        return f"/region?{urlencode(query, safe=',')}"

    one = whose(record, request, lambda: _told(record, states), link)
    at = day(request, "at") or (one.last if one else dt.date(2000, 1, 1))
    since = day(request, "since") or at - dt.timedelta(days=365)
    if since >= at:
        raise BadAddress(f"since={since}: want a date before {at}")
    events = _events(record, one, min(since, at) - dt.timedelta(days=window), at)
    active = _active(events, at - dt.timedelta(days=window), at) if one else ()
    chosen = states or active[:_FIRST]
    return Asked(
        states=chosen,
        named=bool(states),
        at=at,
        since=since,
        window=window,
        whose=one,
        events=events,
        active=active,
        leaning=_leaning(request),
        given=given,
    )


def _told(record: Record, states: tuple[str, ...]) -> bool:
    """Tell whether read articles tell of any two of some states."""
    if not states:
        return bool(record.pairs(limit=1))
    return any(record.pair((a, b)).acts for n, a in enumerate(states) for b in states[n + 1 :])


def _events(record: Record, one: Whose | None, since: dt.date, until: dt.date) -> pl.DataFrame:
    return actual_events(record.path, one.name if one else "read", since=since, until=until)


def _active(events: pl.DataFrame, since: dt.date, at: dt.date) -> tuple[str, ...]:
    """Return the states with most acts with other actors in the window, most first."""
    rows = events.filter(
        (pl.col("until") > since)
        & (pl.col("date") <= at)
        & ~pl.col("reciprocal")
        & (pl.col("source") != pl.col("target"))
        & (pl.col("source") != "")
        & (pl.col("target") != "")
    )
    ends = pl.concat([rows["source"], rows["target"]]).value_counts(name="acts")
    ranked = ends.sort(["acts", "source"], descending=[True, False])["source"].to_list()
    return tuple([s for s in ranked if _state(s)][:_ACTIVE])


def _state(actor: str) -> bool:
    try:
        return load_actors().get(actor).kind == "state"
    except UnknownActor:
        return False


def _leaning(request: Request) -> tuple[str, str, str] | None:
    sides = [actor(request, name) for name in ("of", "one", "other")]
    if not any(sides):
        return None
    named = [s for s in sides if s]
    if len(set(named)) != 3:
        raise BadAddress("of=, one=, other=: want three different states, such as KOR, CHN and JPN")
    return (named[0], named[1], named[2])
