"""``detente outlook pair | actor | request | backtest`` as a user runs them: on a record, and on imported data."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import shutil
from pathlib import Path

import numpy as np
import pytest
from running import detente

from detente.record import Record
from detente.sources.events import icews

STATES = ("Kenya", "Peru", "Norway", "Chile", "Ghana")
CODES = ("051", "112", "070", "020", "120", "163")


@pytest.fixture(scope="module")
def imported(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A record with a year of made events between five states."""
    folder = tmp_path_factory.mktemp("outlook")
    draw, rows, number = np.random.default_rng(2), ["\t".join(icews.COLUMNS)], 0
    for n in range(365):
        for source in STATES:
            for target in STATES:
                if source == target or draw.random() > 0.12:
                    continue
                number += 1
                value = {
                    "Event_ID": str(number),
                    "Event_Date": (dt.date(2031, 1, 1) + dt.timedelta(n)).isoformat(),
                    "CAMEO_Code": CODES[int(draw.integers(len(CODES)))],
                    "Intensity": "1",
                    "Source_Name": source,
                    "Source_Country": source,
                    "Target_Name": target,
                    "Target_Country": target,
                }
                rows.append("\t".join(value.get(c.replace(" ", "_"), "") for c in icews.COLUMNS))
    (folder / "made.tab").write_text("\n".join(rows) + "\n")
    done = detente("import", "icews", folder / "made.tab", "--record", folder / "x.db")
    assert done.returncode == 0, done.stderr
    return folder / "x.db"


def test_a_pair_gets_forecasts_base_rates_reasons_and_a_score(imported: Path) -> None:
    done = detente("outlook", "pair", "KEN-PER", "--record", imported, "--format", "json")
    (found,) = json.loads(done.stdout)
    assert (found["origin"], found["evening"], found["days"]) == ("icews", "2031-12-31", 7)
    assert {n["source"] for n in found["next"]} == {"KEN", "PER"}
    for n in found["next"]:
        assert 0 < n["probability"] < 1
        assert 0 <= n["base"] <= 1
        assert n["reasons"][0]["date"] == n["last"]
    assert "earlier forecasts" in found["past"]


def test_only_what_came_before_the_date_is_known(imported: Path) -> None:
    done = detente(
        "outlook", "pair", "KEN-PER", "--record", imported, "--at", "2031-07-01", "--no-past"
    )
    found = json.loads(done.stdout)
    assert found["evening"] == "2031-06-30"
    assert max(n["last"] for n in found["next"]) <= "2031-06-30"


def test_a_supposition_is_set_beside_the_forecast_and_nothing_is_written(imported: Path) -> None:
    before = hashlib.sha256(imported.read_bytes()).hexdigest()
    done = detente(
        "outlook", "pair", "kenya,peru", "--record", imported, "--no-past",
        "--suppose", "2032-01-02 KEN SANCTION PER",
    )  # fmt: skip
    found = json.loads(done.stdout)["supposition"]
    (own,) = [m for m in found["moved"] if m["what"] == "SANCTION" and m["source"] == "KEN"]
    assert own["with_it"] > own["without"]
    assert hashlib.sha256(imported.read_bytes()).hexdigest() == before
    third = detente(
        "outlook", "pair", "KEN-PER", "--record", imported, "--no-past", "--format", "table",
        "--suppose", "2032-01-02 GHA MOBILIZE NOR",
    )  # fmt: skip
    assert "no measurable effect in this data of GHA MOBILIZE NOR on KEN-PER" in third.stdout


def test_an_actor_gets_partners_likeliest_first(imported: Path) -> None:
    done = detente("outlook", "actor", "Kenya", "--record", imported)
    rows = [json.loads(line) for line in done.stdout.splitlines()]
    assert {r["actor"] for r in rows} == {"PER", "NOR", "CHL", "GHA"}
    chances = [r["probability"] for r in rows]
    assert chances == sorted(chances, reverse=True)


def test_a_back_test_prints_scores_and_bins(imported: Path) -> None:
    done = detente("outlook", "backtest", "--record", imported, "--periods", "2", "--answers")
    rows = {r["what"]: r for r in map(json.loads, done.stdout.splitlines())}
    assert {"all types", "cooperation", "conflict", "SUPPORT"} <= set(rows)
    for row in rows.values():
        if row["base_brier"] == 0:
            assert row["skill"] is None
        else:
            assert row["skill"] == pytest.approx(1 - row["brier"] / row["base_brier"])
        assert sum(b["forecasts"] for b in row["reliability"]) == row["forecasts"]


def test_the_sample_record_is_too_thin_for_figures_and_says_so(sample_record: Path) -> None:
    done = detente("outlook", "pair", "KOR-PRK", "--record", sample_record)
    found = json.loads(done.stdout)
    assert "too thin for any figure" in found["note"]
    assert found["next"] == []
    assert found["past"] == "no earlier forecasts to score: too little history"
    assert detente("outlook", "actor", "KOR", "--record", sample_record).stdout == ""
    tried = detente("outlook", "backtest", "--record", sample_record, "--format", "table")
    assert "too little history" in tried.stderr


def test_a_request_of_the_sample_record_gets_a_plain_answer(sample_record: Path) -> None:
    with Record.open(sample_record, create=False, readonly=True) as record:
        ask = record.requests(limit=1).items[0]
    done = detente("outlook", "request", ask.id, "--record", sample_record)
    for found in map(json.loads, done.stdout.splitlines()):
        assert "too few for any figure" in found["note"]
        assert {e["probability"] for e in found["expected"]} == {None}
    assert done.stdout


def test_origins_are_never_mixed(imported: Path, sample_record: Path, tmp_path: Path) -> None:
    shutil.copy(sample_record, tmp_path / "x.db")
    shutil.copytree(imported.with_suffix(".events"), tmp_path / "x.events")
    done = detente("outlook", "pair", "KEN-PER", "--record", tmp_path / "x.db", "--no-past")
    found = [json.loads(line) for line in done.stdout.splitlines()]
    assert [f["origin"] for f in found] == ["read", "icews"]
    assert "--origin chooses" in done.stderr
    assert found[0]["acts"] == 0


@pytest.mark.parametrize(
    ("args", "code", "said"),
    [
        (("pair", "KEN-PER", "--within", "soon"), 1, "'soon' is no horizon"),
        (("pair", "KEN-PER", "--within", "9999d"), 1, "no horizon of 1 to 365 days"),
        (("pair", "KEN-PER", "--at", "someday"), 1, "--at wants a day"),
        (("pair", "KEN-PER", "--suppose", "2032-01-02 KEN"), 1, "of at least 4 parts"),
        (("pair", "KEN-PER", "--suppose", "2032-01-02 KEN AID Nowhereland"), 1, "unknown actor"),
        (("pair", "KEN"), 2, "two actors"),
        (("request", "nothing"), 1, "no request 'nothing'"),
    ],
)
def test_bad_questions_end_with_an_error(
    imported: Path, args: tuple[str, ...], code: int, said: str
) -> None:
    done = detente("outlook", *args, "--record", imported)
    assert done.returncode == code
    assert said in done.stderr
