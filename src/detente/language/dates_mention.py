"""A date as a text tells it, and the day of publication that it is told against."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from typing import Literal

from detente.language.calendar_words import FIRST_YEAR, LAST_YEAR, parse_day
from detente.records import Span

DateKind = Literal["day", "month", "year", "season", "duration", "range", "relative", "vague"]

_MONTH = 7
_WITH_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


@dataclass(frozen=True, slots=True)
class DateMention:
    """A date as told.

    Attributes:
        span: Characters.
        first: First token.
        last: One past the last token.
        value: ISO, of the precision told; the beginning of a range; ``None`` when unresolved.
        kind: How it was told.
        weekday: Whether the day was worked out from a bare weekday.
    """

    span: Span
    first: int
    last: int
    value: str | None
    kind: DateKind
    weekday: bool = False


@dataclass(frozen=True, slots=True)
class Today:
    """The day of publication.

    Attributes:
        day: The day, or the first of the month when only a month is known.
        exact: Whether the day itself is known.
    """

    day: dt.date
    exact: bool

    def shift(self, days: int) -> str | None:
        """Return the day so many days on; ``None`` when only the month is known."""
        return (self.day + dt.timedelta(days)).isoformat() if self.exact else None

    def week(self, step: int, *, before: bool = False, after: bool = False) -> str | None:
        """Return what is sure of this week, or one ``step`` weeks away: see :func:`common`.

        ``before`` ends this week with today ("earlier this week"), ``after`` begins it there.
        """
        if not self.exact:
            return None
        monday = self.day + dt.timedelta(7 * step - self.day.weekday())
        first = self.day if after else monday
        last = self.day if before else monday + dt.timedelta(6)
        return common(first, last)


def publication(published: str | None) -> Today | None:
    """Return the day of publication; ``None`` for an odd, missing or impossible one.

    >>> publication("2026-01"), publication("soon")
    (Today(day=datetime.date(2026, 1, 1), exact=False), None)
    """
    day = parse_day(published)
    if day is None or not FIRST_YEAR <= day.year <= LAST_YEAR:
        return None
    return Today(day, _WITH_DAY.match(published or "") is not None)


def common(first: dt.date, last: dt.date) -> str | None:
    """Return the month that two days share, else their year, else nothing.

    >>> common(dt.date(2024, 4, 29), dt.date(2024, 5, 5)), common(dt.date(2024, 1, 1), dt.date(2024, 1, 7))
    ('2024', '2024-01')
    """
    a, b = first.isoformat(), last.isoformat()
    for length in (_MONTH, 4):
        if a[:length] == b[:length]:
            return a[:length]
    return None


def in_range(value: str | None) -> str | None:
    """Return a value whose year a news story can mean, else ``None``."""
    return value if value and FIRST_YEAR <= int(value[:4]) <= LAST_YEAR else None
