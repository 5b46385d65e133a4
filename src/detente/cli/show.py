"""``detente show``: one article or one event of the record, as JSON."""

from __future__ import annotations

import json
from pathlib import Path

import click

from detente.cli.options import record_option
from detente.cli.printing import plain
from detente.errors import UnknownItem


@click.command(name="show")
@click.argument("item")
@record_option
def command(item: str, record_path: Path) -> None:
    """Show an article (its whole reading) or an event (with every telling) as JSON."""
    from detente.record import Record

    with Record.open(record_path, create=False, readonly=True) as record:
        try:
            shown = record.article(item).to_dict()
        except UnknownItem:
            try:
                shown = plain(record.event(item))
            except UnknownItem:
                raise UnknownItem(f"no article and no event {item!r} in {record_path}") from None
    click.echo(json.dumps(shown, ensure_ascii=False, indent=2))
