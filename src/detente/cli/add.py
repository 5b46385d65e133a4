"""``detente add``: read articles into a record."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

import click

from detente.cli.batch import Troubles, counted
from detente.cli.options import record_option
from detente.records import Article


@click.command(name="add")
@click.argument("files", nargs=-1, required=True)
@record_option
@click.option("--published", help="Date (YYYY-MM-DD) for articles that carry none.")
@click.option("--jobs", type=click.IntRange(0), default=1, help="Processes; 0 for one a core.")
def command(files: tuple[str, ...], record_path: Path, published: str | None, jobs: int) -> int:
    """Read articles into a record: text, HTML, JSON lines, WARC, folders, patterns, - for standard input.

    What the record holds already is passed over, so a batch may be resumed. Pages are kept as they were.
    """
    troubles = Troubles()
    counts = add_files(files, record_path, troubles, published=published, jobs=jobs)
    done = sum(counts.values())
    told = ", ".join(f"{n} {status}" for status, n in counts.items() if n)
    click.echo(f"{record_path}: {told or 'nothing added'}", err=True)
    return troubles.report(done)


def add_files(
    files: Iterable[str],
    record_path: Path,
    troubles: Troubles,
    *,
    published: str | None = None,
    jobs: int = 1,
) -> dict[str, int]:
    """Read files into a record; return how many articles were added, replaced, unchanged, held."""
    from detente.engine.many import read_many
    from detente.record import Record
    from detente.sources import load_originals

    counts = {"added": 0, "copy": 0, "replaced": 0, "unchanged": 0, "held already": 0}
    loaded = load_originals(
        tuple(files), on_error=troubles.error, on_warning=troubles.warning, published=published
    )
    pages: dict[str, bytes] = {}
    with Record.open(record_path) as record:

        def new() -> Iterator[Article]:
            for article, page in loaded:
                if record.holds(article):
                    counts["held already"] += 1
                    continue
                if page is not None:
                    pages[article.id] = page
                yield article

        readings = read_many(new(), jobs=jobs, on_error=troubles.error)
        for reading in counted(readings, "articles read"):
            counts[record.add(reading, original=pages.pop(reading.id, None)).status] += 1
    return counts
