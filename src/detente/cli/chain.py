"""``detente chain``: deed and counter-deed, the acts that answer one another."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from detente.cli.options import format_option, record_option
from detente.cli.printing import chosen, print_rows
from detente.language.asking import request_said

if TYPE_CHECKING:
    from detente.relations.chains import Chain, Step

COLUMNS = ("depth", "date", "kind", "inferred", "sentence", "days", "articles", "id", "after")
TABLE = ("chain", "date", "kind", "evidence", "articles", "id")


@click.command(name="chain")
@click.argument("event")
@record_option
@click.option(
    "--inferred/--told-only",
    default=True,
    show_default=True,
    help="Show candidates that no article links, marked with a question mark.",
)
@click.option(
    "--within",
    type=click.IntRange(1, 3660),
    default=90,
    show_default=True,
    help="Days within which an unlinked deed may answer another.",
)
@format_option("table", "ndjson", "json", "csv")
def command(event: str, record_path: Path, inferred: bool, within: int, form: str | None) -> None:
    """Show the chain of acts that an event belongs to, earliest first.

    Acts that articles link stand as told; candidates that none links are marked. Example:
    detente chain 3f2a9c0d1e5b7a86
    """
    from detente.record import Record
    from detente.relations.chains import chain

    with Record.open(record_path, create=False, readonly=True) as record:
        found = chain(record, event, inferred=inferred, within=within)
    form = chosen(form)
    print_rows(
        chain_rows(found),
        form,
        TABLE if form == "table" else COLUMNS,
        empty="nothing in the chain",
    )
    if len(found.steps) == 1:
        click.echo("no other act is linked to this one", err=True)
    if any(s.inferred for s in found.steps):
        click.echo("? marks candidates: no article links them", err=True)
    if not found.whole:
        click.echo(f"the chain is longer; shown are the {len(found.steps)} nearest acts", err=True)


def chain_rows(found: Chain) -> list[dict[str, Any]]:
    """Return a chain as flat rows, in order; ``chain`` draws the tree."""
    return [_row(step, found) for step in found.steps]


def _row(step: Step, found: Chain) -> dict[str, Any]:
    act = step.act
    mark = "? " if step.inferred else ""
    branch = f"{'   ' * (step.depth - 1)}└─ " if step.depth else ""
    sentence = request_said(act.sentence)
    return {
        "chain": f"{branch}{mark}{sentence}{' *' if act.id == found.asked else ''}",
        "id": act.id,
        "asked": act.id == found.asked,
        "depth": step.depth,
        "date": act.date,
        "kind": step.kind,
        "inferred": step.inferred,
        "after": step.after,
        "days": step.days,
        "sentence": sentence,
        "source": list(act.source),
        "type": act.type,
        "target": list(act.target),
        "quad": act.quad,
        "modality": act.modality,
        "articles": list(dict.fromkeys(t.article.id for t in act.tellings)),
        "linked_by": list(step.articles),
        "also": [{"kind": kind, "after": other} for kind, other in step.also],
        "why": step.why or None,
        "evidence": " ".join(act.tellings[0].evidence.text.split()) if act.tellings else "",
    }
