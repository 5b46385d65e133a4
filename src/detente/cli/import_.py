"""``detente import``: event data that others coded, and readings made in bulk."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import click

from detente.cli.batch import SOME_FAILED
from detente.cli.options import record_option

if TYPE_CHECKING:
    from detente.record.bulk_part import Imported

_LONGEST = 100
_MOST_LISTED = 20
_MOST_UNKNOWN = 5

F = TypeVar("F", bound=Callable[..., object])


@click.group(name="import")
def command() -> None:
    """Import event data that others coded (ICEWS, GDELT, POLECAT), or readings made by detente bulk.

    Rows of event data go to Parquet files in a folder beside the record (x.db: x.events) and never into its own
    tables; every list and figure says which origin it rests on. Files may be plain, gzip or zip, and
    larger than memory. What was imported before is passed over.

    Exit code 3 when rows were dropped because they are malformed, 1 when a file could not be read.
    """


def _options(function: F) -> F:
    for option in (
        click.option("--dry-run", is_flag=True, help="Say what would be done; keep nothing."),
        record_option,
        click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path)),
    ):
        function = option(function)
    return function


@command.command(name="icews")
@_options
def icews(files: tuple[Path, ...], record_path: Path, dry_run: bool) -> int:
    """Import ICEWS files (20 columns, named in the first line)."""
    return _run("icews", files, record_path, dry_run)


@command.command(name="gdelt")
@_options
def gdelt(files: tuple[Path, ...], record_path: Path, dry_run: bool) -> int:
    """Import GDELT event files (*.export.CSV, 2.0 or 1.0, no header)."""
    return _run("gdelt", files, record_path, dry_run)


@command.command(name="polecat")
@_options
def polecat(files: tuple[Path, ...], record_path: Path, dry_run: bool) -> int:
    """Import POLECAT files (40 columns, named in the first line)."""
    return _run("polecat", files, record_path, dry_run)


@command.command(name="readings")
@click.argument("folder", metavar="DIR", type=click.Path(file_okay=False, path_type=Path))
@record_option
@click.option(
    "--leave",
    is_flag=True,
    help="Leave the events as Parquet beside the record (origin bulk) instead of adding articles.",
)
@click.option("--dry-run", is_flag=True, help="With --leave: say what would be done; keep nothing.")
def readings(folder: Path, record_path: Path, leave: bool, dry_run: bool) -> int:
    """Import what detente bulk wrote.

    Each article is added as detente add would, copies and acts told twice counted once, and what the
    record holds is passed over, so that it may be interrupted and run again. With --leave only the
    events come, as Parquet that relations and outlook read: much quicker, but without sentences on
    the pages, requests and statements, and copies of one story count as several sources.
    """
    if leave:
        from detente.engine.bulk_import import leave_events

        done = leave_events(folder, record_path, dry_run=dry_run, on_progress=_progress())
        for line in _summary(done, record_path, dry_run):
            click.echo(line, err=True)
        return 1 if done.failed else 0
    if dry_run:
        raise click.UsageError("--dry-run goes with --leave")
    from detente.engine.bulk_import import bring_readings

    brought = bring_readings(folder, record_path, on_progress=_articles())
    if sys.stderr.isatty():
        click.echo("", err=True)
    told = ", ".join(f"{n:,} {status}" for status, n in brought.counts.items() if n)
    click.echo(f"{record_path}: {told or 'nothing added'}", err=True)
    for error in brought.examples:
        click.echo(f"failed: {_shown(str(error), len(str(error)))}", err=True)
    if brought.failed > len(brought.examples):
        click.echo(f"failed: and {brought.failed - len(brought.examples)} more", err=True)
    if not brought.failed:
        return 0
    return SOME_FAILED if any(brought.counts.values()) else 1


def _articles() -> Callable[[int, int], None] | None:
    if not sys.stderr.isatty():
        return None

    def told(seen: int, whole: int) -> None:
        click.echo(f"\r{seen:,} of {whole:,} articles", nl=False, err=True)

    return told


def _run(origin: str, files: tuple[Path, ...], record_path: Path, dry_run: bool) -> int:
    from detente.record.bulk_import import import_events
    from detente.sources.events import FORMS

    done = import_events(
        record_path, files, FORMS[origin], dry_run=dry_run, on_progress=_progress()
    )
    for line in _summary(done, record_path, dry_run):
        click.echo(line, err=True)
    if done.failed:
        return 1
    return SOME_FAILED if done.malformed else 0


def _progress() -> Callable[[str, int], None] | None:
    if not sys.stderr.isatty():
        return None

    def told(file: str, rows: int) -> None:
        click.echo(
            f"\r{rows:,} rows read, in {_shown(Path(file).name)[:40]:<42}", nl=False, err=True
        )

    return told


def _summary(done: Imported, record_path: Path, dry_run: bool) -> list[str]:
    """Return what became of an import, in lines."""
    out = [""] if sys.stderr.isatty() else []
    out += [
        f"failed: {_shown(str(error), len(str(error)))}" for error in done.failed[:_MOST_LISTED]
    ]
    if len(done.failed) > _MOST_LISTED:
        out.append(f"failed: and {len(done.failed) - _MOST_LISTED} more")
    if done.already:
        first = _shown(Path(done.already[0]).name)
        more = f" and {len(done.already) - 1} more" if len(done.already) > 1 else ""
        out.append(f"already there: {first}{more}")
    if not done.files:
        return [*out, f"{record_path}: nothing imported"]
    plural = "" if done.files == 1 else "s"
    out += [
        f"{record_path}: {done.origin}, {done.read:,} rows read from {done.files:,} file{plural}"
        + (" (dry run: nothing kept)" if dry_run else ""),
        f"  {done.kept:,} kept",
        f"  {done.merged:,} merged: they tell an act that another row tells; kept beside it, counted once",
        f"  {done.dropped.total():,} dropped",
    ]
    for reason, count in done.dropped.most_common():
        out.append(f"    {count:,} {reason}")
        out += [f"      {_shown(where)}  {_shown(raw)}" for where, raw in done.examples[reason]]
    for note, count in done.notes.most_common(_MOST_LISTED):
        out.append(f"note: {_shown(note, 300)}" + (f": {count:,}" if count > 1 else ""))
    if done.unknown:
        names = ", ".join(
            f"{_shown(name or '(no name)')} ({count:,})"
            for name, count in done.unknown.most_common(_MOST_UNKNOWN)
        )
        out.append(f"note: actors not in the actor list; rows kept, without identifier: {names}")
    return out


def _shown(text: str, longest: int = _LONGEST) -> str:
    """Return a text that a terminal cannot take for a command."""
    plain = "".join(c if c.isprintable() else " " for c in text)
    return plain if len(plain) <= longest else plain[: longest - 3] + "..."
