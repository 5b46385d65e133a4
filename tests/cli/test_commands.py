"""The commands, run as a user runs them: real files, real processes, exit codes."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from detente.samples import sample_paths

TEXT = (
    "South Korean President Lee Jae Myung met Chinese President Xi Jinping on Monday. Lee said he"
    " had asked Xi to play a part in restarting dialogue with North Korea."
)


def detente(*args: str | Path, stdin: str | None = None) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "detente", *map(str, args)],
        input=stdin,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture(scope="module")
def record(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("cli") / "record.db"
    paths = [p for p in sample_paths() if p.name.startswith(("2017", "2025-11"))]
    done = detente("add", *paths, "--record", path)
    assert done.returncode == 0, done.stderr
    return path


def test_help_names_every_command() -> None:
    shown = detente("--help")
    assert shown.returncode == 0
    assert "explain" in shown.stdout


def test_read_prints_a_reading() -> None:
    done = detente("read", "-", "--published", "2026-01-07", stdin=TEXT)
    reading = json.loads(done.stdout)
    assert {(e["type"], e["source"][0], e["target"][0]) for e in reading["events"]} >= {
        ("CONSULT", "KOR", "CHN"),
        ("REQUEST", "KOR", "CHN"),
    }
    for event in reading["events"]:
        evidence = event["evidence"]
        assert TEXT[evidence["start"] : evidence["end"]] == evidence["text"]
    assert reading["requests"][0]["concerning"] == ["PRK"]
    assert reading["statements"][0]["speaker"] == "Lee Jae Myung"


def test_a_batch_with_a_bad_file_goes_on_with_code_3(tmp_path: Path) -> None:
    good, bad = tmp_path / "good.txt", tmp_path / "bad.txt"
    good.write_text(TEXT)
    bad.write_bytes(b"caf\xe9 " * 30)
    done = detente("read", good, bad, "--format", "ndjson")
    assert done.returncode == 3
    assert len(done.stdout.splitlines()) == 1
    assert "bad.txt" in done.stderr


def test_one_bad_file_alone_is_an_error(tmp_path: Path) -> None:
    done = detente("read", tmp_path / "none.txt")
    assert done.returncode == 1
    assert "no such file" in done.stderr


def test_wrong_use_is_code_2() -> None:
    assert detente("read", "--format", "xml").returncode == 2
    assert detente("nosuch").returncode == 2


def test_two_processes_give_what_one_gives() -> None:
    paths = sample_paths()[:4]
    one, two = (detente("read", *paths, "--format", "ndjson", "--jobs", n) for n in ("1", "2"))
    assert one.stdout == two.stdout


def test_adding_again_holds_all(record: Path) -> None:
    paths = [p for p in sample_paths() if p.name.startswith("2017")]
    done = detente("add", *paths, "--record", record)
    assert "held already" in done.stderr


def test_events_of_a_pair(record: Path) -> None:
    done = detente(
        "events", "--pair", "south korea,china", "--record", record, "--format", "ndjson"
    )
    rows = [json.loads(line) for line in done.stdout.splitlines()]
    assert rows
    for row in rows:
        assert {"KOR", "CHN"} <= {*row["source"], *row["target"]}


def test_copies_count_once(record: Path) -> None:
    done = detente("events", "--pair", "KOR-CHN", "--type", "AGREE", "--since", "2017-10", "--until",
                   "2017-11", "--record", record, "--format", "json")  # fmt: skip
    thaw = max(json.loads(done.stdout), key=lambda r: len(r["articles"]))
    assert len(thaw["articles"]) >= 2
    assert thaw["sources"] == 1


def test_explain_says_why(record: Path) -> None:
    lines = detente("events", "--record", record, "--format", "ndjson", "--limit", "300").stdout
    found = {"rule en.": 0, "acts@1": 0}
    for row in map(json.loads, lines.splitlines()):
        done = detente("explain", row["id"], "--record", record)
        for word in ("evidence", "trigger", "source", "target", "because"):
            assert word in done.stdout
        for by in found:
            found[by] += by in done.stdout
        if all(found.values()):
            break
    assert all(found.values()), found


def test_requests_search_show_brief(record: Path) -> None:
    waiting = detente("requests", "--open", "--record", record, "--format", "json")
    assert all(r["status"] in ("open", "unanswered") for r in json.loads(waiting.stdout))
    assert (
        "China and South Korea"
        in detente("search", "korea china", "--record", record, "--format", "table").stdout
    )
    article = json.loads(
        detente("events", "--record", record, "--format", "ndjson").stdout.splitlines()[0]
    )["articles"][0]
    assert json.loads(detente("show", article, "--record", record).stdout)["id"] == article
    assert "Waiting for an answer" in detente("brief", "--record", record).stdout


@pytest.mark.parametrize("form", ["csv", "ndjson", "parquet"])
def test_export(record: Path, tmp_path: Path, form: str) -> None:
    import polars as pl

    out = tmp_path / f"events.{form}"
    done = detente("export", "--record", record, "-o", out)
    assert done.returncode == 0, done.stderr
    if form == "csv":
        frame = pl.read_csv(out)
    else:
        frame = pl.read_ndjson(out) if form == "ndjson" else pl.read_parquet(out)
    assert frame.height > 10
    assert {"source", "type", "target", "evidence"} <= set(frame.columns)


def test_a_missing_record_and_an_unknown_actor(tmp_path: Path, record: Path) -> None:
    missing = detente("events", "--record", tmp_path / "none.db")
    assert missing.returncode == 1
    assert "no such record" in missing.stderr
    unknown = detente("events", "--pair", "KOR-Chnia", "--record", record)
    assert unknown.returncode == 1
    assert "did you mean" in unknown.stderr


def test_the_codebook_is_sound() -> None:
    assert detente("codebook", "check").returncode == 0
    assert "REQUEST" in detente("codebook", "list", "--format", "csv").stdout


PRIVATE = (
    "Kenya asked Peru to open its ports. Grace Achieng, a fish seller in Mombasa, said she feared"
    " another year without work."
)


def voices(*args: str) -> list[tuple[str, str | None]]:
    reading = json.loads(detente("read", "-", *args, stdin=PRIVATE).stdout)
    for statement in reading["statements"]:
        for piece in statement["content"]:
            assert PRIVATE[piece["start"] : piece["end"]] == piece["text"]
    return [(s["speaker"], s["actor"]) for s in reading["statements"]]


def test_all_voices_are_kept_when_asked_for() -> None:
    assert voices() == voices("--voices", "political") == []
    assert ("Grace Achieng", None) in voices("--voices", "all")
    assert detente("read", "--voices", "none").returncode == 2


def test_voices_in_python_and_in_two_processes(tmp_path: Path) -> None:
    import detente as package

    spoken = [s.speaker for s in package.read(PRIVATE, voices="all").statements]
    assert "Grace Achieng" in spoken
    files = [tmp_path / "a.txt", tmp_path / "b.txt"]
    for file in files:
        file.write_text(PRIVATE)
    done = detente("read", *files, "--voices", "all", "--jobs", "2", "--format", "json")
    for reading in json.loads(done.stdout):
        assert [s["speaker"] for s in reading["statements"]] == spoken


def test_all_voices_change_no_act() -> None:
    import detente as package

    text = TEXT + " " + PRIVATE
    some, every = package.read(text, id="a"), package.read(text, id="a", voices="all")
    assert (some.events, some.requests) == (every.events, every.requests)


def test_a_request_is_said_in_good_english() -> None:
    text = "Kenya asked Peru to open its ports. Chile asked Brazil for a loan."
    shown = " ".join(detente("read", "-", "--format", "table", stdin=text).stdout.split())
    assert "Kenya asked Peru to open its ports (open)" in shown
    assert "Chile asked Brazil for a loan (open)" in shown


def test_the_threshold_moves(record: Path) -> None:
    reading = json.loads(detente("read", "-", "--min-confidence", "1", stdin=TEXT).stdout)
    assert (reading["events"], reading["requests"], reading["links"]) == ([], [], [])
    rows = detente("events", "--record", record, "--format", "ndjson").stdout.splitlines()
    sure = [json.loads(r)["confidence"] for r in rows]
    least = sorted(sure)[len(sure) // 2]
    kept = detente(
        "events", "--record", record, "--format", "ndjson", "--min-confidence", str(least)
    )
    assert sorted(json.loads(r)["confidence"] for r in kept.stdout.splitlines()) == sorted(
        c for c in sure if c >= least
    )
