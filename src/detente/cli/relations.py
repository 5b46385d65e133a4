"""``detente relations``: how pairs stand, since when, and what turned them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import click

from detente.cli.options import actor_of, format_option, pair_of, record_option
from detente.cli.origins import each_origin, origin_option
from detente.cli.printing import chosen, print_rows
from detente.cli.relations_printing import print_relations, turn_row

if TYPE_CHECKING:
    import polars as pl

    from detente.record import ClaimRow
    from detente.relations.relation import Relation

TURN_COLUMNS = ("dyad", "date", "direction", "strength", "reason", "origin")
#: More events than this are not looked through for all pairs at once.
_MOST = 3_000_000

_since = click.option(
    "--since",
    help="Show from this date on: 2016, 2016-07 or 2016-07-08. What is usual stays as it is.",
)
_until = click.option("--until", help="By what happened up to this date.")


@click.group(name="relations")
def command() -> None:
    """Say how pairs of actors stand, since when, and what turned them."""


@command.command(name="show")
@click.argument("pair")
@record_option
@_since
@_until
@origin_option
@click.option("--by", type=click.Choice(["year", "month", "week", "day"]), default="month")
@click.option(
    "--direction",
    type=click.Choice(["both", "ab", "ba"]),
    default="both",
    help="ab: what the first does to the second.",
)
@format_option("table", "ndjson", "json", "csv")
def show(
    pair: str,
    record_path: Path,
    since: str | None,
    until: str | None,
    origin: str | None,
    by: Literal["year", "month", "week", "day"],
    direction: Literal["both", "ab", "ba"],
    form: str | None,
) -> None:
    """Show where PAIR stands (KOR-CHN): verdict, phases, turns, and the series.

    With one actor (KOR), how it stands with all others. NDJSON marks each line with its "kind"; CSV has the
    series.
    """
    from detente.actors import load_actors
    from detente.relations.acts import acts_between, acts_of_actor
    from detente.relations.relation import relate
    from detente.relations.relation import since as reaching

    sides, begin = _sides(pair), _first_day(since)
    actors = load_actors()
    found: list[Relation] = []
    for name, events, first, last in _by_origin(record_path, sides, begin, until, origin):
        if sides[1]:
            acts = acts_between(events, sides, direction)
            names = (actors.name(sides[0]), actors.name(sides[1]))
        else:
            acts = acts_of_actor(events, sides[0], direction)
            names = (actors.name(sides[0]), "all others")
        one = relate(acts, sides, names, origin=name, first=first, last=last, by=by)
        found.append(reaching(one, begin) if begin else one)
    claims = _claims(record_path, sides) if sides[1] and origin in (None, "read") else ()
    print_relations(found, claims, chosen(form))


@command.command(name="turns")
@record_option
@click.option("--pair", help="Only these two: CHN-JPN. Default: all with enough acts.")
@_since
@_until
@origin_option
@format_option("table", "ndjson", "json", "csv")
def turns(
    record_path: Path,
    pair: str | None,
    since: str | None,
    until: str | None,
    origin: str | None,
    form: str | None,
) -> None:
    """List the days from which a pair acts otherwise than in the year before."""
    from detente.relations.acts import by_pair
    from detente.relations.turns import TurnSettings, turns_of

    sides, begin = pair_of(pair), _first_day(since)
    fewest = TurnSettings().fewest
    rows = [
        turn_row(turn, name)
        for name, events, first, last in _by_origin(record_path, sides, begin, until, origin)
        for two, acts in by_pair(events, fewest)
        if sides is None or set(two) == set(sides)
        for turn in turns_of(acts, two, first, last)
        if begin is None or turn.date >= begin
    ]
    print_rows(rows, chosen(form), TURN_COLUMNS, empty="no turn found; perhaps too few acts")


def _sides(text: str) -> tuple[str, str]:
    """Return the two of a pair, or one actor and an empty second."""
    from detente.errors import UnknownActor

    try:
        return actor_of(text) or "", ""
    except UnknownActor:
        pair = pair_of(text)
        if pair is None:
            raise
        if pair[0] == pair[1]:
            raise click.UsageError(f"a pair wants two different actors; got {text!r}") from None
        return pair


def _first_day(since: str | None) -> dt.date | None:
    from detente.errors import RecordError
    from detente.record.matching import days_of

    if since is None:
        return None
    days = days_of(since)
    if days is None:
        raise RecordError(f"{since!r} is no date; want 2016, 2016-07 or 2016-07-08")
    return dt.date.fromisoformat(days[0])


def _by_origin(
    path: Path,
    sides: tuple[str, str] | None,
    begin: dt.date | None,
    until: str | None,
    origin: str | None,
) -> Iterator[tuple[str, pl.DataFrame, dt.date, dt.date]]:
    """Yield each origin's events, with the days for which it tells of events."""
    from detente.record.matching import days_of
    from detente.relations.acts import exposure
    from detente.relations.load import load_events, origins_of
    from detente.sources.events.columns import READ_ORIGINS

    held = {o.name: o for o in origins_of(path)}
    for name, told in each_origin(path, origin):
        one = held[name]
        asked: dict[str, Any] = {}
        if name != "read":
            if sides is None and one.events > _MOST:
                raise click.UsageError(
                    f"{one.events:,} {name} events are too many for all pairs at once; name a --pair"
                )
            if sides is not None and name not in READ_ORIGINS:
                asked = {"pair": sides} if sides[1] else {"actor": sides[0]}
        events = load_events(path, until=until, origins=[name], **asked)
        span = exposure(events) if name in READ_ORIGINS else (one.first, told)
        if span is None:
            click.echo(f"no events of origin {name!r} in that time", err=True)
            continue
        first, last = span[0], told
        if begin is not None and begin < first:  # asked for: what was read of long ago counts too
            first = max(one.first, begin)
        if until and (days := days_of(until)):
            last = min(last, dt.date.fromisoformat(days[1]))
        yield name, events, first, max(first, last)


def _claims(path: Path, pair: tuple[str, str]) -> Sequence[ClaimRow]:
    from detente.record import Record

    with Record.open(path, create=False, readonly=True) as record:
        return record.relations(pair, limit=100)
