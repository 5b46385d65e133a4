"""``detente read``: articles in, readings out."""

from __future__ import annotations

import json
import sys
from dataclasses import replace
from typing import TYPE_CHECKING

import click

from detente.cli.batch import Troubles
from detente.records import Reading

if TYPE_CHECKING:
    from detente.reading.read import Voices

#: References to findings that ``--min-confidence`` weighs.
_WEIGHED = ("events/", "requests/")


@click.command(name="read")
@click.argument("files", nargs=-1)
@click.option(
    "--format",
    "form",
    type=click.Choice(["table", "ndjson", "json"]),
    help="Default: table on a terminal, ndjson in a pipe. json gives one object, or a list of several.",
)
@click.option("--published", help="Date (YYYY-MM-DD) for articles that carry none.")
@click.option("--jobs", type=click.IntRange(0), default=1, help="Processes; 0 for one a core.")
@click.option(
    "--voices",
    type=click.Choice(["political", "all"]),
    default="political",
    show_default=True,
    help="Whose statements: of those who act for somebody in politics, or everybody's.",
)
@click.option(
    "--min-confidence",
    type=click.FloatRange(0, 1),
    default=0.0,
    show_default=True,
    help="Leave out events and requests less sure than this.",
)
def command(
    files: tuple[str, ...],
    form: str | None,
    published: str | None,
    jobs: int,
    voices: Voices,
    min_confidence: float,
) -> int:
    """Read articles and print what they say: .txt, .html, .jsonl, .json, .warc, .warc.gz, folders, patterns, -.

    \b
    Every voice, a fisherman's and a reporter's too ("actor" is null where nobody is acted for):
      detente read article.txt --voices all --format ndjson
    """  # noqa: D301
    from detente.engine.many import read_many
    from detente.sources import load_articles

    form = form or ("table" if sys.stdout.isatty() else "ndjson")
    troubles = Troubles()
    articles = load_articles(
        files or ("-",),
        on_error=troubles.error,
        on_warning=troubles.warning,
        published=published,
    )
    done: list[Reading] = []
    count = 0
    for reading in read_many(articles, jobs=jobs, on_error=troubles.error, voices=voices):
        count += 1
        reading = _above(reading, min_confidence)
        if form == "ndjson":
            click.echo(json.dumps(reading.to_dict(), ensure_ascii=False))
        elif form == "table":
            _table(reading)
        else:
            done.append(reading)
    if form == "json" and count:
        rows = [r.to_dict() for r in done]
        click.echo(json.dumps(rows[0] if count == 1 else rows, ensure_ascii=False, indent=2))
    return troubles.report(count)


def _above(reading: Reading, least: float) -> Reading:
    """Leave out events and requests below a confidence, and the links that touch them."""
    if least <= 0:
        return reading
    events = [i for i, e in enumerate(reading.events) if e.confidence >= least]
    requests = [i for i, r in enumerate(reading.requests) if r.confidence >= least]
    places = {
        f"{kind}/{i}": f"{kind}/{n}"
        for kind, kept in (("events", events), ("requests", requests))
        for n, i in enumerate(kept)
    }
    links = tuple(
        replace(k, source=places.get(k.source, k.source), target=places.get(k.target, k.target))
        for k in reading.links
        if all(r in places or not r.startswith(_WEIGHED) for r in (k.source, k.target))
    )
    return replace(
        reading,
        events=tuple(reading.events[i] for i in events),
        requests=tuple(reading.requests[i] for i in requests),
        links=links,
    )


def _table(reading: Reading) -> None:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    from detente.cli.wording import (
        claim_words,
        date_words,
        event_words,
        request_words,
        statement_words,
    )

    console = Console()
    title = reading.article.title or reading.article.id
    console.print(Text(title, style="bold"), Text(date_words(reading.article.published), "dim"))
    table = Table(box=None, pad_edge=False, show_header=False)
    for style in ("dim", "", "dim"):
        table.add_column(style=style, overflow="fold")
    for event in reading.events:
        table.add_row(
            date_words(event.date), Text(event_words(event)), f"{event.type} {event.cameo}"
        )
    for request in reading.requests:
        table.add_row("request", Text(request_words(request)), ", ".join(request.concerning))
    for claim in reading.relations:
        table.add_row("relation", Text(claim_words(claim)), "")
    for statement in reading.statements:
        table.add_row("said", Text(statement_words(statement)), statement.type)
    for link in reading.links:
        table.add_row("link", Text(f"{link.source} is {link.kind} to {link.target}"), "")
    if table.row_count:
        console.print(table)
    else:
        console.print("nothing of diplomacy found in it", style="dim")
    console.print()
