"""A time axis: where a day stands, and which ticks are labelled."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
#: Months from one tick to the next, smallest first.
_STEPS = (1, 3, 6, 12, 24, 60, 120, 240)
#: Drawing units that a label needs.
_ROOM = 62
_SHORT = 70
#: Width of a character of a label.
_CHAR = 5.9


@dataclass(frozen=True, slots=True, kw_only=True)
class Tick:
    """A labelled day."""

    x: float
    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Axis:
    """From the first day to the last, in drawing units.

    Attributes:
        first: First day shown.
        last: Last day shown.
        left: Where the first day begins.
        right: Where the last day ends.
    """

    first: dt.date
    last: dt.date
    left: float
    right: float

    @property
    def days(self) -> int:
        """How many days are shown."""
        return (self.last - self.first).days + 1

    def x(self, day: float) -> float:
        """Return where an ordinal of a day stands; a fraction is a part of the day."""
        share = (day - self.first.toordinal()) / self.days
        return round(self.left + share * (self.right - self.left), 1)

    def within(self, first: float, last: float) -> tuple[float, float] | None:
        """Return the edges of a stretch as far as it is shown; ``None`` when it is not."""
        low, high = self.first.toordinal(), self.last.toordinal() + 1
        if last < low or first > high:
            return None
        return self.x(max(first, low)), self.x(min(last, high))

    def ticks(self) -> tuple[Tick, ...]:
        """Return the ticks whose labels have room: weeks, months or years."""
        found = self._weeks() if self.days <= _SHORT else self._months()
        return tuple(t for t in found if t.x + len(t.label) * _CHAR <= self.right)

    def _months(self) -> tuple[Tick, ...]:
        width = self.right - self.left
        months = self.days / 30.44
        step = next((s for s in _STEPS if width / (months / s) >= _ROOM), _STEPS[-1])
        out: list[Tick] = []
        at = self.first.year * 12 + self.first.month - 1
        at += -at % step
        while True:
            year, month = divmod(at, 12)
            day = dt.date(year, month + 1, 1)
            if day > self.last or year > 2200:
                return tuple(out)
            if day >= self.first:
                label = str(year) if step >= 12 else f"{_MONTHS[month]} {year}"
                out.append(Tick(x=self.x(day.toordinal()), label=label))
            at += step

    def _weeks(self) -> tuple[Tick, ...]:
        step = 7
        while (self.right - self.left) * step / self.days < _ROOM + 20:
            step += 7
        days = range(self.first.toordinal(), self.last.toordinal() + 1, step)
        dates = [dt.date.fromordinal(d) for d in days]
        return tuple(
            Tick(x=self.x(d.toordinal()), label=f"{d.day} {_MONTHS[d.month - 1]} {d.year}")
            for d in dates
        )


def date_text(day: dt.date) -> str:
    """Return a day in words, short.

    >>> date_text(dt.date(2026, 1, 7))
    '7 Jan 2026'
    """
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


def month_text(day: dt.date) -> str:
    """Return the month of a day.

    >>> month_text(dt.date(2026, 1, 7))
    'Jan 2026'
    """
    return f"{_MONTHS[day.month - 1]} {day.year}"
