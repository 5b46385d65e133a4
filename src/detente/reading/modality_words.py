"""The word lists of ``lexicon/en/modality.yaml``."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from typing import Any, Literal

import yaml

from detente.errors import CodebookError
from detente.records import Modality

Unreal = Literal["planned", "hypothetical", "negated"]
#: In the order in which they win over one another.
UNREAL: tuple[Unreal, ...] = ("negated", "planned", "hypothetical")


@dataclass(frozen=True, slots=True)
class ModalWords:
    """Words by what they make of an act.

    Attributes:
        words: What governs the act, by modality.
        objects: Verbs that make their object so.
        adjectives: Modifiers of the act's noun.
        predicates: What is said of the act's noun after "be".
        actual: ``done``, ``about``, ``ends``, ``said``, ``held``, ``occur``: see the file.
        examples: Text, trigger, and the modality that it has.
        counterexamples: Text, trigger, and a modality that it has not.
    """

    words: dict[Unreal, frozenset[str]]
    objects: dict[Unreal, frozenset[str]]
    adjectives: dict[Unreal, frozenset[str]]
    predicates: dict[Unreal, frozenset[str]]
    actual: dict[str, frozenset[str]]
    examples: tuple[tuple[str, str, Modality], ...]
    counterexamples: tuple[tuple[str, str, Modality], ...]


@lru_cache(maxsize=1)
def load_modal_words() -> ModalWords:
    """Load the word lists with their examples.

    Raises:
        CodebookError: When a list is missing.
    """
    file = resources.files("detente.reading.lexicon") / "en" / "modality.yaml"
    raw: dict[str, Any] = yaml.safe_load(file.read_text(encoding="utf-8"))
    kinds: tuple[Modality, ...] = ("planned", "hypothetical", "negated", "actual")
    try:
        lists = {
            key: {kind: frozenset(raw[kind][key]) for kind in UNREAL}
            for key in ("words", "objects", "adjectives", "predicates")
        }
        names = ("done", "about", "ends", "said", "held", "occur")
        return ModalWords(
            **lists,
            actual={name: frozenset(raw["actual"][name]) for name in names},
            examples=_cases(raw, kinds, "examples"),
            counterexamples=_cases(raw, kinds, "counterexamples"),
        )
    except KeyError as missing:
        raise CodebookError(f"modality.yaml: the list {missing} is missing; add it") from None


def _cases(
    raw: dict[str, Any], kinds: tuple[Modality, ...], key: str
) -> tuple[tuple[str, str, Modality], ...]:
    return tuple((e["text"], e["trigger"], kind) for kind in kinds for e in raw[kind][key])
