"""A real kill in the middle of a batch loses no finished article and leaves no half one."""

from __future__ import annotations

import random
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

from detente.record import Record

WRITER = """
import sys
from detente.record import Record
from detente.records import Article, Event, Evidence, Reading, content_id

with Record.open(sys.argv[1]) as record:
    for i in range(int(sys.argv[2]), 5000):
        text = f"Kenya met Peru for the {i}th time. " + "word%d " % i * 40
        events = tuple(
            Event(id=content_id(str(i), str(k)), source=("KEN",), type=t, target=("PER",),
                  date=f"{1990 + i % 30}", evidence=Evidence(0, 15, text[:15]), by="t", confidence=0.5)
            for k, t in enumerate(("CONSULT", "AGREE", "ACCUSE"))
        )
        record.add(Reading(article=Article(id=f"a{i}", text=text, published="2024-01-01"), events=events))
        print(i, flush=True)
"""


def test_kill(tmp_path: Path) -> None:
    path = tmp_path / "record.db"
    moments = random.Random(5)
    done = -1
    for _ in range(8):
        writer = subprocess.Popen(
            [sys.executable, "-c", WRITER, str(path), str(done + 1)],
            stdout=subprocess.PIPE,
            text=True,
        )
        assert writer.stdout is not None
        first = writer.stdout.readline()  # it has begun
        done = int(first)
        time.sleep(moments.random() * 0.15)
        writer.send_signal(signal.SIGKILL)
        said = writer.stdout.read().split()
        writer.stdout.close()
        writer.wait()
        whole = [int(s) for s in said if s.isdigit()]
        done = max([done, *whole])
        with Record.open(path) as record:
            held = record.summary().articles
            assert held >= done + 1, "a finished article is lost"
            assert record.check() == ()
            done = held - 1
        db = sqlite3.connect(path)
        halves = db.execute(
            "SELECT count(*) FROM articles r WHERE (SELECT count(*) FROM events e WHERE e.article = r.n) <> 3"
            " OR NOT EXISTS (SELECT 1 FROM readings j WHERE j.article = r.n)"
        ).fetchone()[0]
        unplaced = db.execute("SELECT count(*) FROM placements WHERE act IS NULL").fetchone()[0]
        db.close()
        assert (halves, unplaced) == (0, 0)
