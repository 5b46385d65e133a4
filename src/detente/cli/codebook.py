"""``detente codebook``: list, show and check what can be said."""

from __future__ import annotations

from typing import Any

import click

from detente.cli.options import format_option
from detente.cli.printing import chosen, print_rows
from detente.codebook import EventType, check_codebook, load_codebook


@click.group(name="codebook")
def command() -> None:
    """List, show and check the event types, modes and codes."""


def _row(entry: EventType) -> dict[str, Any]:
    return {
        "type": entry.id,
        "quad": entry.quad,
        "quad_name": entry.quad_name,
        "deed": entry.deed,
        "cameo": entry.cameo,
        "goldstein": entry.goldstein,
        "definition": entry.definition,
        "covers": list(entry.covers),
        "not_this": list(entry.not_this),
        "modes": [
            {"mode": m.id, "definition": m.definition, "cameo": m.cameo}
            for m in entry.modes.values()
        ],
    }


@command.command(name="list")
@format_option("table", "ndjson", "json", "csv")
def list_(form: str | None) -> None:
    """List the sixteen types."""
    rows = [_row(entry) for entry in load_codebook().types.values()]
    columns = ("type", "quad_name", "cameo", "goldstein", "definition")
    print_rows(rows, chosen(form), columns, empty="the codebook is empty")


@command.command(name="show")
@click.argument("type_", metavar="TYPE")
@format_option("table", "json")
def show(type_: str, form: str | None) -> None:
    """Show one type with its modes, and the words that signal it."""
    from detente.reading.lexicon import load_lexicon

    entry = load_codebook().type(type_)
    if chosen(form) == "json" or form == "json":
        print_rows([_row(entry)], "json", (), empty="")
        return
    click.secho(f"{entry.id}  {entry.quad_name}", bold=True)
    click.echo(entry.definition)
    click.echo(f"CAMEO {entry.cameo}, Goldstein {entry.goldstein:+.1f}")
    for title, lines in (("Covers", entry.covers), ("Not this", entry.not_this)):
        click.echo(f"\n{title}")
        for line in lines:
            click.echo(f"  - {line}")
    if entry.modes:
        click.echo("\nModes")
        for mode in entry.modes.values():
            click.echo(f"  {mode.id:14} {mode.cameo:5} {mode.definition}")
    click.echo("\nSignalled by")
    for rule in load_lexicon().rules:
        if rule.type == entry.id:
            click.echo(f"  {rule.id:28} {rule.note}")


@command.command(name="check")
def check() -> int:
    """Check the codebook and the lexicon; exit code 1 when something is wrong."""
    from detente.reading.lexicon import load_lexicon

    book = load_codebook()
    wrong = list(check_codebook(book))
    rules = load_lexicon().rules
    for rule in rules:
        entry = book.types.get(rule.type)
        if entry is None:
            wrong.append(f"lexicon: {rule.id}: no type {rule.type}")
        elif rule.mode is not None and rule.mode not in entry.modes:
            wrong.append(f"lexicon: {rule.id}: {rule.type} has no mode {rule.mode}")
    for line in wrong:
        click.echo(line, err=True)
    if not wrong:
        click.echo(f"{len(book.types)} types, {len(book.cameo)} codes, {len(rules)} rules: sound")
    return 1 if wrong else 0
