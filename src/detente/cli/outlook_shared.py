"""What the commands of ``detente outlook`` share: horizons, evenings, histories by origin."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from detente.errors import OutlookError

if TYPE_CHECKING:
    from detente.outlook.known import Known

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
    from detente.outlook.known import know

    asked = evening_of(at)
    for name, last in each_origin(path, origin):
        yield know(path, name, last, asked)


def percent(value: float | None) -> str:
    """Return a probability for a table; a dash where there is none."""
    if value is None:
        return "-"
    return f"{100 * value:.1f} %" if value < 0.1 else f"{100 * value:.0f} %"
