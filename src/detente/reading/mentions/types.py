"""A mention of an actor, and all mentions of a text."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from detente.records import Span

MentionKind = Literal[
    "state",
    "capital",
    "person",
    "office",
    "institution",
    "group",
    "organization",
    "adjective",
    "pronoun",
    "description",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Mention:
    """One place where an actor, or several, is spoken of.

    Attributes:
        span: Characters, title and nationality of a person included.
        first: First token.
        last: One past the last token.
        head: Token by which the rest of the sentence refers to it.
        actors: Identifiers, several for "the two countries"; empty for a private person.
        name: How the article calls it in full ("Lee Jae Myung" for "he").
        kind: What kind of expression it is.
        political: Whether it acts for ``actors``; ``False`` for private persons and opposition.
        role: ``official``, ``politician`` (of the opposition, out of office) or ``private``.
        place: It stands as a place ("in Beijing"), not as a doer.
        alternatives: Other actors it may stand for.
    """

    span: Span
    first: int
    last: int
    head: int
    actors: tuple[str, ...]
    name: str
    kind: MentionKind
    political: bool = True
    role: Literal["official", "politician", "private"] = "official"
    place: bool = False
    alternatives: tuple[str, ...] = ()


class Mentions:
    """All mentions of a text, in order; looked up by token."""

    def __init__(self, mentions: Iterable[Mention]) -> None:
        self._all = tuple(sorted(mentions, key=lambda m: (m.first, -m.last)))
        self._heads: dict[int, Mention] = {}
        self._cover: dict[int, Mention] = {}
        for m in self._all:
            kept = self._heads.get(m.head)
            if kept is None or _size(m) > _size(kept):
                self._heads[m.head] = m
            for t in range(m.first, m.last):
                smallest = self._cover.get(t)
                if smallest is None or _size(m) < _size(smallest):
                    self._cover[t] = m

    @property
    def all(self) -> tuple[Mention, ...]:
        """Every mention, in the order of the text."""
        return self._all

    def at(self, token: int) -> Mention | None:
        """Return the smallest mention that covers a token."""
        return self._cover.get(token)

    def headed(self, token: int) -> Mention | None:
        """Return the mention that a token heads ("the Chinese foreign ministry" by "ministry")."""
        return self._heads.get(token)


def _size(mention: Mention) -> int:
    return mention.last - mention.first
