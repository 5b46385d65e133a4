"""Chains: what articles link, joined by shared acts; what nobody links stands apart."""

from __future__ import annotations

from pathlib import Path

import pytest
from made_relations import Dispatch, record_of

from detente.errors import UnknownItem
from detente.record import Record
from detente.relations.chains import Chain, chain

KEN, PER = ("KEN",), ("PER",)


def chain_of(path: Path, dispatches: list[Dispatch], event: str, **more: object) -> Chain:
    if not path.exists():
        record_of(path, dispatches)
    with Record.open(path, create=False, readonly=True) as record:
        return chain(record, event, **more)  # type: ignore[arg-type]


def deploys(id_: str, day: str = "2024-03-05") -> Dispatch:
    dispatch = Dispatch(id_, day)
    dispatch.act(
        "MOBILIZE", KEN, PER, "Kenya moved radars against Peru to the coast", date="2024-03-01"
    )
    return dispatch


def retaliates(id_: str, day: str) -> Dispatch:
    dispatch = deploys(id_, day)
    answer = dispatch.act(
        "SANCTION", PER, KEN, "Peru banned tea in retaliation for the radars", date="2024-03-20"
    )
    dispatch.link(answer, 0, "retaliation")
    return dispatch


def eases(id_: str) -> Dispatch:
    dispatch = Dispatch(id_, "2025-01-10")
    dispatch.act(
        "SANCTION", PER, KEN, "Peru banned tea in retaliation for the radars", date="2024-03-20"
    )
    back = dispatch.act("RETREAT", PER, KEN, "Peru has now lifted the rules on tea", mode="ease")
    dispatch.link(back, 0, "response")
    return dispatch  # fmt: skip


def test_links_of_two_articles_join_at_the_act_they_share(tmp_path: Path) -> None:
    dispatches = [retaliates("a", "2024-03-21"), eases("b")]
    first = dispatches[0].events[0].id
    found = chain_of(tmp_path / "a.db", dispatches, first)
    assert [(s.act.type, s.depth, s.kind, s.inferred) for s in found.steps] == [
        ("MOBILIZE", 0, "start", False),
        ("SANCTION", 1, "retaliation", False),
        ("RETREAT", 2, "response", False),
    ]
    assert [s.days for s in found.steps] == [None, 19, 296]
    assert [s.articles for s in found.steps] == [(), ("a",), ("b",)]
    assert found.whole
    # from whichever end one asks
    for event in (dispatches[0].events[1].id, dispatches[1].events[1].id):
        assert chain_of(tmp_path / "a.db", [], event).steps == found.steps


def test_an_unlinked_deed_back_is_only_a_candidate(tmp_path: Path) -> None:
    ban = Dispatch("b", "2024-04-02")
    ban.act("SANCTION", PER, KEN, "Peru banned imports of tea", date="2024-04-01")
    dispatches = [deploys("a"), ban]
    event = dispatches[0].events[0].id
    found = chain_of(tmp_path / "a.db", dispatches, event)
    assert [(s.act.type, s.kind, s.inferred) for s in found.steps] == [
        ("MOBILIZE", "start", False),
        ("SANCTION", "counter-deed", True),
    ]
    assert found.steps[1].articles == ()
    assert "no article links" in found.steps[1].why
    assert [s.act.type for s in found.told] == ["MOBILIZE"]
    assert len(chain_of(tmp_path / "a.db", [], event, inferred=False).steps) == 1
    assert len(chain_of(tmp_path / "a.db", [], event, within=30).steps) == 1  # 31 days


@pytest.mark.parametrize(
    ("type_", "source", "target", "day"),
    [
        ("ACCUSE", PER, KEN, "2024-04-01"),  # words are no counter-deed
        ("SANCTION", KEN, PER, "2024-04-01"),  # the same side again
        ("SANCTION", PER, ("CHL",), "2024-04-01"),  # another target
        ("SANCTION", PER, KEN, "2024-02-01"),  # before it
        ("SANCTION", PER, KEN, "2025-04-01"),  # long after it
    ],
)
def test_what_is_no_counter_deed(
    tmp_path: Path, type_: str, source: tuple[str, ...], target: tuple[str, ...], day: str
) -> None:
    other = Dispatch("b", day)
    other.act(type_, source, target, "The other act of this story")
    dispatches = [deploys("a"), other]
    found = chain_of(tmp_path / "a.db", dispatches, dispatches[0].events[0].id)
    assert len(found.steps) == 1


def test_easing_is_a_candidate_where_the_words_share_a_matter(tmp_path: Path) -> None:
    ban, lifted, other = (
        Dispatch("a", "2024-03-01"),
        Dispatch("b", "2024-09-01"),
        Dispatch("c", "2024-08-01"),
    )
    ban.act("SANCTION", PER, KEN, "Peru banned imports of seafood from Kenya")
    lifted.act("RETREAT", PER, KEN, "Peru let seafood in again", mode="ease")
    other.act("RETREAT", PER, KEN, "Peru freed three pilots", mode="release")
    found = chain_of(tmp_path / "a.db", [ban, lifted, other], ban.events[0].id)
    assert [(s.act.type, s.kind) for s in found.steps[1:]] == [("RETREAT", "easing")]
    assert found.steps[1].act.id == lifted.events[0].id
    assert "seafoo" in found.steps[1].why  # fmt: skip


def test_a_ring_of_links_is_cut(tmp_path: Path) -> None:
    dispatch = retaliates("a", "2024-03-21")
    dispatch.link(0, 1, "response")
    found = chain_of(tmp_path / "a.db", [dispatch], dispatch.events[0].id)
    assert sorted(s.act.type for s in found.steps) == ["MOBILIZE", "SANCTION"]
    assert len({s.act.id for s in found.steps}) == 2
    assert any(s.also for s in found.steps)


def test_an_event_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(UnknownItem):
        chain_of(tmp_path / "a.db", [deploys("a")], "nothing")
