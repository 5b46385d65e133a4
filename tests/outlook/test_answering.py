from __future__ import annotations

import numpy as np
import polars as pl
import pytest
from answers_world import busy_world, day, frame

from detente.outlook.answer_features import features, questions_of
from detente.outlook.answering import estimate, fit_answers
from detente.outlook.asked import Asked, ask_outlooks
from detente.outlook.history import History
from detente.outlook.scoring import brier, concordance, log_loss, reliability, score
from detente.outlook.waiting import episodes


def test_too_few_asks_are_pooled_and_no_trees_grow() -> None:
    model = fit_answers(History.of(busy_world(days=60, pairs=3)), "cooperation")
    assert model.trees is None
    assert model.blend == 0


def test_forecasts_lie_between_0_and_1_and_the_trees_are_the_same_each_time() -> None:
    history = History.of(busy_world(days=500))
    asks = questions_of(episodes(history))
    models = [fit_answers(history, "cooperation") for _ in range(2)]
    assert all(m.trees is not None for m in models)
    first, second = (estimate(m, history, asks).probability for m in models)
    assert ((first > 0) & (first < 1)).all()
    assert (first == second).all()


def test_answered_pairs_get_higher_forecasts_than_silent_ones() -> None:
    rows = []
    for n in range(0, 300, 10):
        rows += [(n, "A", "REQUEST", "B"), (n + 2, "B", "AID", "A")]
        rows += [(n, "C", "REQUEST", "D"), (n + 2, "E", "ACCUSE", "F")]
    history = History.of(frame(sorted(rows)))
    asks = episodes(history)
    found = estimate(fit_answers(history, "cooperation"), history, questions_of(asks))
    late = asks.day > day(250)
    a, c = (asks.asker == history.actor(x) for x in "AC")
    assert found.probability[late & a].min() > 0.6
    assert found.probability[late & c].max() < 0.2
    assert found.own[late & c].max() == 0


def test_what_comes_after_the_day_of_an_ask_changes_nothing() -> None:
    events = busy_world(days=300, pairs=20)
    model = fit_answers(History.of(events), "cooperation", until=day(200))
    later = frame(
        [(n, "B00", "AID", "A00") for n in range(251, 299)] + [(260, "Z", "AID", "A01")], tag="z"
    )
    planted = History.of(pl.concat([events, later]))
    plain = History.of(events)
    again = fit_answers(planted, "cooperation", until=day(200))
    assert (model.strength, model.blend, model.slope) == (again.strength, again.blend, again.slope)
    asks = episodes(plain)
    asks = asks.take((asks.day > day(200)) & (asks.day <= day(250)))
    held = episodes(planted)
    held = held.take((held.day > day(200)) & (held.day <= day(250)))
    before = estimate(model, plain, questions_of(asks))
    after = estimate(again, planted, questions_of(held))
    np.testing.assert_array_equal(before.probability, after.probability)
    np.testing.assert_array_equal(before.own, after.own)
    tables = [
        features(h, questions_of(a), "cooperation", 7, e.pooled)
        for h, a, e in ((plain, asks, before), (planted, held, after))
    ]
    np.testing.assert_array_equal(tables[0], tables[1])


def test_an_ask_says_how_asks_like_it_fared() -> None:
    rows = []
    for n in range(0, 400, 10):
        rows += [(n, "A", "REQUEST", "B"), (n + 5, "X", "ACCUSE", "Y")]
        if n % 20 == 0:
            rows.append((n + 3, "B", "SUPPORT", "A"))
    history = History.of(frame(sorted(rows)))
    (found,) = ask_outlooks(history, [Asked(id="q", asker="A", target="B", day=day(390))])
    assert found.circle == "of this pair"
    assert found.expected[0].alike == pytest.approx(0.5, abs=0.03)
    assert "50 % answered within 7 days" in found.note or "51 %" in found.note
    assert found.expected[1].alike == 0


def test_a_thin_record_gets_a_plain_answer() -> None:
    history = History.of(
        frame([(0, "A", "REQUEST", "B"), (500, "B", "AID", "A"), (900, "A", "REQUEST", "B")])
    )
    (found,) = ask_outlooks(history, [Asked(id="q", asker="A", target="B", day=day(900))])
    assert "too few for any figure" in found.note
    assert [e.probability for e in found.expected] == [None, None, None]
    assert [e.own for e in found.expected] == [None, None, None]


def test_scores_of_known_values() -> None:
    said, met = np.array([0.0, 0.5, 1.0, 0.5]), np.array([0.0, 1.0, 1.0, 0.0])
    assert brier(said, met) == pytest.approx(0.125)
    assert log_loss(np.array([0.5, 0.5]), np.array([1.0, 0.0])) == pytest.approx(np.log(2))
    found = score(said, np.full(4, 0.5), met)
    assert found is not None
    assert found.skill == pytest.approx(0.5)
    assert found.concordance == pytest.approx(0.875)
    assert found.base_concordance == pytest.approx(0.5)
    bins = reliability(said, met)
    assert [b.forecasts for b in bins] == [1, 0, 0, 0, 0, 2, 0, 0, 0, 1]
    assert (bins[5].said, bins[5].happened) == (0.5, 0.5)


def test_concordance_matches_comparing_every_two() -> None:
    draw = np.random.default_rng(6)
    said, wait, met = draw.integers(0, 5, 80) / 5, draw.integers(1, 9, 80), draw.random(80) < 0.6
    better = pairs = 0.0
    for i in range(80):
        for j in range(80):
            sooner = wait[i] < wait[j] or (wait[i] == wait[j] and not met[j])
            if met[i] and i != j and sooner:
                pairs += 1
                better += 1.0 if said[i] > said[j] else 0.5 if said[i] == said[j] else 0.0
    assert concordance(said, wait, met) == pytest.approx(better / pairs)
    assert concordance(said, wait, np.zeros(80, dtype=np.bool_)) is None
