r"""Text without the characters that nobody sees: soft hyphens, zero-width blanks, marks of direction.

Web pages are full of them, and "Ke\u200bnya" is Kenya to a reader. They are left out before anything
is looked up; every place in what remains is known in the text as printed.
"""

from __future__ import annotations

import dataclasses
import unicodedata
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from detente.language.document import Document
from detente.records import (
    Article,
    Event,
    Evidence,
    Reading,
    RelationClaim,
    Request,
    Span,
    Statement,
    Where,
)


def invisible(character: str) -> bool:
    """Tell whether a character only formats (Unicode category Cf, the soft hyphen among them)."""
    return unicodedata.category(character) == "Cf"


@dataclass(frozen=True)
class Visible:
    r"""A text as printed, and as it is seen.

    Attributes:
        printed: The text with everything in it.

    >>> text = Visible("Ja\u00adpan met\u200b Peru")
    >>> text.seen, text.place(0, 5), text.place(10, 14)
    ('Japan met Peru', (0, 6), (12, 16))
    """

    printed: str

    @cached_property
    def places(self) -> tuple[int, ...]:
        """For each character seen, its place in print."""
        return tuple(i for i, c in enumerate(self.printed) if not invisible(c))

    @property
    def whole(self) -> bool:
        """Whether everything printed is seen, as in most texts."""
        return self.printed.isascii() or len(self.places) == len(self.printed)

    @property
    def seen(self) -> str:
        """The text without what nobody sees."""
        return self.printed if self.whole else "".join(self.printed[i] for i in self.places)

    def place(self, start: int, end: int) -> tuple[int, int]:
        """Return where a range of the seen text stands in print, from its first to its last character."""
        if self.whole:
            return start, end
        at = self.places[start] if start < len(self.places) else len(self.printed)
        return at, (self.places[end - 1] + 1 if end > start else at)


def printed_document(document: Document, text: Visible) -> Document:
    """Return a document parsed from the text as seen, with its offsets in the text as printed."""
    if text.whole:
        return document

    def moved(piece: Any) -> Any:
        start, end = text.place(piece.start, piece.end)
        return dataclasses.replace(piece, start=start, end=end)

    return dataclasses.replace(
        document,
        text=text.printed,
        tokens=tuple(moved(t) for t in document.tokens),
        sentences=tuple(moved(s) for s in document.sentences),
    )


def seen_article(article: Article) -> Article:
    """Return an article as it is seen."""
    title, text = Visible(article.title), Visible(article.text)
    if title.whole and text.whole:
        return article
    return dataclasses.replace(article, title=title.seen, text=text.seen)


def printed_reading(reading: Reading, article: Article) -> Reading:
    """Return the reading of an article as seen with every span and quotation as it is printed."""
    if reading.article is article:
        return reading
    parts: dict[Where, Visible] = {
        "title": Visible(article.title),
        "text": Visible(article.text),
    }

    def moved(value: Any, where: Where) -> Any:
        if isinstance(value, Span):
            return Span(*parts[where].place(value.start, value.end))
        if isinstance(value, Evidence):
            return article.quote(*parts[value.where].place(value.start, value.end), value.where)
        if isinstance(value, tuple):
            return tuple(moved(v, where) for v in value)
        if isinstance(value, (Event, Statement, Request, RelationClaim)):
            home = "text" if isinstance(value, Statement) else value.evidence.where
            own = {f.name: moved(getattr(value, f.name), home) for f in dataclasses.fields(value)}
            return dataclasses.replace(value, **own)
        return value

    return Reading(
        article=article,
        events=moved(reading.events, "text"),
        statements=moved(reading.statements, "text"),
        requests=moved(reading.requests, "text"),
        relations=moved(reading.relations, "text"),
        links=reading.links,
    )
