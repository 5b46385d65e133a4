"""Dates resolve against the day of publication, no more precisely than they are told."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from detente.language.dates import DateMention, find_dates
from detente.language.pipeline import load_pipeline

PUBLISHED = "2026-01-07"  # a Wednesday
_VALID = re.compile(r"(19|20|21)\d\d(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?")


def found(text: str, published: str | None = PUBLISHED) -> tuple[DateMention, ...]:
    return find_dates(load_pipeline().parse(text), published)


def values(text: str, published: str | None = PUBLISHED) -> list[str | None]:
    return [d.value for d in found(text, published)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # weekdays
        ("They met on Wednesday.", ["2026-01-07"]),  # the very day
        ("They met on Friday.", ["2026-01-02"]),
        ("They meet on Friday.", ["2026-01-02"]),  # present, as told to look back
        ("They will meet on Friday.", ["2026-01-09"]),
        ("They agreed to meet on Friday.", ["2026-01-09"]),
        ("They said on Monday they would meet.", ["2026-01-05"]),  # Monday is of "said"
        ("Ministers are meeting on Friday.", ["2026-01-09"]),
        ("The talks are scheduled for Friday.", ["2026-01-09"]),
        ("Troops began to withdraw on Friday.", ["2026-01-02"]),
        ("They met last Friday.", ["2026-01-02"]),
        ("They met last Wednesday.", ["2025-12-31"]),
        ("They will meet next Monday.", ["2026-01-12"]),
        ("They met Tuesday night.", ["2026-01-06"]),
        ("They met late on Tuesday.", ["2026-01-06"]),
        ("They met on Friday last week.", ["2026-01-02"]),
        ("They met on Monday, 5 January.", ["2026-01-05"]),
        ("Kenya condemned Tuesday's attack.", ["2026-01-06"]),
        # days near the day of publication
        ("They met yesterday.", ["2026-01-06"]),
        ("They met earlier today.", ["2026-01-07"]),
        ("They will meet tomorrow morning.", ["2026-01-08"]),
        ("They met three days ago.", ["2026-01-04"]),
        ("They will meet in two days.", ["2026-01-09"]),
        ("They met on the 5th.", ["2026-01-05"]),
        ("They met on the 20th.", ["2025-12-20"]),
        ("They met this morning.", ["2026-01-07"]),
        ("They met on New Year's Day.", ["2026-01-01"]),
        ("They met on Christmas Eve.", ["2025-12-24"]),
        ("Jan. 5: They met.", ["2026-01-05"]),
        ("They backed the plan of December 6.", ["2025-12-06"]),
        # weeks, months, years
        ("They met in February last year.", ["2025-02"]),
        ("They met in March of this year.", ["2026-03"]),
        ("They met last month.", ["2025-12"]),
        ("They met earlier this month.", ["2026-01"]),
        ("They met last year.", ["2025"]),
        ("They will meet early next year.", ["2027"]),
        ("They will meet next week.", ["2026-01"]),
        ("They met last week.", [None]),  # it began in 2025 and ended in 2026
        ("They met two weeks ago.", ["2025-12"]),
        ("They met almost two months ago.", ["2025-11"]),
        ("They met three years ago.", ["2023"]),
        ("They met more than three years ago.", [None]),
        ("They met last December.", ["2025-12"]),
        # days and months without a year
        ("They met on November 30.", ["2025-11-30"]),
        ("They will meet in March.", ["2026-03"]),
        ("They met in November.", ["2025-11"]),
        ("They met in January.", ["2026-01"]),
        # full dates
        ("They met on Jan. 5, 2024.", ["2024-01-05"]),
        ("They met on 5 January 2024.", ["2024-01-05"]),
        ("They met on the 5th of January 2024.", ["2024-01-05"]),
        ("They met in January 2024.", ["2024-01"]),
        ("They met on 2024-02-29.", ["2024-02-29"]),
        ("They met on 23/4/2024.", ["2024-04-23"]),
        ("They met on 3/4/2024.", ["2024"]),  # the third or the fourth month
        ("They met on February 30, 2024.", [None]),  # no such day
        # years
        ("They met in 2017.", ["2017"]),
        ("Sanctions have been in force since 2016.", ["2016"]),
        ("The 2017 deployment angered Beijing.", ["2017"]),
        ("They met in late 2018.", ["2018"]),
        ("They met in mid-2018.", ["2018"]),
        ("They met in the second half of 2018.", ["2018"]),
        ("They met in the summer of 2018.", ["2018"]),
        ("They met at the end of 2018.", ["2018"]),
        ("They fought in the 1990s.", [None]),
        # ranges have the value of their beginning
        ("They met from 3 to 5 March 2025.", ["2025-03-03"]),
        ("They met on March 3-5, 2025.", ["2025-03-03"]),
        ("They will meet from Jan. 30 to Feb. 2.", ["2026-01-30"]),
        ("They fought from 1973 to 1990.", ["1973"]),
        ("They fought between 2014 and 2016.", ["2014"]),
        ("They fought in 2016-17.", ["2016"]),
        # counted from a day told before
        ("They met on 5 January 2024. Two days later they signed.", ["2024-01-05", "2024-01-07"]),
        ("They met on 5 January 2024, and the next day signed.", ["2024-01-05", "2024-01-06"]),
        ("Two days later they signed.", [None]),
        ("They met on Monday. The same evening they signed.", ["2026-01-05", "2026-01-05"]),
        ("They met in June 2018. That month they signed.", ["2018-06", "2018-06"]),
        ("They met on Monday. They had spoken the day before.", ["2026-01-05", "2026-01-04"]),
        # what lies ahead is no place to count from
        ("The pact ends on 9 January 2026. They had spoken the day before.", ["2026-01-09", None]),
        # lengths of time
        ("It was their second meeting in less than three months.", [None]),
        ("It was the first visit in two years.", [None]),
        # no dates
        ("The report counted 2017 people.", []),
        ("The council adopted Resolution 1973.", []),
        ("It cost $2017.", []),
        ("It may rain.", []),
        ("Prime Minister Theresa May resigned.", []),
        ("They march at dawn.", []),
    ],
)
def test_values(text: str, expected: list[str | None]) -> None:
    assert values(text) == expected


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("They met on 5 January 2024.", "day"),
        ("They met in January 2024.", "month"),
        ("They met in 2024.", "year"),
        ("They met in the summer of 2018.", "season"),
        ("They met for three days.", "duration"),
        ("They met from 3 to 5 March 2025.", "range"),
        ("They met last month.", "relative"),
        ("They met in the 1990s.", "vague"),
    ],
)
def test_kinds(text: str, kind: str) -> None:
    assert [d.kind for d in found(text)] == [kind]


def test_a_bare_weekday_is_marked() -> None:
    assert [d.weekday for d in found("They met on Friday and on 5 January 2024.")] == [True, False]


@pytest.mark.parametrize(
    "published", [None, "", "0000-00-00", "0001-01-01", "9999-12-31", "2026-13-45", "soon"]
)
def test_without_a_day_of_publication_only_full_dates_resolve(published: str | None) -> None:
    assert values("They met on Friday, and on 5 January 2024.", published) == [None, "2024-01-05"]


def test_a_month_of_publication_resolves_months_and_no_days() -> None:
    text = "They met on Friday. They met last month. They met last year. They met yesterday."
    assert values(text, "2026-01") == [None, "2025-12", "2025", None]


def test_a_quotation_resolves_like_the_rest() -> None:
    assert values("“We met them last month,” the minister said on Monday.") == [
        "2025-12",
        "2026-01-05",
    ]


_WORDS = [
    "on",
    "in",
    "the",
    "last",
    "next",
    "this",
    "of",
    "from",
    "to",
    "between",
    "and",
    "May",
    "March",
    "Auguſt",
    "31",
    "30th",
    "2017",
    "2026",
    "20٢٦",
    "9999",
    "week",
    "two",
    "a",
    "few",
    "days",
    "weeks",
    "years",
    "ago",
    "later",
    "Friday",
    "'s",
    ",",
    "-",
    "–",
    "/",
    ".",
    "(",
    ")",
    "late",
    "early",
    "mid-2018",
    "half",
    "second",
    "end",
    "until",
    "99",
    "Jan.",
    "2024-02-30",
    "1/2/2024",
    "year",
    "earlier",
    "today",
    "yesterday",
    "same",
    "following",
    "day",
    "1990s",
    "winter",
    "weekend",
    "will",
    "met",
    "said",
    "\n\n",
]


@settings(max_examples=120, deadline=None)
@given(
    st.lists(st.sampled_from(_WORDS) | st.text(max_size=4), max_size=14).map(" ".join),
    st.sampled_from([None, "2026-01-07", "2024-02-29", "2026-01", "1900-01-01", "2100-12-31", "x"]),
)
def test_no_text_breaks_it(text: str, published: str | None) -> None:
    document = load_pipeline().parse(text)
    last = 0
    for date in find_dates(document, published):
        assert date.value is None or _VALID.fullmatch(date.value)
        assert last <= date.first < date.last <= len(document.tokens)
        assert document.tokens[date.first].start == date.span.start
        assert document.tokens[date.last - 1].end == date.span.end
        last = date.last
