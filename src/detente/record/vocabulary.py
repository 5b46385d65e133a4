"""The words that the record needs from the codebook and the actor list.

A :class:`Vocabulary` is passed in, so that tests need neither; the standard one loads both when it
is first asked.
"""

from __future__ import annotations

from importlib import import_module
from typing import Any, Protocol


class Vocabulary(Protocol):
    """Names of actors, quad classes of types, and the verb by which a type is printed."""

    def name(self, actor: str) -> str:
        """Return an actor's printed name, the identifier itself when it is not known."""
        ...

    def named(self, phrase: str) -> tuple[str, ...]:
        """Return the identifiers of the actors that a phrase may name, best first."""
        ...

    def quad(self, event_type: str) -> int:
        """Return the quad class of a type, 1 to 4."""
        ...

    def phrase(self, event_type: str) -> str:
        """Return the verb phrase of a type ("asked")."""
        ...

    def coding(self, event_type: str, mode: str | None) -> tuple[str | None, float | None]:
        """Return the CAMEO code and the Goldstein weight of a type and mode."""
        ...


class StandardVocabulary:
    """The shipped codebook and actor list, loaded when first needed."""

    def __init__(self) -> None:
        self._codebook: Any = None
        self._actors: Any = None

    def _types(self) -> Any:
        if self._codebook is None:
            self._codebook = import_module("detente.codebook").load_codebook()
        return self._codebook

    def _names(self) -> Any:
        if self._actors is None:
            self._actors = import_module("detente.actors").load_actors()
        return self._actors

    def name(self, actor: str) -> str:
        """Return an actor's printed name, the identifier itself when it is not known."""
        try:
            return str(self._names().name(actor))
        except Exception:
            return actor

    def named(self, phrase: str) -> tuple[str, ...]:
        """Return the identifiers of the actors that a phrase may name, best first."""
        return tuple(c.id for c in self._names().resolve(phrase))

    def quad(self, event_type: str) -> int:
        """Return the quad class of a type, 1 to 4."""
        return int(self._types().quad(event_type))

    def phrase(self, event_type: str) -> str:
        """Return the verb phrase of a type ("asked")."""
        return str(self._types().type(event_type).verb)

    def coding(self, event_type: str, mode: str | None) -> tuple[str | None, float | None]:
        """Return the CAMEO code and the Goldstein weight of a type and mode."""
        coding = self._types().code(event_type, mode)
        return coding.cameo, coding.goldstein
