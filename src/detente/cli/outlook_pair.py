"""``detente outlook pair``: what is likely between two actors, and what a supposed act would change."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from detente.cli.options import format_option, pair_of, record_option
from detente.cli.origins import origin_option
from detente.cli.outlook_shared import (
    at_option,
    days_of_span,
    known_by_origin,
    percent,
    within_option,
)
from detente.cli.printing import chosen, plain, print_rows

if TYPE_CHECKING:
    from detente.outlook.effects import Supposed
    from detente.outlook.known import Known

_COLUMNS = ("source", "what", "target", "probability", "base", "acts", "last", "reasons")
_MOVED = ("source", "what", "target", "without", "with", "why")


@click.command(name="pair")
@click.argument("pair")
@record_option
@within_option
@at_option
@origin_option
@click.option(
    "--suppose",
    "supposed",
    metavar="ACT",
    help="With and without an act: 'DATE SOURCE TYPE TARGET [MODE]'. Nothing is written.",
)
@click.option("--all", "everything", is_flag=True, help="Also kinds of act of which none is known.")
@click.option("--past/--no-past", default=True, help="Say how such forecasts have scored.")
@format_option("table", "ndjson", "json")
def command(
    pair: str,
    record_path: Path,
    within: str,
    at: str | None,
    origin: str | None,
    supposed: str | None,
    everything: bool,
    past: bool,
    form: str | None,
) -> None:
    """Say how likely each kind of act is between PAIR (KOR-PRK), with base rates and reasons.

    Example: detente outlook pair KOR-PRK --within 7d --suppose "2026-02-01 CHN AGREE KOR mediate"
    """
    sides = pair_of(pair)
    if sides is None:
        raise click.UsageError("name two actors, such as KOR-PRK")
    days = days_of_span(within)
    act = _supposed(supposed)
    found = []
    for known in known_by_origin(record_path, origin, at):
        one = _outlook(known, sides, days, act, past)
        if not everything:
            one["next"] = [n for n in one["next"] if n["acts"]]
        found.append(one)
    _show(found, chosen(form))


def _supposed(text: str | None) -> Supposed | None:
    if text is None:
        return None
    from dataclasses import replace

    from detente.actors import load_actors
    from detente.outlook.suppose import parse_supposed

    act, actors = parse_supposed(text), load_actors()
    return replace(act, source=actors.identify(act.source), target=actors.identify(act.target))


def _outlook(
    known: Known, sides: tuple[str, str], days: int, act: Supposed | None, past: bool
) -> dict[str, Any]:
    from detente.outlook.backtest import past_words
    from detente.outlook.nextacts import pair_outlook
    from detente.outlook.nextacts_rates import fit_mixture
    from detente.outlook.suppose import suppose

    before = known.history.until(known.evening)
    mixture = fit_mixture(before, days)
    outlook = pair_outlook(known.history, sides, mixture, days=days, evening=known.evening)
    out: dict[str, Any] = {"origin": known.origin} | plain(outlook)
    out["past"] = past_words(before, sides, days=days) if past else None
    out["supposition"] = None
    if act is not None:
        first = dt.date.fromordinal(known.history.first)
        found = suppose(
            known.events, sides, act, mixture, days=days, evening=known.evening, first=first
        )
        out["supposition"] = {
            "supposed": {**plain(act), "date": act.date.isoformat()},
            "note": found.note,
            "moved": [plain(m) for m in found.moved],
            "effects": [plain(e) for e in found.effects],
        }
    return out


def _show(found: list[dict[str, Any]], form: str) -> None:
    if form == "json":
        click.echo(json.dumps(found, ensure_ascii=False, indent=2))
    elif form == "ndjson":
        for one in found:
            click.echo(json.dumps(one, ensure_ascii=False))
    else:
        for one in found:
            _table(one)


def _table(one: dict[str, Any]) -> None:
    click.echo(
        f"{'-'.join(one['pair'])}, {one['days']} days after {one['evening']} ({one['origin']})"
    )
    click.echo(one["note"])
    if one["past"]:
        click.echo(one["past"])
    rows = [
        {
            **n,
            "probability": percent(n["probability"]),
            "base": percent(n["base"]),
            "reasons": "; ".join(
                f"{r['date']} {r['source']} {r['type']} {r['target']} [{r['id']}]"
                for r in n["reasons"]
            ),
        }
        for n in one["next"]
    ]
    if rows:
        print_rows(rows, "table", _COLUMNS, empty="")
    if one["supposition"]:
        click.echo(f"supposed: {one['supposition']['note']}")
        moved = [
            {
                **m,
                "without": percent(m["without"]),
                "with": percent(m["with_it"]),
                "why": "; ".join(m["why"]),
            }
            for m in one["supposition"]["moved"]
        ]
        if moved:
            print_rows(moved, "table", _MOVED, empty="")
