"""What around a sentence sets its time: the lead, the head of an entry, the paragraph, a count."""

from __future__ import annotations

import datetime as dt

from detente.language.calendar_words import NUMBERS, month_of
from detente.language.dates import DateMention, date_of
from detente.language.document import Document, Token

_DAY, _MONTH = 10, 7
_LEAD, _BACK = 2, 2
_STALE = 10
_DASHES = {":", "-", "--", "–", "—"}
_HABIT = {"once", "long", "repeatedly", "always", "often", "twice", "regularly", "frequently", "usually", "traditionally", "sometimes", "historically"}  # fmt: skip
_LONG = {"week", "month", "year", "decade", "century", "generation"}
_SAME = {"hour", "minute"}


def lead_day(doc: Document, dates: tuple[DateMention, ...], today: dt.date) -> str | None:
    """Return the day that the first sentences give for the news, or ``None``.

    A day ahead, or long gone, is in the lead for another reason.
    """
    oldest = (today - dt.timedelta(_STALE)).isoformat()
    for date in dates:
        if doc.tokens[date.first].sent >= _LEAD:
            return None
        value = date.value or ""
        if len(value) == _DAY and oldest <= value <= today.isoformat():
            return value
    return None


def heading(doc: Document, token: int, dates: tuple[DateMention, ...]) -> str | None:
    """Return the date that opens a token's paragraph as the head of an entry ("April 3: ...").

    Of a range only the month is sure.
    """
    start = _paragraph(doc, token)
    for date in dates:
        if date.span.start < start or date.first > token:
            continue
        if doc.text[start : date.span.start].strip(" \t\n*•-") or date.last >= len(doc.tokens):
            return None
        if date.value is None or doc.tokens[date.last].text not in _DASHES:
            return None
        return date.value[:_MONTH] if date.kind == "range" else date.value
    return None


def paragraph_day(
    doc: Document, token: int, dates: tuple[DateMention, ...], today: dt.date
) -> tuple[str | None, bool]:
    """Return the day that the sentences before gave in the same paragraph, and whether it goes on.

    It does where the sentence says so: "hours later", "the same evening" (which has no date of its
    own that governs the act).
    """
    start, sent = _paragraph(doc, token), doc.tokens[token].sent
    told = [
        d.value
        for d in dates
        if d.value
        and len(d.value) == _DAY
        and d.value <= today.isoformat()
        and d.span.start >= start
        and 0 < sent - doc.tokens[d.first].sent <= _BACK
    ]
    here = doc.sentence_of(token)
    follows = any(
        t.lemma in _SAME and doc.tokens[t.i + 1].lemma in ("later", "after", "before")
        for t in doc.tokens[here.first : here.last - 1]
    ) or any(
        d.kind == "relative" and here.start <= d.span.start < here.end and _counts_on(doc, d)
        for d in dates
    )
    return (told[-1] if told else None), follows


def _counts_on(doc: Document, date: DateMention) -> bool:
    """Tell whether a date is counted from one told before ("the next day")."""
    words = doc.text[date.span.start : date.span.end].lower().split()
    return words[0] == "the" and words[-1] == "day"


def is_habit(doc: Document, verb: Token, dates: tuple[DateMention, ...]) -> bool:
    """Tell whether a verb tells what went on for long or again and again ("for decades")."""
    if any(k.lemma in _HABIT for k in doc.kids(verb.i, "advmod")):
        return True
    for unit in doc.tokens[doc.sentence_of(verb.i).first : doc.sentence_of(verb.i).last]:
        if unit.lemma not in _LONG or unit.pos != "NOUN":
            continue
        above = doc.tokens[unit.head]
        opens = above.i == doc.sentence_of(verb.i).first
        if above.lemma in ("for", "over", "during") and (opens or above.head == verb.i):
            return True
        if above.i == verb.i and verb.lemma == "spend":
            return True
    return any(
        d.first and doc.tokens[d.first - 1].lemma in ("until", "till") and _hangs_on(doc, d, verb)
        for d in dates
        if doc.tokens[d.first].sent == verb.sent
    )


def _hangs_on(doc: Document, date: DateMention, verb: Token) -> bool:
    return any(doc.tokens[date.first - 1].head == i for i in (verb.i, date.first - 1))


def reckoned(
    doc: Document,
    token: int,
    dates: tuple[DateMention, ...],
    published: str | None,
    lead: str | None,
) -> str | None:
    """Return the date of an act counted from another ("nine days after Peru left, Chile ...").

    The count is from the date of the clause above, told or else that of the lead.
    """
    for verb in (doc.tokens[token], *doc.ancestors(token)):
        if verb.dep in ("relcl", "acl", "ROOT"):
            return None
        if verb.dep == "advcl":
            break
    else:
        return None
    mark = next((k for k in doc.kids(verb.i, "mark") if k.lemma in ("after", "before")), None)
    unit = doc.tokens[mark.i - 1] if mark is not None and mark.i else None
    if mark is None or unit is None or unit.pos != "NOUN":
        return None
    base = date_of(doc, verb.head, dates, published) or lead
    if base is None and unit.lemma in ("year", "decade"):
        base = (published or "")[:_MONTH]
    if not base:
        return None
    if unit.lemma in _SAME:
        return base
    count = next((_number(k) for k in doc.kids(unit.i) if _number(k)), None)
    if count is None:
        return None
    return _moved(base, -count if mark.lemma == "after" else count, unit.lemma)


def _number(token: Token) -> int | None:
    word = token.text.lower()
    return NUMBERS.get(word) or (int(word) if word.isascii() and word.isdecimal() else None)


def _moved(base: str, count: int, unit: str) -> str | None:
    """Return a date moved by so many units, of the precision that is left."""
    year, month = int(base[:4]), int(base[5:7] or 1)
    if len(base) == _DAY and unit == "day" and abs(count) < 1000:
        return (dt.date.fromisoformat(base) + dt.timedelta(count)).isoformat()
    if len(base) == _DAY and unit == "week" and abs(count) < 1000:
        return (dt.date.fromisoformat(base) + dt.timedelta(7 * count)).isoformat()[:_MONTH]
    if unit == "month" and len(base) >= _MONTH:
        return month_of(year, month + count)
    if unit in ("year", "decade"):
        moved = year + count * (10 if unit == "decade" else 1)
        return f"{moved:04d}" if 1900 <= moved <= 2100 else None
    return base[:4] if unit in ("day", "week") and len(base) == _MONTH else None


def _paragraph(doc: Document, token: int) -> int:
    """Return where the paragraph of a token begins."""
    return doc.text.rfind("\n", 0, doc.tokens[token].start) + 1
