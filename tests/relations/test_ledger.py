"""The ledger of requests: one entry a matter, its answer wherever it was told, its age."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from pathlib import Path

import pytest
from made_relations import Dispatch, record_of

from detente.record import Record
from detente.relations.ledger import Entry, ledger, select

KEN, PER, CHL = ("KEN",), ("PER",), ("CHL",)


def entries(path: Path, dispatches: list[Dispatch], as_of: str | None = None) -> list[Entry]:
    record_of(path, dispatches)
    with Record.open(path, create=False, readonly=True) as record:
        return list(ledger(record, as_of=dt.date.fromisoformat(as_of) if as_of else None))


def asking(id_: str, day: str, about: str, *, concerning: tuple[str, ...] = ()) -> Dispatch:
    dispatch = Dispatch(id_, day)
    dispatch.ask(KEN, PER, about, concerning=concerning)
    return dispatch


def telling(
    day: str,
    type_: str,
    words: str,
    *,
    source: tuple[str, ...] = PER,
    target: tuple[str, ...] = KEN,
    mode: str | None = None,
    cameo: str | None = None,
) -> Dispatch:
    dispatch = Dispatch(f"later {day} {type_}", day)
    dispatch.act(type_, source, target, words, mode=mode, cameo=cameo)
    return dispatch


@pytest.mark.parametrize(
    ("about", "later", "status", "rule"),
    [
        # they met: the talks that were asked for took place
        ("resume talks on the border", telling("2024-06-01", "CONSULT", "Peru met Kenya in Lima"), "accepted", "meeting"),
        # they met before it was asked
        ("resume talks on the border", telling("2024-04-01", "CONSULT", "Peru met Kenya in Lima"), "open", ""),
        # the ban was lifted a year later
        ("lift the ban on tea", telling("2025-05-01", "RETREAT", "Peru eased its rules on tea", mode="ease"), "accepted", "easing"),
        # it was refused in so many words
        ("lift the ban on tea", telling("2024-06-01", "REJECT", "Peru refused to lift the ban on tea"), "declined", "refused"),
        # a refusal of something else is no answer
        ("lift the ban on tea", telling("2024-06-01", "REJECT", "Peru refused to extradite the minister"), "open", ""),
        # it was told to have ignored it
        ("lift the ban on tea", telling("2024-06-01", "REJECT", "Peru ignored the call to lift the ban on tea"), "unanswered", "silence"),
        # it agreed to it
        ("lift the ban on tea", telling("2024-06-01", "AGREE", "Peru agreed to lift the ban on tea"), "accepted", "agreed"),
        # it agreed to it the same day, as another article tells
        ("lift the ban on tea", telling("2024-05-01", "AGREE", "Peru agreed to lift the ban on tea"), "accepted", "agreed"),
        # the meeting of the day on which it was asked is not the one that was asked for
        ("resume talks on the border", telling("2024-05-01", "CONSULT", "Peru met Kenya in Lima"), "open", ""),
        # an agreement on other things is no answer
        ("lift the ban on tea", telling("2024-06-01", "AGREE", "Peru and Kenya agreed on fish"), "open", ""),
        # force was used: nobody talks now
        ("resume talks on the border", telling("2024-06-01", "ASSAULT", "Peru shelled a Kenyan post"), "overtaken", "attack"),
        # ties were broken off
        ("visit Nairobi", telling("2024-06-01", "SANCTION", "Peru recalled its envoy", cameo="161"), "overtaken", "break"),
        # an act between others is not theirs
        ("resume talks on the border", telling("2024-06-01", "CONSULT", "Peru met Chile", target=CHL), "open", ""),
    ],
)  # fmt: skip
def test_a_later_article_answers(
    tmp_path: Path, about: str, later: Dispatch, status: str, rule: str
) -> None:
    found = entries(tmp_path / "a.db", [asking("a", "2024-05-01", about), later])
    entry = next(e for e in found if not e.implied)
    assert entry.status == status
    assert (entry.answer.rule if entry.answer else "") == rule
    if entry.answer:
        assert entry.answer.article == later.id
        assert entry.answer.text


def test_a_meeting_with_the_asker_is_no_mediation(tmp_path: Path) -> None:
    asked = asking("a", "2024-05-01", "play a mediating role", concerning=CHL)
    met = telling("2024-06-01", "CONSULT", "Peru met Kenya in Lima", mode="visit")
    (entry,) = entries(tmp_path / "a.db", [asked, met])
    assert entry.status == "open"
    hosted = Dispatch("h", "2024-07-01")
    hosted.act("CONSULT", PER, ("KEN", "CHL"), "Peru hosted talks of the two", mode="third-party")
    (entry,) = entries(tmp_path / "b.db", [asked, met, hosted])
    assert (entry.status, entry.answer and entry.answer.rule) == ("accepted", "mediation")


def test_the_same_matter_in_other_words_is_one_entry(tmp_path: Path) -> None:
    dispatches = [
        asking("a", "2024-05-01", "mediate with Chile", concerning=CHL),
        asking("b", "2024-06-01", "play a mediating role", concerning=CHL),
        asking("c", "2024-06-02", "lift the ban on tea"),
    ]
    found = entries(tmp_path / "a.db", dispatches)
    assert [(e.kinds, len(e.history)) for e in found] == [(("mediate",), 2), (("easing",), 1)]
    first = found[0]
    assert (first.first_asked, first.last_asked, first.times) == ("2024-05-01", "2024-06-01", 2)
    assert first.waiting_days == 32
    assert [line.article for line in first.history] == ["a", "b"]


def test_about_another_third_party_is_another_entry(tmp_path: Path) -> None:
    dispatches = [
        asking("a", "2024-05-01", "mediate in the north", concerning=CHL),
        asking("b", "2024-06-01", "play a mediating role", concerning=("BRA",)),
    ]
    assert len(entries(tmp_path / "a.db", dispatches)) == 2


def test_asked_anew_much_later_the_old_one_is_overtaken(tmp_path: Path) -> None:
    dispatches = [
        asking("a", "2022-05-01", "release the sailors"),
        asking("b", "2024-06-01", "free all hostages"),
    ]
    old, new = entries(tmp_path / "a.db", dispatches)
    assert (old.status, new.status) == ("overtaken", "open")
    assert old.answer
    assert (old.answer.kind, old.answer.rule) == ("newer", new.id)
    assert old.waiting_days == 762


def test_a_refusal_alone_tells_of_a_request(tmp_path: Path) -> None:
    dispatches = [
        telling("2024-05-01", "REJECT", "Peru, which has ignored Kenyan offers of talks"),
        telling("2024-05-03", "REJECT", "Peru rejected a Kenyan offer of talks, an envoy said"),
        telling("2024-05-04", "REJECT", "Peru rejected the ruling of the court"),
    ]
    (entry,) = entries(tmp_path / "a.db", dispatches)
    assert entry.implied
    assert (entry.source, entry.target, entry.kinds) == (KEN, PER, ("talks",))
    assert entry.about == "offers of talks"
    assert [r.status for r in entry.replies] == ["unanswered", "declined"]
    assert entry.status == "declined"


def test_a_refusal_of_a_request_that_is_told_makes_no_entry(tmp_path: Path) -> None:
    refused = telling("2024-06-01", "REJECT", "Peru rejected the request to resume talks")
    found = entries(tmp_path / "a.db", [asking("a", "2024-05-01", "resume talks"), refused])
    assert [(e.implied, e.status) for e in found] == [(False, "declined")]


def test_the_ledger_of_an_earlier_day_knows_nothing_later(tmp_path: Path) -> None:
    dispatches = [
        asking("a", "2024-05-01", "resume talks on the border"),
        telling("2024-06-01", "CONSULT", "Peru met Kenya in Lima"),
    ]
    path = tmp_path / "a.db"
    (now,) = entries(path, dispatches)
    assert (now.status, now.waiting_days) == ("accepted", 31)
    (then,) = entries(path, [], as_of="2024-05-15")
    assert (then.status, then.waiting_days, then.answer) == ("open", 14, None)
    assert entries(path, [], as_of="2024-04-30") == []
    # what is added later does not change an earlier day
    late = telling("2024-06-05", "REJECT", "Peru refused to resume talks on the border")
    assert entries(path, [late], as_of="2024-05-15") == [then]


def test_words_of_an_answer_count_to_their_day(tmp_path: Path) -> None:
    dispatch = Dispatch("a", "2024-05-10")
    dispatch.ask(
        KEN, PER, "lift the ban", status="hedged", reply="Peru would study it", date="2024-05-01"
    )
    (entry,) = entries(tmp_path / "a.db", [dispatch])
    assert (entry.status, entry.waiting_days) == ("hedged", 9)
    assert entry.answer
    assert (entry.answer.kind, entry.answer.text) == ("words", "Peru would study it")


def test_filters(tmp_path: Path) -> None:
    dispatches = [
        asking("a", "2024-05-01", "mediate with Chile", concerning=CHL),
        asking("c", "2024-06-02", "lift the ban on tea"),
    ]
    found = entries(tmp_path / "a.db", dispatches, as_of="2024-06-12")
    old, new = found
    assert select(found, concerning="CHL") == (old,)
    assert select(found, older_than=30) == (old,)
    assert select(found, about="mediate") == (old,)  # a kind of matter
    assert select(found, about="ban tea") == (new,)  # words of it
    assert select(found, about="an") == ()  # no part of a word
    assert select(found, source="KEN", target="PER", status="open") == (old, new)
    assert select(found, source="PER") == ()
    assert select(found, pair=("PER", "KEN"), open_only=True) == (old, new)


def test_an_empty_record_has_an_empty_ledger(tmp_path: Path) -> None:
    assert entries(tmp_path / "a.db", []) == []


def test_an_article_without_a_date_counts_from_when_it_was_added(tmp_path: Path) -> None:
    path = tmp_path / "a.db"
    undated = Dispatch("u", "2024-05-01")
    undated.ask(KEN, PER, "lift the ban on tea")
    reading = undated.reading()
    with Record.open(path) as record:
        record.add(replace(reading, article=replace(reading.article, published=None)))
    assert len(entries(path, [])) == 1
    assert entries(path, [], as_of="2024-06-01") == []
    dated = asking("d", "2024-05-02", "resume talks")
    assert len(entries(path, [dated])) == 2
    assert len(entries(path, [], as_of="2024-06-01")) == 1
