"""``detente bulk``: files of articles into Parquet, in processes or on a cluster."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import click

from detente.cli.batch import SOME_FAILED

if TYPE_CHECKING:
    from detente.engine.bulk import Bulk, Engine
    from detente.engine.bulk_status import Status
    from detente.reading.read import Voices

#: Seconds between two lines of progress, on a terminal and elsewhere.
_ON_TERMINAL, _ELSEWHERE = 0.5, 60.0
_MOST_LISTED = 20
_LONGEST = 300


@click.command(name="bulk")
@click.argument("inputs", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option(
    "--out",
    required=True,
    metavar="DIR",
    type=click.Path(file_okay=False, path_type=Path),
    help="Where the Parquet files go; the folder is made when it is not there.",
)
@click.option(
    "--jobs",
    type=click.IntRange(0),
    default=0,
    show_default=True,
    help="Processes; 0 for one a core (with --address: as many as the cluster has).",
)
@click.option(
    "--engine",
    type=click.Choice(["pool", "ray"]),
    default="pool",
    show_default=True,
    help="Processes of this machine, or Ray Data on this machine or a cluster.",
)
@click.option("--address", metavar="HOST:PORT", help='Of a running Ray cluster; "auto" finds it.')
@click.option(
    "--voices",
    type=click.Choice(["political", "all"]),
    default="political",
    show_default=True,
    help="Whose statements: of those who act for somebody in politics, or everybody's.",
)
@click.option("--published", help="Date (YYYY-MM-DD) for articles that carry none.")
@click.option(
    "--shard",
    "units",
    type=click.IntRange(1),
    default=250,
    show_default=True,
    help="Articles read at a time. Another number makes other files: everything is read again.",
)
def command(
    inputs: tuple[Path, ...],
    out: Path,
    jobs: int,
    engine: Engine,
    address: str | None,
    voices: Voices,
    published: str | None,
    units: int,
) -> int:
    """Read files of articles (.jsonl, .parquet, .warc, .warc.gz, folders of them) into Parquet.

    \b
    DIR/readings/*.parquet  one row an article, the reading as JSON
    DIR/events/*.parquet    its events, in the columns of event data
    DIR/errors/*.parquet    what could not be read, and why

    Files are named by what they were read from: what is there already is not read again, whether the
    run was interrupted, an input has grown, or nothing has changed. Rows are the same on either engine.

    Exit code 3 when some inputs failed, 1 when none could be read.

    \b
    On this machine, with all cores, and from there into a record:
      detente bulk news/*.jsonl --out read/
      detente import readings read/ --record my.db
    """  # noqa: D301
    from detente.engine.bulk import read_bulk

    done = read_bulk(
        list(inputs),
        out,
        jobs=jobs,
        engine=engine,
        address=address,
        voices=voices,
        published=published,
        units=units,
        on_status=_progress(),
        on_note=lambda note: click.echo(f"note: {_shown(note)}", err=True),
    )
    if sys.stderr.isatty():
        click.echo("", err=True)
    for line in _summary(done, out):
        click.echo(line, err=True)
    if not done.failed and not done.inputs:
        return 0
    return SOME_FAILED if done.articles else 1


def _progress() -> Callable[[Status], None]:
    terminal = sys.stderr.isatty()
    every = _ON_TERMINAL if terminal else _ELSEWHERE
    last = time.monotonic() - (every if terminal else 0)

    def told(status: Status) -> None:
        nonlocal last
        now = time.monotonic()
        if now - last >= every:
            last = now
            line = status.line()
            click.echo(f"\r{line:<70}" if terminal else line, nl=not terminal, err=True)

    return told


def _summary(done: Bulk, out: Path) -> list[str]:
    """Return what became of a run, in lines."""
    lines = [f"failed: {_shown(str(error))}" for error in done.inputs[:_MOST_LISTED]]
    if len(done.inputs) > _MOST_LISTED:
        lines.append(f"failed: and {len(done.inputs) - _MOST_LISTED} more files")
    lines += [f"failed: {_shown(source)}: {_shown(reason)}" for source, reason in done.examples]
    if done.failed > len(done.examples):
        lines.append(f"failed: and {done.failed - len(done.examples):,} more")
    files = f"{done.shards:,} read now, {done.before:,} there before"
    if done.gone:
        files += f", {done.gone:,} taken away because their input has changed"
    lines.append(f"{out}: {done.articles:,} articles, {done.events:,} rows of events ({files})")
    if done.passed:
        lines.append(f"  {done.passed:,} pages passed over: no English article")
    if done.failed or done.inputs:
        lines.append(
            f"  {done.failed + len(done.inputs):,} failed, all of them listed in {out / 'errors'}"
        )
    return lines


def _shown(text: str) -> str:
    """Return a text that a terminal cannot take for a command."""
    plain = "".join(c if c.isprintable() else " " for c in text)
    return plain if len(plain) <= _LONGEST else plain[: _LONGEST - 3] + "..."
