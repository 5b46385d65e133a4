"""Actors, their names, and what a phrase may stand for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

ActorKind = Literal["state", "organization", "group"]
EntryKind = Literal[
    "state",
    "capital",
    "city",
    "adjective",
    "demonym",
    "metonym",
    "organization",
    "group",
    "person",
    "surname",
    "place",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """A state, an international body or a named group.

    Attributes:
        id: ISO 3166-1 alpha-3 for a state, a name in capitals otherwise.
        name: As printed.
        kind: ``state``, ``organization`` or ``group``.
        adjective: "South Korean"; the name where there is none.
        capital: Seat of government, or ``None``.
        aliases: Other names.
    """

    id: str
    name: str
    kind: ActorKind
    adjective: str
    capital: str | None = None
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Leader:
    """A leader or high official and a term of office, dates as precise as known."""

    name: str
    surname: str
    actor: str
    since: str | None = None
    until: str | None = None

    def holds(self, on: str | None) -> bool:
        """Tell whether the term covers a date (any date, when ``on`` is unknown)."""
        if on is None:
            return True
        return (not self.since or self.since[: len(on)] <= on[: len(self.since)]) and (
            not self.until or on[: len(self.until)] <= self.until[: len(on)]
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One meaning of one written name.

    Attributes:
        id: The actor; empty for a place, which is none.
        kind: What the name is.
        name: As written.
        since: Beginning of the term, for persons.
        until: Its end.
        person: Full name, for persons.
        weight: Higher is likelier where a name has several meanings.
        risky: A common word or first name too: a surname to be taken only after a title.
    """

    id: str
    kind: EntryKind
    name: str
    since: str | None = None
    until: str | None = None
    person: str | None = None
    weight: float = 1.0
    risky: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """What a phrase may stand for.

    Attributes:
        id: The actor.
        name: Its name.
        kind: How the phrase names it.
        score: 0 to 1.
        why: In words.
        sector: Part of the government it speaks of ("military"), or ``None``.
        person: Full name, when the phrase names a person.
    """

    id: str
    name: str
    kind: EntryKind
    score: float
    why: str
    sector: str | None = None
    person: str | None = None
