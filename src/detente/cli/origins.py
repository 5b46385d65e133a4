"""Whose events a figure rests on: one origin at a time, and said."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import click

from detente.cli.options import actor_of

origin_option = click.option(
    "--origin",
    type=click.Choice(["read", "bulk", "icews", "gdelt", "polecat"]),
    help="Whose events: those read, or imported ones. Default: each by itself.",
)
at_option = click.option(
    "--at",
    metavar="DATE",
    help="The date, such as 2016-07; default: the last one that the events tell of.",
)


def each_origin(path: Path, origin: str | None) -> Iterator[tuple[str, dt.date]]:
    """Yield the origins that a record holds events of, with the last day that each tells of.

    The last day of what was read, in bulk or not, is the last publication date. Origins are never mixed: where there
    are several, standard error says that each comes by itself.
    """
    from detente.record import Record
    from detente.record.bulk import published_span
    from detente.relations.ledger import last_published
    from detente.relations.load import origins_of
    from detente.sources.events.columns import READ_ORIGINS

    there = [o for o in origins_of(path) if origin in (None, o.name)]
    if not there:
        what = f"of origin {origin!r} " if origin else ""
        click.echo(f"no events {what}in {path}", err=True)
    if len(there) > 1:
        told = " and ".join(f"{o.name} ({o.events:,} events)" for o in there)
        click.echo(f"each by itself: {told}; --origin chooses", err=True)
    for one in there:
        last = one.last
        if one.name == "read":
            with Record.open(path, create=False, readonly=True) as record:
                last = last_published(record) or last
        elif one.name in READ_ORIGINS and (span := published_span(path, one.name)):
            last = span[1]
        yield one.name, last


def known(text: str) -> str:
    """Return the identifier of an actor that has to be named.

    Raises:
        UnknownActor: When it is not known.
    """
    found = actor_of(text.strip())
    if found is None:
        raise click.UsageError("an actor is missing; name it, such as KOR or south korea")
    return found
