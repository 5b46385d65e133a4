"""``detente events``: list what happened, each act once."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from detente.cli.options import actor_of, format_option, pair_of, record_option
from detente.cli.printing import chosen, print_rows
from detente.language.asking import request_said
from detente.record import Act
from detente.records import Modality

COLUMNS = ("date", "sentence", "type", "modality", "sources", "id")


@click.command(name="events")
@record_option
@click.option("--pair", help="Two actors: KOR-CHN, or south korea,china.")
@click.option("--actor", help="On either side.")
@click.option("--source", help="Who acts.")
@click.option("--target", help="Who is acted upon.")
@click.option("--type", "type_", help="PLOVER type, such as REQUEST.")
@click.option("--modality", type=click.Choice(["actual", "planned", "hypothetical", "negated"]))
@click.option("--since", help="Not ended before: 2016, 2016-07 or 2016-07-08.")
@click.option("--until", help="Not begun after.")
@click.option(
    "--min-confidence",
    type=click.FloatRange(0, 1),
    default=0.0,
    show_default=True,
    help="Leave out events less sure than this; each independent telling makes one surer.",
)
@click.option("--limit", type=click.IntRange(1), default=50, show_default=True)
@format_option("table", "ndjson", "json", "csv")
def command(
    record_path: Path,
    pair: str | None,
    actor: str | None,
    source: str | None,
    target: str | None,
    type_: str | None,
    modality: Modality | None,
    since: str | None,
    until: str | None,
    min_confidence: float,
    limit: int,
    form: str | None,
) -> None:
    """List events of the record, newest first, each act once."""
    from detente.codebook import load_codebook
    from detente.record import Record

    with Record.open(record_path, create=False, readonly=True) as record:
        page = record.events(
            pair=pair_of(pair),
            actor=actor_of(actor),
            source=actor_of(source),
            target=actor_of(target),
            type=load_codebook().type(type_).id if type_ else None,
            modality=modality,
            since=since,
            until=until,
            min_confidence=min_confidence,
            limit=limit,
        )
        rows = [act_row(act) for act in page.items]
    print_rows(rows, chosen(form), COLUMNS, empty="no event in the record matches")
    if page.total > len(rows):
        click.echo(f"{len(rows)} of {page.total}; --limit shows more", err=True)


def act_row(act: Act) -> dict[str, Any]:
    """Return an act as a flat row."""
    return {
        "id": act.id,
        "date": act.date,
        "sentence": request_said(act.sentence),
        "source": list(act.source),
        "type": act.type,
        "mode": act.mode,
        "target": list(act.target),
        "modality": act.modality,
        "place": act.place,
        "cameo": act.cameo,
        "goldstein": act.goldstein,
        "quad": act.quad,
        "confidence": act.confidence,
        "sources": act.sources,
        "articles": [t.article.id for t in act.tellings],
        "evidence": act.tellings[0].evidence.text if act.tellings else "",
    }
