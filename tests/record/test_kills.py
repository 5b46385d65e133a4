"""Thirty kills at random moments of all that writes, and a copy killed at its worst moments."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from detente.errors import RecordError
from detente.record import Record
from detente.record.backup import backup
from detente.record.bulk_import import import_events
from detente.record.checking import check_record
from detente.records import Article, Reading
from detente.sources.events import FORMS
from detente.sources.events.icews import COLUMNS

#: All but bulk reading, whose rounds are slow; tests/engine/test_bulk_reading.py kills it, too.
WORKS = "add,import,watch,backup,renew,readings,compact"
KILLS = Path(__file__).parents[2] / "evaluation" / "kills.py"

#: Makes a copy and kills itself: while pages are copied, or when a file or folder gets its last name.
KILLED = """
import os, pathlib, signal, sys
from detente.record.backup import backup

record, out, moment = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2]), sys.argv[3]
rename = pathlib.Path.rename

def killed(*_):
    os.kill(os.getpid(), signal.SIGKILL)

def named(self, target):
    if pathlib.Path(target).suffix == moment:
        killed()
    return rename(self, target)

pathlib.Path.rename = named
backup(record, out, on_progress=killed if moment == "pages" else None)
"""


def test_kills_lose_nothing() -> None:
    done = subprocess.run(
        [sys.executable, str(KILLS), "--rounds", "30", "--seed", "6", "--works", WORKS],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert (found["lost"], found["half"], found["double"]) == (0, 0, 0)
    assert found["rounds"] == 30
    assert found["killed"] >= 10, "most rounds must end by a kill, else this shows nothing"


@pytest.fixture
def record(tmp_path: Path) -> Path:
    """Return a record with an article and an import, in a folder of its own."""
    path = tmp_path / "held" / "x.db"
    path.parent.mkdir()
    with Record.open(path) as held:
        held.add(Reading(article=Article(id="a", text="Kenya met Peru. " * 400)))
    values = {
        "Event ID": "1", "Event Date": "2024-01-04", "Source Name": "Kenya", "Source Country": "Kenya",
        "CAMEO Code": "040", "Intensity": "1", "Target Name": "Peru", "Target Country": "Peru", "Story ID": "1",
    }  # fmt: skip
    rows = ["\t".join(COLUMNS), "\t".join(values.get(c, "") for c in COLUMNS)]
    (path.parent / "e.tab").write_text("\n".join(rows) + "\n")
    import_events(path, [path.parent / "e.tab"], FORMS["icews"])
    return path


def names(folder: Path) -> list[str]:
    return sorted(file.name for file in folder.iterdir())


@pytest.mark.parametrize(
    ("moment", "left"),
    [
        ("pages", [".y.db.new-copy"]),
        (".events", [".y.db.new-copy"]),  # before the imports get their name
        (".db", [".y.db.new-copy", "y.events"]),  # the imports have theirs, the file has not
    ],
)
def test_a_copy_that_was_killed_is_not_in_the_way(
    record: Path, tmp_path: Path, moment: str, left: list[str]
) -> None:
    copies = tmp_path / "copies"
    copies.mkdir()
    words = [sys.executable, "-c", KILLED, str(record), str(copies / "y.db"), moment]
    assert subprocess.run(words, check=False).returncode == -signal.SIGKILL
    assert names(copies) == left
    backup(record, copies / "other.db")  # into the same folder: takes away what lies there hidden
    assert names(copies) == ["other.db", "other.events", *left[1:]]
    done = backup(record, copies / "y.db")
    assert (done.articles, done.imports) == (1, 1)
    assert names(copies) == ["other.db", "other.events", "y.db", "y.events"]
    assert [name for name in names(copies / "y.events") if name.startswith(".")] == []
    assert check_record(copies / "y.db") == ()


def test_a_copy_being_made_is_left_alone(record: Path, tmp_path: Path) -> None:
    refused: list[str] = []

    def meanwhile(*_: int) -> None:
        if not refused:
            refused.append("")
            backup(record, tmp_path / "other.db")
            with pytest.raises(RecordError, match="another copy is being made") as told:
                backup(record, tmp_path / "y.db")
            refused.append(str(told.value))

    backup(record, tmp_path / "y.db", on_progress=meanwhile)
    assert len(refused) == 2
    assert names(tmp_path) == ["held", "other.db", "other.events", "y.db", "y.events"]


def test_folders_of_others_are_not_taken_away(record: Path, tmp_path: Path) -> None:
    theirs = tmp_path / ".notes.new-copy"
    theirs.mkdir()
    (theirs / "letter.txt").write_text("keep me")
    backup(record, tmp_path / "y.db")
    assert (theirs / "letter.txt").read_text() == "keep me"
