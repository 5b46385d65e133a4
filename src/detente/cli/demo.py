"""``detente demo``: the sample articles in a record, a brief, and the pages."""

from __future__ import annotations

from pathlib import Path

import click

from detente.cli.batch import Troubles
from detente.cli.options import record_option


@click.command(name="demo")
@record_option
@click.option("--port", type=click.IntRange(0, 65535), default=8765, show_default=True)
@click.option("--serve/--no-serve", default=True, help="Serve the pages after the brief.")
def command(record_path: Path, port: int, serve: bool) -> int:
    """Read the sample articles into a record, print a brief, and serve the pages."""
    from detente.cli.add import add_files
    from detente.cli.brief import print_brief
    from detente.samples import sample_paths

    troubles = Troubles()
    paths = [str(p) for p in sample_paths()]
    click.echo(f"reading {len(paths)} sample articles into {record_path}", err=True)
    counts = add_files(paths, record_path, troubles)
    code = troubles.report(sum(counts.values()))
    print_brief(record_path)
    if serve:
        from detente.cli.serve import serve_pages

        serve_pages(record_path, host="127.0.0.1", port=port)
    return code
