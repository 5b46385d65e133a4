"""Dates resolve against the day of publication, no more precisely than they are told."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from detente.language.dates import date_of, find_dates
from detente.language.pipeline import load_pipeline

PUBLISHED = "2026-01-07"  # a Wednesday
_VALID = re.compile(r"\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?")


def values(text: str, published: str | None = PUBLISHED) -> list[str | None]:
    return [d.value for d in find_dates(load_pipeline().parse(text), published)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("They met on Wednesday.", ["2026-01-07"]),  # the very day
        ("They met on Friday.", ["2026-01-02"]),
        ("They will meet on Friday.", ["2026-01-09"]),
        ("They met yesterday.", ["2026-01-06"]),
        ("They met last month.", ["2025-12"]),
        ("They met last year.", ["2025"]),
        ("They will meet next week.", ["2026-01"]),
        ("They met two weeks ago.", ["2025-12"]),
        ("They met three years ago.", ["2023"]),
        ("They met on November 30.", ["2025-11-30"]),
        ("They will meet in March.", ["2026-03"]),
        ("They met in November.", ["2025-11"]),
        ("They met on Jan. 5, 2024.", ["2024-01-05"]),
        ("They met on 5 January 2024.", ["2024-01-05"]),
        ("They met in January 2024.", ["2024-01"]),
        ("They met in 2017.", ["2017"]),
        ("The 2017 deployment angered Beijing.", ["2017"]),
        ("They met in late 2018.", ["2018"]),
        ("They met in the second half of 2018.", ["2018"]),
        ("They met on 2024-02-29.", ["2024-02-29"]),
        ("The report counted 2017 people.", []),  # a quantity
        ("It may rain.", []),  # no month
        ("They met on February 30, 2024.", [None]),  # no such day
    ],
)
def test_values(text: str, expected: list[str | None]) -> None:
    assert values(text) == expected


@pytest.mark.parametrize("published", [None, "", "0000-00-00", "2026-13-45", "soon"])
def test_without_a_day_of_publication_only_full_dates_resolve(published: str | None) -> None:
    assert values("They met on Friday, and on 5 January 2024.", published) == [None, "2024-01-05"]


@pytest.mark.parametrize(
    ("text", "trigger", "expected"),
    [
        ("Kenya recalled its envoy on Friday.", "recalled", "2026-01-02"),
        ("On Friday, Kenya recalled its envoy.", "recalled", "2026-01-02"),
        ("Kenya said on Friday that Peru had recalled its envoy.", "recalled", None),
        ("The 2017 deployment of missiles angered Peru.", "deployment", "2017"),
        ("Kenya recalled its envoy and closed the border on Friday.", "closed", "2026-01-02"),
    ],
)
def test_the_date_of_an_act(text: str, trigger: str, expected: str | None) -> None:
    document = load_pipeline().parse(text)
    token = next(t for t in document.tokens if t.text == trigger)
    dates = find_dates(document, PUBLISHED)
    assert date_of(document, token.i, dates, PUBLISHED) == expected


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.sampled_from(
            [
                "on",
                "in",
                "the",
                "last",
                "next",
                "of",
                "May",
                "March",
                "31",
                "30th",
                "2017",
                "2026",
                "week",
                "two",
                "days",
                "ago",
                "Friday",
                "'s",
                ",",
                "-",
                "late",
                "half",
                "second",
                "until",
                "99",
                "Jan.",
                "2024-02-30",
                "year",
                "earlier",
            ]
        ),
        max_size=12,
    ).map(" ".join)
)
def test_no_text_breaks_it(text: str) -> None:
    for value in values(text):
        assert value is None or _VALID.fullmatch(value)
