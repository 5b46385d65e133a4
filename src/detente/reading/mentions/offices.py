"""The words for those who act for a state or body: ``lexicon/en/offices.yaml``."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from importlib import resources

import yaml

from detente.errors import CodebookError


@dataclass(frozen=True, slots=True)
class Offices:
    """Word lists by what they do; all in lower case, by lemma."""

    persons: frozenset[str]
    institutions: frozenset[str]
    not_for_the_state: frozenset[str]
    private: frozenset[str]
    groups: frozenset[str]

    def acts(self, lemma: str) -> bool:
        """Tell whether a noun, with a nationality, acts for the state."""
        return lemma in self.persons or lemma in self.institutions


@lru_cache(maxsize=1)
def load_offices() -> Offices:
    """Load the lists.

    Raises:
        CodebookError: When a list is missing.
    """
    file = resources.files("detente.reading.lexicon") / "en" / "offices.yaml"
    raw = yaml.safe_load(file.read_text(encoding="utf-8"))
    try:
        return Offices(
            **{
                name: frozenset(raw[name])
                for name in ("persons", "institutions", "not_for_the_state", "private", "groups")
            }
        )
    except KeyError as missing:
        raise CodebookError(f"offices.yaml: list {missing} is missing") from None
