"""From names to actors, and back."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from detente.actors.types import Actor, Candidate, Entry, Leader
from detente.errors import UnknownActor

_TITLES = re.compile(
    r"\b(?:president|premier|prime minister|chancellor|king|emir|leader|(?:foreign|defen[cs]e|finance|"
    r"interior|trade) minister|minister|secretary|ambassador|envoy|spokes(?:man|woman|person))\b",
    re.IGNORECASE,
)
_SECTORS = (
    ("military", re.compile(r"\b(?:army|navy|air force|military|troops?|forces?|soldiers?|defen[cs]e)\b", re.I)),
    ("legislature", re.compile(r"\b(?:parliament|congress|senate|lawmakers?|assembly|duma)\b", re.I)),
    ("judiciary", re.compile(r"\b(?:court|judge|prosecutors?)\b", re.I)),
    ("police", re.compile(r"\bpolice\b", re.I)),
    ("opposition", re.compile(r"\b(?:opposition|rebels?|insurgents?|dissidents?)\b", re.I)),
    ("media", re.compile(r"\b(?:media|newspapers?|news agency|television|journalists?)\b", re.I)),
    ("business", re.compile(r"\b(?:compan(?:y|ies)|firms?|businessmen|bank)\b", re.I)),
    ("civilian", re.compile(r"\b(?:citizens?|civilians?|people|residents?|villagers?|students?|refugees?)\b", re.I)),
    ("government", re.compile(r"\b(?:government|president|minister|ministry|officials?|premier|leader)\b", re.I)),
)  # fmt: skip
_SCORES = {
    "state": 1.0,
    "organization": 1.0,
    "group": 1.0,
    "person": 0.95,
    "metonym": 0.95,
    "capital": 0.9,
    "city": 0.8,
    "adjective": 0.9,
    "demonym": 0.9,
    "surname": 0.6,
}
_LONGEST = 200
_NEAR = 5
_SHOUTED = 4
_NEAR_SCORE = 75


@dataclass(frozen=True, slots=True, eq=False)
class ActorIndex:
    """All actors with all their names.

    Attributes:
        actors: By identifier.
        names: For each written name, what it may mean. Case counts.
        leaders: Everyone with a term of office.
    """

    actors: Mapping[str, Actor]
    names: Mapping[str, tuple[Entry, ...]]
    leaders: tuple[Leader, ...]

    def get(self, id: str) -> Actor:
        """Return an actor.

        Raises:
            UnknownActor: When no actor has that identifier.
        """
        found = self.actors.get(id)
        if found is None:
            raise UnknownActor(id, self._near(id))
        return found

    def name(self, id: str) -> str:
        """Return the printed name; the identifier itself when it is not known."""
        found = self.actors.get(id)
        return found.name if found else id.replace("_", " ").title()

    def in_office(self, id: str, on: str | None = None) -> tuple[Leader, ...]:
        """Return those who held office for an actor on a date."""
        return tuple(leader for leader in self.leaders if leader.actor == id and leader.holds(on))

    def identify(self, text: str) -> str:
        """Return the identifier that a user means: "KOR", "south korea", "seoul".

        Raises:
            UnknownActor: When nothing is called so; names what comes close.
        """
        wanted = " ".join(text.replace("_", " ").split()).lower()
        for id_ in self.actors:
            if id_.lower().replace("_", " ") == wanted:
                return id_
        best: Entry | None = None
        for name, entries in self.names.items():
            if name.lower() == wanted:
                for entry in entries:
                    if entry.kind == "place":
                        continue
                    if best is None or entry.weight > best.weight:
                        best = entry
        if best is None:
            raise UnknownActor(text, self._near(text))
        return best.id

    def _near(self, text: str) -> tuple[str, ...]:
        from rapidfuzz import process, utils

        choices = [a.name for a in self.actors.values()]
        found = process.extract(
            text[:_LONGEST], choices, limit=_NEAR, processor=utils.default_process
        )
        return tuple(name for name, score, _ in found if score >= _NEAR_SCORE)

    def resolve(self, phrase: str, on: str | None = None) -> tuple[Candidate, ...]:
        """Return what a phrase may stand for, best first; empty when nothing is known.

        Args:
            phrase: "the South Korean president", "Seoul", "President Xi".
            on: Date, by which leaders in office come first.
        """
        text = " ".join(phrase.replace("’", "'").split())[:_LONGEST]
        sector = next((name for name, test in _SECTORS if test.search(text)), None)
        found: dict[tuple[str, str | None], Candidate] = {}
        for entry in self._entries(text):
            if entry.kind == "place" or (
                entry.kind == "surname" and " " in text and not _TITLES.search(text)
            ):
                continue  # "Douglas James" is not whoever else is called James
            score = _SCORES[entry.kind] * (0.5 + 0.5 * entry.weight)
            why = f"{entry.name!r} is {_KIND_WORDS[entry.kind]} of {self.name(entry.id)}"
            if entry.kind in ("person", "surname"):
                holds = Leader(
                    name=entry.name,
                    surname="",
                    actor=entry.id,
                    since=entry.since,
                    until=entry.until,
                ).holds(on)
                score *= 1.0 if holds else 0.5
                if entry.kind == "surname" and _TITLES.search(text):
                    score += 0.25
                why += f" (in office {entry.since or '?'} to {entry.until or 'now'})"
            candidate = Candidate(
                id=entry.id,
                name=self.name(entry.id),
                kind=entry.kind,
                score=round(min(score, 1.0), 3),
                why=why,
                sector=sector,
                person=entry.person,
            )
            key = (entry.id, entry.person)
            if key not in found or found[key].score < candidate.score:
                found[key] = candidate
        return tuple(sorted(found.values(), key=lambda c: (-c.score, c.id, c.person or "")))

    @staticmethod
    def _parted(word: str) -> list[str]:
        """Part an owner from its mark: "Russia's" into "Russia" and "'s"."""
        return [word[:-2], "'s"] if word.endswith("'s") else [word]

    def _entries(self, text: str) -> list[Entry]:
        """Return the meanings of the names in a phrase; the longest name at each place."""
        if text.isupper() and (" " in text or len(text) > _SHOUTED) and text not in self.names:
            text = text.title()  # "SECURITY COUNCIL"
        words = [p for w in text.split() for p in self._parted(w)]
        out: list[Entry] = []
        i = 0
        while i < len(words):
            for last in range(len(words), i, -1):
                name = " ".join(words[i:last]).replace(" 's", "'s").strip(" ,;:()\"'")
                entries = self.names.get(name) or self.names.get(name.rstrip("."))
                if entries:
                    out += entries
                    i = last
                    break
            else:
                i += 1
        return out


_KIND_WORDS = {
    "state": "a name",
    "organization": "a name",
    "group": "a name",
    "person": "somebody in the service",
    "surname": "the surname of somebody in the service",
    "metonym": "the government, or part of it,",
    "capital": "the capital",
    "city": "a city",
    "adjective": "the adjective",
    "demonym": "the people",
}
