"""The signed network, its triads, how far it is from balance, and how a state leans."""

from __future__ import annotations

import datetime as dt
import itertools

import numpy as np
import polars as pl
import pytest
from made_relations import Row, frame

from detente.errors import RecordError
from detente.relations.balance import PRIOR, Network, Share, Tie, changes, network, shrunk
from detente.relations.balance_lean import lean
from detente.relations.balance_triads import EXACT, frustration, triad_changes, triads

AT = dt.date(2024, 12, 31)
NAMES = ("AUT", "BEL", "CHL", "DNK", "EGY", "FIN", "GRC", "HUN", "IRN", "JPN", "KEN", "LBN", "MEX",
         "NOR", "OMN", "PER", "QAT", "ROU")  # fmt: skip


def acts(a: str, b: str, friendly: int, hostile: int, year: int = 2024) -> list[Row]:
    good: list[Row] = [(f"{year}-{1 + n % 12:02d}-10", a, "057", b) for n in range(friendly)]
    return good + [(f"{year}-{1 + n % 12:02d}-20", b, "163", a) for n in range(hostile)]


def signed(signs: dict[tuple[str, str], int | None], states: tuple[str, ...]) -> Network:
    """Return a network with given signs."""
    ties = []
    for a, b in itertools.combinations(states, 2):
        pair = (min(a, b), max(a, b))
        ties.append(
            Tie(
                pair=pair,
                sign=signs.get((a, b), signs.get((b, a))),
                share=Share(value=0.5, low=0.1, high=0.9, above=0.5),
                acts=5,
                cooperative_words=1,
                cooperative_deeds=1,
                conflictual_words=1,
                conflictual_deeds=2,
                last=None,
                latest=(),
            )
        )
    return Network(states=states, at=AT, since=AT, usual=0.5, ties=tuple(ties))


def test_signs_are_relative_to_what_is_usual_and_silence_says_nothing() -> None:
    rows = acts("AUT", "BEL", 9, 0) + acts("AUT", "CHL", 1, 8) + acts("BEL", "CHL", 5, 5)
    net = network(frame([*rows, *acts("AUT", "DNK", 1, 0)]), ["AUT", "BEL", "CHL", "DNK"], at=AT)
    assert 0.4 < net.usual < 0.7
    assert net.tie("BEL", "AUT").sign == 1
    assert net.tie("CHL", "AUT").sign == -1
    assert net.tie("BEL", "CHL").sign == 0
    assert net.tie("AUT", "DNK").sign is None  # one act
    assert net.tie("BEL", "DNK").sign is None  # none
    assert net.tie("BEL", "DNK").share.value == pytest.approx(net.usual, abs=1e-4)
    tie = net.tie("AUT", "CHL")
    assert (tie.acts, tie.cooperative_deeds, tie.conflictual_deeds) == (9, 0, 8)
    assert set(net.graph().edges) == {("AUT", "BEL"), ("AUT", "CHL")}


def test_acts_after_the_date_and_before_the_window_do_not_count() -> None:
    past, later = acts("AUT", "BEL", 9, 0, 2015), acts("AUT", "BEL", 0, 9, 2025)
    now = acts("AUT", "BEL", 4, 0)
    net = network(frame(now), ["AUT", "BEL"], at=AT)
    assert network(frame([*past, *now, *later]), ["AUT", "BEL"], at=AT).ties[0].acts == 4
    assert net.ties[0].sign == network(frame([*now, *later]), ["AUT", "BEL"], at=AT).ties[0].sign


def test_a_joint_act_told_both_ways_counts_once() -> None:
    rows = frame([("2024-03-01", "AUT", "CONSULT", "BEL"), ("2024-03-01", "BEL", "CONSULT", "AUT")])
    rows = rows.with_columns(pl.Series("reciprocal", [False, True]))
    assert network(rows, ["AUT", "BEL"], at=AT).ties[0].acts == 1


def test_one_state_is_no_network() -> None:
    with pytest.raises(RecordError, match="two different"):
        network(frame([]), ["AUT", "AUT"], at=AT)


def test_changes_turn_round_first() -> None:
    rows = [*acts("AUT", "BEL", 9, 0, 2018), *acts("AUT", "BEL", 0, 9), *acts("AUT", "CHL", 4, 9)]
    states = ["AUT", "BEL", "CHL"]
    before = network(frame(rows), states, at=dt.date(2018, 12, 31), window=365)
    found = changes(before, network(frame(rows), states, at=AT, window=365))
    assert found[0].pair == ("AUT", "BEL")
    assert (found[0].before.sign, found[0].now.sign) == (1, -1)
    assert changes(before, before) == ()


def test_a_share_is_drawn_to_what_is_usual() -> None:
    assert shrunk(0, 0, 0.7).value == pytest.approx(0.7)
    few, many = shrunk(1, 0, 0.7), shrunk(100, 0, 0.7)
    assert 0.7 < few.value < many.value < 1
    assert few.high - few.low > many.high - many.low


@pytest.mark.parametrize(
    ("signs", "balanced", "words"),
    [
        ((1, 1, 1), True, "balanced: AUT, BEL and CHL are all on good terms"),
        ((1, -1, -1), True, "balanced: AUT and BEL are on good terms and both at odds with CHL"),
        ((-1, 1, -1), True, "balanced: AUT and CHL are on good terms and both at odds with BEL"),
        ((-1, -1, 1), True, "balanced: BEL and CHL are on good terms and both at odds with AUT"),
        ((1, 1, -1), False, "strained: AUT is a friend of BEL and of CHL, who are at odds"),
        ((1, -1, 1), False, "strained: BEL is a friend of AUT and of CHL, who are at odds"),
        ((-1, 1, 1), False, "strained: CHL is a friend of AUT and of BEL, who are at odds"),
        ((-1, -1, -1), False, "strained: AUT, BEL and CHL are all at odds"),
        ((1, 0, 1), None, "undecided: AUT and CHL: mixed, or too little told"),
        ((1, None, 1), None, "undecided: AUT and CHL: mixed, or too little told"),
    ],
)
def test_triads_in_words(signs: tuple[int | None, ...], balanced: bool | None, words: str) -> None:
    a, b, c = NAMES[:3]
    net = signed({(a, b): signs[0], (a, c): signs[1], (b, c): signs[2]}, (a, b, c))
    (triad,) = triads(net)
    assert triad.balanced is balanced
    assert triad.words() == words


def brute(net: Network) -> int:
    best = len(net.ties)
    for sides in itertools.product((0, 1), repeat=len(net.states)):
        side = dict(zip(net.states, sides, strict=True))
        wrong = sum(
            (side[t.pair[0]] == side[t.pair[1]]) != (t.sign > 0) for t in net.ties if t.sign
        )
        best = min(best, wrong)
    return best


@pytest.mark.parametrize("seed", range(8))
def test_frustration_is_the_least_of_all_divisions(seed: int) -> None:
    draw = np.random.default_rng(seed)
    states = NAMES[: 4 + seed % 4]
    signs = {p: int(draw.choice([-1, 0, 1])) for p in itertools.combinations(states, 2)}
    net = signed(dict(signs), states)
    found = frustration(net)
    assert found.exact
    assert found.index == found.least == brute(net) == len(found.wrong)
    assert sorted((*found.camps[0], *found.camps[1])) == sorted(states)


@pytest.mark.parametrize("flipped", [0, 3])
def test_a_large_network_gives_bounds(flipped: int) -> None:
    states = NAMES[: EXACT + 3]
    camp = {s: n % 2 for n, s in enumerate(states)}
    signs = {(a, b): 1 if camp[a] == camp[b] else -1 for a, b in itertools.combinations(states, 2)}
    # ties that share no state: each breaks many triads, and all can be mended by nothing else
    for n in range(flipped):
        pair = (states[2 * n], states[2 * n + 1])
        signs[pair] = -signs[pair]
    found = frustration(signed(dict(signs), states))
    assert found.least <= flipped == found.index
    assert found.exact
    assert set(found.camps[0]) == {s for s in states if camp[s] == 0}


def test_nothing_signed_is_no_frustration() -> None:
    found = frustration(signed({}, NAMES[:3]))
    assert (found.index, found.ties, found.wrong) == (0, 0, ())


def test_lean_over_time() -> None:
    rows = [
        *acts("AUT", "BEL", 12, 0, 2020), *acts("AUT", "CHL", 0, 12, 2020),
        *acts("AUT", "BEL", 6, 6, 2022), *acts("AUT", "CHL", 6, 6, 2022),
        *acts("AUT", "CHL", 12, 0, 2023),
    ]  # fmt: skip
    found = lean(frame(rows), "AUT", "BEL", "CHL")
    assert [(s.period, s.towards) for s in found] == [
        ("2020", "BEL"),
        ("2022", None),  # as near to one as to the other
        ("2023", None),  # nothing told of the other
    ]
    for spell in found:
        assert spell.low <= spell.difference <= spell.high
    assert [
        s.period for s in lean(frame(rows), "AUT", "BEL", "CHL", until=dt.date(2021, 1, 1))
    ] == ["2020"]
    # the other way round is the mirror image
    back = lean(frame(rows), "AUT", "CHL", "BEL")
    assert [round(s.difference, 9) for s in back] == [-round(s.difference, 9) for s in found]
    quarters = lean(frame(rows), "AUT", "BEL", "CHL", every="quarter", until=dt.date(2021, 1, 1))
    assert [s.period for s in quarters] == ["2020-Q1", "2020-Q2", "2020-Q3", "2020-Q4"]
    assert lean(frame([]), "AUT", "BEL", "CHL") == ()


def test_the_interval_of_a_lean_is_that_of_the_two_shares() -> None:
    (found,) = lean(
        frame([*acts("AUT", "BEL", 9, 3), *acts("AUT", "CHL", 4, 8)]), "AUT", "BEL", "CHL"
    )
    draw = np.random.default_rng(1)
    spread = []
    for share, n in ((found.one, found.acts_one), (found.other, found.acts_other)):
        total = n + PRIOR  # these acts weigh one each
        spread.append(draw.beta(share.value * total, (1 - share.value) * total, 200_000))
    low, high = np.quantile(spread[0] - spread[1], [0.05, 0.95])
    assert found.low == pytest.approx(low, abs=0.05)
    assert found.high == pytest.approx(high, abs=0.05)


def test_a_triad_that_came_under_strain_is_a_change() -> None:
    a, b, c = NAMES[:3]
    calm = signed({(a, b): 1, (a, c): 1, (b, c): 1}, (a, b, c))
    strained = signed({(a, b): 1, (a, c): 1, (b, c): -1}, (a, b, c))
    ((then, now),) = triad_changes(calm, strained)
    assert (then.state, now.state) == ("balanced", "strained")
    assert triad_changes(calm, calm) == ()
