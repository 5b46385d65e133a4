"""Grouping only what hangs together gives the same acts as grouping everything."""

from __future__ import annotations

import random
import sqlite3
from collections import defaultdict
from contextlib import closing
from pathlib import Path

import pytest

from detente.record import Record
from detente.record.grouping import placed
from detente.record.matching import cluster
from detente.records import Article, Event, Evidence, Reading, content_id

WORDS = ("harbour", "missile", "sanctions", "treaty", "envoys", "border", "cable", "visas")


def told(chance: random.Random, number: int, version: int) -> Reading:
    """An article of some acts of few pairs within weeks, dated by day, month or year, or not at all."""
    lines, events, at = [], [], 0
    for i in range(chance.randint(1, 4)):
        line = f"Kenya and Peru on {' '.join(chance.sample(WORDS, 2))}."
        day = f"2024-0{chance.randint(1, 2)}-{chance.randint(1, 28):02d}"
        events.append(
            Event(
                id=content_id(str(number), str(version), str(i)), source=("KEN",), target=("PER",),
                type=chance.choice(("CONSULT", "ACCUSE", "REQUEST")),
                modality=chance.choice(("actual", "actual", "planned")),
                date=chance.choice((day, day, day, day[:7], day[:4], None)),
                evidence=Evidence(at, at + len(line), line), by="made", confidence=0.5,
            )
        )  # fmt: skip
        lines.append(line)
        at += len(line) + 1
    noise = " ".join(f"word{number}x{k}" for k in range(30))
    return Reading(
        article=Article(
            id=f"a{number}",
            text=f"{' '.join(lines)} {noise}",
            published=chance.choice((f"2024-02-{number % 28 + 1:02d}", "2024-01", None)),
        ),
        events=tuple(events),
    )


def groups(path: Path) -> tuple[set[frozenset[int]], set[frozenset[int]]]:
    """The tellings of each act as the record holds them, and as grouping every block whole gives them."""
    held: dict[int | None, set[int]] = defaultdict(set)
    blocks: dict[str, list[int]] = defaultdict(list)
    whole: set[frozenset[int]] = set()
    with closing(sqlite3.connect(path)) as db:
        for event, act, block in db.execute("SELECT event, act, block FROM placements"):
            held[act].add(event)
            blocks[block].append(event)
        for keys in blocks.values():
            found = [one.told for key in keys if (one := placed(db, key))]
            whole |= {frozenset(t.key for t in group) for group in cluster(found)}
    assert None not in held
    return {frozenset(keys) for keys in held.values()}, whole


@pytest.mark.parametrize("seed", range(4))
def test_same_as_grouping_everything(tmp_path: Path, seed: int) -> None:
    chance = random.Random(seed)
    path = tmp_path / "record.db"
    with Record.open(path) as record:
        texts = [told(chance, n, 0) for n in range(60)]
        for reading in texts:
            record.add(reading)
        assert len(groups(path)[0]) < sum(len(r.events) for r in texts), "nothing met"
        for reading in chance.sample(texts, 20):  # read otherwise: fewer acts, or other dates
            events = tuple(e for e in reading.events if chance.random() < 0.6)
            record.add(Reading(article=reading.article, events=events))
        acts = [a for t in ("CONSULT", "ACCUSE") for a in record.events(type=t, limit=200)]
        for act in chance.sample(acts, 12):
            if chance.random() < 0.5:
                record.judge(act.id, "struck", user="ana")
            else:
                record.judge(act.id, "corrected", user="ana", changes={"date": "2024-02-11"})
        for item in {j.item for j in record.judgements()}:
            if chance.random() < 0.5:
                record.undo(item, user="ana", kind="event")
        assert record.check() == ()
    found, whole = groups(path)
    assert found == whole
