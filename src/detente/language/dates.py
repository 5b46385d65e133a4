"""Dates in a text, resolved against the day of publication, no more precise than told.

A finder of its own: about thirty patterns that begin and end with tokens. A bare weekday is the last
such day, or the next one under a verb of the future; "last month" is a month, "last year" a year;
what is only roughly told ("recently", "last week" over the end of a month) is left at the precision
that is sure. Which act a date belongs to is told by :func:`date_of`.
"""

from __future__ import annotations

from detente.language.calendar_words import MONTHS, NUMBERS, WEEKDAYS
from detente.language.dates_governing import date_of
from detente.language.dates_mention import DateKind, DateMention, in_range, publication
from detente.language.dates_patterns import LEAD, PATTERNS
from detente.language.dates_scan import Scan
from detente.language.document import Document
from detente.records import Span

__all__ = ["DateKind", "DateMention", "date_of", "find_dates"]

_JOINS = {"to", "until", "till", "through", "-", "–", "—", "and", "/"}
_FIRST_WORDS = (
    frozenset(MONTHS) | frozenset(WEEKDAYS) | frozenset(NUMBERS)
    | {"last", "past", "previous", "this", "current", "next", "coming", "following", "the"}
    | {"that", "new", "christmas"}
    | {"today", "tonight", "yesterday", "tomorrow", "few", "several", "many", "some"}
    | {"in", "within", "over", "for", "during", "first", "second", "third", "fourth", "latter"}
    | {"end", "beginning", "start", "middle", "spring", "summer", "autumn", "fall", "winter"}
)  # fmt: skip
_LEADS = ("early", "earlier", "late", "mid")


def find_dates(document: Document, published: str | None) -> tuple[DateMention, ...]:
    """Return the dates named in a text, in order, none overlapping.

    Args:
        document: The parsed text.
        published: ISO day of publication (or month: then no day is worked out); anything else
            leaves unresolved what depends on it.
    """
    scan = Scan(document, publication(published))
    i = 0
    while i < len(document.tokens):
        found = _at(scan, i)
        if found is None:
            i += 1
            continue
        found = _joined(scan, found)
        scan.found.append(found)
        i = found.last
    return tuple(scan.found)


def _at(scan: Scan, i: int) -> DateMention | None:
    """Return the date that begins at a token, the fullest reading first."""
    doc = scan.doc
    if i >= len(doc.tokens):
        return None
    token = doc.tokens[i]
    word = token.text.lower().rstrip(".")
    if not (word in _FIRST_WORDS or word[:1].isdigit() or word.startswith(_LEADS)):
        return None
    for pattern, reader in PATTERNS:
        match = pattern.match(doc.text, token.start)
        if match is None:
            continue
        end = doc.token_at(match.end() - 1)
        if end is None or end.end > match.end() + (doc.text[match.end() : end.end] == "."):
            continue
        result = reader(match, scan, i)
        if result is not None:
            value, kind = result
            bare = "w" in match.groupdict() and kind == "day" and not match["s"]
            span = Span(token.start, end.end)
            return DateMention(span, i, end.i + 1, in_range(value), kind, bare)
    return _after_lead(scan, i)


def _after_lead(scan: Scan, i: int) -> DateMention | None:
    """Late on Wednesday; early next year: the date is that of what follows."""
    doc = scan.doc
    match = LEAD.match(doc.text, doc.tokens[i].start)
    j = i + 1
    while match is not None and j < len(doc.tokens) and doc.tokens[j].start < match.end():
        j += 1
    inner = _at(scan, j) if match is not None and j < len(doc.tokens) else None
    if inner is None or inner.kind == "duration":
        return None
    span = Span(doc.tokens[i].start, inner.span.end)
    return DateMention(span, i, inner.last, inner.value, inner.kind, inner.weekday)


def _joined(scan: Scan, date: DateMention) -> DateMention:
    """Join "Wednesday, 7 January", "from Nov. 29 to Dec. 3", "from 1973 to 1990"."""
    doc = scan.doc
    join = doc.tokens[date.last].text if date.last < len(doc.tokens) else ""
    other = _at(scan, date.last + 1) if join else None
    if other is None or doc.tokens[date.first].sent != doc.tokens[other.first].sent:
        return date
    span = Span(date.span.start, other.span.end)
    if date.weekday and join in (",", "(") and other.kind == "day" and not other.weekday:
        return DateMention(span, date.first, other.last, other.value, "day")
    before = doc.tokens[date.first - 1].text.lower() if date.first else ""
    opened = (
        (before == "between") if join == "and" else (before == "from" or join in ("-", "–", "—"))
    )
    plain = ("day", "month", "year", "range")
    if join.lower() not in _JOINS or date.kind not in plain or other.kind not in plain:
        return date
    if not opened and not (join in ("to", "until", "through") and date.kind == other.kind == "day"):
        return date
    return DateMention(
        span, date.first, other.last, _start(doc, date, other), "range", date.weekday
    )


def _start(doc: Document, first: DateMention, last: DateMention) -> str | None:
    """Return the beginning of a range, in the year that its end was told with."""
    told = doc.text[last.span.start : last.span.end]
    value = first.value
    if last.value and last.value[:4] in told and first.kind in ("day", "month") and value:
        if value[:4] in doc.text[first.span.start : first.span.end] or first.weekday:
            return value
        year = int(last.value[:4]) - (value[5:7] > last.value[5:7])
        return f"{year:04d}{value[4:]}"
    return value
