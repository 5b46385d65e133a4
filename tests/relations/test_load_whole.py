"""The table of a record's acts is what a plain walk over the acts, one by one, gives."""

from __future__ import annotations

import datetime as dt
import itertools
import sqlite3
from pathlib import Path
from typing import Any

import pytest

from detente.record import Record
from detente.records import SYMMETRIC_TYPES, Article, Event, Evidence, Modality, Reading, content_id
from detente.relations.load import load_events, origins_of

NAMES = {"KEN": "Kenya", "PER": "Peru", "TCD": "Chad", "FJI": "Fiji"}
NONE, ONE, TWO, THREE = (), ("KEN",), ("KEN", "PER"), ("TCD", "KEN", "PER")

# type, who acts, who is acted upon, date, modality, place
ACTS: list[
    tuple[str, tuple[str, ...], tuple[str, ...], str | None, Modality, str | None]
] = [
    ("AID", NONE, NONE, "2031-01-01", "actual", None),
    ("AID", NONE, ONE, "2031-01-02", "actual", None),
    ("AID", ONE, NONE, "2031-01-03", "actual", None),
    ("AID", ONE, ("PER",), "2031-01-04", "actual", 'a "place", with\t\\ marks [1]'),
    ("AID", ONE, ONE, "2031-01-05", "actual", "Ñandú 😀"),  # at home
    ("AID", TWO, ("FJI",), "2031-02", "planned", None),
    ("AID", ("FJI",), THREE, "2031", "negated", None),
    ("AID", TWO, TWO, "2031-01-08", "actual", None),  # of each upon each, themselves too
    ("CONSULT", NONE, NONE, "2031-01-09", "actual", None),  # of nobody known: no row
    ("CONSULT", ONE, NONE, "2031-01-10", "actual", None),
    ("CONSULT", NONE, ONE, "2031-05-11", "actual", None),
    ("CONSULT", ONE, ONE, "2031-07-12", "actual", None),
    ("CONSULT", ("PER",), ONE, "2031-01-13", "actual", None),
    ("AGREE", TWO, NONE, "2031-01-14", "actual", None),
    ("AGREE", THREE, NONE, "2031-03", "actual", None),
    ("COOPERATE", TWO, ("TCD", "KEN"), "2031-12-30", "hypothetical", None),
    ("CONSULT", THREE, ("FJI",), "2031-12-31", "actual", None),
]  # fmt: skip


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("whole") / "x.db"
    with Record.open(path) as record:
        for n, (type_, source, target, date, modality, place) in enumerate(ACTS):
            words = f"Telling number {n} is of its own."
            event = Event(
                id=content_id("event", words), source=source, type=type_, target=target, date=date,
                modality=modality, place=place, evidence=Evidence(0, len(words), words), by="test",
                confidence=0.9,
            )  # fmt: skip
            article = Article(
                id=f'story "{n}"', title="", text=words, publisher=f"Paper {n}" if n % 2 else None
            )
            record.add(Reading(article=article, events=(event,)))
    return path


def walked(path: Path) -> list[dict[str, Any]]:
    """Walk over the acts of a record, one by one and row by row."""
    db = sqlite3.connect(path)
    db.row_factory = sqlite3.Row
    acts = db.execute(
        "SELECT a.*, r.id AS story, r.publisher FROM acts a JOIN events e ON e.id = a.id"
        " JOIN articles r ON r.n = e.article WHERE a.day_from NOT NULL"
    ).fetchall()
    db.close()
    out = []
    for act in acts:
        source = act["source"].split(",") if act["source"] else []
        target = act["target"].split(",") if act["target"] else []
        ways = [(a, b, False) for a in source or [""] for b in target or [""]]
        if act["type"] in SYMMETRIC_TYPES:
            sides = list(dict.fromkeys(source + target))
            twos = list(itertools.combinations(sides, 2))
            ways = [(a, b, False) for a, b in twos] + [(b, a, True) for a, b in twos]
            if len(sides) == 1:
                ways = [(sides[0], sides[0] if source and target else "", False)]
        for a, b, mirrored in ways:
            out.append(
                {
                    "id": act["id"], "date": dt.date.fromisoformat(act["day_from"]),
                    "until": dt.date.fromisoformat(act["day_to"]), "source": a, "target": b,
                    "source_name": NAMES.get(a, ""), "target_name": NAMES.get(b, ""),
                    "source_sectors": "", "target_sectors": "", "type": act["type"],
                    "mode": act["mode"] or "", "cameo": act["cameo"] or "",
                    "goldstein": act["goldstein"], "quad": act["quad"], "modality": act["modality"],
                    "origin": "read", "sources": act["sources"], "story": act["story"],
                    "publisher": act["publisher"] or "", "place": act["place"] or "",
                    "reciprocal": mirrored,
                }
            )  # fmt: skip
    return sorted(
        out, key=lambda r: [r[k] for k in ("date", "id", "reciprocal", "source", "target")]
    )


def test_the_whole_table_is_that_of_a_walk(path: Path) -> None:
    rows = walked(path)
    assert len({r["id"] for r in rows}) == len(ACTS) - 1, "every act but that of nobody"
    assert load_events(path, modality=None).rows(named=True) == rows


@pytest.mark.parametrize("pair", [("KEN", "PER"), ("FJI", "TCD"), ("KEN", "KEN"), ("KEN", "ZZZ")])
def test_the_rows_of_a_pair_are_those_of_a_walk(path: Path, pair: tuple[str, str]) -> None:
    rows = [r for r in walked(path) if {r["source"], r["target"]} == set(pair)]
    for asked in (pair, pair[::-1]):
        assert load_events(path, pair=asked, modality=None).rows(named=True) == rows


@pytest.mark.parametrize("actor", ["KEN", "FJI", "ZZZ"])
def test_the_rows_of_an_actor_are_those_of_a_walk(path: Path, actor: str) -> None:
    rows = [r for r in walked(path) if actor in (r["source"], r["target"])]
    assert load_events(path, actor=actor, modality=None).rows(named=True) == rows


@pytest.mark.parametrize("day", ["2031-01-04", "2031-02-10", "2031-03-31", "2031-12-31", "2032"])
def test_what_had_not_ended_before_a_day_may_have_begun_long_before(path: Path, day: str) -> None:
    first = dt.date.fromisoformat(day if len(day) > 4 else f"{day}-01-01")
    rows = [r for r in walked(path) if r["until"] >= first]
    assert load_events(path, since=day, modality=None).rows(named=True) == rows


def test_an_act_of_a_year_ends_after_all_that_began_later(path: Path) -> None:
    (read,) = origins_of(path)
    assert (read.events, read.first) == (len(ACTS), dt.date(2031, 1, 1))
    assert read.last == dt.date(2031, 12, 31)


# what is asked of the record, how many acts pass; each counted and listed
ASKED: list[tuple[dict[str, Any], int]] = [
    ({}, 17),
    ({"type": "AID", "modality": "actual"}, 6),
    ({"pair": ("PER", "KEN")}, 7),
    ({"pair": ("PER", "KEN"), "type": "AID"}, 2),
    ({"actor": "FJI"}, 3),
    ({"source": "KEN", "target": "PER"}, 7),
    ({"source": "FJI"}, 2),
    ({"target": "FJI", "modality": "planned"}, 1),
]


@pytest.mark.parametrize(("asked", "many"), ASKED)
def test_the_record_counts_what_it_lists(path: Path, asked: dict[str, Any], many: int) -> None:
    with Record.open(path, readonly=True) as record:
        page = record.events(**asked, order="oldest")
        assert (page.total, len(page.items)) == (many, many)
        assert len({a.id for a in page.items}) == many, "an actor on both sides counts once"
        for facet, of in (("type", "type"), ("quad", "quad"), ("modality", "modality")):
            counted = {c.value: c.count for c in record.counts(facet, **asked)}  # type: ignore[arg-type]
            found = [str(getattr(a, of)) for a in page.items]
            assert counted == {value: found.count(value) for value in found}
        years = record.counts("year", **asked)
        assert [(c.value, c.count) for c in years] == [("2031", many)]
