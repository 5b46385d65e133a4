from __future__ import annotations

import datetime as dt

import numpy as np
import pytest
from answers_world import busy_world, day, frame

from detente.outlook.history import History
from detente.outlook.waiting import episodes, incidence
from detente.outlook.windows import DayIndex


def test_first_answer_of_each_kind_is_found() -> None:
    history = History.of(
        frame(
            [
                (0, "KOR", "REQUEST", "CHN"),
                (3, "CHN", "ACCUSE", "KOR"),
                (5, "CHN", "SUPPORT", "KOR"),
                (9, "CHN", "REJECT", "KOR"),
                (20, "KOR", "SUPPORT", "JPN"),
            ]
        )
    )
    found = episodes(history)
    assert found.wait.tolist() == [[5, 9, 3]]
    assert [a.tolist() for a in found.first()] == [[3], [3]]
    assert found.observed.tolist() == [20]


CASES = [
    # an act of the asker is no answer
    ([(0, "A", "REQUEST", "B"), (2, "A", "SUPPORT", "B")], 0),
    # of the same day nobody knows which came first
    ([(0, "A", "REQUEST", "B"), (0, "B", "SUPPORT", "A")], 0),
    # a meeting stored both ways is one act, and talk
    ([(0, "A", "REQUEST", "B"), (2, "A", "CONSULT", "B"), (2, "B", "CONSULT", "A")], 0),
    # a signing stored both ways is no answer of one side
    ([(0, "A", "REQUEST", "B"), (2, "A", "AGREE", "B"), (2, "B", "AGREE", "A")], 0),
    # told one way it is
    ([(0, "A", "REQUEST", "B"), (2, "B", "AGREE", "A")], 2),
    # a counter-demand is no answer
    ([(0, "A", "REQUEST", "B"), (2, "B", "REQUEST", "A")], 0),
    # neither is a third party's help
    ([(0, "A", "REQUEST", "B"), (2, "C", "AID", "A")], 0),
]


@pytest.mark.parametrize(("rows", "wait"), CASES)
def test_what_counts_as_cooperation_in_answer(
    rows: list[tuple[int, str, str, str]], wait: int
) -> None:
    history = History.of(frame([*rows, (30, "X", "AID", "Y")]))
    asks = episodes(history)
    mine = asks.asker == history.actor("A")
    assert asks.take(mine).wait[:, 0].tolist() == [wait]


def test_a_records_own_agreement_is_an_answer_though_stored_both_ways() -> None:
    rows = [(0, "A", "REQUEST", "B"), (2, "A", "AGREE", "B"), (2, "B", "AGREE", "A")]
    assert episodes(History.of(frame(rows, origin="read"))).wait[0, 0] == 2


def test_asks_told_again_within_days_are_one() -> None:
    rows = [(n, "A", "REQUEST", "B") for n in (0, 0, 3, 6, 9)]
    history = History.of(frame(rows))
    assert episodes(history).asks.tolist() == [2, 1, 1, 1]
    assert (episodes(history, merge=7).day - day(0)).tolist() == [0, 9]


def test_incidence_of_known_values() -> None:
    # five asks: answered on day 1 (kind 1), day 2 (kind 2), censored on day 2, day 3 (kind 1), day 4 censored
    found = incidence(np.array([1, 2, 2, 3, 4]), np.array([1, 2, 0, 1, 0]), 4)
    # day 1: 1/5; day 2: 4/5 still wait, 1 of 4 refused; day 3: 3/5 wait, 1 of the 2 watched
    np.testing.assert_allclose(found.by_kind[:, 0], [0, 0.2, 0.2, 0.5, 0.5])
    np.testing.assert_allclose(found.by_kind[:, 1], [0, 0, 0.2, 0.2, 0.2])
    np.testing.assert_allclose(found.waiting, [1, 0.8, 0.6, 0.3, 0.3])
    assert found.at_risk.tolist() == [5, 5, 4, 2, 1]


def test_incidence_without_censoring_is_plain_counting() -> None:
    draw = np.random.default_rng(3)
    wait, kind = draw.integers(1, 40, 500), draw.integers(1, 4, 500)
    found = incidence(wait, kind, 30)
    for at in (1, 7, 30):
        for k in (1, 2, 3):
            assert found.by_kind[at, k - 1] == pytest.approx(((wait <= at) & (kind == k)).mean())
        assert found.by_kind[at].sum() + found.waiting[at] == pytest.approx(1)


def test_incidence_under_censoring_matches_redistribution_by_brute_force() -> None:
    draw = np.random.default_rng(4)
    wait, kind = draw.integers(1, 20, 200), draw.integers(0, 4, 200)
    # redistribute to the right: a censored ask hands its weight to all that are watched longer
    weight = np.full(200, 1 / 200)
    share = np.zeros(3)
    for at in range(1, 16):
        for k in (1, 2, 3):
            share[k - 1] += weight[(wait == at) & (kind == k)].sum()
        lost = (wait == at) & (kind == 0)
        later = wait > at
        if later.any():
            weight[later] += weight[lost].sum() * weight[later] / weight[later].sum()
        weight[wait == at] = 0
    np.testing.assert_allclose(incidence(wait, kind, 15).by_kind[15], share)


def test_windows_with_an_act_match_counting_them_one_by_one() -> None:
    draw = np.random.default_rng(5)
    acts, keys = np.sort(draw.integers(100, 160, 25)), draw.integers(0, 3, 25)
    index = DayIndex.of(keys, acts, first=100, last=170)
    for key in range(4):
        for end in (99, 104, 120, 151, 170):
            for span in (1, 7, 30):
                origins = range(99, end - span + 1)
                held = [((acts > o) & (acts <= o + span) & (keys == key)).any() for o in origins]
                at, who = np.array([end]), np.array([key])
                assert index.windows(at, span)[0] == len(held)
                assert index.windows_with(who, at, span)[0] == sum(held)


def test_last_and_next_never_leave_the_key() -> None:
    index = DayIndex.of(np.array([0, 2]), np.array([10, 12]), first=1, last=20)
    key, at = np.array([0, 1, 2]), np.array([11, 11, 11])
    assert index.last(key, at).tolist() == [10, 0, 0]
    assert index.next(key, at).tolist() == [0, 0, 12]


def test_the_past_of_a_history_is_the_same_whatever_comes() -> None:
    events = busy_world(days=60, pairs=4)
    whole = History.of(events)
    part = History.of(events.filter(events["date"] <= dt.date.fromordinal(whole.first + 40)))
    cut = whole.until(whole.first + 40)
    assert cut.ids == part.ids
    assert cut.mirrored.tolist() == part.mirrored.tolist()
