"""Persons: found by name and by title, each with the state that the article gives them."""

from __future__ import annotations

from dataclasses import dataclass

from detente.actors import ActorIndex, Entry
from detente.language.document import Document
from detente.reading.mentions.names import Hit, entries_of, in_term
from detente.reading.mentions.offices import Offices

#: Words that join the parts of an office: "minister of foreign affairs", "Secretary of State".
_JOINING = {"of", "for", "and", "to", "the", "-", "’s", "'s", "'", "’"}
_TITLE_PART = {
    "prime",
    "foreign",
    "defense",
    "defence",
    "state",
    "vice",
    "deputy",
    "interior",
    "finance",
    "trade",
    "chief",
    "senior",
    "top",
    "crown",
    "special",
    "acting",
    "security",
    "national",
    "affairs",
    "staff",
    "treasury",
    "commerce",
    "unification",
    "first",
    "supreme",
    "high",
    "assistant",
    "then",
    "interim",
    "new",
    "incoming",
    "outgoing",
    "policy",
    "press",
    "permanent",
}
_LEFT = 9
_INITIALED = 2


@dataclass(frozen=True, slots=True)
class Person:
    """A person as this article presents them.

    Attributes:
        name: Full name as first written.
        state: The actor they act for, if any.
        office: Lemma of the office ("president"), or ``""``.
        role: ``official``, ``politician`` or ``private``.
        alternatives: Other actors, where the name is not unique.
    """

    name: str
    state: str | None
    office: str
    role: str
    alternatives: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Naming:
    """One place where a person is named: the name's tokens and where its titles begin."""

    start: int
    first: int
    last: int
    person: Person


class People:
    """The persons of one article, looked up by any part of their name."""

    def __init__(self) -> None:
        self._full: dict[str, Person] = {}
        self._part: dict[str, str] = {}

    def add(self, person: Person) -> None:
        """Add a person, or complete what is known of one."""
        known = self.get(person.name)
        if known is not None:
            person = Person(
                known.name if len(known.name) >= len(person.name) else person.name,
                known.state or person.state,
                known.office or person.office,
                known.role if known.state or not person.state else person.role,
                known.alternatives or person.alternatives,
            )
            self._full.pop(known.name, None)
        self._full[person.name] = person
        parts = person.name.split()
        for part in parts:
            if len(part) < 2 or part.islower():
                continue
            holder = self._full.get(self._part.get(part, ""))
            if holder is None or (holder.state is None and person.state is not None):
                self._part[part] = person.name

    def get(self, name: str) -> Person | None:
        """Return the person whose full name, or part of it, this is."""
        if name in self._full:
            return self._full[name]
        words = name.split()
        for full, person in self._full.items():
            if len(words) > 1 and (set(words) <= set(full.split())):
                return person
        if len(words) == _INITIALED and words[0][0].isupper() and words[0][1:] == ".":
            person_ = self._full.get(self._part.get(words[1], ""))  # "S. Japarov"
            alike = person_ is not None and person_.name[:1] == words[0][0]
            return person_ if alike else None
        return self._full.get(self._part.get(name, "")) if len(words) == 1 else None


def titles(
    doc: Document, first: int, hits: dict[int, Hit], offices: Offices
) -> tuple[int, str | None, str, str]:
    """Read what stands before a name: where it begins, nationality, office, role.

    Args:
        doc: The parsed text.
        first: First token of the name.
        hits: Known names by each token they cover.
        offices: The word lists.
    """
    state: str | None = None
    office, role = "", ""
    start = first
    i = first - 1
    low = max(doc.sentence_of(first).first, first - _LEFT)
    while i >= low:
        word = doc.tokens[i]
        lemma = word.lemma.lower()
        hit = hits.get(i)
        if hit is not None and hit.entry.kind != "person":
            if not office and not role:
                break
            state = state or hit.entry.id
            start = hit.first
            i = hit.first - 1
            # what stands before the nationality: "former South Korean president"
            if i >= low and doc.tokens[i].lemma.lower() in offices.not_for_the_state:
                role = "politician"
            break
        if lemma in offices.not_for_the_state:
            role, start = "politician", i
        elif lemma in offices.persons or lemma in offices.institutions or lemma == "spokespeople":
            office = office or lemma
            start = i
        elif lemma in offices.private and word.pos in ("NOUN", "PROPN"):
            role, start = role or "private", i
        elif word.text.lower() == "and" and _ends_a_name(doc, i - 1, offices):
            break  # "President Yoon Suk Yeol and Prime Minister ..."
        elif (
            lemma in _TITLE_PART
            or (word.text.lower() in _JOINING and (office or role))
            or (word.text[:1].isupper() and word.pos == "PROPN" and (office or role))
        ):
            start = i if lemma in _TITLE_PART else start
        else:
            break
        i -= 1
    if not office and role != "politician":
        return (start if role else first), state, "", role
    return start, state, office, role or "official"


def _ends_a_name(doc: Document, i: int, offices: Offices) -> bool:
    word = doc.tokens[i]
    lemma = word.text.lower()
    return word.pos == "PROPN" and lemma not in _TITLE_PART and lemma not in offices.persons


def apposition(
    doc: Document, last: int, hits: dict[int, Hit], offices: Offices
) -> tuple[str | None, str, str]:
    """Read what stands after a name: ", a spokesman for China's foreign ministry,"."""
    if last >= len(doc.tokens) or doc.tokens[last].text != ",":
        return None, "", ""
    sentence = doc.sentence_of(last)
    state: str | None = None
    office, role = "", ""
    for i in range(last + 1, min(last + 14, sentence.last)):
        word = doc.tokens[i]
        if i == last + 1 and (word.pos in ("VERB", "AUX", "PRON", "CCONJ")):
            break
        if word.text in {",", ";", "–", "—", ")", "“", '"'} or word.pos in ("VERB", "AUX"):
            break
        lemma = word.lemma.lower()
        hit = hits.get(i)
        if hit is not None and hit.entry.kind != "person":
            state = state or hit.entry.id
        elif lemma in offices.not_for_the_state and not office:
            role = "politician"
        elif lemma in offices.private and not office:
            role = role or "private"
        elif lemma in offices.persons:
            office = office or lemma
    if not office:
        return None, "", role
    return state, office, role or "official"


def from_list(
    entries: tuple[Entry, ...], published: str | None
) -> tuple[str | None, tuple[str, ...]]:
    """Return the state of a listed person, and the others it may be; in office first."""
    persons = [e for e in entries if e.kind in ("person", "surname")]
    holding = [e for e in persons if in_term(e, published)]
    ids = tuple(dict.fromkeys(e.id for e in holding or persons))
    return (ids[0], ids[1:]) if ids else (None, ())


def listed(actors: ActorIndex, name: str) -> tuple[Entry, ...]:
    """Return the entries of a full name or, failing that, of a name without its middle part."""
    found = entries_of(actors, name)
    if found:
        return found
    words = name.split()
    if len(words) >= 3:
        return entries_of(actors, f"{words[0]} {words[-1]}")
    return ()
