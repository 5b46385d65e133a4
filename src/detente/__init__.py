"""Détente reads the news into a record of diplomacy.

>>> import detente
>>> reading = detente.read("Kenya's president met Peru's envoy on Friday.", published="2026-01-07")
>>> [(e.source, e.type, e.target, e.date) for e in reading.events]
[(('KEN',), 'CONSULT', ('PER',), '2026-01-02')]
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from detente.reading.read import Voices
    from detente.records import Reading

__all__ = ["__version__", "read"]

__version__ = "0.1.0"


def read(
    text: str,
    *,
    title: str = "",
    published: str | None = None,
    id: str | None = None,
    voices: Voices = "political",
) -> Reading:
    """Read one article.

    Args:
        text: The body; all offsets of the reading point into it.
        title: The headline.
        published: ISO date of publication, against which "on Friday" is resolved.
        id: The article's id; one derived from the content when left out.
        voices: ``political`` keeps the statements of those who act for somebody and of politicians
            out of office; ``all`` keeps everybody's, with no actor where nobody is acted for.

    Returns:
        Events, statements, requests, relation claims and links, each with its evidence.

    Raises:
        SourceError: When there is no text, or it is not English.
    """
    from detente.reading.read import read_article
    from detente.sources.article import make_article

    fields = {"text": text, "title": title, "published": published, "id": id}
    return read_article(make_article(fields, "text"), voices=voices)
