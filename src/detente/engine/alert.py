"""What an alert is, and who remembers that it was raised."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol


class Told(Protocol):
    """Remembers what a rule has raised an alert for."""

    def told(self, rule: str, items: Sequence[str], /) -> bool:
        """Tell whether it has for any of some items."""

    def told_like(self, rule: str, beginning: str, /) -> tuple[str, ...]:
        """Return the items that begin so."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sentence:
    """Words that an alert rests on, with the article that prints them."""

    text: str
    article: str
    title: str
    published: str | None
    publisher: str | None
    agency: str | None
    url: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Alert:
    """Something that a rule asked to be told of.

    Attributes:
        id: Derived from the rule and what it found.
        rule: Name of the rule.
        when: What kind of rule.
        made: When it was raised, ISO 8601 in UTC.
        title: What happened, in a sentence.
        date: Day of what happened, where it has one.
        sentences: The words that it rests on, at most five.
        paths: Pages of the server that show more, the nearest first.
        items: What is not told again under this rule.
    """

    id: str
    rule: str
    when: str
    made: str
    title: str
    date: str | None
    sentences: tuple[Sentence, ...]
    paths: tuple[str, ...]
    items: tuple[str, ...]

    def to_dict(self) -> dict[str, Any]:
        """Return the form in which it is printed and sent."""
        return {
            "id": self.id,
            "rule": self.rule,
            "when": self.when,
            "made": self.made,
            "title": self.title,
            "date": self.date,
            "sentences": [{f: getattr(s, f) for f in Sentence.__slots__} for s in self.sentences],
            "paths": list(self.paths),
        }
