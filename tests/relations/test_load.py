"""One loader for a record's own acts and for what was imported beside it."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from detente.errors import RecordError
from detente.record import Record
from detente.record.bulk_import import import_events
from detente.records import Article, Event, Evidence, Modality, Reading, content_id
from detente.relations.load import load_events, origins_of
from detente.sources.events import EVENT_SCHEMA, FORMS
from detente.sources.events.icews import COLUMNS

TEXT = "Kenya and Chad met Peru. Kenya asked Peru for rice. Peru may leave. Chad paid."


def event(
    words: str,
    type_: str,
    source: tuple[str, ...],
    target: tuple[str, ...],
    date: str | None = None,
    modality: Modality = "actual",
) -> Event:
    at = TEXT.index(words)
    return Event(
        id=content_id("event", words),
        source=source,
        type=type_,
        target=target,
        date=date,
        modality=modality,
        place="Lima",
        evidence=Evidence(at, at + len(words), words),
        by="test",
        confidence=0.9,
    )


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("load") / "x.db"
    article = Article(
        id="rice", title="Rice", text=TEXT, published="2031-05-02", publisher="The Invented Post"
    )
    events = (
        event("Kenya and Chad met Peru", "CONSULT", ("KEN", "TCD"), ("PER",), "2031-04"),
        event("Kenya asked Peru for rice", "REQUEST", ("KEN",), ("PER",), "2031-04-29"),
        event("Peru may leave", "SANCTION", ("PER",), ("KEN",), "2032", "planned"),
        event("Chad paid", "AID", ("TCD",), ()),
    )
    with Record.open(path) as record:
        record.add(Reading(article=article, events=events))
    rows = [
        ("1", "Kenya", "040", "Peru"),
        ("2", "Peru", "040", "Kenya"),
        ("3", "Kenya", "112", "Peru"),
    ]
    lines = ["\t".join(COLUMNS)]
    for id_, source, code, target in rows:
        values = {"Event ID": id_, "Event Date": "2031-04-15", "CAMEO Code": code, "Story ID": id_}
        values |= {"Source Name": source, "Source Country": source}
        values |= {"Target Name": target, "Target Country": target}
        lines.append("\t".join(values.get(c, "") for c in COLUMNS))
    file = path.with_suffix(".tab")
    file.write_text("\n".join(lines) + "\n")
    import_events(path, [file], FORMS["icews"])
    return path


def test_both_come_in_the_same_columns(path: Path) -> None:
    frame = load_events(path)
    assert dict(frame.schema) == EVENT_SCHEMA
    assert frame["origin"].value_counts(sort=True).rows() == [("read", 8), ("icews", 3)]
    nulls = [c for c in frame.columns if frame[c].null_count() and c != "goldstein"]
    assert nulls == []


def test_a_joint_act_of_three_passes_between_each_two(path: Path) -> None:
    frame = load_events(path, origins=["read"])
    rows = frame.filter(frame["type"] == "CONSULT").select("source", "target", "reciprocal").rows()
    assert rows == [
        ("KEN", "PER", False),
        ("KEN", "TCD", False),
        ("TCD", "PER", False),
        ("PER", "KEN", True),
        ("PER", "TCD", True),
        ("TCD", "KEN", True),
    ]


def test_a_row_of_the_records_own_says_all_it_knows(path: Path) -> None:
    frame = load_events(path, pair=("PER", "KEN"), origins=["read"])
    row = frame.filter(frame["type"] == "REQUEST").row(0, named=True)
    assert row["id"] == content_id("event", "Kenya asked Peru for rice")
    assert (row["date"], row["until"]) == (dt.date(2031, 4, 29), dt.date(2031, 4, 29))
    assert (row["source_name"], row["target_name"]) == ("Kenya", "Peru")
    assert (row["cameo"], row["quad"], row["sources"]) == ("020", 3, 1)
    assert (row["story"], row["publisher"], row["place"]) == ("rice", "The Invented Post", "Lima")


def test_a_month_lasts_from_its_first_day_to_its_last(path: Path) -> None:
    frame = load_events(path, actor="TCD")
    row = frame.filter(frame["type"] == "CONSULT").row(0, named=True)
    assert (row["date"], row["until"]) == (dt.date(2031, 4, 1), dt.date(2031, 4, 30))


def test_an_act_upon_nobody_has_an_empty_target(path: Path) -> None:
    frame = load_events(path)
    assert frame.filter(frame["type"] == "AID").select("source", "target").rows() == [("TCD", "")]


# what is asked for, how many rows of the record's own and imported
ASKED = [
    ({"pair": ("KEN", "PER")}, 3, 3),
    ({"pair": ("PER", "TCD")}, 2, 0),
    ({"pair": ("KEN", "KEN")}, 0, 0),
    ({"actor": "TCD"}, 5, 0),
    ({"since": "2031-04-16"}, 8, 0),  # the meeting of April ends after that day
    ({"since": "2031-05"}, 1, 0),
    ({"until": "2031-04-15"}, 6, 3),
    ({"until": "2030"}, 0, 0),
    ({"origins": ["read"]}, 8, 0),
    ({"origins": ["icews"]}, 0, 3),
    ({"origins": ["gdelt", "polecat"]}, 0, 0),
    ({"modality": ["planned"]}, 1, 0),
    ({"modality": None}, 9, 3),
]


@pytest.mark.parametrize(("asked", "own", "imported"), ASKED)
def test_filters_hold_for_both(
    path: Path, asked: dict[str, object], own: int, imported: int
) -> None:
    frame = load_events(path, **asked)  # type: ignore[arg-type]
    by_origin = dict(frame["origin"].value_counts().iter_rows())
    assert (by_origin.get("read", 0), by_origin.get("icews", 0)) == (own, imported)
    assert frame["date"].is_sorted()


def test_where_direction_does_not_matter_a_joint_act_is_one(path: Path) -> None:
    frame = load_events(path, pair=("KEN", "PER"))
    once = frame.filter(~frame["reciprocal"])
    assert once.filter(once["type"] == "CONSULT")["origin"].to_list() == ["read", "icews"]


def test_what_a_person_struck_out_is_gone(tmp_path: Path) -> None:
    copy = tmp_path / "x.db"
    article = Article(id="one", title="", text=TEXT, published="2031-05-02")
    with Record.open(copy) as record:
        told = event("Kenya asked Peru for rice", "REQUEST", ("KEN",), ("PER",), "2031-04-29")
        record.add(Reading(article=article, events=(told,)))
        assert load_events(copy).height == 1
        record.judge(told.id, "struck", user="ann")
        assert load_events(copy).height == 0


def test_origins_are_counted_apart(path: Path) -> None:
    read, icews = origins_of(path)
    assert (read.name, read.events) == ("read", 4)
    assert (read.first, read.last) == (dt.date(2031, 4, 1), dt.date(2032, 12, 31))
    assert (icews.name, icews.events, icews.first) == ("icews", 3, dt.date(2031, 4, 15))


def test_what_is_wrong_is_said(path: Path, tmp_path: Path) -> None:
    with pytest.raises(RecordError, match="no such record"):
        load_events(tmp_path / "none.db")
    with pytest.raises(RecordError, match="no such record"):
        load_events(tmp_path / "none.db", origins=["gdelt"])
    (tmp_path / "text.db").write_text("no record at all, only text")
    with pytest.raises(RecordError):
        load_events(tmp_path / "text.db")
    with pytest.raises(RecordError, match="no origin 'acled'"):
        load_events(path, origins=["acled"])
    with pytest.raises(RecordError, match="is no date"):
        load_events(path, since="spring")
