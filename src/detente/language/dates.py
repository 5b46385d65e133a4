"""Dates in a text, resolved against the day of publication, no more precise than told.

A finder of its own: about thirty patterns over tokens. A bare weekday is the last such day, or the
next one under a verb of the future; "last month" is a month, "last year" a year; what is only
roughly told ("recently", "last week" over the end of a month) is left at the precision that is sure.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Literal

from detente.language.calendar_words import (
    FIRST_YEAR,
    LAST_YEAR,
    MONTHS,
    NUMBERS,
    WEEKDAYS,
    is_day,
    month_of,
    parse_day,
)
from detente.language.document import Document, Token
from detente.records import Span

DateKind = Literal["day", "weekday", "month", "year", "relative", "vague"]

_BACK = {"last", "past", "previous"}
_ON = {"next", "coming", "upcoming", "following"}
_HERE = {"this", "current"}
_FUTURE = {"will", "shall", "would", "'ll", "’ll"}
_UNITS = {"day", "week", "month", "year", "decade"}
_AGO = {"ago", "earlier", "before"}
_DAYS_AWAY = {"today": 0, "tonight": 0, "yesterday": -1, "tomorrow": 1}
_MONTHS_AHEAD = 3
_OPEN = {"since", "until", "till", "before"}
_DAY_PARTS = {"morning", "afternoon", "evening", "night", "noon"}
_ISO_LENGTH = 10
_YEAR_BEFORE = {"in", "since", "of", "from", "until", "by", "during", "late", "early", "mid", "the", "to", "and", "after", "before", "through", ",", "-", "–", "("}  # fmt: skip


@dataclass(frozen=True, slots=True)
class DateMention:
    """A date as told.

    Attributes:
        span: Characters.
        first: First token.
        last: One past the last token.
        value: ISO, of the precision told; ``None`` when it cannot be resolved.
        kind: How it was told.
    """

    span: Span
    first: int
    last: int
    value: str | None
    kind: DateKind


def find_dates(document: Document, published: str | None) -> tuple[DateMention, ...]:
    """Return the dates named in a text, in order, none overlapping."""
    today = parse_day(published)
    out: list[DateMention] = []
    i = 0
    while i < len(document.tokens):
        found = _at(document, i, today)
        if found is None:
            i += 1
            continue
        last, value, kind = found
        span = Span(document.tokens[i].start, document.tokens[last - 1].end)
        out.append(DateMention(span, i, last, value, kind))
        i = last
    return tuple(out)


_Found = tuple[int, str | None, DateKind]


def _word(doc: Document, i: int) -> str:
    return doc.tokens[i].text.lower().rstrip(".") if 0 <= i < len(doc.tokens) else ""


def _number(word: str) -> int | None:
    if word in NUMBERS:
        return NUMBERS[word]
    digits = word.rstrip("stndrh") if word[:1].isdigit() else word
    return int(digits) if digits.isdecimal() and digits.isascii() and len(digits) < 5 else None


def _year(doc: Document, i: int) -> int | None:
    word = doc.tokens[i].text if i < len(doc.tokens) else ""
    if len(word) == 4 and word.isascii() and word.isdecimal():
        year = int(word)
        return year if FIRST_YEAR <= year <= LAST_YEAR else None
    return None


def _at(doc: Document, i: int, today: dt.date | None) -> _Found | None:
    """Return the date that begins at a token, the longest reading first."""
    for reader in (_iso, _named_month, _day_first, _relative, _ago, _weekday, _plain_year):
        found = reader(doc, i, today)
        if found is not None:
            return found
    return None


def _iso(doc: Document, i: int, today: dt.date | None) -> _Found | None:
    """2024-02-29, however the tokenizer cut it."""
    del today
    start = doc.tokens[i].start
    try:
        value = dt.date.fromisoformat(doc.text[start : start + _ISO_LENGTH]).isoformat()
    except ValueError:
        return None
    last = i
    while last < len(doc.tokens) and doc.tokens[last].start < start + _ISO_LENGTH:
        last += 1
    return last, value, "day"


def _month_number(doc: Document, i: int) -> int | None:
    word = _word(doc, i)
    if word not in MONTHS or not doc.tokens[i].text[:1].isupper():
        return None
    if word in ("may", "mar", "sep", "jan") and doc.tokens[i].pos not in ("PROPN", "NOUN"):
        return None
    return MONTHS[word]


def _named_month(doc: Document, i: int, today: dt.date | None) -> _Found | None:
    """January 7, 2026; Jan. 7; January 2026; January."""
    month = _month_number(doc, i)
    if month is None:
        return None
    j = i + 1
    if j < len(doc.tokens) and doc.tokens[j].text == ".":
        j += 1
    day = _number(_word(doc, j)) if _word(doc, j)[:1].isdigit() else None
    if day is not None and 1 <= day <= 31 and _year(doc, j) is None:
        k = j + 1
        if _word(doc, k) == ",":
            k += 1
        year = _year(doc, k)
        if year is not None:
            return k + 1, _day(year, month, day), "day"
        chosen = _nearest_year(doc, i, month, day, today)
        return j + 1, _day(chosen, month, day) if chosen else None, "day"
    if _word(doc, j) in (",", "of"):
        j += 1
    year = _year(doc, j)
    if year is not None:
        return j + 1, month_of(year, month), "month"
    if i and _word(doc, i - 1) in _BACK | _HERE | _ON:
        pass
    chosen = _nearest_year(doc, i, month, None, today)
    return i + 1, month_of(chosen, month) if chosen else None, "month"


def _day(year: int, month: int, day: int) -> str | None:
    return f"{year:04d}-{month:02d}-{day:02d}" if is_day(year, month, day) else None


def _day_first(doc: Document, i: int, today: dt.date | None) -> _Found | None:
    """7 January 2026; 7th of January."""
    day = _number(_word(doc, i)) if _word(doc, i)[:1].isdigit() else None
    if day is None or not 1 <= day <= 31:
        return None
    j = i + 1
    if _word(doc, j) == "of":
        j += 1
    month = _month_number(doc, j) if j < len(doc.tokens) else None
    if month is None:
        return None
    k = j + 1
    if _word(doc, k) == ",":
        k += 1
    year = _year(doc, k)
    if year is not None:
        return k + 1, _day(year, month, day), "day"
    chosen = _nearest_year(doc, j, month, day, today)
    return j + 1, _day(chosen, month, day) if chosen else None, "day"


def _nearest_year(
    doc: Document, i: int, month: int, day: int | None, today: dt.date | None
) -> int | None:
    """Return the year of a month told without one: the last such month, or the next one ahead."""
    if today is None:
        return None
    if _is_future(doc, i):
        return today.year if month >= today.month else today.year + 1
    later = month > today.month or (month == today.month and day is not None and day > today.day)
    if _is_past(doc, i):
        return today.year - 1 if later else today.year
    # nothing says which way: the nearest such month
    ahead = (month - today.month) % 12
    if ahead == 0:
        return today.year
    if ahead <= _MONTHS_AHEAD:
        return today.year + (1 if month < today.month else 0)
    return today.year - 1 if later else today.year


def _is_past(doc: Document, i: int) -> bool:
    """Tell whether the nearest verb above a token speaks of what is over."""
    for word in doc.ancestors(i):
        if word.pos in ("VERB", "AUX") and word.dep not in ("aux", "auxpass"):
            helpers = doc.kids(word.i, "aux", "auxpass")
            if any(h.tag == "TO" for h in helpers):
                return False
            return word.tag in ("VBD", "VBN") or any(h.tag == "VBD" for h in helpers)
    return False


def _relative(doc: Document, i: int, today: dt.date | None) -> _Found | None:
    """Today; last month; this year; next week; earlier this month; the second half of 2018."""
    word = _word(doc, i)
    if word in _DAYS_AWAY:
        value = (today + dt.timedelta(_DAYS_AWAY[word])).isoformat() if today else None
        return i + 2 if _word(doc, i + 1) in _DAY_PARTS else i + 1, value, "relative"
    if word in ("late", "early", "mid", "earlier", "later") and i + 1 < len(doc.tokens):
        j = i + 2 if _word(doc, i + 1) in ("-", "in") else i + 1
        if j < len(doc.tokens):
            inner = (
                _named_month(doc, j, today) or _relative_unit(doc, j, today) or _bare_year(doc, j)
            )
            if inner is not None:
                return inner
    if word == "the" and _word(doc, i + 1) in ("first", "second") and _word(doc, i + 2) == "half":
        year = _year(doc, i + 4) if _word(doc, i + 3) == "of" else None
        if year is not None:
            return i + 5, str(year), "year"
    return _relative_unit(doc, i, today)


def _bare_year(doc: Document, i: int) -> _Found | None:
    year = _year(doc, i)
    return (i + 1, str(year), "year") if year is not None else None


def _relative_unit(doc: Document, i: int, today: dt.date | None) -> _Found | None:
    word, unit = _word(doc, i), _word(doc, i + 1)
    step = -1 if word in _BACK else 1 if word in _ON else 0 if word in _HERE else None
    if step is None:
        return None
    if unit in MONTHS and doc.tokens[i + 1].text[:1].isupper():
        if today is None:
            return i + 2, None, "month"
        month = MONTHS[unit]
        year = today.year
        if step < 0 and month >= today.month:
            year -= 1
        if step > 0 and month <= today.month:
            year += 1
        return i + 2, month_of(year, month), "month"
    if unit in WEEKDAYS:
        return i + 2, _weekday_date(today, WEEKDAYS[unit], ahead=step > 0), "weekday"
    if unit not in _UNITS or today is None:
        return (i + 2, None, "vague") if unit in _UNITS else None
    if unit == "year":
        return i + 2, str(today.year + step), "relative"
    if unit == "month":
        return i + 2, month_of(today.year, today.month + step), "relative"
    if unit == "week":
        monday = today - dt.timedelta(today.weekday()) + dt.timedelta(7 * step)
        return i + 2, _common(monday, monday + dt.timedelta(6)), "relative"
    return i + 2, None, "vague"


def _common(a: dt.date, b: dt.date) -> str:
    """Return the month two days share, else their year, else the later month."""
    return a.isoformat()[:7] if a.isoformat()[:7] == b.isoformat()[:7] else b.isoformat()[:7]


def _ago(doc: Document, i: int, today: dt.date | None) -> _Found | None:
    """Two weeks ago; three days earlier; in less than three months (a span, no date)."""
    count = _number(_word(doc, i))
    j = i + 1
    if _word(doc, i) == "a" and _word(doc, j) in ("couple", "few"):
        count = 2 if _word(doc, j) == "couple" else None
        j += 2 if _word(doc, j + 1) == "of" else 1
    unit = _word(doc, j).rstrip("s")
    if unit not in _UNITS or _word(doc, j + 1) not in _AGO or doc.tokens[i].pos == "PROPN":
        return None
    if today is None or count is None:
        return j + 2, None, "vague"
    if unit == "day":
        return j + 2, (today - dt.timedelta(count)).isoformat(), "relative"
    if unit == "week":
        then = today - dt.timedelta(7 * count)
        return j + 2, then.isoformat()[:7], "relative"
    if unit == "month":
        return j + 2, month_of(today.year, today.month - count), "relative"
    years = count * (10 if unit == "decade" else 1)
    return j + 2, str(today.year - years) if today.year - years > 0 else None, "relative"


def _weekday(doc: Document, i: int, today: dt.date | None) -> _Found | None:
    word = _word(doc, i)
    if (
        word not in WEEKDAYS
        or not doc.tokens[i].text[:1].isupper()
        or (len(word) < 4 and word != "sun")
    ):
        return None
    if len(word) < 4:
        return None
    last = i + 2 if _word(doc, i + 1) in _DAY_PARTS else i + 1
    return last, _weekday_date(today, WEEKDAYS[word], ahead=_is_future(doc, i)), "weekday"


def _weekday_date(today: dt.date | None, weekday: int, *, ahead: bool) -> str | None:
    if today is None:
        return None
    away = (weekday - today.weekday()) % 7
    return (today + dt.timedelta(away if ahead or away == 0 else away - 7)).isoformat()


def _plain_year(doc: Document, i: int, today: dt.date | None) -> _Found | None:  # noqa: ARG001
    """In 2017; since 2016; the 2017 deployment; 2016-17."""
    year = _year(doc, i)
    if year is None:
        return None
    before, token = _word(doc, i - 1), doc.tokens[i]
    modifies = token.dep in ("nummod", "compound", "amod", "nmod") and token.head > i
    if modifies and doc.tokens[token.head].tag == "NNS" and before not in ("the", "its", "their"):
        return None  # "2017 people"
    if before in ("$", "€", "£") or not (
        before in _YEAR_BEFORE or modifies or token.dep in ("pobj", "npadvmod")
    ):
        return None
    if (
        _word(doc, i + 1) in ("-", "–")
        and _word(doc, i + 2).isdecimal()
        and len(_word(doc, i + 2)) in (2, 4)
    ):
        return i + 3, str(year), "year"
    return i + 1, str(year), "year"


def _is_future(doc: Document, i: int) -> bool:
    """Tell whether the clause around a token speaks of what is to come."""
    verb: Token | None = next(
        (
            t
            for t in doc.ancestors(i)
            if t.pos in ("VERB", "AUX") and t.dep not in ("aux", "auxpass")
        ),
        None,
    )
    if verb is None:
        return False
    helpers = doc.kids(verb.i, "aux", "auxpass")
    if any(k.text.lower() in _FUTURE for k in helpers):
        return True
    if verb.tag == "VBG" and any(k.tag in ("VBP", "VBZ") and k.lemma == "be" for k in helpers):
        return True
    return verb.lemma in ("plan", "schedule", "expect", "due") and verb.tag in ("VBN", "VBZ", "VBP")


def date_of(
    document: Document, token: int, dates: tuple[DateMention, ...], published: str | None
) -> str | None:
    """Return the date that governs an act: told in its own clause, the nearest first.

    Args:
        document: The parsed text.
        token: The trigger, a verb or a noun.
        dates: The dates of the text.
        published: Unused where nothing is told: an act without a date has none.
    """
    del published
    own = [
        d
        for d in dates
        if d.value is not None
        and _word(document, d.first - 1) not in _OPEN
        and _governs(document, token, d)
    ]
    if not own:
        return None
    best = min(own, key=lambda d: (_steps(document, token, d), abs(d.first - token)))
    return best.value


def _head_of(doc: Document, date: DateMention) -> int:
    """Return the token by which a date hangs on the sentence."""
    for i in range(date.last - 1, date.first - 1, -1):
        if not date.first <= doc.tokens[i].head < date.last or doc.tokens[i].head == i:
            return i
    return date.last - 1


def _holder(doc: Document, date: DateMention) -> Token:
    """Return what a date says the time of: the verb or noun above it, prepositions skipped."""
    above = doc.head(_head_of(doc, date))
    while above.pos in ("ADP", "SCONJ", "ADV", "PUNCT") and above.head != above.i:
        above = doc.tokens[above.head]
    return above


def _governs(doc: Document, token: int, date: DateMention) -> bool:
    if doc.tokens[date.first].sent != doc.tokens[token].sent:
        return False
    holder = _holder(doc, date).i
    if holder == token or (doc.tokens[holder].head == token and doc.tokens[holder].dep != "ccomp"):
        return True
    return holder in _reach(doc, token)


def _reach(doc: Document, token: int) -> dict[int, int]:
    """Return the words whose date is the act's too, with the number of steps to each.

    Upwards from a noun to its verb, from a participle or an infinitive of purpose to what governs
    it, from one conjunct to the first; never out of what somebody says.
    """
    out = {token: 0}
    here, steps = doc.tokens[token], 0
    while here.head != here.i and steps < 6:
        if here.dep in ("ccomp", "relcl", "parataxis"):
            break
        if here.dep in ("xcomp", "advcl") and any(k.tag == "TO" for k in doc.kids(here.i, "aux")):
            break
        here = doc.tokens[here.head]
        steps += 1
        out[here.i] = steps
        if here.pos in ("VERB", "AUX") and here.dep in ("ROOT", "ccomp", "relcl"):
            break
    for kid in doc.kids(token, "dobj", "nsubj", "nsubjpass", "pobj"):
        out.setdefault(kid.i, 1)
    return out


def _steps(doc: Document, token: int, date: DateMention) -> int:
    return _reach(doc, token).get(_holder(doc, date).i, 1)
