"""What is known on the evening of a forecast: the acts of one origin, as far as it tells of them."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from detente.outlook.history import History, day_span
from detente.record import Record
from detente.record.bulk import published_span
from detente.relations.ledger import last_published
from detente.relations.load import Origin, load_events
from detente.sources.events.columns import READ_ORIGINS


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
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


def know(path: Path, origin: str, last: dt.date, evening: dt.date | None = None) -> Known:
    """Return what one origin of a record holds; origins are never mixed.

    Args:
        path: The record file.
        origin: Whose acts: one of ``ORIGINS``.
        last: The last day that the origin tells of; of what was read, the last publication date.
        evening: The last day that is known; that of the data when left out.
    """
    events = load_events(path, origins=[origin])
    # what a record tells of the time before its first article is background, not a sample
    start = None
    if origin == "read":
        start = first_published(path)
    elif origin in READ_ORIGINS and (span := published_span(path, origin)):
        start = span[0]
    told = day_span(events)
    first = start.toordinal() if start else (told[0] if told else 1)
    # an event dated beyond the last publication is no event of the past
    end = max(first, min(told[1] if told else first, last.toordinal()))
    at = evening.toordinal() if evening else end
    covered = dt.date.fromordinal(max(at, end))
    return Known(
        origin=origin,
        events=events,
        history=History.of(events, first=start, last=covered),
        evening=at,
    )


def told_until(path: Path, origin: Origin) -> dt.date:
    """Return the last day that an origin tells of; of what was read, the last publication date."""
    if origin.name == "read":
        with Record.open(path, create=False, readonly=True) as record:
            return last_published(record) or origin.last
    span = published_span(path, origin.name) if origin.name in READ_ORIGINS else None
    return span[1] if span else origin.last


def first_published(path: Path) -> dt.date | None:
    """Return the day of the first article of a record whose day is known."""
    with Record.open(path, create=False, readonly=True) as record:
        day = record.first_published()
    return dt.date.fromisoformat(day) if day else None
