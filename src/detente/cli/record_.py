"""``detente record``: look a record over, copy it, compact it."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import click

from detente.cli.options import format_option, record_option

if TYPE_CHECKING:
    from detente.record.upkeep import Info

_MOST_LISTED = 100


@click.group(name="record")
def command() -> None:
    """Check, back up and compact a record file. Others may read it meanwhile."""


@command.command(name="check")
@record_option
@format_option("table", "ndjson")
def check(record_path: Path, form: str | None) -> int:
    """Look for damage, and for anything that does not rest on what it says it rests on.

    The file and its references; every article against its digest, every quotation against its text;
    every act, pair, story and request counted again; the full-text indexes; judgements whose item is
    gone; imported files against their hashes. Nothing is changed. Exit code 1 when something is wrong.

    Example: detente record check --record news.db
    """
    from detente.cli.printing import chosen, plain
    from detente.record.checking import check_record

    found = check_record(record_path)
    if chosen(form) == "ndjson":
        for problem in found:
            click.echo(json.dumps(plain(problem), ensure_ascii=False))
    else:
        for problem in found[:_MOST_LISTED]:
            click.echo("".join(c if c.isprintable() else " " for c in str(problem)))
        if len(found) > _MOST_LISTED:
            click.echo(f"and {len(found) - _MOST_LISTED} more; --format ndjson lists all")
    if found:
        click.echo(f"{record_path}: {len(found)} wrong", err=True)
        return 1
    click.echo(f"{record_path}: all is well", err=True)
    return 0


@command.command(name="backup")
@click.argument("out", metavar="OUT", type=click.Path(dir_okay=False, path_type=Path))
@record_option
def backup_command(out: Path, record_path: Path) -> None:
    """Copy a record to the file OUT, with its imported events, while others read and write it.

    The copy is of one moment, is read through, and appears only when it is whole. OUT must not be there
    yet. To go back to it, use it as the record.

    Example: detente record backup copies/news-2026-11-24.db --record news.db
    """
    from detente.record.backup import backup

    done = backup(record_path, out, on_progress=_progress())
    if sys.stderr.isatty():
        click.echo("", err=True)
    told = f"{out}: {done.articles:,} articles, {done.bytes:,} bytes"
    if done.imports:
        told += f"; {done.imports} imports, {done.import_bytes:,} bytes"
    click.echo(told, err=True)


@command.command(name="compact")
@record_option
def compact_command(record_path: Path) -> None:
    """Write the file and its full-text indexes anew, without holes; say how much smaller it is.

    Others may read meanwhile; writers wait. It needs as much free disk as the record takes.

    Example: detente record compact --record news.db
    """
    from detente.record.upkeep import compact

    done = compact(record_path)
    click.echo(f"{record_path}: {done.before:,} bytes before, {done.after:,} after", err=True)
    if done.held_back:
        click.echo("somebody still reads the old pages; the log is emptied when they end", err=True)


@command.command(name="info")
@record_option
@format_option("table", "json")
def info_command(record_path: Path, form: str | None) -> None:
    """Say what lies in a record file and beside it.

    Example: detente record info --record news.db --format json
    """
    from detente.cli.printing import plain
    from detente.record.upkeep import info

    found = info(record_path)
    if form == "json" or (form is None and not sys.stdout.isatty()):
        click.echo(json.dumps({**plain(found), "path": str(found.path)}, ensure_ascii=False))
        return
    for name, value in _lines(found):
        click.echo(f"{name:<14}{value}")


def _lines(found: Info) -> list[tuple[str, str]]:
    held = found.summary
    out = [
        ("file", str(found.path)),
        ("form", found.form),
        ("bytes", f"{found.bytes:,}"),
        ("in the log", f"{found.log_bytes:,}"),
        ("free inside", f"{found.free_bytes:,}"),
        ("articles", f"{held.articles:,} ({held.stories:,} stories, {found.originals:,} pages kept)"),
        ("acts", f"{held.acts:,} from {held.tellings:,} tellings"),
        ("requests", f"{held.requests:,}"),
        ("statements", f"{held.statements:,}"),
        ("claims", f"{held.claims:,}"),
        ("judgements", f"{held.judgements:,}"),
        ("from, to", f"{held.first or '?'}, {held.last or '?'}"),
        ("last added", held.last_added or "never"),
    ]  # fmt: skip
    for origin, count, events, size in found.imports:
        out.append((origin, f"{events:,} events in {count} imports, {size:,} bytes"))
    return out


def _progress() -> Callable[[int, int], None] | None:
    if not sys.stderr.isatty():
        return None

    def told(done: int, whole: int) -> None:
        click.echo(f"\r{done:,} of {whole:,} pages", nl=False, err=True)

    return told
