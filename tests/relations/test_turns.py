from __future__ import annotations

import dataclasses
import datetime as dt
import itertools

import pytest
from made_acts import Row, frame, made, steady

from detente.relations.acts import Acts, acts_between
from detente.relations.online import alert_of
from detente.relations.turns import Turn, TurnSettings, turns_of

PAIR = ("AAA", "BBB")
FIRST, LAST = dt.date(2005, 1, 1), dt.date(2015, 12, 31)


def turns(acts: Acts, **settings: float) -> tuple[Turn, ...]:
    return turns_of(acts, PAIR, FIRST, LAST, TurnSettings(**settings))  # type: ignore[arg-type]


def crisis(day: str = "2010-09-07") -> list[Row]:
    """A quiet pair, then a month of blows."""
    start = dt.date.fromisoformat(day)
    blows = [
        ((start + dt.timedelta(days=3 * n)).isoformat(), "sanction" if n % 2 else "criticise")
        for n in range(9)
    ]
    return sorted(steady("2005-01-01", "2015-12-01", 0.1, 3) + blows)


def test_a_crisis_is_the_strongest_turn_dated_by_its_first_days() -> None:
    found = max(turns(made(crisis())), key=lambda t: t.strength)
    assert found.direction == "down"
    assert abs((found.date - dt.date(2010, 9, 7)).days) <= 14
    assert "Impose sanctions, boycott or embargo (4)" in found.reason
    assert f"{found.count} of {found.acts} acts conflictual" in found.reason
    assert len(found.ids) == found.count


def test_a_pair_that_begins_to_talk_turns_up() -> None:
    rows = steady("2005-01-01", "2012-01-01", 0.9, 2)
    rows += steady("2012-01-01", "2015-12-01", 0.1, 2, seed=2, kinds=("agree", "criticise"))
    found = max(turns(made(rows)), key=lambda t: t.strength)
    assert found.direction == "up"
    assert abs((found.date - dt.date(2012, 1, 1)).days) <= 92


def test_more_news_of_the_same_is_no_turn_down() -> None:
    rows = steady("2005-01-01", "2010-01-01", 0.3, 3)
    rows += steady("2010-01-01", "2015-12-01", 0.3, 30, seed=2)
    near = [t for t in turns(made(rows)) if abs((t.date - dt.date(2010, 1, 1)).days) <= 92]
    assert not [t for t in near if t.direction == "down" and t.strength > 6]


def test_the_number_of_turns_cannot_grow_with_the_news() -> None:
    much = made(steady("2005-01-01", "2015-12-01", 0.5, 200))
    assert len(turns(much, threshold=0.0)) == round(0.75 * 11)
    assert len(turns(made(steady("2005-01-01", "2015-12-01", 0.5, 40)))) <= 8


def test_turns_of_one_direction_stand_apart() -> None:
    found = turns(made(crisis()), threshold=0.0, per_year=20.0)
    for way in ("up", "down"):
        days = sorted(t.date for t in found if t.direction == way)
        assert all((b - a).days >= 92 for a, b in itertools.pairwise(days))
    assert list(found) == sorted(found, key=lambda t: t.date)


def test_too_few_acts_are_not_judged() -> None:
    assert turns(made([("2010-01-01", "sanction"), ("2010-01-02", "sanction")])) == ()
    assert turns(made([])) == ()


def test_an_act_known_by_its_year_dates_no_turn() -> None:
    rows = [(f"{year}-05-0{n}", "meet") for year in range(2005, 2015) for n in (1, 2)]
    assert not [t for t in turns(made([*rows, ("2010", "sanction")])) if t.direction == "down"]
    assert [t for t in turns(made([*rows, ("2010-09-01", "sanction")])) if t.direction == "down"]


def test_mirrored_and_hoped_for_acts_change_nothing() -> None:
    import polars as pl

    events = frame(crisis())
    again = events.with_columns(
        source=pl.col("target"), target=pl.col("source"), reciprocal=pl.lit(True)
    )
    hoped = frame([("2008-05-05", "sanction")] * 30, modality="hypothetical")
    more = pl.concat([events, again, hoped])
    assert turns(acts_between(more, PAIR)) == turns(acts_between(events, PAIR))


def test_the_order_of_the_pair_does_not_matter() -> None:
    acts = made(crisis())
    assert turns_of(acts, ("BBB", "AAA"), FIRST, LAST) == turns(acts)
    assert {t.pair for t in turns(acts)} == {PAIR}


def test_an_alert_is_raised_in_the_days_after_and_not_before() -> None:
    acts = made(crisis())
    before = alert_of(acts, PAIR, FIRST, dt.date(2010, 9, 1))
    after = alert_of(acts, PAIR, FIRST, dt.date(2010, 9, 25))
    assert before is None
    assert after is not None
    assert after.direction == "down"
    assert after.date >= dt.date(2010, 9, 1)
    assert alert_of(acts, PAIR, FIRST, dt.date(2011, 3, 1)) is None


@pytest.mark.parametrize("day", ["2010-09-12", "2010-09-25"])
def test_an_alert_knows_nothing_of_later_days(day: str) -> None:
    acts = made(crisis())
    known = acts.only(acts.day <= dt.date.fromisoformat(day).toordinal())
    on = dt.date.fromisoformat(day)
    assert alert_of(acts, PAIR, FIRST, on) == alert_of(known, PAIR, FIRST, on)


def test_settings_are_what_is_documented() -> None:
    assert dataclasses.asdict(TurnSettings())["per_year"] == 0.75
