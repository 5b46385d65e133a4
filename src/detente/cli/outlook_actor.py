"""``detente outlook actor``: with whom an actor is likely to have to do next."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from detente.cli.options import format_option, record_option
from detente.cli.origins import known, origin_option
from detente.cli.outlook_shared import (
    at_option,
    days_of_span,
    known_by_origin,
    percent,
    within_option,
)
from detente.cli.printing import chosen, plain, print_rows

_COLUMNS = ("origin", "actor", "probability", "base", "acts", "last", "reasons")


@click.command(name="actor")
@click.argument("actor")
@record_option
@within_option
@at_option
@origin_option
@click.option("--limit", type=click.IntRange(1), default=20, show_default=True)
@format_option("table", "ndjson", "json")
def command(
    actor: str,
    record_path: Path,
    within: str,
    at: str | None,
    origin: str | None,
    limit: int,
    form: str | None,
) -> None:
    """Say with whom ACTOR (KOR) is likeliest to have an act next, either way.

    Partners with fewer than five acts are left out; with fewer than twenty the figure is the base rate.
    """
    from detente.outlook.nextacts import with_whom_next
    from detente.outlook.nextacts_rates import fit_mixture

    one, days = known(actor), days_of_span(within)
    shape = chosen(form)
    rows: list[dict[str, Any]] = []
    for held in known_by_origin(record_path, origin, at):
        mixture = fit_mixture(held.history.until(held.evening), days)
        found = with_whom_next(
            held.history, one, mixture, days=days, evening=held.evening, limit=limit
        )
        rows += [{"origin": held.origin} | plain(p) for p in found]
    if shape == "table":
        rows = [
            {
                **row,
                "probability": percent(row["probability"]),
                "base": percent(row["base"]),
                "reasons": "; ".join(
                    f"{r['date']} {r['source']} {r['type']} {r['target']}" for r in row["reasons"]
                ),
            }
            for row in rows
        ]
    print_rows(rows, shape, _COLUMNS, empty=f"too few acts of {one} with anyone for a figure")
