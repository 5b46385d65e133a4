"""Dates told from the day of publication or from a day told before: "last month", "two days later"."""

from __future__ import annotations

import datetime as dt
import re

from detente.language.calendar_words import NUMBERS, month_of
from detente.language.dates_holder import direction, holder, is_clause
from detente.language.dates_mention import Today, common
from detente.language.dates_scan import STEPS, Scan, Value

_FEW = {"few": (2, 7), "several": (3, 9)}


def of_near_day(match: re.Match[str], scan: Scan, token: int) -> Value | None:
    """Today; yesterday; tomorrow night."""
    del token
    away = {"yesterday": -1, "tomorrow": 1}.get(match[1].lower(), 0)
    return (scan.today.shift(away) if scan.today else None), "relative"


def of_unit(match: re.Match[str], scan: Scan, token: int) -> Value | None:
    """This week; last month; next year; the past year (no one year); last weekend."""
    unit, word = match["unit"].lower(), match["s"].lower()
    step = STEPS.get(word, 1)
    if scan.today is None or unit not in ("week", "weekend", "month", "year"):
        return None, "vague"
    today = scan.today.day
    running = word == "past" or (
        word == "last" and scan.doc.tokens[token - 1].text.lower() == "the" and token > 0
    )
    if running and unit != "weekend":
        week = unit == "week" and scan.today.exact
        return (common(today - dt.timedelta(7), today) if week else None), "vague"
    if unit == "year":
        return str(today.year + step), "relative"
    if unit == "month":
        return month_of(today.year, today.month + step), "relative"
    if unit == "weekend":
        return _weekend(scan.today, step), "relative"
    way = {"earlier": "past", "later": "future"}.get((match["pre"] or "").lower())
    way = way or direction(scan.doc, token + 1)
    here = step == 0
    value = scan.today.week(step, before=here and way == "past", after=here and way == "future")
    return value, "relative"


def _weekend(today: Today, step: int) -> str | None:
    if not today.exact:
        return None
    saturday = today.day + dt.timedelta(5 - today.day.weekday() + 7 * step)
    return common(saturday, saturday + dt.timedelta(1))


def of_bare_weekend(match: re.Match[str], scan: Scan, token: int) -> Value | None:
    """At the weekend: the last one, or the one to come."""
    del match
    if scan.today is None:
        return None, "vague"
    ahead = direction(scan.doc, token + 1) == "future" or scan.today.day.weekday() >= 5
    return _weekend(scan.today, 0 if ahead else -1), "relative"


def _count(text: str) -> int | None:
    word = text.lower().removeprefix("a ").split()[0]
    return NUMBERS.get(word) or (int(word) if word.isdecimal() and word.isascii() else None)


def _moved(day: dt.date, count: int, unit: str) -> str | None:
    """Return a day moved by so many units, of the precision of the unit."""
    if unit == "day":
        return (day + dt.timedelta(count)).isoformat()
    if unit == "week":
        return (day + dt.timedelta(7 * count)).isoformat()[:7]
    if unit == "month":
        return month_of(day.year, day.month + count)
    return f"{day.year + count:04d}" if unit == "year" and 0 < day.year + count < 9999 else None


def of_ago(match: re.Match[str], scan: Scan, token: int) -> Value | None:
    """Two weeks ago; a few days ago; more than a year ago (unresolved)."""
    unit, count = match["u"].lower(), _count(match["n"])
    before = {t.text.lower() for t in scan.doc.tokens[max(0, token - 2) : token]}
    if scan.today is None or (unit == "day" and not scan.today.exact):
        return None, "vague"
    if before & {"than", "over", "least", "within"} or unit == "decade":
        return None, "vague"
    if count is None:
        few = next((v for k, v in _FEW.items() if k in match["n"].lower()), None)
        if few is None or unit != "day":
            return None, "vague"
        last, first = (scan.today.day - dt.timedelta(n) for n in few)
        return common(first, last), "vague"
    return _moved(scan.today.day, -count, unit), "relative"


def of_later(match: re.Match[str], scan: Scan, token: int) -> Value | None:
    """Two days later; a week earlier: counted from the day told before."""
    anchor, count = scan.anchor(token), _count(match["n"])
    if anchor is None or count is None:
        return None, "vague"
    back = match["way"].lower() in ("earlier", "before")
    return _moved(anchor, -count if back else count, match["u"].lower()), "relative"


def of_next_day(match: re.Match[str], scan: Scan, token: int) -> Value | None:
    """The next day; the following month; the same year; the day before."""
    way, unit = (match["way"] or "before").lower(), (match["u"] or "day").lower()
    step = {"same": 0, "previous": -1, "before": -1}.get(way, 1)
    anchor = scan.anchor(token) or (scan.lead() if step < 0 else None)
    if anchor is None:
        # the day after one that is told only to the month
        return (scan.before(token, 7) if unit == "day" else None), "vague"
    return _moved(anchor, step, unit), "relative"


def of_same(match: re.Match[str], scan: Scan, token: int) -> Value | None:
    """That month; the same evening: what was told last, of that precision."""
    length = {"month": 7, "year": 4}.get(match["u"].lower(), 10)
    return scan.before(token, length), "relative"


def of_span(match: re.Match[str], scan: Scan, token: int) -> Value | None:
    """In two weeks (a day to come, or a length of time); for three years; over the past month."""
    count, plain = _count(match["n"]), match["in"].lower() == "in" and not match["rough"]
    # "their first meeting in two years" is a length of time, whatever the verb
    plain = (
        plain and is_clause(holder(scan.doc, token)) and scan.doc.tokens[token - 1].lemma != "time"
    )
    if plain and count and scan.today and direction(scan.doc, token) in ("future", "infinitive"):
        unit = match["u"].lower()
        if unit != "day" or scan.today.exact:
            return _moved(scan.today.day, count, unit), "relative"
    return None, "duration"


def of_part(match: re.Match[str], scan: Scan, token: int) -> Value | None:
    """The first half of 2018; the end of the year; late 2018."""
    del token
    if match["y"]:
        return match["y"], "year"
    if scan.today is None:
        return None, "vague"
    if match["unit"].lower() == "month":
        return month_of(scan.today.day.year, scan.today.day.month), "relative"
    return str(scan.today.day.year), "relative"
