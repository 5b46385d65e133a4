"""``detente relations`` as a user runs it."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest
from running import detente


def test_seoul_and_beijing_strain_thaw_and_warm(sample_record: Path) -> None:
    done = detente("relations", "show", "KOR-CHN", "--record", sample_record, "--format", "json")
    (told,) = json.loads(done.stdout)
    phases = [(p["label"], p["first"][:7]) for p in told["phases"]]
    assert phases[:2] == [("strain", "2016-07"), ("thaw", "2017-10")]
    assert phases[-1][0] == "warming"
    assert phases[-1][1][:4] == "2025"
    assert told["verdict"].startswith("South Korea and China: warming since")
    assert all(c["evidence"] for c in told["claims"])


def test_turns_are_lines_with_reasons_and_acts(sample_record: Path) -> None:
    done = detente("relations", "turns", "--record", sample_record)
    rows = [json.loads(line) for line in done.stdout.splitlines()]
    assert {"dyad", "date", "direction", "reason"} <= set(rows[0])
    assert all(r["dyad"] == "-".join(sorted(r["dyad"].split("-"))) for r in rows)
    assert {r["direction"] for r in rows} == {"up", "down"}
    assert all(r["acts"] and r["origin"] == "read" for r in rows)
    shown = detente("explain", rows[0]["acts"][0], "--record", sample_record)
    assert shown.returncode == 0


def test_turns_of_one_pair_are_those_of_all(sample_record: Path) -> None:
    every = detente("relations", "turns", "--record", sample_record).stdout.splitlines()
    one = detente(
        "relations", "turns", "--record", sample_record, "--pair", "JPN-CHN"
    ).stdout.splitlines()
    assert one
    assert one == [line for line in every if json.loads(line)["dyad"] == "CHN-JPN"]


def test_a_series_is_csv_with_bare_periods_left_bare(sample_record: Path) -> None:
    done = detente(
        "relations", "show", "south korea,china", "--record", sample_record,
        "--by", "year", "--since", "2016", "--format", "csv", "--direction", "ab",
    )  # fmt: skip
    rows = list(csv.DictReader(io.StringIO(done.stdout)))
    assert [r["period"] for r in rows] == [str(y) for y in range(2016, 2027)]
    assert {r["share"] for r in rows if r["acts"] == "0"} == {""}


def test_one_actor_stands_with_all_others(sample_record: Path) -> None:
    done = detente("relations", "show", "KOR", "--record", sample_record, "--format", "table")
    assert done.stdout.startswith("South Korea and all others: ")


def test_lines_say_what_they_are(sample_record: Path) -> None:
    done = detente("relations", "show", "PRK-USA", "--record", sample_record)
    kinds = {json.loads(line)["kind"] for line in done.stdout.splitlines()}
    assert {"verdict", "phase", "turn", "period"} <= kinds


@pytest.mark.parametrize(
    ("args", "code", "said"),
    [
        (("show", "KOR-Nowhereland"), 1, "unknown actor"),
        (("show", "KOR-KOR"), 2, "two different actors"),
        (("show", "KOR-CHN", "--since", "soon"), 1, "is no date"),
        (("turns", "--origin", "gdelt"), 0, "no events of origin"),
        (("show", "NOR-TCD"), 0, "nothing on record"),
    ],
)
def test_trouble_is_said_plainly(
    sample_record: Path, args: tuple[str, ...], code: int, said: str
) -> None:
    done = detente("relations", *args, "--record", sample_record)
    assert done.returncode == code, done.stderr
    assert said in done.stdout + done.stderr


def test_a_missing_record_is_an_error(tmp_path: Path) -> None:
    done = detente("relations", "turns", "--record", tmp_path / "none.db")
    assert done.returncode == 1
    assert "none.db" in done.stderr


def test_since_hides_what_came_before_and_changes_nothing_else(sample_record: Path) -> None:
    args = ("relations", "turns", "--record", sample_record, "--pair", "KOR-CHN")
    every = [json.loads(line) for line in detente(*args).stdout.splitlines()]
    late = [json.loads(line) for line in detente(*args, "--since", "2020").stdout.splitlines()]
    assert late
    assert late == [turn for turn in every if turn["date"] >= "2020"]


def test_until_is_by_what_was_known(sample_record: Path) -> None:
    done = detente(
        "relations", "show", "KOR-CHN", "--record", sample_record, "--until", "2017-12", "--format", "json"
    )  # fmt: skip
    (told,) = json.loads(done.stdout)
    assert [p["label"] for p in told["phases"]] == ["strain", "thaw"]
    assert told["last"] == "2017-12-31"
    assert told["verdict"] == (
        "South Korea and China: thaw since October 2017, after strain from July 2016"
    )
