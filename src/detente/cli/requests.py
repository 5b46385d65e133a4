"""``detente requests``: who asked whom for what, and the answer."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from detente.cli.options import actor_of, format_option, pair_of, record_option
from detente.cli.printing import chosen, print_rows
from detente.language.asking import request_said
from detente.record import Ask
from detente.records import RequestStatus

COLUMNS = ("first_asked", "sentence", "status", "reply", "sources", "id")


@click.command(name="requests")
@record_option
@click.option("--open", "open_only", is_flag=True, help="Only those that wait for an answer.")
@click.option(
    "--status", type=click.Choice(["accepted", "declined", "hedged", "unanswered", "open"])
)
@click.option("--from", "source", help="Who asks.")
@click.option("--to", "target", help="Who is asked.")
@click.option("--concerning", help="A third actor it is about.")
@click.option("--pair", help="Between these two, either way.")
@click.option("--limit", type=click.IntRange(1), default=50, show_default=True)
@format_option("table", "ndjson", "json", "csv")
def command(
    record_path: Path,
    open_only: bool,
    status: RequestStatus | None,
    source: str | None,
    target: str | None,
    concerning: str | None,
    pair: str | None,
    limit: int,
    form: str | None,
) -> None:
    """List requests and their answers, longest waiting first."""
    from detente.record import Record

    with Record.open(record_path, create=False, readonly=True) as record:
        page = record.requests(
            open_only=open_only,
            status=status,
            source=actor_of(source),
            target=actor_of(target),
            concerning=actor_of(concerning),
            pair=pair_of(pair),
            limit=limit,
            order="oldest",
        )
        rows = [ask_row(ask) for ask in page.items]
    print_rows(rows, chosen(form), COLUMNS, empty="no request in the record matches")


def ask_row(ask: Ask) -> dict[str, Any]:
    """Return a request as a flat row."""
    return {
        "id": ask.id,
        "sentence": request_said(ask.sentence),
        "from": list(ask.source),
        "to": list(ask.target),
        "about": ask.about,
        "concerning": list(ask.concerning),
        "status": ask.status,
        "reply": ask.reply.text if ask.reply else None,
        "first_asked": ask.first_asked,
        "last_asked": ask.last_asked,
        "answered": ask.answered,
        "sources": ask.sources,
        "evidence": ask.history[0].evidence.text if ask.history else "",
    }
