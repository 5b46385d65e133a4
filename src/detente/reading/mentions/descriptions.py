"""What an article calls an actor once named ("the alliance"): ``actors/data/descriptions.yaml``."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources

import yaml

from detente.errors import CodebookError


@dataclass(frozen=True, slots=True)
class Descriptions:
    """The word lists.

    Attributes:
        nouns: For each noun, the actors (or kinds of actor) that it may stand for.
        named_after: Words that make a capital before them part of another name.
        group_last: Last words of names of armed and political groups.
        group_inside: Words one of which stands in such a name.
    """

    nouns: Mapping[str, frozenset[str]]
    named_after: frozenset[str]
    group_last: frozenset[str]
    group_inside: frozenset[str]

    def is_group(self, name: str) -> bool:
        """Tell whether a capitalised name is that of an armed or political group."""
        words = name.split()
        return words[-1] in self.group_last and bool(self.group_inside & set(words[:-1]))


@lru_cache(maxsize=1)
def load_descriptions() -> Descriptions:
    """Load the lists.

    Raises:
        CodebookError: When a list is missing.
    """
    file = resources.files("detente.actors") / "data" / "descriptions.yaml"
    raw = yaml.safe_load(file.read_text(encoding="utf-8"))
    try:
        return Descriptions(
            nouns={noun: frozenset(ids) for noun, ids in raw["descriptions"].items()},
            named_after=frozenset(raw["named_after"]),
            group_last=frozenset(raw["group_names"]["last"]),
            group_inside=frozenset(raw["group_names"]["inside"]),
        )
    except KeyError as missing:
        raise CodebookError(f"descriptions.yaml: list {missing} is missing") from None
