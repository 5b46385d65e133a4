from __future__ import annotations

import datetime as dt

import pytest
from answers_world import START, busy_world, day, frame

from detente.errors import OutlookError
from detente.outlook.effects import Supposed, effects_of
from detente.outlook.history import History
from detente.outlook.nextacts_rates import fit_mixture
from detente.outlook.suppose import (
    Supposition,
    parse_supposed,
    suppose,
    with_supposed,
)


def run(rows: list[tuple[int, str, str, str]], pair: tuple[str, str], act: str) -> Supposition:
    events = frame(sorted(rows))
    mixture = fit_mixture(History.of(events), 7)
    return suppose(
        events,
        pair,
        parse_supposed(act),
        mixture,
        days=7,
        evening=day(399),
        last=START + dt.timedelta(399),
    )


def test_a_supposition_is_read() -> None:
    found = parse_supposed("2026-02-01 CHN agree KOR mediate")
    assert found == Supposed(
        date=dt.date(2026, 2, 1), source="CHN", type="AGREE", target="KOR", mode="mediate"
    )
    assert parse_supposed("2026-02-01 CHN AID PRK").mode is None


BAD = [
    ("2026-02-01 CHN AGREE", "3 of at least 4 parts"),
    ("", "0 of at least 4 parts"),
    ("tomorrow CHN AGREE KOR", "'tomorrow' is no day"),
    ("2026-02-30 CHN AGREE KOR", "no day of the calendar"),
    ("2026-02-01 CHN HUG KOR", "no event type 'HUG'"),
    ("2026-02-01 CHN AGREE CHN", "both 'CHN'"),
]


@pytest.mark.parametrize(("text", "message"), BAD)
def test_a_bad_supposition_says_what_is_wrong(text: str, message: str) -> None:
    with pytest.raises(OutlookError, match=message):
        parse_supposed(text)


def test_a_joint_act_is_added_both_ways_and_the_frame_is_not_changed() -> None:
    events = frame([(0, "A", "AID", "B")])
    added = with_supposed(events, parse_supposed("2020-02-01 A AGREE B"))
    assert (events.height, added.height) == (1, 3)
    assert with_supposed(events, parse_supposed("2020-02-01 A AID B")).height == 2


def test_an_act_raises_the_forecast_of_its_own_kind() -> None:
    rows = [(n, "A", "ACCUSE", "B") for n in range(0, 400, 9)]
    rows += [(n, "X", "AID", "Y") for n in range(0, 400, 3)]
    found = run(rows, ("A", "B"), "2021-02-03 A SANCTION B")
    moved = {(m.source, m.what): m for m in found.moved}
    assert moved["A", "SANCTION"].with_it > moved["A", "SANCTION"].without
    assert "rate up" in moved["A", "SANCTION"].why[0]
    assert ("A", "AID") not in moved


def test_an_answer_that_always_followed_is_learned() -> None:
    rows = [(n, "X", "AID", "Y") for n in range(0, 400, 3)]
    for n in range(0, 390, 26):
        rows += [(n, "A", "SANCTION", "B"), (n + 3, "B", "SANCTION", "A")]
    found = run(rows, ("A", "B"), "2021-02-03 A SANCTION B")
    answer = next(m for m in found.moved if (m.source, m.what) == ("B", "SANCTION"))
    assert answer.with_it > answer.without
    assert "earlier such acts (these two)" in " ".join(answer.why)


def test_an_act_of_a_third_moves_a_pair_only_where_the_data_show_it() -> None:
    rows = [(n, "X", "AID", "Y") for n in range(0, 400, 3)]
    for n in range(0, 390, 26):
        rows += [(n, "C", "SUPPORT", "A"), (n + 2, "B", "THREATEN", "A"), (n + 13, "A", "AID", "B")]
    found = run(rows, ("A", "B"), "2021-02-03 C SUPPORT A")
    assert {(m.source, m.what) for m in found.moved} >= {
        ("B", "THREATEN"),
        ("B", "words of conflict"),
    }
    other = run(rows, ("A", "B"), "2021-02-03 D SUPPORT A")
    assert other.moved == ()
    assert (
        other.note
        == "no measurable effect in this data of D SUPPORT A on A-B (0 earlier such acts)"
    )


def test_acts_without_bearing_are_seldom_thought_to_have_one() -> None:
    history = History.of(busy_world(days=400, pairs=12))
    found = [
        e.measured
        for n in range(12)
        for e in effects_of(
            history,
            (f"A{n:02d}", f"B{n:02d}"),
            parse_supposed(f"2021-01-01 A{(n + 1) % 12:02d} ACCUSE B{(n + 1) % 12:02d}"),
            days=7,
            evening=day(399),
        )
    ]
    assert sum(found) <= 2
    assert len(found) == 12 * 8


def test_too_thin_a_record_moves_nothing_and_says_so() -> None:
    found = run([(0, "A", "AID", "B"), (399, "C", "AID", "D")], ("A", "B"), "2021-02-03 A AID B")
    assert found.moved == ()
    assert "too" in found.note
