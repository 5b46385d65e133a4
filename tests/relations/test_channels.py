"""Channels: third parties ranked, every part with what it rests on."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import polars as pl
import pytest
from made_relations import Dispatch, Row, frame, record_of

from detente.errors import RecordError, SourceError
from detente.record import Record
from detente.relations.channels import Channel, Channels, channels
from detente.relations.channels_past import mediations
from detente.relations.channels_rules import PARTS, load_rules
from detente.relations.channels_tables import TableRow, load_alliances, read_table, weight_of
from detente.relations.ledger import ledger

AT = dt.date(2024, 12, 31)


def passing(a: str, b: str, friendly: int, hostile: int = 0, year: int = 2024) -> list[Row]:
    good: list[Row] = [(f"{year}-{1 + n % 12:02d}-10", a, "057", b) for n in range(friendly)]
    return good + [(f"{year}-{1 + n % 12:02d}-20", a, "163", b) for n in range(hostile)]


#: Peru is hard to reach: Chile alone is on terms with it. Kenya is everybody's friend.
WORLD = [
    *passing("CHL", "PER", 6),
    *passing("BRA", "PER", 1, 6),
    *passing("BRA", "KEN", 9),
    *passing("CHL", "KEN", 3, 1),
    *passing("NOR", "KEN", 9),
]


def ranked(rows: list[Row], **more: object) -> Channels:
    return channels(frame(rows), "KEN", "PER", at=AT, **more)  # type: ignore[arg-type]


def part(found: Channels, actor: str, name: str) -> float:
    channel = next(c for c in found.ranked if c.actor == actor)
    return next(p.value for p in channel.parts if p.name == name)


def test_who_reaches_the_harder_side_comes_first() -> None:
    found = ranked(WORLD)
    assert found.harder == "PER"
    assert [c.actor for c in found.ranked] == ["CHL", "BRA"]  # Norway has no way to Peru
    first, second = found.ranked
    assert first.score > second.score
    assert first.nearer == "PER"
    assert second.nearer == "KEN"
    assert "6 of 6 acts with Peru cooperative" in first.reasons[0].words
    assert len(first.reasons[0].acts) == 5


def test_a_score_is_the_sum_of_its_parts_and_each_part_has_reasons() -> None:
    for channel in ranked(WORLD).ranked:
        assert tuple(p.name for p in channel.parts) == PARTS
        assert sum(p.weight for p in channel.parts) == pytest.approx(1)
        assert channel.score == pytest.approx(
            sum(p.value * p.weight for p in channel.parts), abs=1e-4
        )
        for one in channel.parts:
            assert 0 <= one.value <= 1
            assert bool(one.reasons) == (one.value > 0)


def test_the_order_of_the_two_does_not_matter() -> None:
    def scores(found: Channels) -> list[tuple[str, float]]:
        return [(c.actor, c.score) for c in found.ranked]

    back = channels(frame(WORLD), "PER", "KEN", at=AT)
    assert scores(back) == scores(ranked(WORLD))
    even = [*passing("CHL", "PER", 6), *passing("BRA", "KEN", 6)]
    one, two = (channels(frame(even), *p, at=AT) for p in (("KEN", "PER"), ("PER", "KEN")))
    assert one.harder is None
    assert scores(one) == scores(two)
    assert one.ranked[0].score == one.ranked[1].score


def test_the_user_says_which_side_is_to_be_reached() -> None:
    found = ranked(WORLD, harder="KEN")
    assert found.harder == "KEN"
    assert "NOR" in [c.actor for c in found.ranked]
    with pytest.raises(RecordError):
        ranked(WORLD, harder="CHL")
    with pytest.raises(RecordError):
        channels(frame(WORLD), "KEN", "KEN", at=AT)


def test_what_comes_later_changes_nothing() -> None:
    later = [*passing("NOR", "PER", 12, 0, 2025), ("2025-03-01", "NOR", "045", "PER")]
    assert ranked([*WORLD, *later]).ranked == ranked(WORLD).ranked


def test_recent_acts_weigh_more() -> None:
    old = ranked([*WORLD, *passing("NOR", "PER", 4, 0, 2014)])
    new = ranked([*WORLD, *passing("NOR", "PER", 4, 0, 2024)])
    assert part(old, "NOR", "relation_harder") < part(new, "NOR", "relation_harder")


def test_meetings_make_contact_until_they_are_old() -> None:
    met: list[Row] = [
        ("2024-11-01", "NOR", "CONSULT", "PER"),
        ("2024-11-05", "PER", "CONSULT", "NOR"),
    ]
    found = ranked([*WORLD, *met])
    assert 0 < part(found, "NOR", "contact_harder") < 1
    reason = next(
        r for c in found.ranked if c.actor == "NOR" for r in c.reasons if "meeting" in r.words
    )
    assert reason.words == "2 meetings with Peru, the last 2024-11-05"
    assert part(found, "CHL", "contact_harder") == 0
    aged: list[Row] = [("2014-11-01", "NOR", "CONSULT", "PER")]
    assert part(ranked([*WORLD, *aged]), "NOR", "contact_harder") == 0


def test_aid_and_a_table_give_leverage() -> None:
    gave: list[Row] = [("2024-05-01", "NOR", "AID", "PER")]
    aided = part(ranked([*WORLD, *gave]), "NOR", "leverage_harder")
    assert aided > 0
    table = [
        TableRow(a="PER", b="NOR", kind="trade", value=30, year=2023, source="Customs"),
        TableRow(a="BRA", b="PER", kind="trade", value=70, year=2023, source="Customs"),
        TableRow(a="PER", b="BRA", kind="trade", value=999, year=2025, source="not yet"),
    ]
    found = ranked([*WORLD, *gave], table=table)
    assert part(found, "BRA", "leverage_harder") == pytest.approx(0.7)
    # independent grounds add up, and stay below 1
    assert part(found, "NOR", "leverage_harder") == pytest.approx(1 - (1 - aided) * 0.7, abs=1e-3)
    # aid received from Peru is no hold over it
    taken: list[Row] = [("2024-05-01", "PER", "AID", "NOR")]
    assert part(ranked([*WORLD, *taken]), "NOR", "leverage_harder") == 0


def test_an_alliance_counts_while_it_is_in_force() -> None:
    rows = [*passing("RUS", "PRK", 3, 0, 2023), *passing("CHN", "PRK", 3, 0, 2023)]

    def hold(actor: str, year: int) -> float:
        found = channels(frame(rows), "KOR", "PRK", at=dt.date(year, 12, 31), harder="PRK")
        return part(found, actor, "leverage_harder")

    assert hold("CHN", 2023) == hold("CHN", 2024) == 0.7
    assert (hold("RUS", 2023), hold("RUS", 2024)) == (0, 0.7)


def test_only_states_and_bodies_are_channels() -> None:
    rows: list[Row] = [
        *WORLD,
        *passing("TALIBAN", "PER", 9),
        *passing("UN", "PER", 2),
        *passing("", "PER", 9),
    ]
    actors = [c.actor for c in ranked(rows).ranked]
    assert "UN" in actors
    assert not {"TALIBAN", "", "KEN", "PER"} & set(actors)


def test_past_mediation_wants_both_sides() -> None:
    rows: list[Row] = [
        ("2020-05-01", "NOR", "045", "PER"),
        ("2020-05-20", "NOR", "045", "KEN"),
        ("2021-05-01", "BRA", "045", "PER"),  # with Peru and somebody else
        ("2018-05-01", "CHL", "039", "PER"),  # only offered
        ("2018-05-01", "CHL", "039", "KEN"),
        ("2022-01-01", "CHL", "045", "PER"),  # the two are months apart
        ("2022-06-01", "CHL", "045", "KEN"),
        ("2023-01-01", "BRA", "044", "PER"),  # meetings in a third place
        ("2023-01-01", "BRA", "044", "KEN"),
    ]
    held = frame(rows).with_columns(origin=pl.lit("icews"))
    found = mediations(held, "KEN", "PER", at=AT)
    assert [(m.mediator, m.promised, len(m.acts)) for m in found] == [
        ("NOR", False, 2),
        ("CHL", True, 2),
    ]
    assert mediations(held, "PER", "KEN", at=AT) == found
    assert mediations(held, "KEN", "PER", at=dt.date(2019, 1, 1)) == found[1:]
    result = channels(pl.concat([held, frame(WORLD)]), "KEN", "PER", at=AT)
    assert part(result, "NOR", "past") == 0.5


def test_talks_hosted_by_a_third_as_read_are_a_mediation(tmp_path: Path) -> None:
    from detente.relations.load import load_events

    dispatch = Dispatch("a", "2024-05-02")
    dispatch.act(
        "CONSULT",
        ("NOR",),
        ("KEN", "PER"),
        "Norway hosted talks of Kenya and Peru",
        mode="third-party",
    )
    path = record_of(tmp_path / "a.db", [dispatch])
    (found,) = mediations(load_events(path), "KEN", "PER", at=AT)
    assert (found.mediator, found.first) == ("NOR", dt.date(2024, 5, 2))


@pytest.mark.parametrize(
    ("asker", "concerning", "status", "day", "value"),
    [
        ("KEN", "PER", "open", "2024-06-01", 1.0),  # one side, about the other
        ("KEN", "PER", "hedged", "2024-06-01", 1.0),
        ("BRA", "PER", "open", "2024-06-01", 0.5),  # somebody else, about the harder side
        ("KEN", "PER", "declined", "2024-06-01", 0.0),
        ("KEN", "PER", "open", "2020-06-01", 0.0),  # long ago
        ("BRA", "CHL", "open", "2024-06-01", 0.0),  # about others
    ],
)
def test_requests_to_mediate(
    tmp_path: Path, asker: str, concerning: str, status: str, day: str, value: float
) -> None:
    dispatch = Dispatch("a", day)
    dispatch.ask(
        (asker,), ("NOR",), "mediate", concerning=(concerning,), status=status, reply="Well"
    )
    path = record_of(tmp_path / "a.db", [dispatch])
    with Record.open(path, create=False, readonly=True) as record:
        entries = ledger(record, as_of=AT)
    found = ranked([*WORLD, *passing("NOR", "PER", 1)], entries=entries)
    assert part(found, "NOR", "asked") == value


def test_a_table_is_read_and_its_bad_rows_are_named(tmp_path: Path) -> None:
    path = tmp_path / "table.csv"
    path.write_text(
        "kind,a,b,value,year,source\n"
        "trade,Kenya,PER,10,2023,Customs\n"
        "aid,Norway,Peru,5,2022,\n"
        "trade,Atlantis,PER,1,2023,x\n"
        "gift,KEN,PER,1,2023,x\n"
        "trade,KEN,PER,lots,2023,x\n"
        "trade,KEN,PER,-1,2023,x\n"
        "trade,KEN,PER,nan,2023,x\n"
        "alliance,KEN,PER,,soon,x\n"
        "trade,KEN\n"
    )
    rows, wrong = read_table(path)
    assert [(r.a, r.b, r.kind, r.value) for r in rows] == [
        ("KEN", "PER", "trade", 10),
        ("NOR", "PER", "aid", 5),
    ]
    assert [line.rpartition(".csv:")[2].split(":")[0] for line in wrong] == [
        str(n) for n in range(4, 11)
    ]
    assert "Atlantis" in wrong[0]


@pytest.mark.parametrize("text", ["a,b\n1,2\n", "", "\x00\x01"])
def test_a_file_that_is_no_such_table(tmp_path: Path, text: str) -> None:
    path = tmp_path / "table.csv"
    path.write_text(text)
    with pytest.raises(SourceError):
        read_table(path)
    with pytest.raises(SourceError):
        read_table(tmp_path / "none.csv")


def test_shares_of_trade_are_of_the_latest_year_there_is() -> None:
    rows = [
        TableRow(a="KEN", b="PER", kind="trade", value=10, year=2020, source="old"),
        TableRow(a="KEN", b="PER", kind="trade", value=30, year=2022, source="new"),
        TableRow(a="PER", b="NOR", kind="trade", value=90, year=2022, source="new"),
    ]
    found = weight_of(rows, "trade", "KEN", "PER", 2024)
    assert found
    assert (found[0], found[1].source) == (0.25, "new")
    assert weight_of(rows, "trade", "KEN", "PER", 2021) == (1.0, rows[0])
    assert weight_of(rows, "trade", "BRA", "PER", 2024) is None
    assert weight_of(rows, "aid", "KEN", "PER", 2024) is None


def test_the_shipped_treaties_are_whole() -> None:
    treaties = load_alliances()
    assert len({t.name for t in treaties}) == len(treaties)
    for treaty in treaties:
        assert len(treaty.members) >= 2
        assert treaty.source
        assert all(1900 < year < 2027 for _, year in treaty.members)
    (nato,) = [t for t in treaties if t.name == "North Atlantic Treaty"]
    assert nato.binds("FIN", "USA", 2023) == 2023
    assert nato.binds("FIN", "USA", 2022) is None
    (csto,) = [t for t in treaties if t.name == "Collective Security Treaty"]
    assert csto.binds("ARM", "RUS", 2023)
    assert csto.binds("ARM", "RUS", 2024) is None


def test_the_rules_find_their_examples() -> None:
    rules = load_rules()
    assert all(rules.partner.search(t) for t in rules.partner_examples)
    assert not any(rules.partner.search(t) for t in rules.partner_counterexamples)
    assert all(weight > 0 for weight in rules.weights.values())


def test_a_channel_lists_its_best_reasons_first() -> None:
    channel: Channel = ranked(WORLD).ranked[0]
    adds = {r.words: p.value * p.weight for p in channel.parts for r in p.reasons}
    order = [adds[r.words] for r in channel.reasons]
    assert order == sorted(order, reverse=True)


def test_firmness_tells_a_clear_first_from_a_draw() -> None:
    found = ranked(WORLD)
    assert sum(c.firmness for c in found.ranked) == pytest.approx(1, abs=0.01)
    assert found.ranked[0].firmness > 0.9
    assert ranked(WORLD) == found  # the same each time
    # two with mirrored ties and neither side harder: nobody is clearly first
    even = ranked([*passing("CHL", "PER", 6), *passing("BRA", "KEN", 6)])
    assert all(0.3 < c.firmness < 0.7 for c in even.ranked)
