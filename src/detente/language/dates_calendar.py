"""Dates of the calendar: days, weekdays, months, seasons and years, with or without the year."""

from __future__ import annotations

import re

from detente.language.calendar_words import FEASTS, MONTHS, WEEKDAYS, is_day, month_of
from detente.language.dates_holder import direction
from detente.language.dates_mention import DateKind
from detente.language.dates_scan import STEPS, Scan, Value
from detente.language.document import Document

_AHEAD_MONTHS = 3
_COUNTED = {
    "people", "person", "man", "woman", "child", "civilian", "soldier", "troop", "refugee",
    "migrant", "prisoner", "worker", "case", "km", "kilometre", "kilometer", "mile",
    "tonne", "ton", "dollar", "euro", "pound", "meter", "metre", "ship", "vote", "death",
}  # fmt: skip  # fmt: skip
_BEFORE_YEAR = {
    "in", "since", "from", "until", "till", "by", "during", "through", "before", "after",
    "mid", "late", "early", "between", "back",
}  # fmt: skip  # fmt: skip


def _month(match: re.Match[str], group: str = "m") -> int:
    return MONTHS[match[group].lower().rstrip(".")]


def _full(year: int, month: int, day: int) -> str | None:
    return f"{year:04d}-{month:02d}-{day:02d}" if is_day(year, month, day) else None


def _year_for(scan: Scan, token: int, month: int, day: int | None) -> int | None:
    """Return the year of a month told without one: the last such month, or the next ahead."""
    if scan.today is None:
        return None
    today = scan.today.day
    way = direction(scan.doc, token)
    ahead = (month, day or today.day) > (today.month, today.day)
    behind = (month, day or today.day) < (today.month, today.day)
    if way == "future":
        return today.year + behind
    if way == "past":
        return today.year - ahead
    near = (month - today.month) % 12 <= _AHEAD_MONTHS
    if near:
        return today.year + (month < today.month)
    return today.year - ahead


def of_day(match: re.Match[str], scan: Scan, token: int) -> Value | None:
    """January 7, 2026; 7 January; 3-5 March."""
    month, day = _month(match), int(match["d"])
    if not 1 <= day <= 31:
        return None
    year = int(match["y"]) if match["y"] else _year_for(scan, token, month, day)
    kind: DateKind = "range" if match["range"] else "day"
    return (_full(year, month, day) if year else None), kind


def of_month(match: re.Match[str], scan: Scan, token: int) -> Value | None:
    """January 2026; January."""
    month = _month(match)
    if match["y"]:
        return month_of(int(match["y"]), month), "month"
    if not _is_calendar(scan.doc, token):
        return None
    year = _year_for(scan, token, month, None)
    return (month_of(year, month) if year else None), "month"


def _is_calendar(doc: Document, token: int) -> bool:
    """Tell a month from a person, a verb or a part of a name."""
    word = doc.tokens[token]
    if not word.text[:1].isupper() or word.pos in ("VERB", "AUX"):
        return False
    for name in doc.names:
        if name.first <= token < name.last:
            return name.label in ("DATE", "TIME", "EVENT", "CARDINAL")
    return True


def of_months(match: re.Match[str], scan: Scan, token: int) -> Value | None:
    """January-March 2018."""
    del scan, token
    return month_of(int(match["y"]), _month(match)), "range"


def of_stepped_month(match: re.Match[str], scan: Scan, token: int) -> Value | None:
    """Last December; next March; this June."""
    del token
    month, step = _month(match), STEPS.get(match["s"].lower(), 1)
    if not match["m"][:1].isupper():
        return None
    if scan.today is None:
        return None, "month"
    today = scan.today.day
    year = today.year
    if step < 0 and month >= today.month:
        year -= 1
    if step > 0 and month <= today.month:
        year += 1
    return month_of(year, month), "month"


def of_month_of_near_year(match: re.Match[str], scan: Scan, token: int) -> Value | None:
    """February last year; in March of this year."""
    if not _is_calendar(scan.doc, token):
        return None
    if scan.today is None:
        return None, "month"
    year = scan.today.day.year + STEPS.get(match["s"].lower(), 1)
    return month_of(year, _month(match)), "month"


def of_feast(match: re.Match[str], scan: Scan, token: int) -> Value | None:
    """New Year's Day; Christmas Eve."""
    month, day = FEASTS[match["feast"].lower().replace("’", "'")]
    if scan.today is None:
        return None, "day"
    today = scan.today.day
    ahead = direction(scan.doc, token) in ("future", "infinitive")
    year = today.year + (ahead and (month, day) < (today.month, today.day))
    year -= not ahead and (month, day) > (today.month, today.day)
    return _full(year, month, day), "day"


def of_iso(match: re.Match[str], scan: Scan, token: int) -> Value | None:
    """2024-02-29."""
    del scan, token
    month = int(match[2])
    value = _full(int(match[1]), month, int(match[3])) if 1 <= month <= 12 else None
    return (value, "day") if value else None


def of_figures(match: re.Match[str], scan: Scan, token: int) -> Value | None:
    """13/1/2026 and 1/13/2026 are sure; of 7/1/2026 only the year is; 7.1.2026 is the 7th."""
    del scan, token
    a, b, year = int(match[1]), int(match[3]), int(match[4])
    if match[2] == "." or a > 12 or a == b:
        return (_full(year, b, a), "day") if 1 <= b <= 12 else None
    if b > 12:
        return (_full(year, a, b), "day") if 1 <= a <= 12 else None
    return (str(year), "day") if 1 <= a <= 12 and 1 <= b <= 12 else None


def of_weekday(match: re.Match[str], scan: Scan, token: int) -> Value | None:
    """Friday; last Friday; next Monday; Friday last week."""
    if not match["w"][:1].isupper():
        return None
    if scan.today is None or not scan.today.exact:
        return None, "day"
    today, wanted = scan.today.day, WEEKDAYS[match["w"].lower()]
    away = (wanted - today.weekday()) % 7
    back = away - 7 if away else 0
    step = (match["s"] or "").lower().removeprefix("this ")
    if match["week"]:
        shift = wanted - today.weekday() + 7 * STEPS.get(match["week"].lower(), 1)
    elif step in ("last", "past", "previous"):
        shift = back or -7
    elif step in ("next", "coming", "following"):
        shift = away or 7
    elif step == "this":
        shift = wanted - today.weekday()
    else:
        shift = away if direction(scan.doc, token) in ("future", "infinitive") else back
    return scan.today.shift(shift), "day"


def of_season(match: re.Match[str], scan: Scan, token: int) -> Value | None:
    """The summer of 2018; last spring."""
    del token
    if match["y"]:
        return match["y"], "season"
    if scan.today is None or match["season"].lower() == "winter":
        return None, "season"
    begins = {"spring": 3, "summer": 6}.get(match["season"].lower(), 9)
    step = STEPS.get(match["s"].lower(), 1)
    today = scan.today.day
    year = today.year + step
    if step < 0 and today.month > begins + 2:
        year = today.year
    if step > 0 and today.month < begins:
        year = today.year
    return str(year), "season"


def of_decade(match: re.Match[str], scan: Scan, token: int) -> Value | None:
    """The 1990s: no one year."""
    del match, scan, token
    return None, "vague"


def of_years(match: re.Match[str], scan: Scan, token: int) -> Value | None:
    """2016-17; 2014-2016."""
    del scan, token
    first, second = int(match["y"]), match["y2"]
    last = int(second) if len(second) == 4 else first - first % 100 + int(second)
    if len(second) == 2 and last != first + 1 and 1 <= int(second) <= 12:
        return month_of(first, int(second)), "month"
    return (str(first), "range") if first < last < first + 100 else None


def of_year(match: re.Match[str], scan: Scan, token: int) -> Value | None:
    """In 2017; the 2017 deployment."""
    return (match["y"], "year") if _is_year(scan.doc, token) else None


def of_part_year(match: re.Match[str], scan: Scan, token: int) -> Value | None:
    """Mid-2018."""
    del scan, token
    return match["y"], "year"


def _is_year(doc: Document, token: int) -> bool:
    """Tell a year from a quantity, a sum or the number of a resolution."""
    word = doc.tokens[token]
    before = doc.tokens[token - 1] if token else None
    label = next((n.label for n in doc.names if n.first <= token < n.last), "")
    if before is not None and before.tag == "$":
        return False
    if word.head > token and word.dep == "nummod" and doc.tokens[word.head].lemma in _COUNTED:
        return False
    if word.dep == "nummod" and word.head > token and doc.tokens[word.head].tag in ("NNS", "CD"):
        return label == "DATE" or (before is not None and before.pos in ("DET", "PART"))
    if before is not None and before.text[:1].isupper() and before.pos in ("PROPN", "NOUN"):
        return label == "DATE" and before.i != word.head
    if label in ("MONEY", "PERCENT", "QUANTITY", "LAW", "PRODUCT"):
        return False
    start = before is None or before.sent != word.sent
    return (
        label == "DATE"
        or start
        or (before is not None and before.lemma in _BEFORE_YEAR)
        or (word.dep in ("nummod", "compound", "amod", "nmod") and word.head > token)
    )


def of_ordinal(match: re.Match[str], scan: Scan, token: int) -> Value | None:
    """On the 7th: of this month, or of the month before or after."""
    doc = scan.doc
    nxt = doc.tokens[token + 2] if token + 2 < len(doc.tokens) else None
    day = int(match["d"])
    if not token or doc.tokens[token - 1].lemma != "on" or (nxt and nxt.pos in ("NOUN", "PROPN", "ADJ")):  # fmt: skip
        return None
    if scan.today is None or not scan.today.exact:
        return None, "day"
    today, future = scan.today.day, direction(doc, token + 1) in ("future", "infinitive")
    step = 1 if future and day < today.day else -1 if not future and day > today.day else 0
    year, month = map(int, month_of(today.year, today.month + step).split("-"))
    return _full(year, month, day), "day"
