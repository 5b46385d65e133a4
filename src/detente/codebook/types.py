"""The codebook as frozen records."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from detente.errors import CodebookError

QUAD_NAMES = {
    1: "verbal cooperation",
    2: "material cooperation",
    3: "verbal conflict",
    4: "material conflict",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Mode:
    """A PLOVER mode within a type: how the act was done.

    Attributes:
        id: Its id, as in data.
        name: Its name for readers.
        definition: In this project's words.
        cameo: The CAMEO code nearest to it.
    """

    id: str
    name: str
    definition: str
    cameo: str


@dataclass(frozen=True, slots=True, kw_only=True)
class EventType:
    """A PLOVER type.

    Attributes:
        id: Its name in capitals, as in data.
        name: Its name for readers.
        quad: 1 verbal cooperation, 2 material cooperation, 3 verbal conflict, 4 material conflict.
        definition: In this project's words.
        covers: What belongs to it.
        not_this: What does not, and where that belongs ("the threat to do so → THREATEN").
        modes: Its modes by id.
        cameo: The CAMEO code given when no mode says more.
        goldstein: Goldstein weight of that code, -10 to +10.
        verb: Past-tense words that print an act as a sentence ("asked").
        symmetric: Whether both sides do it alike, so that their order says nothing.
    """

    id: str
    name: str
    quad: int
    definition: str
    covers: tuple[str, ...]
    not_this: tuple[str, ...]
    modes: Mapping[str, Mode]
    cameo: str
    goldstein: float
    verb: str
    symmetric: bool

    @property
    def deed(self) -> bool:
        """Whether it is a deed (quads 2 and 4) rather than words."""
        return self.quad in (2, 4)

    @property
    def quad_name(self) -> str:
        """The quad class in words."""
        return QUAD_NAMES[self.quad]


@dataclass(frozen=True, slots=True)
class Coding:
    """A CAMEO code and its Goldstein weight."""

    cameo: str
    goldstein: float


@dataclass(frozen=True, slots=True, kw_only=True)
class CameoCode:
    """Where a CAMEO code belongs in PLOVER, its Goldstein weight, and what it means.

    Attributes:
        code: Two to four digits.
        type: PLOVER type; ``None`` for mere statements (root 01), which PLOVER leaves out.
        mode: PLOVER mode, where the code tells one.
        goldstein: Goldstein weight, -10 to +10.
        label: What it means, in this project's words.
    """

    code: str
    type: str | None
    mode: str | None
    goldstein: float
    label: str


@dataclass(frozen=True, slots=True, eq=False)
class Codebook:
    """All types, and the CAMEO codes that map onto them."""

    types: Mapping[str, EventType]
    cameo: Mapping[str, CameoCode]

    def type(self, type: str) -> EventType:
        """Return a type by id, in any case.

        Raises:
            CodebookError: When there is no such type; the message lists those there are.
        """
        found = self.types.get(type.upper())
        if found is None:
            raise CodebookError(f"no event type {type!r}; there are {', '.join(self.types)}")
        return found

    def code(self, type: str, mode: str | None = None) -> Coding:
        """Return the CAMEO code and Goldstein weight of a type, or of its mode."""
        entry = self.type(type)
        known = entry.modes.get(mode) if mode else None
        code = known.cameo if known else entry.cameo
        return Coding(code, self.cameo[code].goldstein)

    def quad(self, type: str) -> int:
        """Return the quad class, 1 to 4."""
        return self.type(type).quad

    def is_deed(self, type: str) -> bool:
        """Tell a deed from words."""
        return self.type(type).deed

    def from_cameo(self, code: str) -> tuple[str, str | None] | None:
        """Return PLOVER type and mode of a CAMEO code; ``None`` where PLOVER leaves it out.

        A code of four digits that is not listed is read as its first three, then two.
        """
        for length in (4, 3, 2):
            found = self.cameo.get(code[:length])
            if found is not None:
                return (found.type, found.mode) if found.type else None
        return None
