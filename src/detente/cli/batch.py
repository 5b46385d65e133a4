"""What batch commands share: troubles listed at the end, progress on standard error."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import TypeVar

import click

from detente.errors import SourceError

T = TypeVar("T")
_MOST_LISTED = 20
SOME_FAILED = 3


@dataclass
class Troubles:
    """What went wrong in a batch; told at the end."""

    failed: list[SourceError] = field(default_factory=list)
    odd: list[SourceError] = field(default_factory=list)

    def error(self, error: SourceError) -> None:
        """Note an input that could not be read."""
        self.failed.append(error)

    def warning(self, error: SourceError) -> None:
        """Note an input that was read, but is odd."""
        self.odd.append(error)

    def report(self, done: int) -> int:
        """Print the troubles and return the exit code: 0, 1 (nothing worked) or 3 (some failed)."""
        for kind, errors in (("note", self.odd), ("failed", self.failed)):
            for error in errors[:_MOST_LISTED]:
                click.echo(f"{kind}: {error}", err=True)
            if len(errors) > _MOST_LISTED:
                click.echo(f"{kind}: and {len(errors) - _MOST_LISTED} more", err=True)
        if not self.failed:
            return 0
        if done:
            click.echo(f"{done} read, {len(self.failed)} failed", err=True)
            return SOME_FAILED
        return SOME_FAILED if len(self.failed) > 1 else 1


def counted(items: Iterable[T], what: str) -> Iterator[T]:
    """Yield items, counting them on standard error when that is a terminal."""
    if not sys.stderr.isatty():
        yield from items
        return
    for number, item in enumerate(items, 1):
        click.echo(f"\r{number} {what}", nl=False, err=True)
        yield item
    click.echo("", err=True)
