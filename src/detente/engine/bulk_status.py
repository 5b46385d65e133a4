"""How far a bulk reading is: counts, rate, time left, in a line."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field

#: Articles a second and time left are those of the last minutes, not of the whole run.
_WINDOW = 120.0


@dataclass(slots=True)
class Status:
    """How far a run is.

    Attributes:
        size: Bytes of all inputs.
        passed: Bytes of the shards that were there before.
        read: Bytes of the shards read in this run.
        begun: Articles begun in this run, those of shards still on their way included.
        waiting: What is being waited for, in words, where nothing is read yet.
    """

    size: int
    passed: int = 0
    read: int = 0
    begun: int = 0
    waiting: str = ""
    _marks: deque[tuple[float, int, int]] = field(default_factory=deque)

    def mark(self, now: float) -> None:
        """Note the counts at a time (seconds of a steady clock)."""
        self._marks.append((now, self.begun, self.read))
        while len(self._marks) > 2 and now - self._marks[0][0] > _WINDOW:
            self._marks.popleft()

    def rate(self) -> float | None:
        """Return articles a second lately; ``None`` before anything can be said."""
        if len(self._marks) < 2:
            return None
        (then, few, _), (now, many, _) = self._marks[0], self._marks[-1]
        return (many - few) / (now - then) if now > then and many > few else None

    def left(self) -> float | None:
        """Return the seconds left at the rate of late; ``None`` before anything can be said."""
        if len(self._marks) < 2:
            return None
        (then, _, few), (now, _, many) = self._marks[0], self._marks[-1]
        if many <= few or now <= then:
            return None
        return max(0.0, (self.size - self.passed - self.read) * (now - then) / (many - few))

    def line(self) -> str:
        """Return it in a line.

        >>> Status(size=200, passed=100, begun=3).line()
        '50.0 % | 3 articles'
        """
        if self.waiting:
            return self.waiting
        done = self.passed + self.read
        parts = [f"{100 * done / self.size:.1f} %" if self.size else "", f"{self.begun:,} articles"]
        rate, left = self.rate(), self.left()
        if rate is not None:
            parts.append(f"{rate:.1f} a second")
        if left is not None:
            parts.append(f"{duration(left)} left")
        return " | ".join(p for p in parts if p)


def duration(seconds: float) -> str:
    """Return a time in words.

    >>> duration(59), duration(3599), duration(90_000)
    ('59 s', '60 min', '25 h 0 min')
    """
    if seconds < 60:
        return f"{seconds:.0f} s"
    minutes = round(seconds / 60)
    return f"{minutes} min" if minutes <= 90 else f"{minutes // 60} h {minutes % 60} min"
