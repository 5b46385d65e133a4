"""What to expect of a request of the ledger: how asks like it have fared, from one origin."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from detente.outlook.ask_notes import AskNote, ask_notes
from detente.outlook.asked import Asked
from detente.outlook.history import History
from detente.outlook.known import know, told_until
from detente.relations.load import Origin, origins_of
from detente.sources.events.columns import READ_ORIGINS


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask:
    """A request of the ledger; ``day`` is the last day of its date, ``None`` where none is told."""

    source: tuple[str, ...]
    target: tuple[str, ...]
    day: dt.date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerNote:
    """How asks like a request have fared.

    Attributes:
        origin: Whose acts say so.
        until: The last day that these acts tell of.
        note: The figures, and in a sentence.
    """

    origin: str
    until: dt.date
    note: AskNote

    @property
    def words(self) -> str:
        """The sentence, with whose acts say so where they are not the record's own."""
        if self.origin == "read":
            return self.note.note
        return f"{self.note.note}, {self.origin} to {self.until.isoformat()}"


def by_weight(path: Path) -> tuple[Origin, ...]:
    """Return the origins of a record in the order in which they are asked.

    Own acts come first, then what was read in bulk, then what others coded, most acts first.
    """
    own = len(READ_ORIGINS)
    place = {name: n for n, name in enumerate(READ_ORIGINS)}
    return tuple(sorted(origins_of(path), key=lambda o: (place.get(o.name, own), -o.events)))


def histories(path: Path) -> Iterator[tuple[str, History]]:
    """Yield what each origin of a record holds up to its last day, in the order of :func:`by_weight`."""
    for one in by_weight(path):
        known = know(path, one.name, told_until(path, one))
        yield one.name, known.history.until(known.evening)


def ledger_notes(
    held: Iterable[tuple[str, History]], asks: Sequence[Ask], *, days: int = 7
) -> tuple[LedgerNote | None, ...]:
    """Return how asks like some have fared, each from the first origin that has a figure; else ``None``.

    Args:
        held: What each origin holds, in the order in which they are asked; never mixed.
        asks: The asks; of each, only what was known on its day counts.
        days: Days of the share answered.
    """
    found: dict[int, LedgerNote] = {}
    wanted = {
        Asked(id=str(n), asker=a, target=b, day=ask.day.toordinal()): n
        for n, ask in enumerate(asks)
        if ask.day
        for a in ask.source
        for b in ask.target
        if a != b
    }
    if not wanted:
        return (None,) * len(asks)
    for origin, history in held:
        until = dt.date.fromordinal(history.last)
        asked = [one for one, n in wanted.items() if n not in found]
        for note in ask_notes(history, asked, days=days):
            if note.answered is not None:
                found.setdefault(int(note.id), LedgerNote(origin=origin, until=until, note=note))
    return tuple(found.get(n) for n in range(len(asks)))
