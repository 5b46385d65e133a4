"""``detente codebook``: list, show and check what can be said."""

from __future__ import annotations

import csv
import json
import sys
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from detente.codebook import CameoCode, Codebook, EventType
    from detente.reading.lexicon import Lexicon

_COLUMNS = ("type", "quad", "name", "definition")


@click.group(name="codebook")
def command() -> None:
    """List, show and check the event types, modes and codes."""


@command.command(name="list")
@click.option(
    "--format",
    "form",
    type=click.Choice(("table", "tsv", "csv", "ndjson", "json")),
    help="Default: table on a terminal, tsv in a pipe.",
)
def list_(form: str | None) -> None:
    """List the sixteen types."""
    from detente.cli.printing import print_rows
    from detente.codebook import load_codebook

    book = load_codebook()
    form = form or ("table" if sys.stdout.isatty() else "tsv")
    rows = [_row(entry, book) for entry in book.types.values()]
    if form == "tsv":
        writer = csv.DictWriter(
            sys.stdout, _COLUMNS, extrasaction="ignore", delimiter="\t", lineterminator="\n"
        )
        writer.writeheader()
        writer.writerows(rows)
    else:
        print_rows(rows, form, _COLUMNS, empty="the codebook is empty")


@command.command(name="show")
@click.argument("name", metavar="TYPE")
@click.option("--format", "form", type=click.Choice(("text", "json")), default="text")
def show(name: str, form: str) -> None:
    """Show one type (such as REQUEST) in full, or one CAMEO code (such as 026)."""
    from detente.codebook import load_codebook

    book = load_codebook()
    if name.isdigit():
        code = book.cameo.get(name)
        if code is None:
            raise click.UsageError(f"no CAMEO code {name}; codes have two to four digits")
        click.echo(_json(_code(code)) if form == "json" else _code_line(code))
        return
    entry = book.type(name)
    if form == "json":
        click.echo(_json(_row(entry, book)))
    else:
        _print(entry, book)


@command.command(name="check")
def check() -> int:
    """Check the codebook and the lexicon; exit code 1 when something is wrong."""
    from detente.codebook import check_codebook, load_codebook
    from detente.reading.lexicon import load_lexicon

    book, lexicon = load_codebook(), load_lexicon()
    wrong = (*check_codebook(book), *check_lexicon(lexicon, book))
    for line in wrong:
        click.echo(line, err=True)
    if not wrong:
        found = f"{len(book.types)} types, {len(book.cameo)} codes, {len(lexicon.rules)} rules"
        click.echo(f"{found}: sound")
    return 1 if wrong else 0


def check_lexicon(lexicon: Lexicon, book: Codebook) -> tuple[str, ...]:
    """Return the rules whose type or mode the codebook does not hold, a line each."""
    out = []
    for rule in lexicon.rules:
        entry = book.types.get(rule.type)
        if entry is None:
            out.append(f"lexicon: {rule.id}: type: no {rule.type} in the codebook")
        elif rule.mode is not None and rule.mode not in entry.modes:
            known = ", ".join(entry.modes) or "none"
            out.append(f"lexicon: {rule.id}: mode: {rule.type} has no {rule.mode} (has {known})")
    return tuple(out)


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, indent=2)


def _row(entry: EventType, book: Codebook) -> dict[str, Any]:
    return {
        "type": entry.id,
        "quad": entry.quad,
        "quad_name": entry.quad_name,
        "deed": entry.deed,
        "name": entry.name,
        "verb": entry.verb,
        "symmetric": entry.symmetric,
        "cameo": entry.cameo,
        "goldstein": entry.goldstein,
        "definition": entry.definition,
        "covers": list(entry.covers),
        "not_this": list(entry.not_this),
        "modes": [
            {
                "mode": mode.id,
                "name": mode.name,
                "definition": mode.definition,
                "cameo": mode.cameo,
                "goldstein": book.cameo[mode.cameo].goldstein,
            }
            for mode in entry.modes.values()
        ],
        "codes": [_code(code) for code in _codes(entry, book)],
    }


def _codes(entry: EventType, book: Codebook) -> list[CameoCode]:
    return [code for code in book.cameo.values() if code.type == entry.id]


def _code(code: CameoCode) -> dict[str, Any]:
    return {
        "cameo": code.code,
        "type": code.type,
        "mode": code.mode,
        "goldstein": code.goldstein,
        "label": code.label,
    }


def _code_line(code: CameoCode) -> str:
    home = " ".join(part for part in (code.type, code.mode) if part) or "no event"
    return f"{code.code:5} {code.goldstein:+5.1f}  {code.label} ({home})"


def _print(entry: EventType, book: Codebook) -> None:
    from detente.reading.lexicon import load_lexicon

    click.secho(f"{entry.id}  {entry.quad_name} (quad {entry.quad})", bold=True)
    click.echo(entry.definition)
    click.echo(f"CAMEO {entry.cameo}, Goldstein {entry.goldstein:+.1f}")
    order = ", in either order" if entry.symmetric else ""
    click.echo(f'Printed as "A {entry.verb} B"{order}')
    _section("Covers", [f"- {line}" for line in entry.covers])
    _section("Not this", [f"- {line}" for line in entry.not_this])
    _section("Modes", [f"{m.id:14} {m.cameo:5} {m.definition}" for m in entry.modes.values()])
    _section("CAMEO codes", [_code_line(code) for code in _codes(entry, book)])
    rules = [rule for rule in load_lexicon().rules if rule.type == entry.id]
    _section("Signalled by", [f"{rule.id:28} {rule.note}" for rule in rules])


def _section(title: str, lines: list[str]) -> None:
    if lines:
        click.echo(f"\n{title}")
    for line in lines:
        click.echo(f"  {line}")
