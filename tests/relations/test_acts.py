from __future__ import annotations

import datetime as dt

import polars as pl
import pytest
from made_acts import frame

from detente.relations.acts import acts_between, acts_of_actor, by_pair, exposure


@pytest.mark.parametrize(
    ("what", "sign"),
    [
        ("agree", 1),
        ("sanction", -1),
        ("ask", 0),  # conflictual by class, friendly by weight: an appeal
        ("speak", 0),
        ("deny", 0),  # said, and not in a friendly way
    ],
)
def test_class_and_intensity_must_agree(what: str, sign: int) -> None:
    assert acts_between(frame([("2010-01-01", what)]), ("AAA", "BBB")).sign.tolist() == [sign]


def test_without_an_intensity_the_class_decides() -> None:
    events = frame([("2010-01-01", "criticise")], goldstein=None)
    assert acts_between(events, ("AAA", "BBB")).sign.tolist() == [-1]


def test_only_actual_acts_count() -> None:
    for modality in ("planned", "hypothetical", "negated"):
        events = frame([("2010-01-01", "sanction")], modality=modality)
        assert len(acts_between(events, ("AAA", "BBB"))) == 0


def test_a_joint_act_counts_once_both_ways_and_once_each_way() -> None:
    there = frame([("2010-01-01", "meet")])
    back = frame([("2010-01-01", "meet")], source="BBB", target="AAA", reciprocal=True)
    events = pl.concat([there, back])
    pair = ("AAA", "BBB")
    assert [len(acts_between(events, pair, d)) for d in ("both", "ab", "ba")] == [1, 1, 1]
    assert [len(acts) for _, acts in by_pair(events)] == [1]


def test_direction_is_that_of_the_pair_as_given() -> None:
    events = frame([("2010-01-01", "sanction")])
    assert len(acts_between(events, ("BBB", "AAA"), "ba")) == 1
    assert len(acts_between(events, ("BBB", "AAA"), "ab")) == 0


def test_an_act_known_by_month_stands_at_its_middle() -> None:
    acts = acts_between(frame([("2010-03", "meet"), ("2010-03-02", "aid")]), ("AAA", "BBB"))
    assert [dt.date.fromordinal(int(d)).day for d in acts.day] == [2, 16]
    assert acts.width.tolist() == [1, 31]


def test_domestic_and_nameless_rows_are_no_pair() -> None:
    events = pl.concat(
        [
            frame([("2010-01-01", "meet")], target="AAA"),
            frame([("2010-01-01", "meet")], target=""),
            frame([("2010-01-01", "meet")], target="CCC"),
        ]
    )
    assert [pair for pair, _ in by_pair(events)] == [("AAA", "CCC")]
    assert len(acts_of_actor(events, "AAA")) == 1
    assert len(acts_of_actor(events, "CCC", "ab")) == 0


def test_what_was_read_of_long_ago_is_no_exposure() -> None:
    rows = [("1965-07-02", "meet")] + [(f"2019-01-{1 + n % 28:02}", "meet") for n in range(60)]
    read = frame(rows, origin="read")
    assert exposure(read) == (dt.date(2019, 1, 1), dt.date(2019, 1, 28))
    assert exposure(frame(rows)) == (dt.date(1965, 7, 2), dt.date(2019, 1, 28))
    assert exposure(read.clear()) is None


def test_kinds_are_words() -> None:
    acts = acts_between(frame([("2010-01-01", "sanction"), ("2010-01-02", "meet")]), ("AAA", "BBB"))
    assert acts.kind == ("Impose sanctions, boycott or embargo", "Consult")
