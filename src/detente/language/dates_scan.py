"""What the date patterns look at, and the value that they give."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from dataclasses import dataclass, field

from detente.language.dates_mention import DateKind, DateMention, Today
from detente.language.document import Document

_DAY, _NEAR = 10, 2
STEPS = {"last": -1, "past": -1, "previous": -1, "this": 0, "current": 0}


@dataclass(frozen=True, slots=True)
class Scan:
    """What a pattern may look at: the text, the day of publication, the dates found so far."""

    doc: Document
    today: Today | None
    found: list[DateMention] = field(default_factory=list)

    def anchor(self, token: int) -> dt.date | None:
        """Return the last day told shortly before a token ("two days later")."""
        day = self.before(token, _DAY)
        return dt.date.fromisoformat(day) if day else None

    def lead(self) -> dt.date | None:
        """Return the day that the first sentences told for the news."""
        for date in self.found:
            if self.doc.tokens[date.first].sent >= _NEAR:
                return None
            if date.value and len(date.value) == _DAY and not self._is_ahead(date.value):
                return dt.date.fromisoformat(date.value)
        return None

    def before(self, token: int, length: int) -> str | None:
        """Return the last date told shortly before a token, cut to a precision.

        What lies ahead of the day of publication is no place to count from: a story that looks
        forward in passing goes on with its own days.
        """
        sent = self.doc.tokens[token].sent
        for date in reversed(self.found):
            if sent - self.doc.tokens[date.first].sent > _NEAR:
                return None
            if date.value and len(date.value) >= length and not self._is_ahead(date.value):
                return date.value[:length]
        return None

    def _is_ahead(self, value: str) -> bool:
        return self.today is not None and value > self.today.day.isoformat()


Value = tuple[str | None, DateKind]
Reader = Callable[[re.Match[str], Scan, int], Value | None]
