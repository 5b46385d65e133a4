"""Options that the commands on a record share."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from detente.actors import load_actors

record_option = click.option(
    "--record",
    "record_path",
    type=click.Path(dir_okay=False, path_type=Path),
    envvar="DETENTE_RECORD",
    default=Path("detente.db"),
    show_default=True,
    help="The record file (or DETENTE_RECORD).",
)


def format_option(*forms: str) -> Callable[[Any], Any]:
    """Return ``--format`` with the given choices; table on a terminal, ndjson in a pipe."""
    return click.option(
        "--format",
        "form",
        type=click.Choice(forms),
        help="Default: table on a terminal, ndjson in a pipe.",
    )


def pair_of(text: str | None) -> tuple[str, str] | None:
    """Return the two identifiers of "KOR-CHN", "korea,china" or "south korea - china".

    Raises:
        UsageError: When it does not name two.
        UnknownActor: When one of them is not known.
    """
    if not text:
        return None
    for mark in (",", "/", " - ", "-"):
        parts = [p.strip() for p in text.split(mark) if p.strip()]
        if len(parts) == 2:
            actors = load_actors()
            return actors.identify(parts[0]), actors.identify(parts[1])
    raise click.UsageError(f"--pair wants two actors, such as KOR-CHN; got {text!r}")


def actor_of(text: str | None) -> str | None:
    """Return the identifier of an actor as a user writes it.

    Raises:
        UnknownActor: When it is not known.
    """
    return load_actors().identify(text) if text else None
