"""The slider through time: links to earlier and later dates, and the months that a script slides over."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from detente.record import Record
from detente.web.held import exposure_of
from detente.web.kept import state_of
from detente.web.region_asked import Asked


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """A link to another date."""

    name: str
    href: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Slide:
    """Where a date stands.

    Attributes:
        first: The first month, ISO.
        last: The last month, ISO.
        months: How many months after the first the last is.
        at: How many months after the first the date is.
        steps: Links to other dates that the acts reach.
        base: The address without a date.
    """

    first: str
    last: str
    months: int
    at: int
    steps: tuple[Step, ...]
    base: str


def slide(record: Record, q: Asked) -> Slide | None:
    """Return the slider; ``None`` where all acts are of one month."""
    span = exposure_of(state_of(record.path), q.whose.name) if q.whose else None
    if q.whose is None or span is None:
        return None
    first, last = _month(span[0]), _month(q.whose.last)
    if last <= first:
        return None
    here = _month(q.at)
    jumps = (
        ("a year earlier", here - 12),
        ("a month earlier", here - 1),
        ("a month later", here + 1),
        ("a year later", here + 12),
        ("latest", last),
    )
    return Slide(
        first=_iso(first),
        last=_iso(last),
        months=last - first,
        at=min(max(here, first), last) - first,
        steps=tuple(
            Step(
                name=name,
                href=q.link(at=None if to == last else _iso(to), since=None, cell=None, tie=None),
            )
            for name, to in jumps
            if first <= to <= last and to != here
        ),
        base=q.link(at=None, since=None, cell=None, tie=None),
    )


def _month(day: dt.date) -> int:
    return day.year * 12 + day.month - 1


def _iso(month: int) -> str:
    return f"{month // 12:04d}-{month % 12 + 1:02d}"
