"""What is added is found again: once, whole, and as people judged it."""

from __future__ import annotations

import itertools
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from detente.errors import EvidenceError, RecordError, UnknownItem
from detente.record import Record
from detente.record.searching import fts_query
from detente.records import Article, Event, Evidence, Reading, Request, content_id


def reading(
    id_: str,
    text: str = "Kenya asked Peru to open its ports. Peru said it would think about it.",
    *,
    published: str = "2024-05-01",
    date: str | None = "2024-04-30",
    type_: str = "REQUEST",
    source: tuple[str, ...] = ("KEN",),
    target: tuple[str, ...] = ("PER",),
) -> Reading:
    article = Article(id=id_, title=f"Ports {id_}", text=text, published=published)
    end = text.index(".")
    evidence = Evidence(0, end, text[:end])
    event = Event(
        id=content_id(id_, type_, *source, *target),
        source=source,
        type=type_,
        target=target,
        date=date,
        evidence=evidence,
        by="test",
        confidence=0.8,
    )
    request = Request(
        id=content_id(id_, "request"),
        source=source,
        target=target,
        about="opening its ports",
        status="hedged",
        reply=article.quote(text.rindex("it would"), len(text) - 1),
        evidence=evidence,
        by="test",
    )
    return Reading(article=article, events=(event,), requests=(request,))


OTHER = (
    "Nairobi wants the harbours opened, and Kenya asked Peru to open its ports at a meeting of"
    " ministers in Lima where fish, tea and coffee were the matter. Peru said it would see."
)


@pytest.fixture
def record(tmp_path: Path) -> Record:
    return Record.open(tmp_path / "record.db")


def test_adding_twice_changes_nothing(record: Record) -> None:
    assert record.add(reading("a")).status == "added"
    before = record.path.with_suffix(".db-wal").stat().st_size
    assert record.add(reading("a")).status == "unchanged"
    assert record.path.with_suffix(".db-wal").stat().st_size == before
    assert record.summary().articles == 1
    assert record.holds(reading("a").article)


def test_a_reading_comes_back_as_it_was(record: Record) -> None:
    given_ = reading("a")
    record.add(given_)
    assert record.article("a") == given_


def test_an_id_cannot_hold_two_texts(record: Record) -> None:
    record.add(reading("a"))
    with pytest.raises(RecordError, match="taken by another text"):
        record.add(reading("a", OTHER))
    assert record.summary().articles == 1


def test_evidence_is_checked_and_nothing_is_written(record: Record) -> None:
    good = reading("a")
    event = good.events[0]
    moved = Evidence(event.evidence.start + 1, event.evidence.end + 1, event.evidence.text)
    bad = Reading(article=good.article, events=(replace(event, evidence=moved),))
    with pytest.raises(EvidenceError, match="does not stand at"):
        record.add(bad)
    assert record.summary().articles == 0


def test_copies_are_one_source(record: Record) -> None:
    text = reading("a").article.text
    record.add(reading("a"))
    added = record.add(reading("b", text + " More follows.", published="2024-05-02"))
    assert (added.status, added.copy_of) == ("copy", "a")
    (act,) = record.events().items
    assert (act.sources, act.articles) == (1, 2)
    assert [r.id for r in record.copies("b")] == ["a", "b"]


def test_the_same_act_in_two_stories_is_one_event(record: Record) -> None:
    record.add(reading("a"))
    record.add(reading("b", OTHER, published="2024-05-02"))
    (act,) = record.events().items
    assert (act.sources, len(act.tellings)) == (2, 2)
    assert act.confidence > 0.9
    assert act.sentence == "Kenya asked Peru: opening its ports"
    (ask,) = record.requests().items
    assert (ask.status, len(ask.history)) == ("hedged", 2)


def test_acts_far_apart_are_two(record: Record) -> None:
    record.add(reading("a"))
    record.add(reading("b", OTHER, published="2024-09-02", date="2024-09-01"))
    assert record.events().total == 2


def test_order_of_adding_does_not_matter(tmp_path: Path) -> None:
    readings = [
        reading("a"),
        reading("b", OTHER, published="2024-05-02"),
        reading("c", OTHER + " So it is.", published="2024-05-03", date=None),
        reading("d", "Kenya and Peru met in Lima. It is said that it would help.", type_="CONSULT"),
    ]
    seen = set()
    for number, order in enumerate(itertools.permutations(readings)):
        if number % 5:
            continue
        with Record.open(tmp_path / f"{number}.db") as record:
            for one in order:
                record.add(one)
            seen.add(
                tuple(
                    (a.id, a.date, a.sources, tuple(t.event for t in a.tellings))
                    for a in record.events(order="oldest").items
                )
            )
    assert len(seen) == 1


def test_a_struck_event_is_gone_and_stays_gone(record: Record) -> None:
    record.add(reading("a"))
    event = record.events().items[0].id
    record.judge(event, "struck", user="ana", reason="it was a joke")
    assert record.events().total == 0
    again = reading("a")
    changed = Reading(article=again.article, events=again.events)
    assert record.add(changed).status == "replaced"
    assert record.events().total == 0
    assert record.judgements(event)[0].reason == "it was a joke"


def test_a_correction_moves_every_figure(record: Record) -> None:
    record.add(reading("a"))
    event = record.events().items[0].id
    record.judge(event, "corrected", user="ana", changes={"target": "CHL", "modality": "planned"})
    assert record.events(pair=("KEN", "PER")).total == 0
    (act,) = record.events(pair=("KEN", "CHL")).items
    assert (act.modality, act.verdict) == ("planned", "corrected")


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"colour": "red"}, "cannot set colour"),
        ({"modality": "perhaps"}, "none of"),
        ({"date": "soon"}, "no date"),
        ({"source": " , "}, "at least one actor"),
        ({}, "names what it changes"),
    ],
)
def test_a_bad_correction_is_refused(record: Record, changes: dict[str, str], message: str) -> None:
    record.add(reading("a"))
    event = record.events().items[0].id
    with pytest.raises(RecordError, match=message):
        record.judge(event, "corrected", user="ana", changes=changes)


def test_filters(record: Record) -> None:
    record.add(reading("a"))
    record.add(reading("d", OTHER, type_="CONSULT", date="2020"))
    assert record.events(type="CONSULT").total == 1
    assert record.events(since="2024").total == 1
    assert record.events(until="2021-06").total == 1
    assert record.events(source="KEN").total == 2
    assert record.events(target="KEN").total == 1  # a joint act has no doer
    assert record.events(actor="CHN").total == 0
    assert record.pair(("PER", "KEN")).acts == 2
    assert record.pair(("CHN", "KEN")).acts == 0
    with pytest.raises(RecordError, match="no date"):
        record.events(since="yesterday")


@pytest.mark.parametrize("what", ["event", "article", "request"])
def test_unknown_ids_are_named(record: Record, what: str) -> None:
    with pytest.raises(UnknownItem, match="nosuch"):
        getattr(record, what)("nosuch")


def test_search_finds_words_names_and_pairs(record: Record) -> None:
    record.add(reading("a"))
    assert [a.id for a in record.search("ports").articles] == ["a"]
    found = record.search("kenya peru")
    assert [p.pair for p in found.pairs] == [("KEN", "PER")]
    assert found.sentences[0].evidence.text.startswith("Kenya asked")


def test_any_text_is_a_legal_query(record: Record) -> None:
    record.add(reading("a"))

    @settings(max_examples=80, deadline=None)
    @given(st.text(max_size=40))
    def search(text: str) -> None:
        record.search(text)
        assert "*" not in fts_query(text)

    search()


def test_a_reader_works_beside_a_writer(record: Record) -> None:
    record.add(reading("a"))
    with Record.open(record.path, create=False, readonly=True) as other:
        record.add(reading("b", OTHER))
        assert other.summary().articles == 2
        with pytest.raises(RecordError):
            other.add(reading("c", OTHER))


def test_the_file_is_sound(record: Record) -> None:
    record.add(reading("a"))
    assert record.check() == ()
