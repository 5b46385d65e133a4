from __future__ import annotations

import datetime as dt
import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from made_acts import made, steady
from scipy.stats import beta  # type: ignore[import-untyped]

from detente.relations.series import PRIOR_ACTS, periods, series_of, share_of
from detente.relations.smooth import FEWEST, smooth


@given(st.integers(0, 50), st.integers(1, 50), st.floats(0.02, 0.98))
def test_a_share_is_that_of_the_beta_distribution(bad: int, more: int, usual: float) -> None:
    share = share_of(bad, bad + more, usual)
    assert share is not None
    known = beta(bad + PRIOR_ACTS * usual, more + PRIOR_ACTS * (1 - usual))
    assert share.mean == pytest.approx(known.mean(), abs=1e-4)
    assert share.low == pytest.approx(known.ppf(0.05), abs=1e-3)
    assert share.high == pytest.approx(known.ppf(0.95), abs=1e-3)
    assert share.low <= share.mean + 1e-3 <= share.high + 2e-3


def test_more_acts_make_the_interval_narrower_and_pull_less_to_the_usual() -> None:
    few, many = share_of(2, 2, 0.2), share_of(40, 40, 0.2)
    assert few is not None
    assert many is not None
    assert few.mean < many.mean
    assert few.high - few.low > many.high - many.low


def test_a_period_without_acts_has_no_figure() -> None:
    points = series_of(
        made([("2010-01-05", "meet"), ("2010-03-05", "sanction")]),
        "month", dt.date(2010, 1, 1), dt.date(2010, 3, 31),
    )  # fmt: skip
    assert [p.period for p in points] == ["2010-01", "2010-02", "2010-03"]
    bare = points[1]
    assert (bare.acts, bare.share, bare.index, bare.intensity) == (0, None, None, None)
    assert points[0].index is not None
    assert points[2].index is not None
    assert points[0].index > points[2].index


def test_words_and_deeds_are_apart_and_count_alike() -> None:
    talk = [("2010-01-05", "criticise")] * 20 + [("2010-01-05", "aid")] * 2
    (point,) = series_of(made(talk), "year", dt.date(2010, 1, 1), dt.date(2010, 12, 31))
    assert point.words is not None
    assert point.deeds is not None
    assert (point.words.conflictual, point.words.acts) == (20, 20)
    assert (point.deeds.conflictual, point.deeds.acts) == (0, 2)
    assert point.share is not None
    assert point.index is not None
    assert point.index > 1 - 2 * point.share.mean


def test_acts_that_are_neither_are_counted_but_no_part_of_the_share() -> None:
    acts = made([("2010-01-05", "ask"), ("2010-01-06", "meet")])
    (point,) = series_of(acts, "year", dt.date(2010, 1, 1), dt.date(2010, 12, 31))
    assert (point.acts, point.cooperative, point.conflictual) == (2, 1, 0)
    assert point.share is not None
    assert point.share.acts == 1


@given(
    st.dates(dt.date(1990, 1, 1), dt.date(2030, 1, 1)),
    st.integers(0, 900),
    st.sampled_from(["day", "week", "month", "year"]),
)
def test_periods_cover_every_day_once(first: dt.date, days: int, by: str) -> None:
    last = first + dt.timedelta(days=days)
    found = list(periods(by, first, last))  # type: ignore[arg-type]
    assert found[0][1] <= first < found[0][2]
    assert found[-1][1] <= last < found[-1][2]
    assert all(a[2] == b[1] for a, b in itertools.pairwise(found))
    assert len({name for name, _, _ in found}) == len(found)


def test_exposure_is_cut_at_the_edges() -> None:
    points = series_of(made([]), "year", dt.date(2010, 12, 30), dt.date(2011, 1, 2))
    assert [p.days for p in points] == [2, 2]


def test_the_line_follows_a_change_and_widens_over_a_gap() -> None:
    rows = steady("2005-01-01", "2007-01-01", 0.1, 10)
    rows += steady("2008-01-01", "2010-01-01", 0.8, 10, seed=2)
    points = series_of(made(rows), "month", dt.date(2005, 1, 1), dt.date(2009, 12, 31))
    line = {level.period: level for level in smooth(points)}
    before, gap, after = line["2006-06"], line["2007-07"], line["2009-06"]
    assert before.level > 0.5
    assert after.level < -0.3
    assert not gap.seen
    assert gap.high - gap.low > 1.3 * (before.high - before.low)
    assert before.level > gap.level > after.level


def test_the_line_is_the_mean_of_known_values_where_nothing_moves() -> None:
    # with a step of no size, a local level is the mean weighted by what is known
    rows = steady("2005-01-01", "2010-01-01", 0.3, 40, seed=3)
    points = series_of(made(rows), "month", dt.date(2005, 1, 1), dt.date(2009, 12, 31))
    levels = [level.level for level in smooth(points)]
    assert np.ptp(levels) < 0.25
    assert np.mean(levels) == pytest.approx(0.4, abs=0.1)


def test_too_few_periods_give_no_line() -> None:
    rows = [(f"2010-0{n + 1}-05", "meet") for n in range(FEWEST - 1)]
    points = series_of(made(rows), "month", dt.date(2010, 1, 1), dt.date(2015, 12, 31))
    assert smooth(points) == ()
    rows.append(("2015-12-05", "meet"))
    points = series_of(made(rows), "month", dt.date(2010, 1, 1), dt.date(2015, 12, 31))
    assert len(smooth(points)) == 72
