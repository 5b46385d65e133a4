"""``detente outlook request``: will it be answered?"""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from typing import Any

import click

from detente.cli.options import format_option, record_option
from detente.cli.origins import origin_option
from detente.cli.outlook_shared import days_of_span, known_by_origin, percent, within_option
from detente.cli.printing import chosen, plain, print_rows

_COLUMNS = ("kind", "probability", "own", "alike", "alike_any_week", "first")


@click.command(name="request")
@click.argument("request", metavar="ID")
@record_option
@within_option
@origin_option
@format_option("table", "ndjson", "json")
def command(
    request: str, record_path: Path, within: str, origin: str | None, form: str | None
) -> None:
    """Say how likely the request ID is to be answered, beside what happens in any such stretch.

    What is known is what was known on the day of the request. Answers are acts of the asked to the asker:
    cooperation that is more than talk, refusal, other conflict.
    """
    from detente.language.asking import request_said
    from detente.outlook.asked import Asked, ask_outlooks
    from detente.record import Record
    from detente.record.filters import day_of

    days = days_of_span(within)
    with Record.open(record_path, create=False, readonly=True) as record:
        ask = record.request(request)
    day = day_of(ask.first_asked, last=True)
    found: list[dict[str, Any]] = []
    for known in known_by_origin(record_path, origin, None) if day else ():
        asked = [
            Asked(id=ask.id, asker=a, target=b, day=_ordinal(day))
            for a in ask.source
            for b in ask.target
            if a != b
        ]
        for one in ask_outlooks(known.history, asked, days=days):
            found.append({"origin": known.origin, "status": ask.status} | plain(one))
    shape = chosen(form)
    if shape == "json":
        click.echo(json.dumps(found, ensure_ascii=False, indent=2))
    elif shape == "ndjson":
        for row in found:
            click.echo(json.dumps(row, ensure_ascii=False))
    else:
        click.echo(f"{request_said(ask.sentence)} ({ask.first_asked or 'no date'}; {ask.status})")
        for row in found:
            _table(row)
    if not found:
        click.echo("no date of the request, or no events to compare it with", err=True)


def _ordinal(day: dt.date | str | None) -> int:
    return dt.date.fromisoformat(str(day)).toordinal()


def _table(row: dict[str, Any]) -> None:
    click.echo(f"{row['asker']} to {row['target']} ({row['origin']}): {row['note']}")
    if row["still"] is not None:
        click.echo(
            f"it has waited {row['waited']} days; of those that waited so long {percent(row['still'])} met"
            f" cooperation within {row['days']} days more"
        )
    rows = [{"kind": e["kind"]} | {k: percent(e[k]) for k in _COLUMNS[1:]} for e in row["expected"]]
    if any(e["probability"] is not None or e["own"] is not None for e in row["expected"]):
        print_rows(rows, "table", _COLUMNS, empty="")
