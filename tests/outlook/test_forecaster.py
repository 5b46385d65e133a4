"""The forecaster: it finds the plain patterns of a small world, and never looks ahead."""

from __future__ import annotations

import datetime as dt

import numpy as np
import polars as pl
import pytest
from forecast_world import FIRST, small_world

from detente.errors import UnknownActor, UnknownItem
from detente.outlook.decay import Log
from detente.outlook.explain import Asked
from detente.outlook.facts import Facts, Names, Questions, name_facts
from detente.outlook.features import State, asked_of
from detente.outlook.forecaster import Forecaster, RuleForecaster, answers
from detente.outlook.peers import PEERS
from detente.outlook.scan import AGE_REL, REL_LIKE, REL_LIKE_SHORT

HISTORY = 50


@pytest.fixture(scope="module")
def world() -> tuple[Names, Facts]:
    return name_facts(small_world())


@pytest.fixture(scope="module")
def fitted(world: tuple[Names, Facts]) -> RuleForecaster:
    names, facts = world
    forecaster = RuleForecaster(names, days=20)
    forecaster.fit(facts.before(HISTORY))
    return forecaster


def scored(forecaster: Forecaster, questions: Questions) -> np.ndarray:
    return np.concatenate([scores for _, scores in forecaster.forecast(questions)])


def on(day: int) -> dt.date:
    return FIRST + dt.timedelta(days=day)


@pytest.mark.parametrize(
    ("given", "relation", "asks", "first"),
    [
        ("Ada", "call", "target", "Bo"),  # she never called anyone else
        ("Ada", "call", "source", "Bo"),  # nobody calls her; who answers her comes closest
        ("Ada", "answer", "source", "Bo"),  # the other direction
    ],
)
def test_plain_patterns_are_found(
    world: tuple[Names, Facts],
    fitted: RuleForecaster,
    given: str,
    relation: str,
    asks: str,
    first: str,
) -> None:
    asked = Asked(given=given, relation=relation, asks=asks, date=on(HISTORY + 1))  # type: ignore[arg-type]
    found = answers(fitted, world[0], asked, most=3)
    assert found[0].name == first
    assert [c.place for c in found] == [1, 2, 3]


def test_a_reason_names_its_rule_and_its_dated_facts(
    world: tuple[Names, Facts], fitted: RuleForecaster
) -> None:
    asked = Asked(given="Ada", relation="call", asks="target", date=on(HISTORY + 1))
    why = fitted.explain(asked, "Bo")
    assert {r.rule.split(" <- ")[1].split(",")[0] for r in why} == {"call(given", "answer(x"}
    best = why[0]
    assert best.tried > 0
    assert 0 < best.confidence <= 1
    dates = [i.date for r in why for i in r.instances]
    assert max(dates) <= on(HISTORY)
    assert best.instances[0].date == max(i.date for i in best.instances)
    assert {(i.source, i.relation, i.target) for r in why for i in r.instances} == {
        ("Ada", "call", "Bo"),
        ("Bo", "answer", "Ada"),
    }


def test_unknown_names_are_refused_with_near_ones(
    world: tuple[Names, Facts], fitted: RuleForecaster
) -> None:
    with pytest.raises(UnknownActor, match="Ada"):
        answers(fitted, world[0], Asked(given="Adah", relation="call", asks="target", date=on(55)))
    with pytest.raises(UnknownItem, match="did you mean call"):
        answers(fitted, world[0], Asked(given="Ada", relation="cal", asks="target", date=on(55)))


@pytest.mark.parametrize("name", ["rules", *PEERS])
def test_a_planted_future_fact_changes_no_earlier_forecast(name: str) -> None:
    """Facts of the day asked about and after it must not be seen, whatever they say."""
    plain = small_world()
    late = pl.DataFrame(
        [(on(day), "Ada", "call", "Police (Aland)", "valid") for day in range(51, 60)] * 5,
        schema=plain.schema,
        orient="row",
    )
    planted = pl.concat([plain, late]).sort("date", maintain_order=True)
    found = []
    for frame in (plain, planted):
        names, facts = name_facts(frame)
        forecaster: Forecaster = (
            RuleForecaster(names, days=10) if name == "rules" else PEERS[name](names)
        )
        forecaster.fit(facts.before(HISTORY))
        forecaster.update(facts.of(HISTORY))
        asked, _ = asked_of(name_facts(plain)[1].of(HISTORY + 1), len(names.relations))
        found.append(scored(forecaster, asked))
    np.testing.assert_array_equal(found[0], found[1])


def test_day_by_day_equals_counting_at_once(world: tuple[Names, Facts]) -> None:
    """An update changes what the counts say exactly as if they had been made from all days."""
    names, facts = world
    asked, _ = asked_of(facts.of(55), len(names.relations))
    daily = State(names, candidates=8)
    for day in facts.before(55).days():
        daily.add(facts.of(day))
        daily.sight(day + 1)  # looked at every evening
    once = State(names, candidates=8)
    for day in facts.before(55).days():
        once.add(facts.of(day))
    np.testing.assert_array_equal(daily.rules.confidence(), once.rules.confidence())
    np.testing.assert_array_equal(daily.common, once.common)
    log = Log(len(names.entities), len(names.relations))
    log.add(facts.before(55))
    for one, other in zip(daily.log.entries(), log.entries(), strict=True):
        np.testing.assert_array_equal(one, other)
    # likeness is carried on from evening to evening: it may differ a little, the counts may not
    counted = slice(0, AGE_REL + 1)
    tables = [
        {
            (int(q), int(o)): row[counted]
            for part in state.describe(asked)
            for q, some in enumerate(part.table)
            for o, row in zip(part.chosen[q], some, strict=True)
        }
        for state in (daily, once)
    ]
    both = tables[0].keys() & tables[1].keys()
    assert len(both) > len(asked)
    liked = [REL_LIKE, REL_LIKE_SHORT]
    for key in both:
        np.testing.assert_array_equal(
            np.delete(tables[0][key], liked), np.delete(tables[1][key], liked)
        )


def test_peers_of_recurrence_follow_their_definition(world: tuple[Names, Facts]) -> None:
    names, facts = world
    history = facts.before(HISTORY)
    asked, _ = asked_of(facts.of(HISTORY), len(names.relations))
    given, rel, obj = history.both_ways(len(names.relations))
    day = np.concatenate([history.day, history.day])
    for name in ("strict recurrence", "relaxed recurrence"):
        peer = PEERS[name](names)
        peer.fit(history)
        got = scored(peer, asked)
        for q in range(len(asked)):
            for o in range(len(names.entities)):
                same = (rel == asked.relation[q]) & (obj == o)
                if name == "strict recurrence":
                    days = day[same & (given == asked.actor[q])]
                    want = days.max() + 1 if len(days) else 0
                else:
                    want = same.sum() / max((rel == asked.relation[q]).sum(), 1)
                assert got[q, o] == pytest.approx(want)


def test_the_log_refuses_facts_out_of_order(world: tuple[Names, Facts]) -> None:
    names, facts = world
    log = Log(len(names.entities), len(names.relations))
    log.add(facts.of(5))
    with pytest.raises(ValueError, match="order"):
        log.add(facts.of(4))


def test_rules_count_right_and_tried(world: tuple[Names, Facts]) -> None:
    """Bo answers on the day after each call: of all rules that one must be surest."""
    names, facts = world
    state = State(names, candidates=8)
    for day in facts.days():
        state.add(facts.of(day))
    call, answer = names.relations.index("call"), names.relations.index("answer")
    body = call + len(names.relations)  # who called him
    assert state.rules.tried[answer, body, 0] == state.rules.right[answer, body, 0] == 20
    assert state.rules.confidence()[answer, body, 0] > 0.8
