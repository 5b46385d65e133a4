"""``detente search``: actors, pairs and sentences by words."""

from __future__ import annotations

import json
from pathlib import Path

import click

from detente.cli.options import format_option, record_option
from detente.cli.printing import chosen, plain
from detente.language.asking import request_said


@click.command(name="search")
@click.argument("words", nargs=-1, required=True)
@record_option
@click.option("--limit", type=click.IntRange(1), default=10, show_default=True)
@format_option("table", "json")
def command(words: tuple[str, ...], record_path: Path, limit: int, form: str | None) -> None:
    """Search the record: a name, a pair ("korea china"), a word of a sentence."""
    from detente.record import Record

    with Record.open(record_path, create=False, readonly=True) as record:
        found = record.search(" ".join(words), limit=limit)
    if chosen(form) != "table":
        click.echo(json.dumps(plain(found), ensure_ascii=False, indent=2))
        return
    for pair in found.pairs:
        click.echo(f"pair      {pair.names[0]} and {pair.names[1]}: {pair.acts} events")
    for act in found.events:
        click.echo(f"event     {act.date or '':10} {request_said(act.sentence)}  [{act.id}]")
    for hit in found.sentences:
        words_ = " ".join(hit.evidence.text.split())
        click.echo(f"sentence  {hit.article.published or '':10} {words_}  [{hit.article.id}]")
    if not (found.pairs or found.events or found.sentences):
        click.echo("nothing found", err=True)
