"""An act without a date of its own has that of the story, where the text leaves no doubt."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from detente.language.dates import find_dates
from detente.language.pipeline import load_pipeline
from detente.reading.timing import time_of
from detente.records import Modality

PUBLISHED = "2026-01-07"  # a Wednesday
LEAD = "Kenya and Peru signed a treaty on Tuesday. "


def timed(
    text: str,
    trigger: str,
    *,
    verbal: bool = False,
    modality: Modality = "actual",
    headline: bool = False,
) -> str | None:
    document = load_pipeline().parse(text)
    token = next(t for t in document.tokens if t.text == trigger)
    return time_of(
        document,
        token.i,
        find_dates(document, PUBLISHED),
        PUBLISHED,
        verbal=verbal,
        modality=modality,
        headline=headline,
    )


@pytest.mark.parametrize(
    ("text", "trigger", "expected"),
    [
        # the day of the lead
        ("Chile praised them.", "praised", "2026-01-06"),
        ("Chile has long praised them.", "praised", None),
        ("Chile had praised them.", "praised", None),
        ("Chile said it would never praise them.", "praise", "2026-01-06"),
        ("Chile praised the rules that have held since 1992.", "praised", "2026-01-06"),
        # another time of the same sentence
        ("In 1998, when they fought, Chile praised them.", "praised", "1998"),
        # a habit
        ("Chile once praised them.", "praised", None),
        ("For decades Chile praised them.", "praised", None),
        # a paragraph that went back
        ("They quarrelled on January 2. Chile praised them.", "praised", None),
        ("They quarrelled on January 2. Hours later Chile praised them.", "praised", "2026-01-02"),
    ],
)
def test_words(text: str, trigger: str, expected: str | None) -> None:
    assert timed(LEAD + text, trigger, verbal=True) == expected


@pytest.mark.parametrize(
    ("text", "trigger", "expected"),
    [
        (LEAD + "Chile hosted them.", "hosted", "2026-01-06"),
        (LEAD + "They took up the matter at their talks.", "talks", "2026-01"),
        (LEAD + "It rained. " * 8 + "Chile closed the border.", "closed", "2026-01"),
        ("Chile closed the border.", "closed", "2026-01"),  # no day in the lead
        ("Chile is halting trade with Peru, it said on Tuesday.", "halting", "2026-01-06"),
        ("Kenya and Peru have agreed on borders, Chile said on Tuesday.", "agreed", "2026-01-06"),
        # counted from another act
        ("Chile left on Tuesday, nine days after Peru closed the border.", "closed", "2025-12-28"),
        ("Chile left on Tuesday, hours after Peru closed the border.", "closed", "2026-01-06"),
        ("Chile left on Tuesday, a decade after Peru closed the border.", "closed", "2016"),
    ],
)
def test_deeds(text: str, trigger: str, expected: str | None) -> None:
    assert timed(text, trigger) == expected


@pytest.mark.parametrize(
    ("trigger", "expected"),
    [("crosses", "2025-12-08"), ("asks", "2025-12-08"), ("bombs", "2025-12"), ("leaves", None)],
)
def test_the_head_of_an_entry_dates_all_of_it(trigger: str, expected: str | None) -> None:
    text = (
        "These are the steps of a quarrel.\n\nDec. 8: Kenya crosses the river. Peru asks for talks.\n\n"
        "Dec. 9-11: Kenya bombs the town.\n\nKenya leaves the bank."
    )
    assert timed(text, trigger) == expected


def test_a_plan_has_the_date_it_is_told_with_or_none() -> None:
    plan = LEAD + "Peru will open an embassy."
    assert timed(plan, "open", modality="planned") is None
    assert timed(plan[:-1] + " on January 20.", "open", modality="planned") == "2026-01-20"
    going_on = "The summit begins this month. Peru will attend it."
    assert timed(going_on, "attend", modality="planned") == "2026-01"


def test_what_is_possible_or_denied_has_no_time_of_the_story() -> None:
    text = LEAD + "Chile praised them."
    assert timed(text, "praised", verbal=True, modality="hypothetical") is None
    assert timed(text, "praised", verbal=True, modality="negated") is None


def test_a_headline_tells_of_the_day() -> None:
    assert timed("Chile recalls its envoy from Peru", "recalls", headline=True) == PUBLISHED


_WORDS = [
    "Kenya", "Peru", "left", "closed", "has", "agreed", "said", "that", "it", "would", "after",
    "before", "nine", "days", "a", "decade", "hours", "later", "For", "decades", "once", "In", "May",
    "2008", "on", "Friday", "Dec.", "8", ":", "--", ",", ".", "the", "next", "day", "which", "\n\n",
]  # fmt: skip


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.sampled_from(_WORDS) | st.text(max_size=3), max_size=18).map(" ".join),
    st.sampled_from([None, "2026-01-07", "2026-01", "1900-01-01", "0000-00-00", "garbage"]),
    st.sampled_from(["actual", "planned", "hypothetical", "negated"]),
)
def test_no_text_breaks_it(text: str, published: str | None, modality: Modality) -> None:
    document = load_pipeline().parse(text)
    dates = find_dates(document, published)
    for token in document.tokens:
        value = time_of(
            document, token.i, dates, published, verbal=bool(token.i % 2), modality=modality
        )
        assert value is None or re.fullmatch(r"\d{4}(-\d\d(-\d\d)?)?", value)
