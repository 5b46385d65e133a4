"""``detente outlook``: what is likely next. One subcommand a function or, where it is long, a module."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Literal

import click

from detente.cli import outlook_actor, outlook_backtest, outlook_pair, outlook_request


@click.group(name="outlook")
def command() -> None:
    """Say what is likely next, and how well that is known."""


@command.command(name="evaluate")
@click.argument("folder", metavar="DIR", type=click.Path(exists=True, path_type=Path))
@click.option(
    "--split", default="split", show_default=True, help="The column that says train, valid or test."
)
@click.option(
    "--on",
    type=click.Choice(["valid", "test"]),
    help="Which part is asked about. Default: test where there is one, else valid.",
)
@click.option("--multi-step", is_flag=True, help="No day asked about becomes known.")
@click.option("--peers", is_flag=True, help="Print the figures of simple forecasters too.")
@click.option("--quiet", "-q", is_flag=True, help="No progress on standard error.")
def evaluate_command(
    folder: Path,
    split: str,
    on: Literal["valid", "test"] | None,
    multi_step: bool,
    peers: bool,
    quiet: bool,
) -> None:
    """Measure the forecaster on a benchmark, and print the figures as one JSON object.

    DIR holds events.parquet with the columns date, source, relation, target and split; a column cameo
    is used where it stands. Each fact is asked in both directions; equal scores share their ranks.

    Example: detente outlook evaluate ICEWS14 --on valid --peers
    """
    from detente.outlook.evaluate import evaluate

    def say(message: str) -> None:
        if not quiet:
            click.echo(message, err=True)

    found = evaluate(folder, split=split, on=on, multi_step=multi_step, peers=peers, progress=say)
    click.echo(json.dumps(found, indent=2))


for _module in (outlook_pair, outlook_actor, outlook_request, outlook_backtest):
    command.add_command(_module.command)
