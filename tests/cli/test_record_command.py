"""``detente record``: exit codes, and what is said where."""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path

import pytest
from running import detente

from detente.record import Record
from detente.records import Article, Event, Reading


@pytest.fixture
def path(tmp_path: Path) -> Path:
    file = tmp_path / "x.db"
    article = Article(id="a\x1b[31m1", text="Kenya met Peru.", published="2024-05-01")
    event = Event(
        id="e1", source=("KEN",), type="CONSULT", target=("PER",),
        evidence=article.quote(0, 15), by="t", confidence=0.5,
    )  # fmt: skip
    with Record.open(file) as record:
        record.add(Reading(article=article, events=(event,)))
    return file


def test_check_says_which_and_what_to_do(path: Path) -> None:
    done = detente("record", "check", "--record", path)
    assert (done.returncode, done.stdout) == (0, "")
    assert "all is well" in done.stderr
    db = sqlite3.connect(path, isolation_level=None)
    db.execute("UPDATE articles SET text = 'Kenya hit Peru.'")
    db.close()
    done = detente("record", "check", "--record", path, "--format", "table")
    assert done.returncode == 1
    assert "not as it was added" in done.stdout
    assert "\x1b" not in done.stdout
    done = detente("record", "check", "--record", path, "--format", "ndjson")
    assert done.returncode == 1
    assert {"what", "which", "todo"} == set(json.loads(done.stdout.splitlines()[0]))


def test_backup_compact_and_info(path: Path, tmp_path: Path) -> None:
    copy = tmp_path / "y.db"
    done = detente("record", "backup", copy, "--record", path)
    assert done.returncode == 0, done.stderr
    assert "1 articles" in done.stderr
    done = detente("record", "backup", copy, "--record", path)
    assert done.returncode == 1
    assert "is there already" in done.stderr
    done = detente("record", "compact", "--record", copy)
    assert done.returncode == 0
    assert "bytes before" in done.stderr
    done = detente("record", "info", "--record", copy, "--format", "json")
    found = json.loads(done.stdout)
    assert (found["summary"]["articles"], found["bytes"]) == (1, copy.stat().st_size)
    done = detente("record", "info", "--record", copy, "--format", "table")
    assert "1 from 1 tellings" in done.stdout


@pytest.mark.parametrize("command", ["check", "compact", "info"])
def test_a_missing_record_is_named_and_not_made(command: str, tmp_path: Path) -> None:
    done = detente("record", command, "--record", tmp_path / "none.db")
    assert done.returncode == 1
    assert "none.db: no such record" in done.stderr
    assert not (tmp_path / "none.db").exists()
