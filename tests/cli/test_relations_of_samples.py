"""Requests, chains, balance and channels on the sample articles, run as a user runs them."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import Any

import pytest
from running import detente


def rows(*args: str | Path) -> list[dict[str, Any]]:
    done = detente(*args, "--format", "ndjson")
    assert done.returncode == 0, done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()]


@pytest.fixture
def record(sample_record: Path) -> Path:
    return sample_record


def test_the_request_to_mediate_is_hedged_and_the_overtures_are_unanswered(record: Path) -> None:
    (asked,) = rows("requests", "--record", record, "--from", "KOR", "--to", "CHN",
                    "--concerning", "PRK", "--about", "mediate", "--status", "hedged")  # fmt: skip
    assert "dialogue" in asked["about"]
    assert asked["answer_kind"] == "words"
    assert asked["answer"] == asked["reply"]
    assert asked["waiting_days"] == 0
    assert len(asked["history"]) > 1
    found = rows("requests", "--record", record, "--to", "PRK", "--status", "unanswered")
    assert any("offers of talks" in r["about"] and r["from"] == ["KOR"] for r in found)
    for row in found:
        assert row["waiting_days"] > 0
        assert row["answer"]


def test_requests_are_filtered_by_age_and_day(record: Path) -> None:
    everything = rows("requests", "--record", record, "--limit", "1000")
    assert {r["status"] for r in everything} >= {
        "open",
        "accepted",
        "declined",
        "hedged",
        "overtaken",
    }
    assert [r["first_asked"] for r in everything] == sorted(r["first_asked"] for r in everything)
    old = rows("requests", "--record", record, "--older-than", "2y", "--open", "--limit", "1000")
    assert old
    assert all(r["waiting_days"] > 730 and r["status"] in ("open", "unanswered") for r in old)
    early = rows("requests", "--record", record, "--as-of", "2016-12", "--limit", "1000")
    assert early
    assert all(r["first_asked"] < "2017" for r in early)
    today = rows("requests", "--record", record, "--as-of", "today", "--open", "--limit", "1000")
    assert all(r["waiting_days"] > 0 for r in today)


def test_the_columns_of_requests_stay(record: Path) -> None:
    done = detente("requests", "--record", record, "--format", "csv", "--limit", "2")
    (head, *_) = csv.reader(io.StringIO(done.stdout))
    assert head == [
        "first_asked",
        "sentence",
        "status",
        "waiting_days",
        "answer",
        "reply",
        "sources",
        "id",
        "outlook",
    ]
    assert "--limit shows more" in done.stderr
    (row, *_) = rows("requests", "--record", record, "--limit", "1")
    assert {"from", "to", "about", "concerning", "last_asked", "answered", "evidence"} <= set(row)


def test_a_chain_shows_what_is_told_and_marks_what_is_not(record: Path) -> None:
    (deed,) = [
        e for e in rows("events", "--record", record, "--pair", "KOR-PRK", "--type", "ASSAULT")
        if e["source"] == ["PRK"] and e["date"] == "2024-10-15"
    ]  # fmt: skip
    chain = rows("chain", deed["id"], "--record", record, "--told-only")
    assert [(r["type"], r["kind"], r["inferred"]) for r in chain[:2]] == [
        ("ASSAULT", "start", False),
        ("ASSAULT", "retaliation", False),
    ]
    assert chain[0]["asked"]
    assert chain[1]["after"] == chain[0]["id"]
    (ban,) = [
        e for e in rows("events", "--record", record, "--pair", "CHN-JPN", "--type", "SANCTION")
        if e["date"] == "2023-08-24"
    ]  # fmt: skip
    shown = detente("chain", ban["id"], "--record", record, "--format", "table")
    assert "└─ ? China eased its hold on Japan" in shown.stdout
    assert "no article links them" in shown.stderr
    assert "└─ Japan asked China to lift the ban at once" in shown.stdout
    assert detente("chain", "nothing", "--record", record).returncode == 1


def test_balance_of_four(record: Path) -> None:
    found = rows("balance", "KOR", "china", "JPN", "USA", "--record", record, "--since", "2020",
                 "--lean", "KOR:CHN,JPN")  # fmt: skip
    by_kind = {k: [r for r in found if r["kind"] == k] for k in {r["kind"] for r in found}}
    assert len(by_kind["tie"]) == 6
    assert len(by_kind["triad"]) == 4
    assert len(by_kind["camps"]) == 1
    assert by_kind["camps"][0]["exact"]
    assert {r["origin"] for r in found} == {"read"}
    tie = next(r for r in by_kind["tie"] if r["who"] == "CHN-KOR")
    assert tie["is"] == "positive"
    assert tie["latest"]
    assert any(r["who"] == "CHN-KOR" for r in by_kind["change"])
    assert [r["period"] for r in by_kind["lean"]][-1] == "2026"
    table = detente("balance", "KOR", "CHN", "JPN", "--record", record, "--format", "table")
    assert "Ties (read, 2026-01-05)" in table.stdout


@pytest.mark.parametrize("other", ["KOR", "USA"])
def test_beijing_comes_first_among_the_channels_to_pyongyang(record: Path, other: str) -> None:
    found = rows("channels", other, "PRK", "--record", record)
    first = found[0]
    assert (first["rank"], first["channel"], first["harder"]) == (1, "CHN", "PRK")
    assert len(first["reasons"]) >= 4
    for channel in (r for r in found if r["kind"] == "channel"):
        adds = sum(p["adds"] for p in channel["parts"])
        assert channel["score"] == pytest.approx(adds, abs=1e-3)
        assert all(p["reasons"] for p in channel["parts"] if p["value"])


def test_a_table_with_a_bad_row_is_used_and_the_row_named(record: Path, tmp_path: Path) -> None:
    table = tmp_path / "trade.csv"
    table.write_text("a,b,kind,value,year,source\nMNG,PRK,trade,5,2024,x\nXXX,PRK,trade,5,2024,x\n")
    done = detente("channels", "KOR", "PRK", "--record", record, "--table", table,
                   "--format", "ndjson", "--limit", "20")  # fmt: skip
    assert done.returncode == 3
    assert "not used" in done.stderr
    assert "MNG" in [json.loads(line)["channel"] for line in done.stdout.splitlines()]


@pytest.mark.parametrize(
    ("args", "code"),
    [
        (("balance",), 2),
        (("balance", "KOR"), 2),
        (("balance", "KOR", "KOR"), 2),
        (("balance", "KOR", "Atlantis"), 1),
        (("balance", "--lean", "KOR"), 2),
        (("balance", "--lean", "KOR:CHN,CHN"), 2),
        (("channels", "KOR", "KOR"), 2),
        (("channels", "KOR", "PRK", "--to", "CHN"), 2),
        (("channels", "KOR", "PRK", "--at", "soon"), 2),
        (("channels", "KOR", "PRK", "--table", "none.csv"), 1),
        (("requests", "--older-than", "long"), 2),
        (("requests", "--as-of", "yesterday"), 2),
    ],
)
def test_wrong_use_says_so(record: Path, args: tuple[str, ...], code: int) -> None:
    done = detente(*args, "--record", record)
    assert done.returncode == code
    assert done.stderr


def test_a_missing_record_is_an_error(tmp_path: Path) -> None:
    for args in (
        ("requests",),
        ("balance", "KOR", "CHN"),
        ("channels", "KOR", "CHN"),
        ("chain", "x"),
    ):
        done = detente(*args, "--record", tmp_path / "none.db")
        assert done.returncode == 1
        assert "no such record" in done.stderr


def test_an_empty_record_says_that_nothing_is_told(tmp_path: Path) -> None:
    from detente.record import Record

    path = tmp_path / "empty.db"
    Record.open(path).close()
    assert rows("requests", "--record", path) == []
    assert rows("balance", "KOR", "CHN", "--record", path) == []
    done = detente("channels", "KOR", "CHN", "--record", path)
    assert done.returncode == 0
    assert "no events" in done.stderr


def test_origins_are_never_mixed(tmp_path: Path) -> None:
    from detente.record import Record
    from detente.record.bulk_import import import_events
    from detente.samples import sample_paths
    from detente.sources.events import FORMS
    from detente.sources.events.icews import COLUMNS

    path = tmp_path / "both.db"
    Record.open(path).close()
    (article,) = [p for p in sample_paths() if p.name.startswith("2026-01-05")]
    assert detente("add", article, "--record", path).returncode == 0
    lines = ["\t".join(COLUMNS)]
    for n in range(5):
        values = {
            "Event ID": f"{n}",
            "Event Date": f"2031-04-1{n}",
            "CAMEO Code": "112",
            "Story ID": f"{n}",
        }
        values |= {"Source Name": "China", "Source Country": "China"}
        values |= {"Target Name": "South Korea", "Target Country": "South Korea", "Intensity": "-2"}
        lines.append("\t".join(values.get(c, "") for c in COLUMNS))
    file = tmp_path / "made.tab"
    file.write_text("\n".join(lines) + "\n")
    import_events(path, [file], FORMS["icews"])
    for command in (("balance", "KOR", "CHN"), ("channels", "KOR", "PRK")):
        done = detente(*command, "--record", path, "--format", "ndjson")
        assert "each by itself: read" in done.stderr
        alone = detente(*command, "--record", path, "--format", "ndjson", "--origin", "read")
        assert alone.stderr == ""
        both = [json.loads(line) for line in done.stdout.splitlines()]
        assert [r for r in both if r["origin"] == "read"] == [
            json.loads(line) for line in alone.stdout.splitlines()
        ]
    ties = {
        r["origin"]: r
        for r in rows("balance", "KOR", "CHN", "--record", path)
        if r["kind"] == "tie"
    }
    assert (ties["icews"]["conflictual"], ties["icews"]["at"]) == (5, "2031-04-14")
    assert (ties["read"]["conflictual"], ties["read"]["at"]) == (0, "2026-01-05")
