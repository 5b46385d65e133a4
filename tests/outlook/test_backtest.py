from __future__ import annotations

import itertools

import polars as pl
import pytest
from answers_world import busy_world, day, frame

from detente.outlook.backtest import (
    evenings,
    past_words,
    roll_acts,
    roll_answers,
    scores_of,
)
from detente.outlook.history import History


def test_evenings_lie_a_horizon_apart_in_the_later_part() -> None:
    history = History.of(busy_world(days=100, pairs=3))
    found = evenings(history, 7, 99)
    assert found[-1] == history.last - 7
    assert {b - a for a, b in itertools.pairwise(found)} == {7}
    assert found[0] >= history.first + 33


def test_a_planted_later_act_changes_no_forecast_made_before_it() -> None:
    events = busy_world(days=250, pairs=22)
    # acts after the last evening but one, of pairs old and new; the last day stays the same
    last = events["date"].max()
    planted = frame(
        [
            (n, s, t, g)
            for n in range(243, 249)
            for s, t, g in (("B00", "AID", "A00"), ("Z", "ASSAULT", "A01"))
        ],
        tag="z",
    )
    plain = History.of(events)
    after = History.of(pl.concat([events, planted]))
    assert last is not None
    assert plain.last == after.last
    before = roll_acts(plain, periods=3, pairs=8)
    again = roll_acts(after, periods=3, pairs=8)
    assert len(before) == len(again) > 0
    assert [(c.evening, c.source, c.what, c.said, c.base) for c in before] == [
        (c.evening, c.source, c.what, c.said, c.base) for c in again
    ]
    # but the outcomes that it changes are seen
    assert [c.happened for c in before] != [c.happened for c in again]


def test_a_planted_later_act_changes_no_forecast_of_an_answer() -> None:
    events = busy_world(days=250, pairs=22)
    planted = frame([(n, "B00", "AID", "A00") for n in range(230, 249)], tag="z")
    found = []
    for history in (History.of(events), History.of(pl.concat([events, planted]))):
        cases = roll_answers(history, "cooperation", periods=2)
        found.append([(c.evening, c.source, c.said, c.base) for c in cases if c.evening < day(230)])
    assert found[0]
    assert found[0] == found[1]


def test_scores_come_by_kind_with_all_types_first() -> None:
    cases = roll_acts(History.of(busy_world(days=300, pairs=25)), periods=6, pairs=20)
    found = scores_of(cases)
    assert [f.what for f in found[:3]] == ["all types", "cooperation", "conflict"]
    scores = found[0].scores
    assert scores is not None
    assert sum(b.forecasts for b in scores.reliability) == scores.forecasts
    # acts of a made world come at steady rates: forecasts must be about as good as its base rate
    assert scores.skill == pytest.approx(0, abs=0.08)
    assert scores.gap < 0.05


def test_bursts_are_forecast_better_than_by_the_base_rate() -> None:
    rows = []
    for pair in range(30):
        start = 20 + 9 * pair
        rows += [
            (n, f"A{pair}", "ACCUSE", f"B{pair}") for n in range(start, min(start + 60, 340), 2)
        ]
        rows += [(3 * pair, f"B{pair}", "AID", f"A{pair}")]
    cases = roll_acts(History.of(frame(sorted(rows))), periods=10, pairs=40)
    scores = next(f.scores for f in scores_of(cases) if f.what == "ACCUSE")
    assert scores is not None
    assert scores.skill is not None
    assert scores.skill > 0.1


def test_how_a_pair_scored_is_said_in_words() -> None:
    history = History.of(busy_world(days=300, pairs=25))
    busiest = max(
        ((f"A{n:02d}", f"B{n:02d}") for n in range(25)),
        key=lambda p: int((history.source == history.actor(p[0])).sum()),
    )
    assert "earlier forecasts" in past_words(history, busiest, days=7, periods=4)
    assert past_words(history, ("A00", "NOBODY"), days=7) == (
        "no earlier forecasts to score: too little history"
    )
