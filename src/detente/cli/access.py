"""``detente access``: who may see a served record, and who may correct it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

from detente.cli.options import record_option

F = TypeVar("F", bound=Callable[..., Any])


@click.group(name="access")
def command() -> None:
    """Say who may see the pages beyond this machine (reader) and who may correct them (editor).

    Each person has a token, which is shown once and kept as a hash in a file beside the record. Serve
    with it: detente serve --auth FILE.
    """


def _where(function: F) -> F:
    chosen = click.option(
        "--access",
        "access_file",
        type=click.Path(dir_okay=False, path_type=Path),
        help="The file of people. Default: beside the record (x.db: x.access.json).",
    )
    wrapped: F = record_option(chosen(function))
    return wrapped


@command.command(name="add")
@click.argument("name")
@click.option(
    "--role", type=click.Choice(["reader", "editor"]), default="reader", show_default=True
)
@_where
def add(name: str, role: str, record_path: Path, access_file: Path | None) -> None:
    """Give a person a token, and print it once.

    Example: detente access add "Ana Ruiz" --role editor
    """
    from detente.access import access_path, add_person

    path = access_file or access_path(record_path)
    person, token = add_person(path, name, "editor" if role == "editor" else "reader")
    click.echo(f"{person.name} ({person.role}) added to {path}", err=True)
    click.echo("the token, shown this once:", err=True)
    click.echo(token)


@command.command(name="list")
@_where
def list_(record_path: Path, access_file: Path | None) -> None:
    """List the people: name, role, the last four characters of the token, when it was made."""
    from detente.access import access_path, read_people

    path = access_file or access_path(record_path)
    people = read_people(path)
    for person in people:
        click.echo(f"{person.name}\t{person.role}\t...{person.last}\t{person.created}")
    if not people:
        click.echo(f"nobody in {path}; add one: detente access add NAME", err=True)


@command.command(name="revoke")
@click.argument("name")
@_where
def revoke(name: str, record_path: Path, access_file: Path | None) -> None:
    """Take a person's token back. A running server shuts the person out at once."""
    from detente.access import access_path, revoke_person

    path = access_file or access_path(record_path)
    gone = revoke_person(path, name)
    click.echo(f"{gone.name} ({gone.role}) taken out of {path}", err=True)
