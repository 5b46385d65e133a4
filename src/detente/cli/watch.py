"""``detente watch``: follow feeds, pages and folders, and raise alerts."""

from __future__ import annotations

import signal
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING

import click

from detente.cli.batch import Troubles

if TYPE_CHECKING:
    from detente.engine.watch import Pass
    from detente.engine.watch_config import Config


@click.command(name="watch")
@click.argument(
    "config_path", metavar="CONFIG.toml", type=click.Path(dir_okay=False, path_type=Path)
)
@click.option("--once", is_flag=True, help="Look once at what is due, then end.")
@click.option("--check", is_flag=True, help="Only check the file and say what it holds.")
def command(config_path: Path, once: bool, check: bool) -> int:
    """Follow feeds, pages and folders as CONFIG.toml says; read what is new; raise alerts.

    Alerts go to standard output as lines of JSON, to an Atom feed and to webhooks. What is going on is
    told on standard error. Stop it when you like: it goes on where it stopped. Ctrl-C ends it with 130, a
    TERM signal with 0.

    \b
      detente watch news.toml
    """  # noqa: D301
    from detente.engine.watch import Watch
    from detente.engine.watch_config import load_config
    from detente.engine.watch_sources import limits_of, state_path
    from detente.engine.watch_state import WatchState
    from detente.record import Record
    from detente.sources.fetch import Client

    config = load_config(config_path)
    if check:
        click.echo(_held(config))
        return 0
    client = Client(
        contact=config.contact, limits=limits_of(config), allow_private=config.allow_private
    )
    with (
        _stopped_by_term() as stop,
        Record.open(config.record) as record,
        WatchState(state_path(config.record)) as state,
    ):
        watch = Watch(
            config=config, record=record, state=state, client=client, say=_say, print_line=_print
        )
        while True:
            done = watch.look()
            if once:
                return _report(done)
            if done.looked or done.added or done.failed:
                _report(done)
            if stop.asked:
                return 0
            time.sleep(watch.nap())


def _report(done: Pass) -> int:
    """Say what a pass did; return the exit code that it would end with."""
    troubles = Troubles(failed=done.failed, odd=done.odd)
    _say(
        f"{done.looked} sources looked at, {done.noted} new items, {done.added} articles added"
        f" ({done.copies} copies), {done.held} held already, {done.alerts} alerts"
    )
    return troubles.report(done.added + done.looked)


def _say(line: str) -> None:
    shown = "".join(c if c.isprintable() else " " for c in line)
    click.echo(f"{time.strftime('%H:%M:%S')} {shown}", err=True)


def _print(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def _held(config: Config) -> str:
    return (
        f"{len(config.feed)} feeds, {len(config.page)} pages, {len(config.folder)} folders,"
        f" {len(config.rule)} rules, {len(config.webhook)} webhooks; record {config.record}"
    )


@dataclass(slots=True)
class _Stop:
    """Whether a TERM signal came."""

    asked: bool = False


@contextmanager
def _stopped_by_term() -> Iterator[_Stop]:
    """End in good order on a TERM signal: whatever is being written is kept whole or not at all.

    The signal comes at any moment, also at one at which Python drops what a handler raises (while an
    object is being taken away); so what is yielded says that it came.
    """
    stop = _Stop()

    def end(_signal: int, _frame: FrameType | None) -> None:
        stop.asked = True
        raise SystemExit(0)

    try:
        before = signal.signal(signal.SIGTERM, end)
    except ValueError:  # not the main thread: nobody sends it signals
        yield stop
        return
    try:
        yield stop
    finally:
        signal.signal(signal.SIGTERM, before)
        if stop.asked:
            _say("stopped")
