"""What the date patterns look at, and the value that they give."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from dataclasses import dataclass, field

from detente.language.dates_mention import DateKind, DateMention, Today
from detente.language.document import Document

STEPS = {"last": -1, "past": -1, "previous": -1, "this": 0, "current": 0}


@dataclass(frozen=True, slots=True)
class Scan:
    """What a pattern may look at: the text, the day of publication, the dates found so far."""

    doc: Document
    today: Today | None
    found: list[DateMention] = field(default_factory=list)

    def anchor(self, token: int) -> dt.date | None:
        """Return the last day told shortly before a token ("two days later")."""
        sent = self.doc.tokens[token].sent
        for date in reversed(self.found):
            if sent - self.doc.tokens[date.first].sent > 2:
                return None
            if date.value and len(date.value) == 10:
                return dt.date.fromisoformat(date.value)
        return None


Value = tuple[str | None, DateKind]
Reader = Callable[[re.Match[str], Scan, int], Value | None]
