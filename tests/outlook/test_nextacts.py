from __future__ import annotations

import numpy as np
import pytest
from answers_world import busy_world, day, frame

from detente.outlook.history import History
from detente.outlook.nextacts import (
    NextAct,
    PairOutlook,
    footing,
    pair_outlook,
    with_whom_next,
)
from detente.outlook.nextacts_rates import HALF_LIVES, fit_mixture


def outlook(history: History, pair: tuple[str, str], evening: int) -> PairOutlook:
    mixture = fit_mixture(history.until(evening), 7)
    return pair_outlook(history, pair, mixture, days=7, evening=evening)


def one(found: PairOutlook, source: str, what: str) -> NextAct:
    return next(n for n in found.next if (n.source, n.what) == (source, what))


def test_base_rate_is_the_share_of_weeks_with_such_an_act() -> None:
    # an act every second week: each window of seven days holds one half of the time
    rows = [(n, "A", "AID", "B") for n in range(0, 406, 14)]
    rows += [(n, "X", "ACCUSE", "Y") for n in range(0, 406, 3)]
    found = outlook(History.of(frame(sorted(rows))), ("A", "B"), day(405))
    assert one(found, "A", "AID").base == pytest.approx(0.5, abs=0.02)
    assert one(found, "A", "AID").probability == pytest.approx(0.5, abs=0.25)
    assert one(found, "B", "AID").base == 0
    assert one(found, "B", "AID").reasons == ()


def test_a_pair_gone_quiet_falls_below_its_base_rate_and_a_busy_one_rises() -> None:
    rows = [(n, "X", "ACCUSE", "Y") for n in range(0, 400, 2)]
    rows += [(n, "A", "ACCUSE", "B") for n in range(0, 200, 4)]
    rows += [(n, "C", "ACCUSE", "D") for n in range(200, 400, 4)]
    history = History.of(frame(sorted(rows)))
    quiet, busy = (outlook(history, p, day(399)) for p in (("A", "B"), ("C", "D")))
    for found, source, up in ((quiet, "A", False), (busy, "C", True)):
        act = one(found, source, "ACCUSE")
        assert act.probability is not None
        assert act.base is not None
        assert (act.probability > act.base) is up


def test_reasons_are_the_latest_acts_with_their_ids() -> None:
    rows = [(n, "A", "AID", "B") for n in range(0, 300, 5)]
    events = frame(rows)
    act = one(outlook(History.of(events), ("A", "B"), day(299)), "A", "AID")
    assert [r.id for r in act.reasons] == list(events["id"])[:-4:-1]
    assert [r.date for r in act.reasons] == sorted((r.date for r in act.reasons), reverse=True)
    assert 0 < act.reasons[0].share < 1


FOOTINGS = [
    (2, 1096, 0.9, 0, "2 events in 3 years: too few for any figure"),
    (12, 1096, 0.9, 1, "12 events in 3 years: base rate only"),
    (80, 1096, 0.9, 2, "80 events in 3 years"),
    (80, 40, 0.9, 1, "80 events in 40 days: base rate only"),
    (1, 20, 0.9, 0, "1 event in 20 days: too few for any figure"),
    (
        80,
        1096,
        0.1,
        0,
        "80 events in 3 years, but anything at all is told in 10 % of such stretches",
    ),
]


@pytest.mark.parametrize(("acts", "days", "covered", "level", "words"), FOOTINGS)
def test_too_little_history_is_said_plainly(
    acts: int, days: int, covered: float, level: int, words: str
) -> None:
    found = footing(acts, days, covered)
    assert found[0] == level
    assert found[1].startswith(words)


def test_too_few_acts_give_no_probability_but_a_base_rate_and_fewer_still_none() -> None:
    rows = [(n, "X", "ACCUSE", "Y") for n in range(0, 400, 2)]
    rows += [(n, "A", "AID", "B") for n in range(0, 400, 40)] + [(100, "C", "AID", "D")]
    history = History.of(frame(sorted(rows)))
    thin = outlook(history, ("A", "B"), day(399))
    assert {n.probability for n in thin.next} == {None}
    assert one(thin, "A", "AID").base is not None
    assert outlook(history, ("C", "D"), day(399)).next == ()
    assert outlook(history, ("A", "NOBODY"), day(399)).next == ()


def test_weights_of_half_lives_are_learned_where_there_are_pairs_enough() -> None:
    mixture = fit_mixture(History.of(busy_world(days=300)), 7)
    assert mixture.fitted
    for weights in mixture.weights.values():
        assert weights.sum() == pytest.approx(1)
        assert (weights > 0).all()
    thin = fit_mixture(History.of(busy_world(days=300, pairs=3)), 7)
    assert not thin.fitted
    np.testing.assert_allclose(thin.weights["AID"], 1 / len(HALF_LIVES))


def test_steady_acts_give_weight_to_long_half_lives() -> None:
    draw = np.random.default_rng(1)
    rows = []
    for pair in range(40):
        rate = 0.02 * (1 + pair % 10)
        rows += [(n, f"A{pair}", "AID", f"B{pair}") for n in range(500) if draw.random() < rate]
    weights = fit_mixture(History.of(frame(sorted(rows))), 7).weights["AID"]
    assert weights[-2:].sum() > weights[:2].sum()


def test_with_whom_next_puts_the_busiest_first_and_leaves_out_strangers() -> None:
    rows = [(n, "A", "AID", "B") for n in range(0, 300, 3)]
    rows += [(n, "C", "ACCUSE", "A") for n in range(0, 300, 12)] + [(5, "A", "AID", "D")]
    history = History.of(frame(sorted(rows)))
    mixture = fit_mixture(history, 7)
    found = with_whom_next(history, "A", mixture, days=7, evening=day(299))
    assert [p.actor for p in found] == ["B", "C"]
    assert with_whom_next(history, "NOBODY", mixture, days=7, evening=day(299)) == ()
