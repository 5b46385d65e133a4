from __future__ import annotations

import datetime as dt
import itertools

import numpy as np
import pytest
from made_acts import Row, made, steady

from detente.relations.phases import PhaseSettings, overdispersion, stretches
from detente.relations.relation import phases_of, relate
from detente.relations.share_cost import ShareCost, cheapest_ends

NAMES = ("Aland", "Bland")

#: A dozen acts in ten years, told as a record tells them.
SPARSE: list[Row] = [
    ("2016-07-08", "criticise"), ("2017-02", "agree"), ("2017-03-20", "sanction"),
    ("2017-03-22", "sanction"), ("2017-03-23", "criticise"),
    ("2017-10-31", "agree"), ("2017-11-01", "meet"), ("2017-12-14", "meet"), ("2017-12-14", "agree"),
    ("2018-04-27", "meet"),
    ("2025-06-04", "meet"), ("2025-10-30", "agree"), ("2025-11-01", "agree"), ("2026-01-04", "meet"),
]  # fmt: skip


def test_a_lasting_change_parts_two_phases_near_its_month() -> None:
    rows = steady("2005-01-01", "2008-01-01", 0.1, 8)
    rows += steady("2008-01-01", "2010-01-01", 0.7, 8, seed=2)
    found = stretches(made(rows))
    assert len(found) == 2
    assert abs((found[1].first - dt.date(2008, 1, 1)).days) <= 62


def test_nothing_lasting_is_one_phase() -> None:
    alike = sum(
        len(stretches(made(steady("2005-01-01", "2012-01-01", 0.3, 6, seed=n)))) == 1
        for n in range(10)
    )
    assert alike >= 9


def test_sparse_acts_have_phases_with_labels() -> None:
    found = [(p.label, p.first.isoformat()) for p in phases_of(made(SPARSE))]
    assert found == [
        ("strain", "2016-07-08"),
        ("thaw", "2017-10-31"),
        ("warming", "2025-06-04"),
    ]


def test_a_phase_names_the_weightiest_acts_that_go_its_way() -> None:
    acts = made(SPARSE)
    strain = phases_of(acts)[0]
    assert [d.kind for d in strain.drivers].count("Impose sanctions, boycott or embargo") == 2
    assert all(acts.sign[acts.ids.index(d.id)] < 0 for d in strain.drivers)
    assert [d.date for d in strain.drivers] == sorted(d.date for d in strain.drivers)


def test_a_year_of_silence_ends_a_phase() -> None:
    found = phases_of(made([("2010-01-01", "meet"), ("2011-01-02", "meet")]))
    assert [p.silent for p in found] == [None, 366]
    assert len(phases_of(made([("2010-01-01", "meet"), ("2010-12-31", "meet")]))) == 1


def test_every_act_of_either_kind_belongs_to_one_phase() -> None:
    acts = made([*SPARSE, ("2017-03-21", "ask")])
    at = [i for part in stretches(acts) for i in part.at]
    assert sorted(at) == np.flatnonzero(acts.sign != 0).tolist()


@pytest.mark.parametrize("seed", range(5))
def test_pruning_loses_no_better_parting(seed: int) -> None:
    # PELT against all partings of nine months
    chance = np.random.default_rng(seed)
    counts = chance.integers(0, 6, (9, 2)) + np.array([1, 0])
    prices = np.concatenate([[0.0], -chance.random(8)])
    signal = np.column_stack([counts, prices]).astype(float)
    cost = ShareCost().fit(signal)
    penalty = 1.0

    def total(inner: tuple[int, ...]) -> float:
        bounds = [0, *inner, 9]
        return sum(cost.error(a, b) + penalty for a, b in itertools.pairwise(bounds))

    best = min(total(inner) for n in range(9) for inner in itertools.combinations(range(1, 9), n))
    ends = cheapest_ends(signal, penalty)
    assert total(tuple(ends[:-1])) == pytest.approx(best)


def test_scatter_is_told_from_a_lasting_change() -> None:
    lasting = steady("2005-01-01", "2008-01-01", 0.1, 12)
    lasting += steady("2008-01-01", "2011-01-01", 0.8, 12, seed=2)
    assert overdispersion(made(lasting)) < 1.5
    bunched = [
        (f"{2005 + m // 12}-{m % 12 + 1:02}-05", "criticise" if m % 2 else "meet")
        for m in range(48)
        for _ in range(8)
    ]
    assert overdispersion(made(bunched)) > 4


def test_the_verdict_says_since_when_after_what_and_on_what() -> None:
    told = relate(
        made(SPARSE), ("AAA", "BBB"), NAMES,
        origin="read", first=dt.date(2016, 1, 1), last=dt.date(2026, 1, 31),
    )  # fmt: skip
    assert told.verdict == "Aland and Bland: warming since June 2025, after thaw from October 2017"
    assert told.measure == "4 of 4 acts cooperative; usual between them: 7 of 10"
    assert told.undated == 1


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ([], "nothing on record that is cooperative or conflictual"),
        ([("2025-12-01", "ask")], "nothing on record that is cooperative or conflictual"),
        ([("2025-12-01", "sanction")], "too few acts since December 2025 to say"),
        ([("2020-12-01", "sanction")] * 3, "nothing on record since December 2020 (then: crisis)"),
    ],
)
def test_too_little_is_said_plainly(rows: list[Row], said: str) -> None:
    told = relate(
        made(rows), ("AAA", "BBB"), NAMES,
        origin="read", first=dt.date(2016, 1, 1), last=dt.date(2026, 1, 31),
    )  # fmt: skip
    assert told.verdict == f"Aland and Bland: {said}"
    assert told.line == ()
    assert told.turns == () or len(rows) >= 3


def test_acts_outside_the_time_are_counted_as_such() -> None:
    told = relate(
        made([("1965-01-01", "meet"), *SPARSE]), ("AAA", "BBB"), NAMES,
        origin="read", first=dt.date(2016, 1, 1), last=dt.date(2026, 1, 31),
    )  # fmt: skip
    assert (told.outside, told.acts) == (1, len(SPARSE))


def test_a_longer_silence_may_be_allowed() -> None:
    rows = [("2010-01-01", "meet"), ("2011-06-01", "meet")]
    assert len(stretches(made(rows), PhaseSettings(silence=1000))) == 1
