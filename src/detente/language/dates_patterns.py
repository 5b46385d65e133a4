"""The patterns of :func:`detente.language.dates.find_dates`: words of a date to its value."""

from __future__ import annotations

import re

from detente.language import dates_calendar as told
from detente.language import dates_relative as near
from detente.language.dates_scan import Reader

_SPACE = r"(?:[ \t\r\xa0\u2009\u202f]|\n(?!\s*\n))+"
_M = (
    r"(?P<{0}>January|February|March|April|May|June|July|August|September|October|November"
    r"|December|(?:Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept|Sep|Oct|Nov|Dec)\b\.?)"
)
_MONTH, _MONTH2 = _M.format("m"), _M.format("m2")
_DAY = r"(?P<d>\d{1,2})(?:st|nd|rd|th)?"
_TO = r"(?: ?[-–—/] ?| to | until | through )(?:the )?"
_DAYS = _DAY + rf"(?P<range>{_TO}(?P<d2>\d{{1,2}})(?:st|nd|rd|th)?)?(?![\d%]|:\d)"
_YEAR = r"(?P<y>(?:19|20)\d\d)(?!\d|[.,:]\d|%| ?per ?cent)"
_W = r"(?P<w>(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day)"
_COUNT = r"(?P<n>\d{1,4}|an?|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|(?:a )?couple of|a couple|(?:a )?few|several|many|some)"
_UNIT = r"(?P<u>day|week|month|year|decade)s?"
_PART = r"(?: (?:morning|afternoon|evening|night|noon|midnight))?"


def _rx(pattern: str) -> re.Pattern[str]:
    """Compile a pattern: a space stands for any white space within a paragraph."""
    spaced = pattern.replace(" ?", r"\s?").replace(" ", _SPACE) + r"(?!\w)"
    return re.compile(spaced, re.IGNORECASE | re.ASCII)


_STEP = r"(?P<s>last|past|previous|this|current|next|coming|following)"
_WEEK = r"(?:,? (?P<week>last|this|next) week)?"
PATTERNS: tuple[tuple[re.Pattern[str], Reader], ...] = (
    (_rx(r"(\d{4})-(\d\d)-(\d\d)(?![\d-])"), told.of_iso),
    (_rx(r"(\d{1,2})([/.])(\d{1,2})\2((?:19|20)\d\d)"), told.of_figures),
    (_rx(rf"{_MONTH} {_DAYS}(?:,? {_YEAR})?"), told.of_day),
    (_rx(rf"{_DAYS} (?:of )?{_MONTH}(?:,? {_YEAR})?"), told.of_day),
    (_rx(rf"{_MONTH}(?: ?[-–—] ?| to ){_MONTH2}(?:,| of)? {_YEAR}"), told.of_months),
    (_rx(rf"{_STEP} {_MONTH}"), told.of_stepped_month),
    (_rx(rf"{_MONTH}(?: of)? {_STEP} year"), told.of_month_of_near_year),
    (_rx(r"(?P<feast>New Year's Day|New Year's Eve|Christmas Day|Christmas Eve)".replace("'", "['’]")), told.of_feast),
    (_rx(rf"{_MONTH}(?:(?:,| of)? {_YEAR})?"), told.of_month),
    (_rx(rf"(?:(?P<s>last|next|this(?: past| coming)?) )?{_W}{_PART}{_WEEK}"), told.of_weekday),
    (_rx(rf"(today|tonight|yesterday|tomorrow){_PART}"), near.of_near_day),
    (_rx(r"(this) (?:morning|afternoon|evening)"), near.of_near_day),
    (_rx(rf"(?:(?P<pre>earlier|later|early|late) )?{_STEP} (?P<unit>weekend|week|month|year|decade|days|weeks|months|years)"), near.of_unit),
    (_rx(r"the weekend"), near.of_bare_weekend),
    (_rx(rf"{_COUNT} {_UNIT} ago"), near.of_ago),
    (_rx(rf"{_COUNT} {_UNIT} (?P<way>later|earlier|before(?=[.,;]))"), near.of_later),
    (_rx(r"(?:that|the same|that same) (?P<u>day|morning|afternoon|evening|night|month|year)"), near.of_same),
    (_rx(r"the (?:very )?(?:(?P<way>same|next|following|previous) (?P<u>day|week|month|year)|day before(?=[.,;]))"), near.of_next_day),
    (_rx(rf"(?P<in>in|within|over|for|during)(?: the)?(?P<rough>(?: past| last| next| coming| less than| more than| over| under| almost| nearly| about| at least| up to)*) {_COUNT} {_UNIT}(?! ago| later| earlier)"), near.of_span),
    (_rx(rf"(?:the )?(?:first|second|third|fourth|last|latter) (?:half|quarter) of (?:{_YEAR}|the (?P<unit>year))"), near.of_part),
    (_rx(rf"(?:the )?(?:end|beginning|start|middle) of (?:{_YEAR}|the (?P<unit>year|month))"), near.of_part),
    (_rx(rf"(?:the )?(?P<s>last |this |next )?(?P<season>spring|summer|autumn|fall|winter)(?: of|,)? {_YEAR}"), told.of_season),
    (_rx(rf"{_STEP} (?P<season>spring|summer|autumn|fall|winter)(?P<y>)"), told.of_season),
    (_rx(r"(?:the )?(?:(?:early|late|mid)[-\s])?(?:1[89]|20)\d0s"), told.of_decade),
    (_rx(rf"{_YEAR} ?[-–—/] ?(?P<y2>(?:19|20)?\d\d)"), told.of_years),
    (_rx(rf"(?:early|late|mid)-{_YEAR}"), told.of_part_year),
    (_rx(_YEAR), told.of_year),
    (_rx(r"the (?P<d>\d{1,2})(?:st|nd|rd|th)(?! of)"), told.of_ordinal),
)  # fmt: skip
#: Words before a date that take nothing from it: "late on Wednesday", "early next year".
LEAD = _rx(r"(?:early|late|mid|earlier|later)(?: in| on|-)?")
