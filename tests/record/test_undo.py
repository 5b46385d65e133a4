"""A judgement taken back stays on record, and what was said before holds again."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from detente.errors import RecordError, UnknownItem
from detente.record import Record
from detente.record.gold import judged_articles
from detente.record.migrations import MIGRATIONS
from detente.records import Article, Event, Reading, Request

TEXT = "China protested to South Korea. Japan praised South Korea."


def reading() -> Reading:
    article = Article(id="a", text=TEXT, published="2026-01-07")
    return Reading(
        article=article,
        events=(
            Event(
                id="e-protest",
                source=("CHN",),
                type="ACCUSE",
                target=("KOR",),
                date="2026-01-07",
                evidence=article.quote(0, 31),
            ),
            Event(
                id="e-praise",
                source=("JPN",),
                type="SUPPORT",
                target=("KOR",),
                date="2026-01-07",
                evidence=article.quote(32, len(TEXT)),
            ),
        ),
    )


@pytest.fixture
def record(tmp_path: Path) -> Record:
    opened = Record.open(tmp_path / "a.db")
    opened.add(reading())
    return opened


def test_what_was_struck_out_counts_again(record: Record) -> None:
    record.judge("e-protest", "struck", user="ana", reason="no", kind="event")
    assert record.pair(("CHN", "KOR")).acts == 0
    (undone,) = record.undo("e-protest", user="ben", kind="event")
    assert undone.verdict == "struck"
    assert record.pair(("CHN", "KOR")).acts == 1
    (kept,) = record.judgements("e-protest")
    assert (kept.user, kept.reason, kept.undone_by) == ("ana", "no", "ben")
    assert kept.undone_at


def test_the_word_before_holds_again(record: Record) -> None:
    record.judge("e-protest", "corrected", user="ana", changes={"source": "RUS"}, kind="event")
    record.judge("e-protest", "corrected", user="ben", changes={"source": "USA"}, kind="event")
    assert record.event("e-protest").act.source == ("USA",)
    record.undo("e-protest", user="ben")
    assert record.event("e-protest").act.source == ("RUS",)
    assert record.event("e-protest").act.verdict == "corrected"
    record.undo("e-protest", user="ben")
    assert record.event("e-protest").act.source == ("CHN",)
    assert record.event("e-protest").act.verdict is None


def test_nothing_to_undo_is_said(record: Record) -> None:
    with pytest.raises(RecordError, match="nothing to undo"):
        record.undo("e-protest", user="ana", kind="event")
    with pytest.raises(UnknownItem):
        record.undo("e-none", user="ana", kind="event")


def test_an_undone_word_does_not_outlive_the_reading_as_a_judgement(record: Record) -> None:
    record.judge("e-protest", "struck", user="ana", reason="no", kind="event")
    record.undo("e-protest", user="ana", kind="event")
    record.add(Reading(article=reading().article, events=reading().events[1:]))
    assert record.pair(("CHN", "KOR")).acts == 0  # not read any more, and nobody vouches for it


def test_an_older_file_gets_the_table(tmp_path: Path) -> None:
    path = tmp_path / "old.db"
    with Record.open(path) as record:
        record.add(reading())
    db = sqlite3.connect(path)
    db.execute("DROP TABLE judgement_undone")
    db.execute("DELETE FROM migrations WHERE name = ?", (MIGRATIONS[1][0],))
    db.commit()
    db.close()
    with pytest.raises(RecordError, match="older version"):
        Record.open(path, readonly=True)
    with Record.open(path) as record:
        record.judge("e-protest", "struck", user="ana", reason="no", kind="event")
        record.undo("e-protest", user="ana", kind="event")
        assert record.check() == ()


def test_gold_holds_what_was_judged_and_nothing_else(record: Record) -> None:
    assert list(judged_articles(record)) == []
    record.judge("e-protest", "corrected", user="ana", changes={"type": "PROTEST"}, kind="event")
    (article,) = judged_articles(record)
    assert article["text"] == TEXT
    assert article["events"] == [
        {
            "source": ["CHN"],
            "type": "PROTEST",
            "target": ["KOR"],
            "modality": "actual",
            "date": "2026-01-07",
            "place": None,
            "evidence": "China protested to South Korea.",
        }
    ]
    assert article["judged"] == {
        "confirmed": 0,
        "corrected": 1,
        "struck": 0,
        "unjudged": 1,
        "by": ["ana"],
    }
    record.judge("e-praise", "struck", user="ben", reason="no", kind="event")
    (article,) = judged_articles(record)
    assert [e["type"] for e in article["struck"]["events"]] == ["SUPPORT"]
    assert all(e["evidence"] in TEXT for e in article["struck"]["events"])


def test_a_corrected_request_takes_actors_however_they_are_spaced(tmp_path: Path) -> None:
    article = Article(id="a", text="Kenya asked Peru for a port.", published="2026-01-07")
    asked = Request(
        id="q", source=("KEN",), target=("PER",), about="a port", evidence=article.quote(0, 28)
    )
    with Record.open(tmp_path / "a.db") as record:
        record.add(Reading(article=article, requests=(asked,)))
        changes = {"concerning": " JPN, CHN", "about": "a port, and more"}
        record.judge("q", "corrected", user="ana", kind="request", changes=changes)
        held = record.request("q")
        assert (held.concerning, held.about) == (("CHN", "JPN"), "a port, and more")
        assert record.check() == ()
