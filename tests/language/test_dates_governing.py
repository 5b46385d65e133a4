"""An act has the date of its own clause, not that of the report or of another act."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from detente.language.dates import date_of, find_dates
from detente.language.pipeline import load_pipeline

PUBLISHED = "2026-01-07"  # a Wednesday


def dated(text: str, trigger: str) -> str | None:
    document = load_pipeline().parse(text)
    token = next(t for t in document.tokens if t.text == trigger)
    return date_of(document, token.i, find_dates(document, PUBLISHED), PUBLISHED)


@pytest.mark.parametrize(
    ("text", "trigger", "expected"),
    [
        ("Kenya recalled its envoy on Friday.", "recalled", "2026-01-02"),
        ("On Friday, Kenya recalled its envoy.", "recalled", "2026-01-02"),
        ("On Friday, Kenya recalled its envoy and closed the border.", "closed", "2026-01-02"),
        ("Kenya recalled its envoy and closed the border on Friday.", "closed", "2026-01-02"),
        ("Kenya warned Peru and in May 2025 expelled its envoy.", "warned", None),
        ("Kenya warned Peru and in May 2025 expelled its envoy.", "expelled", "2025-05"),
        # a report and what it tells
        ("Kenya said on Friday that Peru had recalled its envoy.", "said", "2026-01-02"),
        ("Kenya said on Friday that Peru had recalled its envoy.", "recalled", None),
        ("Kenya said on Monday it would reopen its embassy.", "reopen", None),
        ("Peru attacked Chile on Sunday, officials said on Monday.", "attacked", "2026-01-04"),
        ("Peru attacked Chile on Sunday, officials said on Monday.", "said", "2026-01-05"),
        # what was agreed lies ahead
        ("Kenya agreed on Friday to send envoys to Peru.", "send", None),
        ("Kenya agreed to send envoys to Peru next month.", "send", "2026-02"),
        ("Kenya agreed to send envoys to Peru next month.", "agreed", None),
        ("Kenya began to withdraw its troops in August 2025.", "began", "2025-08"),
        # nouns
        ("The 2017 deployment of missiles angered Peru.", "deployment", "2017"),
        ("The 2017 deployment of missiles angered Peru.", "angered", None),
        ("Kenya condemned Tuesday's attack on Chile.", "attack", "2026-01-06"),
        ("Kenya condemned Tuesday's attack on Chile.", "condemned", None),
        ("Kenya on Tuesday condemned attacks on Chile.", "attacks", None),
        ("Kenya and Peru held talks on Tuesday.", "talks", "2026-01-06"),
        ("The ministers spoke on Tuesday during a visit to Lima.", "visit", "2026-01-06"),
        ("The talks scheduled for Friday are about fish.", "talks", "2026-01-09"),
        # clauses of the same time
        ("Visiting Lima on Friday, the minister warned Chile.", "warned", "2026-01-02"),
        ("Kenya closed the border in May 2025, drawing a protest.", "drawing", "2025-05"),
        ("Peru was angered in May 2025 when Kenya closed the border.", "closed", "2025-05"),
        ("Ties have been cold since May 2025, when Kenya closed the border.", "closed", "2025-05"),
        ("Peru was angered on Friday after Kenya closed the border.", "closed", None),
        # a date that hangs on a noun of the clause
        ("The court in March 2025 ordered the arrest of the envoy.", "ordered", "2025-03"),
        ("During a visit to Lima last month, she urged Chile to act.", "urged", "2025-12"),
        ("During a visit to Lima last month, she urged Chile to act.", "act", None),
        ("Chile condemned the strike, which killed ten on Sunday.", "strike", "2026-01-04"),
        ("Chile condemned the strike, which killed ten on Sunday.", "condemned", None),
        ("Sanctions imposed in 2012 were lifted on Friday.", "imposed", "2012"),
        ("Sanctions imposed in 2012 were lifted on Friday.", "lifted", "2026-01-02"),
        ("Talks are to resume in Lima on January 20.", "Talks", "2026-01-20"),
        # the head of a sentence, whatever the parser hangs it on
        ("On Friday, after a clash at sea, Kenya recalled its envoy.", "recalled", "2026-01-02"),
        (
            "In July Kenya, which rules the strait, sent ships, and Peru sank them.",
            "sank",
            "2025-07",
        ),
        # the day of a noun; what came later; what came shortly before
        ("Kenya welcomed the plan of December 6.", "welcomed", None),
        ("Kenya will meet Peru at the end of March.", "meet", "2026-03"),
        ("In May 2025 Kenya expelled the envoy and later closed the border.", "closed", None),
        ("Peru left in May 2025 after Kenya closed the border.", "closed", "2025-05"),
        ("Peru left in May 2025 three weeks after Kenya closed the border.", "closed", None),
        # what has lasted
        ("Kenya has been fined since May 2025.", "fined", "2025-05"),
        # nothing told
        ("Kenya recalled its envoy.", "recalled", None),
        ("They met on Friday. Kenya recalled its envoy.", "recalled", None),
    ],
)
def test_the_date_of_an_act(text: str, trigger: str, expected: str | None) -> None:
    assert dated(text, trigger) == expected


@settings(max_examples=40, deadline=None)
@given(
    st.lists(
        st.sampled_from(
            [
                "Kenya",
                "said",
                "on",
                "Friday",
                "that",
                "it",
                "met",
                "Peru",
                "in",
                "May",
                "and",
                "will",
                "talk",
                "by",
                "2027",
                "when",
                ",",
                "the",
                "visit",
            ]
        ),
        max_size=14,
    ).map(" ".join),
    st.sampled_from([None, "2026-01-07", "2026-01", "0000-00-00", "garbage"]),
)
def test_no_act_breaks_it(text: str, published: str | None) -> None:
    document = load_pipeline().parse(text)
    dates = find_dates(document, published)
    told = {d.value for d in dates} | {None}
    for token in document.tokens:
        assert date_of(document, token.i, dates, published) in told
