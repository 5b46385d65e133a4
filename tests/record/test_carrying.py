"""What people said of an item passes to the next reading of its article."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from detente.record import Record
from detente.records import Article, Event, Evidence, Reading, Request, Statement, content_id

TEXT = "Kenya asked Peru to open its ports on Monday. Peru said it would think about it."


def reading(clause: str, said: str = "it would think about it") -> Reading:
    """Return a reading whose event and request rest on a given clause of the text."""
    article = Article(id="ports", title="Ports", text=TEXT, published="2024-05-01")
    at = TEXT.index(clause)
    evidence = Evidence(at, at + len(clause), clause)
    start = TEXT.index(said)
    return Reading(
        article=article,
        events=(
            Event(
                id=content_id("event", clause),
                source=("KEN",),
                type="REQUEST",
                target=("PER",),
                date="2024-04-29",
                evidence=evidence,
                by="test",
                confidence=0.8,
            ),
        ),
        statements=(
            Statement(
                id=content_id("statement", said),
                speaker="Peru",
                actor="PER",
                type="indirect",
                content=(Evidence(start, start + len(said), said),),
                by="test",
            ),
        ),
        requests=(
            Request(
                id=content_id("request", clause),
                source=("KEN",),
                target=("PER",),
                about="opening its ports",
                status="open",
                evidence=evidence,
                by="test",
            ),
        ),
    )


SHORT = "Kenya asked Peru"
LONG = "Kenya asked Peru to open its ports"


@pytest.fixture
def record(tmp_path: Path) -> Record:
    return Record.open(tmp_path / "record.db")


def test_a_correction_passes_to_the_same_act_told_longer(record: Record) -> None:
    record.add(reading(SHORT))
    record.judge(content_id("event", SHORT), "corrected", user="ed", changes={"target": "CHL"})
    assert record.add(reading(LONG)).status == "replaced"
    (act,) = record.events().items
    assert act.target == ("CHL",)
    assert record.judgements(content_id("event", LONG))[0].user == "ed"


def test_a_request_struck_out_stays_out(record: Record) -> None:
    record.add(reading(SHORT))
    record.judge(
        content_id("request", SHORT), "struck", user="ed", reason="only a wish", kind="request"
    )
    record.add(reading(LONG))
    assert record.requests().items == ()


def test_a_judged_item_that_is_not_read_again_is_kept(record: Record) -> None:
    record.add(reading(SHORT))
    record.judge(content_id("event", SHORT), "confirmed", user="ed")
    record.add(replace(reading(LONG), events=()))
    assert [a.source for a in record.events().items] == [("KEN",)]


def test_an_unjudged_item_that_is_not_read_again_is_gone(record: Record) -> None:
    record.add(reading(SHORT))
    record.add(replace(reading(LONG), events=()))
    assert record.events().items == ()


def test_a_corrected_speaker_is_shown(record: Record) -> None:
    record.add(reading(SHORT))
    record.judge(
        content_id("statement", "it would think about it"),
        "corrected",
        user="ed",
        kind="statement",
        changes={"actor": "CHL", "speaker": "Santiago"},
    )
    record.add(reading(SHORT, said="Peru said it would think about it"))
    (said,) = record.statements().items
    assert (said.speaker, said.actor) == ("Santiago", "CHL")
