"""``detente channels``: who could carry word between two states, and why."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from detente.actors import load_actors
from detente.cli.options import format_option, record_option
from detente.cli.origins import at_option, each_origin, known, origin_option
from detente.cli.printing import chosen, print_rows
from detente.cli.requests import day_of

if TYPE_CHECKING:
    import datetime as dt

    from detente.relations.channels import Channel, Channels
    from detente.relations.channels_past import Mediation
    from detente.relations.channels_tables import TableRow

COLUMNS = ("origin", "at", "kind", "rank", "channel", "score", "firmness", "nearer", "reasons")
_TABLE = ("rank", "name", "score", "firmness", "nearer", "why")


@click.command(name="channels")
@click.argument("a")
@click.argument("b")
@record_option
@at_option
@click.option("--to", "harder", help="The side to be reached; default: the one with fewer ties.")
@click.option(
    "--table",
    "table_path",
    type=click.Path(dir_okay=False, path_type=Path),
    help="CSV of alliances, trade and aid: a,b,kind,value,year,source.",
)
@click.option("--limit", type=click.IntRange(1), default=8, show_default=True)
@origin_option
@format_option("table", "ndjson", "json", "csv")
def command(
    a: str,
    b: str,
    record_path: Path,
    at: str | None,
    harder: str | None,
    table_path: Path | None,
    limit: int,
    origin: str | None,
    form: str | None,
) -> int:
    """Rank third parties between A and B, every part of a score with its evidence.

    Example: detente channels KOR PRK
    """
    from detente.relations.channels_tables import read_table

    sides = (known(a), known(b))
    if sides[0] == sides[1]:
        raise click.UsageError("name two different states")
    reach = known(harder) if harder else None
    if reach is not None and reach not in sides:
        raise click.UsageError(f"--to wants one of {sides[0]} and {sides[1]}; got {harder!r}")
    table: tuple[TableRow, ...] = ()
    wrong: tuple[str, ...] = ()
    if table_path:
        table, wrong = read_table(table_path)
    day = day_of(at, "--at")
    form = chosen(form)
    rows: list[dict[str, Any]] = []
    for name, last in each_origin(record_path, origin):
        # on the record's own last day an article without a date counts too
        undated = day is None and name == "read"
        found = _channels(record_path, name, sides, day or last, table, reach, undated=undated)
        base = {"origin": name, "at": found.at.isoformat(), "pair": "-".join(sides)}
        ranked = [
            {**base, **_row(c, rank, found)} for rank, c in enumerate(found.ranked[:limit], 1)
        ]
        past = [{**base, **_mediation_row(m)} for m in found.mediations]
        if form == "table":
            _tables(found, ranked, past, name)
        rows += [*ranked, *past]
    if form != "table":
        print_rows(rows, form, COLUMNS, empty="no channel is told of")
    if any(r["origin"] != "read" for r in rows):
        click.echo(
            "requests and claims are those read from articles, whatever the origin", err=True
        )
    for line in wrong:
        click.echo(f"not used: {line}", err=True)
    return 3 if wrong else 0


def _channels(
    path: Path,
    origin: str,
    sides: tuple[str, str],
    at: dt.date,
    table: tuple[TableRow, ...],
    harder: str | None,
    *,
    undated: bool,
) -> Channels:
    import polars as pl

    from detente.record import Record
    from detente.relations.channels import channels
    from detente.relations.ledger import known_by, ledger
    from detente.relations.load import load_events

    events = pl.concat(
        [load_events(path, actor=side, until=at.isoformat(), origins=[origin]) for side in sides]
    ).unique(maintain_order=True)
    with Record.open(path, create=False, readonly=True) as record:
        # requests and claims are read from articles, whatever origin the acts have
        entries = ledger(record, as_of=None if undated else at)
        claims = [
            c
            for c in record.relations(actors=sides, limit=1_000_000)
            if known_by(c.article, at.isoformat(), undated=undated)
        ]
    return channels(
        events, *sides, at=at, claims=claims, entries=entries, table=table, harder=harder
    )


def _row(channel: Channel, rank: int, found: Channels) -> dict[str, Any]:
    name = load_actors().name
    return {
        "kind": "channel",
        "rank": rank,
        "channel": channel.actor,
        "name": name(channel.actor),
        "score": channel.score,
        "firmness": channel.firmness,
        "nearer": channel.nearer,
        "harder": found.harder,
        "why_harder": found.why_harder,
        "why": "; ".join(r.words for r in channel.reasons[:3]),
        "reasons": [r.words for r in channel.reasons],
        "parts": [
            {
                "part": p.name,
                "value": p.value,
                "weight": round(p.weight, 4),
                "adds": round(p.value * p.weight, 4),
                "reasons": [
                    {
                        "words": r.words,
                        "acts": list(r.acts),
                        "articles": list(r.articles),
                        "source": r.source or None,
                    }
                    for r in p.reasons
                ],
            }
            for p in channel.parts
        ],
    }


def _mediation_row(past: Mediation) -> dict[str, Any]:
    return {
        "kind": "mediation",
        "channel": past.mediator,
        "name": load_actors().name(past.mediator),
        "from": past.first.isoformat(),
        "to": past.last.isoformat(),
        "promised": past.promised,
        "acts": list(past.acts),
    }


def _tables(
    found: Channels, ranked: list[dict[str, Any]], past: list[dict[str, Any]], origin: str
) -> None:
    name = load_actors().name
    click.secho(
        f"Channels between {' and '.join(map(name, found.sides))} ({origin}, {found.at})", bold=True
    )
    if found.harder:
        click.echo(f"harder to reach: {name(found.harder)} ({found.why_harder})")
    print_rows(ranked, "table", _TABLE, empty="no channel is told of")
    if past:
        click.secho("Past mediations", bold=True)
        print_rows(past, "table", ("from", "to", "name", "promised", "acts"), empty="")
    else:
        click.echo("no past mediation between the two is told of")
