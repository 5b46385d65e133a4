"""From fields to an :class:`~detente.records.Article`: id, date, dateline, agency."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Mapping
from typing import Any

from detente.errors import SourceError
from detente.records import Article, content_id
from detente.sources.check import require_english
from detente.sources.lookalikes import letters_note
from detente.sources.publishers import find_agency

_DATE = re.compile(r"(\d{4})-(\d{2})(?:-(\d{2}))?")
_DATELINE = re.compile(
    r"^\s*([A-Z][A-Z.'’ -]{2,40}[A-Z.])(?:,\s*[A-Z][A-Za-z. ]{1,30})?(?:,\s*[A-Z][a-z]{2,8}\.?\s+\d{1,2})?"
    r"\s*(?:\([^)]{2,40}\)\s*)?[-–—]{1,2}\s"
)
_HEAD = 400


def make_article(
    fields: Mapping[str, Any],
    source: str,
    *,
    published: str | None = None,
    on_warning: Callable[[SourceError], None] | None = None,
) -> Article:
    """Build an article from raw fields (those of a JSON line, or of a header).

    Args:
        fields: ``text`` and whatever of ``id, title, published, url, dateline, publisher, agency``.
        source: File and line, for messages.
        published: Date used when the fields have none.
        on_warning: Told of an unusable date, without which the article is read, and of words whose
            letters look like others.

    Raises:
        SourceError: When there is no text, a field has the wrong type, or it is not English.
    """
    text = fields.get("text")
    if not isinstance(text, str):
        raise SourceError(source, 'no "text"; give each article a string under that key')
    if not text.strip():
        raise SourceError(source, "the text is empty; nothing to read")
    named: dict[str, str] = {}
    for key in ("title", "url", "dateline", "publisher", "agency", "published"):
        value = fields.get(key)
        if value is not None and not isinstance(value, str):
            raise SourceError(source, f'"{key}" is {type(value).__name__}, not a string')
        named[key] = (value or "").strip()
    require_english(text, source)
    given = fields.get("id")
    if given is not None and not isinstance(given, (str, int)):
        raise SourceError(source, f'"id" is {type(given).__name__}, not a string')
    day = _date(named["published"], source, on_warning) or published
    title = " ".join(named["title"].split())
    if on_warning is not None and (note := letters_note(f"{title}\n{text}")):
        on_warning(SourceError(source, note))
    return Article(
        id=str(given) if given not in (None, "") else content_id(title, day or "", text),
        title=title,
        text=text,
        published=day,
        url=named["url"] or None,
        dateline=named["dateline"] or find_dateline(text),
        publisher=named["publisher"] or None,
        agency=named["agency"] or find_agency(text),
    )


def _date(value: str, source: str, on_warning: Callable[[SourceError], None] | None) -> str | None:
    if not value:
        return None
    match = _DATE.match(value)
    try:
        if match is None:
            raise ValueError
        dt.date(int(match[1]), int(match[2]), int(match[3] or 1))
    except ValueError:
        if on_warning is not None:
            on_warning(
                SourceError(
                    source, f"{value[:40]!r} is no date (want YYYY-MM-DD); read without one"
                )
            )
        return None
    return match.group()


def find_dateline(text: str) -> str | None:
    """Return the place of a dateline ("SEOUL (Reuters) -"), or ``None``."""
    match = _DATELINE.match(text[:_HEAD])
    return match.group(1).strip() if match else None


def dateline_end(text: str) -> int:
    """Return where the dateline ends and the story begins; 0 when there is none.

    >>> dateline_end("SEOUL (Reuters) - Lee met Xi.")
    18
    """
    match = _DATELINE.match(text[:_HEAD])
    return match.end() if match else 0
