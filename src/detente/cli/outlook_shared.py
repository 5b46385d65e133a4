"""What the commands of ``detente outlook`` share: horizons, evenings, histories by origin."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click

from detente.errors import OutlookError

if TYPE_CHECKING:
    import polars as pl

    from detente.outlook.history import History

_UNITS = {"d": 1, "w": 7, "m": 30}
_MOST_DAYS = 365

within_option = click.option(
    "--within",
    default="7d",
    show_default=True,
    metavar="SPAN",
    help="How far ahead: 7d, 2w, 1m (30 days); at most 365 days.",
)
at_option = click.option(
    "--at",
    metavar="DATE",
    help="First day of the forecast; only what came before is known. Default: the day after the last event.",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What one origin holds.

    Attributes:
        origin: Its name.
        events: Its acts.
        history: The same as arrays.
        evening: The last day that is known, as a day number.
    """

    origin: str
    events: pl.DataFrame
    history: History
    evening: int


def days_of_span(text: str) -> int:
    """Return the days of "7d", "2w" or "1m".

    >>> days_of_span("2w")
    14

    Raises:
        OutlookError: When it is none, or too long.
    """
    found = re.fullmatch(r"(\d{1,4})([dwm])", text.strip().lower())
    days = int(found[1]) * _UNITS[found[2]] if found else 0
    if not 1 <= days <= _MOST_DAYS:
        raise OutlookError(f"{text!r} is no horizon of 1 to {_MOST_DAYS} days; write 7d, 2w or 1m")
    return days


def evening_of(at: str | None) -> dt.date | None:
    """Return the day before the first day of a forecast.

    Raises:
        OutlookError: When it is no day.
    """
    if at is None:
        return None
    try:
        return dt.date.fromisoformat(at) - dt.timedelta(1)
    except (ValueError, OverflowError) as error:
        raise OutlookError(f"--at wants a day, such as 2026-01-08; got {at!r}") from error


def known_by_origin(path: Path, origin: str | None, at: str | None) -> Iterator[Known]:
    """Yield what each origin of a record holds, one at a time; origins are never mixed."""
    from detente.cli.origins import each_origin
    from detente.outlook.history import History
    from detente.relations.load import load_events

    asked = evening_of(at)
    for name, last in each_origin(path, origin):
        events = load_events(path, origins=[name])
        # what a record tells of the time before its first article is background, not a sample
        start = _first_published(path) if name == "read" else None
        history = History.of(events, first=start)
        # an event dated beyond the last publication is no event of the past
        end = max(history.first, min(history.last, last.toordinal()))
        evening = asked.toordinal() if asked else end
        covered = dt.date.fromordinal(max(evening, end))
        yield Known(
            origin=name,
            events=events,
            history=History.of(events, first=start, last=covered),
            evening=evening,
        )


def _first_published(path: Path) -> dt.date | None:
    from detente.record import Record

    with Record.open(path, create=False, readonly=True) as record:
        total = record.summary().articles
        rows = record.articles(limit=max(1, total)).items
    days = [row.published[:10] for row in rows if row.published]
    return dt.date.fromisoformat(min(days)) if days else None


def percent(value: float | None) -> str:
    """Return a probability for a table; a dash where there is none."""
    if value is None:
        return "-"
    return f"{100 * value:.1f} %" if value < 0.1 else f"{100 * value:.0f} %"
