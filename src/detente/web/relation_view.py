"""A pair as an address asks for it: whose acts, which direction, which stretch of time."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import lru_cache
from typing import get_args

import polars as pl
from starlette.requests import Request

from detente.actors import load_actors
from detente.record import Record
from detente.record.matching import days_of
from detente.relations.acts import Acts, Direction, Pair, acts_between
from detente.relations.relation import Relation, relate
from detente.relations.series import Grain
from detente.web import words
from detente.web.held import PairKey, exposure_of, pair_events, pair_key
from detente.web.kept import state_of
from detente.web.pages.trouble import BadAddress, choice
from detente.web.whose import Whose, whose

_EARLIEST, _LATEST = 1900, 2100
#: Planned acts so many days after the last day are still drawn.
_AHEAD = 366
_GRAINS = ("year", "month", "week")


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """What the address says of how to look.

    Attributes:
        direction: ``both``, ``ab`` (what the first of the address does to the second) or ``ba``.
        by: Length of a period of the series.
        since: First day shown, or ``None`` for the whole time.
        until: Last day shown.
    """

    direction: Direction = "both"
    by: Grain = "month"
    since: dt.date | None = None
    until: dt.date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """A pair with its acts and where it stands.

    Attributes:
        pair: In the order of the address.
        names: As printed.
        look: What was asked for.
        whose: Whose acts these are; ``None`` in a record without any.
        rows: Rows of ``EVENT_SCHEMA`` of that origin, of every modality, in the direction asked for.
        acts: The actual ones, as they are counted.
        relation: Where the two stand over the whole time; ``None`` without an act.
        first: First day shown.
        last: Last day shown.
    """

    pair: Pair
    names: tuple[str, str]
    look: Look
    whose: Whose | None
    rows: pl.DataFrame
    acts: Acts
    relation: Relation | None
    first: dt.date
    last: dt.date

    @property
    def zoomed(self) -> bool:
        """Whether a part of the time is shown."""
        return self.look.since is not None or self.look.until is not None

    @property
    def origin(self) -> str:
        """Name of the origin; empty without one."""
        return self.whose.name if self.whose else ""


def sides(value: str) -> Pair:
    """Return the two identifiers of an address such as ``KOR-CHN`` or ``south korea-china``.

    Raises:
        BadAddress: When it does not name two different actors.
        UnknownActor: When one of them is not known.
    """
    first, mark, second = value.partition("-")
    if not (mark and first.strip() and second.strip()):
        raise BadAddress(f"{value[:60]!r} is no pair; want two actors, such as KOR-CHN")
    actors = load_actors()
    a, b = (s if s in actors.actors else actors.identify(s) for s in (first, second))
    if a == b:
        raise BadAddress(f"{value[:60]!r} names one actor twice; want two, such as KOR-CHN")
    return a, b


def look_of(request: Request) -> Look:
    """Return how the address asks to look.

    Raises:
        BadAddress: When a value is none of those it can have.
    """
    direction = choice(request, "direction", ("ab", "ba"))
    by = choice(request, "by", _GRAINS)
    since, until = _day(request, "since", 0), _day(request, "until", 1)
    if since and until and since > until:
        raise BadAddress(f"since={since} is after until={until}")
    return Look(
        direction=next((d for d in get_args(Direction) if d == direction), "both"),
        by=next((g for g in get_args(Grain) if g == by), "month"),
        since=since,
        until=until,
    )


def _day(request: Request, name: str, edge: int) -> dt.date | None:
    value = request.query_params.get(name, "").strip()
    if not value:
        return None
    days = days_of(value)
    if days is None or not _EARLIEST <= int(days[edge][:4]) <= _LATEST:
        raise BadAddress(f"{name}={value[:40]}: want a date such as 2016, 2016-07 or 2016-07-08")
    return dt.date.fromisoformat(days[edge])


def see(
    record: Record, request: Request, pair: Pair, look: Look, chosen: Whose | None = None
) -> Seen:
    """Return a pair as asked for.

    Args:
        record: The record.
        request: The address, for the choice of an origin.
        pair: The two.
        look: How to look.
        chosen: Whose acts, when that is settled already.
    """
    who = chosen or whose(record, request, lambda: record.pair(pair).acts > 0)
    names = (words.actor_name(pair[0]), words.actor_name(pair[1]))
    key = pair_key(record, pair, who.name if who else "read")
    rows = pair_events(key)
    span = _span(exposure_of(state_of(record.path), who.name), rows) if who else None
    acts, relation = _related(key, pair, names, span, look.direction, look.by)
    rows = _directed(rows, pair, look.direction)
    first, last = _window(rows, span, look)
    return Seen(
        pair=pair,
        names=names,
        look=look,
        whose=who,
        rows=rows,
        acts=acts,
        relation=relation,
        first=first,
        last=last,
    )


def _span(
    span: tuple[dt.date, dt.date] | None, rows: pl.DataFrame
) -> tuple[dt.date, dt.date] | None:
    """Return the time that an origin tells of; acts of this pair may have come since that was counted."""
    newest = rows.filter(pl.col("modality") == "actual")["date"].max()
    if span is None or not isinstance(newest, dt.date):
        return span
    return span[0], max(span[1], newest)


@lru_cache(maxsize=64)
def _related(
    key: PairKey,
    pair: Pair,
    names: tuple[str, str],
    span: tuple[dt.date, dt.date] | None,
    direction: Direction,
    by: Grain,
) -> tuple[Acts, Relation | None]:
    """Return the actual acts of a pair and where it stands; ``None`` without an act."""
    acts = acts_between(pair_events(key), pair, direction)
    if span is None or not len(acts):
        return acts, None
    first, last = span
    return acts, relate(acts, pair, names, origin=key.origin, first=first, last=last, by=by)


def _directed(rows: pl.DataFrame, pair: Pair, direction: Direction) -> pl.DataFrame:
    if direction == "both":
        return rows.filter(~pl.col("reciprocal"))
    source, target = pair if direction == "ab" else pair[::-1]
    return rows.filter((pl.col("source") == source) & (pl.col("target") == target))


def _window(
    rows: pl.DataFrame, span: tuple[dt.date, dt.date] | None, look: Look
) -> tuple[dt.date, dt.date]:
    """Return the first and last day shown: what is asked for, else all that is told of."""
    first, last = span or (dt.date(2000, 1, 1), dt.date(2000, 12, 31))
    ahead = rows.filter(
        (pl.col("modality") == "planned") & (pl.col("date") <= last + dt.timedelta(days=_AHEAD))
    )["until"].max()
    if isinstance(ahead, dt.date):
        last = max(last, ahead)
    first, last = look.since or first, look.until or last
    return (first, max(first, last)) if look.since else (min(first, last), last)
