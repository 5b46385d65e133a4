"""``detente bulk`` and ``detente import readings`` as a user runs them."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import asdict
from pathlib import Path

import pytest
from running import detente

from detente.record.bulk import published_span
from detente.samples import sample_paths
from detente.sources import load_articles


@pytest.fixture(scope="module")
def news(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("news") / "news.jsonl"
    articles = load_articles([str(p) for p in sample_paths()][:4], on_error=lambda _: None)
    rows = [asdict(a) for a in articles]
    path.write_text("".join(json.dumps(r) + "\n" for r in rows) + "torn \x1b[31m\n", "utf-8")
    return path


@pytest.fixture(scope="module")
def read(news: Path) -> Path:
    out = news.parent / "out"
    done = detente("bulk", news, "--out", out, "--jobs", "1")
    assert (done.returncode, done.stdout) == (3, "")
    assert "4 articles" in done.stderr
    assert "news.jsonl:5: broken JSON" in done.stderr
    assert "\x1b" not in done.stderr
    return out


def test_again_does_nothing_and_has_the_same_code(news: Path, read: Path) -> None:
    done = detente("bulk", news, "--out", read, "--jobs", "1")
    assert done.returncode == 3
    assert "0 read now, 1 there before" in done.stderr


def test_nothing_read_is_code_1(tmp_path: Path) -> None:
    done = detente("bulk", tmp_path / "gone.jsonl", "--out", tmp_path / "out")
    assert done.returncode == 1
    assert "no such file" in done.stderr


def test_an_address_wants_ray(news: Path, tmp_path: Path) -> None:
    done = detente("bulk", news, "--out", tmp_path / "out", "--address", "auto")
    assert done.returncode == 1
    assert "--engine ray" in done.stderr


def test_into_a_record_twice(read: Path, tmp_path: Path) -> None:
    record = tmp_path / "x.db"
    first = detente("import", "readings", read, "--record", record)
    assert first.returncode == 0
    assert "4 added" in first.stderr
    again = detente("import", "readings", read, "--record", record)
    assert "4 held already" in again.stderr
    told = detente("events", "--record", record, "--format", "ndjson")
    assert len(told.stdout.splitlines()) > 4


def test_left_as_parquet_for_relations(read: Path, tmp_path: Path) -> None:
    record = tmp_path / "x.db"
    tried = detente("import", "readings", read, "--record", record, "--leave", "--dry-run")
    assert "dry run" in tried.stderr
    assert not record.exists()
    left = detente("import", "readings", read, "--record", record, "--leave")
    assert left.returncode == 0
    told = detente("relations", "show", "KOR-PRK", "--record", record, "--format", "ndjson")
    assert told.returncode == 0, told.stderr
    assert {json.loads(line)["origin"] for line in told.stdout.splitlines()} == {"bulk"}
    assert published_span(record, "bulk") == (dt.date(2016, 1, 6), dt.date(2017, 5, 2))


def test_a_folder_without_readings_is_an_error(tmp_path: Path) -> None:
    done = detente("import", "readings", tmp_path, "--record", tmp_path / "x.db")
    assert done.returncode == 1
    assert "no readings" in done.stderr
    assert not (tmp_path / "x.db").exists()
