"""What a request is about, by kinds: mediation, talks, easing, aid and so on (``matters.yaml``)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from typing import Any

import yaml

from detente.errors import CodebookError

_BETWEEN = r"(?:[\w'’-]+\s+){0,5}?"
_SPACE = r"\s+"
_FIELDS = frozenset({"note", "words", "examples", "counterexamples"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Matter:
    """A kind of matter.

    Attributes:
        id: Its name, as in data.
        note: What it is, in a sentence.
        pattern: Finds it in lower-case text.
        examples: Texts that are of this kind.
        counterexamples: Texts that are not.
    """

    id: str
    note: str
    pattern: re.Pattern[str]
    examples: tuple[str, ...]
    counterexamples: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Matters:
    """All kinds, in order, and the words that say nothing of a matter."""

    kinds: tuple[Matter, ...]
    weak: frozenset[str]


@lru_cache(maxsize=1)
def load_matters() -> Matters:
    """Load ``matters.yaml`` once.

    Raises:
        CodebookError: When the file is malformed; names the matter and the field.
    """
    path = resources.files("detente.language").joinpath("matters.yaml")
    raw = yaml.safe_load(path.read_text("utf-8"))
    return Matters(
        kinds=tuple(_matter(name, entry) for name, entry in raw["matters"].items()),
        weak=frozenset(raw["weak"].split()),
    )


def _matter(name: str, raw: dict[str, Any]) -> Matter:
    if set(raw) != _FIELDS:
        raise CodebookError(f"matters.yaml: {name}: wants {', '.join(sorted(_FIELDS))}")
    for field in ("words", "examples", "counterexamples"):
        if not all(isinstance(w, str) for w in raw[field]):
            raise CodebookError(f"matters.yaml: {name}: {field} wants lines of text, in quotes")
    return Matter(
        id=name,
        note=str(raw["note"]),
        # one look back for all rows: a search then passes over the insides of words at once
        pattern=re.compile(rf"(?<![\w-])(?:{'|'.join(_row(w) for w in raw['words'])})"),
        examples=tuple(raw["examples"]),
        counterexamples=tuple(raw["counterexamples"]),
    )


def _row(row: str) -> str:
    """Return the pattern of a row of beginnings of words ("lift * ban"); "$" ends a whole word."""
    out = ""
    for part in row.lower().split():
        word = re.escape(part.removesuffix("$"))
        more = r"(?![\w'’-])" if part.endswith("$") else r"[\w'’-]*"
        out += _BETWEEN if part == "*" else word + more + _SPACE
    return out.removesuffix(_SPACE)


@lru_cache(maxsize=16384)
def matters_of(text: str) -> tuple[str, ...]:
    """Return the kinds of matter that a text is about, in the order of the file.

    >>> matters_of("play a mediating role"), matters_of("lift the ban at once")
    (('mediate',), ('easing',))
    """
    lower = text.lower()
    return tuple(kind.id for kind in load_matters().kinds if kind.pattern.search(lower))
