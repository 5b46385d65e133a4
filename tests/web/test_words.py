"""Figures and dates as one says them."""

from __future__ import annotations

import pytest

from detente.web.charts import quarter, timeline
from detente.web.guard import host_name
from detente.web.verdict import judge
from detente.web.words import date_words, listed


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ("2026-01-07", "7 January 2026"),
        ("2026-01", "January 2026"),
        ("2026", "2026"),
        ("2026-01-07T10:00:00+00:00", "7 January 2026"),
        (None, "undated"),
        ("2026-13", "2026-13"),  # what is no date is shown as it stands
    ],
)
def test_a_date_keeps_its_precision(value: str | None, words: str) -> None:
    assert date_words(value) == words


def test_lists_read_as_one_says_them() -> None:
    assert listed([]) == ""
    assert listed(["Japan"]) == "Japan"
    assert listed(["Japan", "China"]) == "Japan and China"


@pytest.mark.parametrize(
    ("recent", "before", "way"),
    [
        ((7, 11), (4, 10), "warming"),
        ((0, 5), (4, 10), "cooling"),
        ((5, 10), (5, 10), "steady"),
        ((2, 2), (4, 10), "unknown"),  # two acts are too few to tell a turn
        ((0, 0), (0, 0), "unknown"),
    ],
)
def test_verdicts_rest_on_enough_acts(
    recent: tuple[int, int], before: tuple[int, int], way: str
) -> None:
    assert judge(recent, before, "2026-01-07").way == way


def test_a_verdict_gives_its_measure() -> None:
    assert judge((7, 11), (4, 10), "2026-01-07").measure == (
        "In the year to 7 January 2026, 7 of 11 acts cooperative; before, 4 of 10."
    )


def test_bars_stand_on_the_line_words_above_deeds_below() -> None:
    chart = timeline({1: {"2020-01": 2}, 2: {"2020-01": 1}, 3: {"2020-01": 1}, 4: {}})
    above = [b for b in chart.bars if not b.deed]
    below = [b for b in chart.bars if b.deed]
    assert all(b.y + b.height <= chart.line + 0.1 for b in above)
    assert all(b.y >= chart.line for b in below)
    assert [y.counts for y in chart.years] == [(2, 1, 1, 0)]


def test_a_long_time_is_drawn_by_year() -> None:
    chart = timeline({1: {"1965-01": 1, "2026-01": 1}, 2: {}, 3: {}, 4: {}})
    assert chart.unit == "year"
    assert len(chart.ticks) <= 12


def test_no_acts_make_an_empty_chart() -> None:
    assert timeline({q: {} for q in (1, 2, 3, 4)}).bars == ()


def test_quarters_follow_each_other_over_the_year() -> None:
    assert quarter("2026-01") == quarter("2025-12") + 1


@pytest.mark.parametrize(
    ("header", "name"),
    [("LOCALHOST:80", "localhost"), ("[::1]:8765", "[::1]"), ("127.0.0.1", "127.0.0.1"), ("", "")],
)
def test_hosts_are_read_without_their_port(header: str, name: str) -> None:
    assert host_name(header) == name
