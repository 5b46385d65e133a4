"""Figures and dates as one says them."""

from __future__ import annotations

import pytest

from detente.web.charts import quarter
from detente.web.guard import host_name
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


def test_quarters_follow_each_other_over_the_year() -> None:
    assert quarter("2026-01") == quarter("2025-12") + 1


@pytest.mark.parametrize(
    ("header", "name"),
    [("LOCALHOST:80", "localhost"), ("[::1]:8765", "[::1]"), ("127.0.0.1", "127.0.0.1"), ("", "")],
)
def test_hosts_are_read_without_their_port(header: str, name: str) -> None:
    assert host_name(header) == name
