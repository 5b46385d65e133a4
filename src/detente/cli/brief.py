"""``detente brief``: what is in the record, in a page of plain text."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING

import click

from detente.cli.options import record_option
from detente.cli.wording import date_words
from detente.language.asking import request_said

if TYPE_CHECKING:
    from detente.engine.digest import Form


@click.command(name="brief")
@record_option
@click.option(
    "--since",
    help="A digest of what articles brought from this day on: 2026-01-07, today or yesterday.",
)
@click.option("--until", help="Up to the end of this day.")
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "markdown", "html"]),
    help="How the digest is printed; text when left out.",
)
@click.option(
    "--server",
    default="http://127.0.0.1:8765",
    show_default=True,
    help="Address of the pages that a digest links to.",
)
@click.option("--limit", type=click.IntRange(1), default=12, show_default=True)
def command(
    record_path: Path,
    since: str | None,
    until: str | None,
    form: Form | None,
    server: str,
    limit: int,
) -> None:
    """Say what is in the record: how much, what moved, what waits, what happened last.

    With --since, --until or --format: a digest of some days, each line with the sentence behind it.

    \b
      detente brief --since yesterday --format html > digest.html
    """  # noqa: D301
    if since is None and until is None and form is None:
        print_brief(record_path, limit=limit)
        return
    if not server.startswith(("http://", "https://")):
        raise click.UsageError(f"--server wants an http address; got {server!r}")
    from detente.engine.digest import digest, render
    from detente.record import Record

    last = _day(until, "--until")
    first = _day(since or ("yesterday" if until is None else until), "--since")
    assert first is not None  # one of the two is given
    with Record.open(record_path, create=False, readonly=True) as record:
        made = digest(record, first, until=last)
    click.echo(render(made, form or "text", server=server), nl=False)


def _day(text: str | None, option: str) -> dt.date | None:
    """Return the day that a user names.

    Raises:
        UsageError: When it is none.
    """
    if text is None:
        return None
    if text in ("today", "yesterday"):
        return dt.date.today() - dt.timedelta(days=text == "yesterday")
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        raise click.UsageError(
            f"{option} wants a day such as 2026-01-07, today or yesterday; got {text!r}"
        ) from None


def print_brief(record_path: Path, *, limit: int = 12) -> None:
    """Print the brief of a record."""
    from detente.record import Record
    from detente.record.bulk import imported_counts

    with Record.open(record_path, create=False, readonly=True) as record:
        held = record.summary()
        click.secho(f"{record_path}", bold=True)
        for origin, events, first, last in imported_counts(record_path).iter_rows():
            click.echo(
                f"Beside it: {events:,} imported events ({origin}, {first.year} to {last.year})."
            )
        if not held.articles:
            click.echo("The record is empty. Add articles with: detente add FILE...")
            return
        span = f", {date_words(held.first)} to {date_words(held.last)}" if held.first else ""
        click.echo(
            f"{held.articles} articles ({held.stories} stories), {held.acts} events between "
            f"{held.pairs} pairs{span}; {held.statements} statements, {held.requests} requests "
            f"({held.standing_requests} waiting), {held.claims} claims on relations."
        )
        movers = record.moved()
        if movers:
            click.secho("\nMoved lately", bold=True)
        for mover in movers[:5]:
            click.echo(
                f"  {'↑' if mover.direction == 'warming' else '↓'} {mover.names[0]} and "
                f"{mover.names[1]}: {mover.direction}; {round(mover.recent * mover.recent_acts)} of "
                f"{mover.recent_acts} acts cooperative, before {round(mover.before * 10)} of 10"
            )
        pairs = record.pairs(limit=6)
        click.secho("\nMost told pairs", bold=True)
        for pair in pairs:
            click.echo(
                f"  {pair.names[0]} and {pair.names[1]}: {pair.acts} events, {pair.cooperative} "
                f"cooperative, {pair.conflictual} conflictual, {pair.deeds} deeds"
            )
        waiting = record.requests(open_only=True, order="oldest", limit=6)
        if waiting.items:
            click.secho("\nWaiting for an answer", bold=True)
        for ask in waiting.items:
            since_words = date_words(ask.first_asked)
            click.echo(
                f"  {request_said(ask.sentence)} ({ask.status}{f', since {since_words}' if since_words else ''})"
            )
        click.secho("\nLatest", bold=True)
        for act in record.events(limit=limit, modality="actual").items:
            many = f" - {act.sources} sources" if act.sources > 1 else ""
            click.echo(f"  {date_words(act.date):>18}  {request_said(act.sentence)}{many}")
