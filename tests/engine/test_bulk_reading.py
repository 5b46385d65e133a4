"""Bulk reading with real processes: the rows, what is not done again, and what a killed process costs."""

from __future__ import annotations

import json
import multiprocessing
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path

import polars as pl
import pytest
from bulk_files import lines, page, plain, response, samples, tables, written

from detente.engine.bulk import Bulk, read_bulk
from detente.engine.bulk_folder import BulkFolder
from detente.engine.bulk_import import bring_readings, leave_events
from detente.engine.bulk_rows import EVENTS, reading_of
from detente.engine.bulk_status import Status
from detente.errors import BulkError
from detente.reading.read import read_article
from detente.record import Record
from detente.relations.load import load_events, origins_of

COUNT, UNITS = 7, 3
_BAD = (
    '{"id": "torn", "text": \n'  # no JSON
    '{"id": "empty", "text": " "}\n'  # nothing to read
)


def run(source: Path, out: Path, **more: object) -> Bulk:
    return read_bulk([source], out, **{"jobs": 1, "units": UNITS, **more})  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("bulk") / "news.jsonl"
    path.write_text(lines(samples(COUNT)) + _BAD, "utf-8")
    return path


@pytest.fixture(scope="module")
def undisturbed(source: Path) -> Path:
    """The folder of a run that nothing disturbed."""
    out = source.parent / "undisturbed"
    done = run(source, out)
    assert (done.shards, done.before, done.articles, done.failed) == (3, 0, COUNT, 2)
    return out


def test_each_article_is_a_row_with_what_read_says_of_it(undisturbed: Path) -> None:
    rows = {r["id"]: r for r in tables(undisturbed)["readings"].iter_rows(named=True)}
    articles = samples(COUNT)
    assert len(rows) == COUNT
    for article in articles:
        assert reading_of(rows[article.id]) == read_article(article)
    assert rows[articles[4].id]["source"] == "news.jsonl:5"


def test_events_are_in_the_columns_of_event_data(undisturbed: Path) -> None:
    events = tables(undisturbed)["events"]
    assert dict(events.schema) == EVENTS
    assert events["id"].is_unique().all()
    told = {e.id for a in samples(COUNT) for e in read_article(a).events}
    assert set(events["event"]) <= told
    assert events.height > COUNT
    joint = events.filter(pl.col("type") == "CONSULT")
    assert (
        joint["reciprocal"].sum() * 2 == joint.filter(pl.col("target") != pl.col("source")).height
    )


def test_bad_inputs_are_in_a_table_of_their_own(undisturbed: Path) -> None:
    errors = tables(undisturbed)["errors"].sort("source")
    assert errors["source"].to_list() == ["news.jsonl:8", "news.jsonl:9"]
    assert errors["kind"].to_list() == ["failed", "failed"]
    assert errors["raw"][0].startswith('{"id": "torn"')
    assert "broken JSON" in errors["reason"][0]


def test_a_second_run_reads_nothing_and_says_the_same(source: Path, undisturbed: Path) -> None:
    before = written(undisturbed)
    done = run(source, undisturbed)
    assert (done.shards, done.before, done.articles, done.failed) == (0, 3, COUNT, 2)
    assert len(done.examples) == 2
    assert written(undisturbed) == before


def test_a_grown_input_costs_its_last_shard_and_leaves_nothing_twice(tmp_path: Path) -> None:
    path, out = tmp_path / "news.jsonl", tmp_path / "out"
    path.write_text(lines(plain(7)), "utf-8")
    assert run(path, out).shards == 3
    path.write_text(lines(plain(8)) + _BAD, "utf-8")
    done = run(path, out)
    assert (done.shards, done.before, done.gone) == (2, 2, 1)
    assert tables(out)["readings"]["id"].sort().to_list() == [a.id for a in plain(8)]


def test_two_inputs_share_a_folder_and_the_same_articles_count_once(tmp_path: Path) -> None:
    one, copy, out = tmp_path / "one.jsonl", tmp_path / "copy.jsonl", tmp_path / "out"
    for path in (one, copy):
        path.write_text(lines(plain(5)), "utf-8")
    done = read_bulk([one, copy], out, jobs=1, units=UNITS)
    assert (done.shards, done.articles) == (2, 5)
    copy.write_text(lines(plain(1)), "utf-8")
    assert read_bulk([copy], out, jobs=1, units=UNITS).gone == 0  # the other input has them still
    assert tables(out)["readings"].height == 6


def killing(at: list[int]) -> tuple[Callable[[Status], None], list[int]]:
    """Return what kills all reading processes when so many units were begun since the last kill."""
    killed: list[int] = []
    last = 0

    def told(status: Status) -> None:
        nonlocal last
        if len(killed) < len(at) and status.begun - last >= at[len(killed)]:
            last = status.begun
            children = multiprocessing.active_children()
            killed.append(len(children))
            for child in children:
                if child.pid is not None:
                    os.kill(child.pid, signal.SIGKILL)

    return told, killed


def test_killed_processes_cost_time_only(tmp_path: Path, source: Path, undisturbed: Path) -> None:
    on_status, killed = killing([2])
    notes: list[str] = []
    done = run(source, tmp_path / "out", jobs=2, on_status=on_status, on_note=notes.append)
    assert len(killed) == 1
    assert killed[0] >= 1
    assert "signal 9" in notes[0]
    assert (done.articles, done.failed) == (COUNT, 2)
    assert written(tmp_path / "out") == written(undisturbed)


def test_an_article_at_which_processes_die_is_listed_and_passed_over(
    tmp_path: Path, source: Path, undisturbed: Path
) -> None:
    on_status, killed = killing([2, 2])  # the second article of the first shard, both times
    done = run(source, tmp_path / "out", on_status=on_status)
    assert killed == [1, 1]
    assert (done.articles, done.failed) == (COUNT - 1, 3)
    errors = tables(tmp_path / "out")["errors"].filter(pl.col("reason").str.contains("ended"))
    assert errors["source"].to_list() == ["news.jsonl:2"]
    kept = tables(undisturbed)["readings"].filter(pl.col("source") != "news.jsonl:2")
    assert tables(tmp_path / "out")["readings"].equals(kept)


def test_a_file_that_ends_every_process_is_listed_and_the_others_are_read(tmp_path: Path) -> None:
    """A Parquet page of minus two values makes its reader ask for more memory than there is, and abort."""
    bad, good = tmp_path / "bad.parquet", tmp_path / "good.jsonl"
    pl.DataFrame({"text": ["Kenya met Peru.", "Chile met Japan."]}).write_parquet(
        bad, compression="uncompressed", statistics=False
    )
    raw = bytearray(bad.read_bytes())
    raw[raw.index(b",\x15\x04") + 2] = 3
    bad.write_bytes(raw)
    good.write_text(lines(samples(1)), "utf-8")
    done = read_bulk([bad, good], tmp_path / "out", jobs=1, units=UNITS)
    assert (done.articles, done.failed) == (1, 0)
    (error,) = done.inputs
    assert "bad.parquet" in str(error)
    assert "before they read anything of it" in error.reason


def test_a_run_that_was_killed_is_gone_on_with(
    tmp_path: Path, source: Path, undisturbed: Path
) -> None:
    out = tmp_path / "out"
    command = [sys.executable, "-m", "detente", "bulk", source, "--out", out, "--shard", UNITS]
    first = subprocess.Popen([*map(str, command), "--jobs", "1"], stderr=subprocess.DEVNULL)
    while not list((out / "readings").glob("*.parquet")):
        assert first.poll() is None
        time.sleep(0.05)
    first.kill()
    first.wait()
    there = len(BulkFolder(out).shards())
    (out / "readings" / ".half.tmp").write_bytes(b"what a process left")
    done = run(source, out)
    assert done.before >= there >= 1
    assert done.before + done.shards == 3
    assert written(out) == written(undisturbed)
    assert not list(out.glob("*/.*.tmp"))


def test_ray_writes_the_same_bytes(tmp_path: Path, source: Path, undisturbed: Path) -> None:
    pytest.importorskip("ray")
    pytest.importorskip("pyarrow")
    command = [sys.executable, "-m", "detente", "bulk", source, "--out", tmp_path / "out"]
    more = ["--shard", UNITS, "--jobs", 2, "--engine", "ray"]
    done = subprocess.run(
        [str(part) for part in [*command, *more]], capture_output=True, text=True, check=False
    )
    assert done.returncode == 3, done.stderr
    assert f"{COUNT} articles" in done.stderr
    assert written(tmp_path / "out") == written(undisturbed)
    for name, rows in tables(tmp_path / "out").items():
        assert rows.equals(tables(undisturbed)[name])


def test_without_ray_the_error_says_how_to_get_it(tmp_path: Path, source: Path) -> None:
    if find_spec("ray") is not None:
        pytest.skip("Ray is installed")
    with pytest.raises(BulkError, match=r"detente\[bulk\]"):
        run(source, tmp_path / "out", engine="ray")


def test_forms_of_input_give_the_same_readings(tmp_path: Path) -> None:
    articles = plain(2)
    pl.DataFrame([json.loads(line) for line in lines(articles).splitlines()]).write_parquet(
        tmp_path / "a.parquet"
    )
    html = [{"id": a.id, "html": page(a), "published": a.published} for a in articles]
    (tmp_path / "b.jsonl").write_text("".join(json.dumps(h) + "\n" for h in html), "utf-8")
    archive = [response(f"https://example.org/{a.id}", page(a).encode()) for a in articles]
    archive.append(response("https://example.org/x.png", b"\x89PNG", "image/png"))
    german = "<p>Der Minister sagte, dass die Gespräche mit dem Nachbarn weitergehen werden.</p>"
    archive.append(response("https://example.org/de", f"<article>{german * 9}</article>".encode()))
    (tmp_path / "c.warc.gz").write_bytes(b"".join(archive))
    done = read_bulk([tmp_path], tmp_path / "out", jobs=1)
    assert (done.articles, done.failed, done.passed) == (
        6,
        0,
        2,
    )  # a picture, and what is in German
    rows = tables(tmp_path / "out")["readings"].with_columns(pl.col("source").str.head(1))
    for article in articles:
        mine = rows.filter(pl.col("title") == article.title).sort("source")
        assert mine["source"].to_list() == ["a", "b", "c"]
        told = [" ".join(text.split()) for text in mine["text"]]
        assert all(text.endswith(" ".join(article.text.split())) for text in told)
        assert mine["url"][2] == f"https://example.org/{article.id}"


def test_nothing_to_read_is_an_error_and_not_an_empty_folder(tmp_path: Path) -> None:
    done = read_bulk([tmp_path / "gone.jsonl"], tmp_path / "out", jobs=1)
    assert [e.reason for e in done.inputs] == ["no such file"]
    listed = pl.read_parquet(tmp_path / "out" / "errors" / "inputs.parquet")
    assert listed["source"].to_list() == [str(tmp_path / "gone.jsonl")]
    with pytest.raises(BulkError, match="no readings"):
        leave_events(tmp_path / "out", tmp_path / "x.db")


def test_a_folder_is_written_by_one_run_at_a_time(tmp_path: Path) -> None:
    with BulkFolder(tmp_path).alone(), pytest.raises(BulkError, match="another run"):
        read_bulk([tmp_path / "gone.jsonl"], tmp_path, jobs=1)


def test_readings_come_into_a_record_as_add_would_bring_them(
    tmp_path: Path, undisturbed: Path
) -> None:
    with Record.open(tmp_path / "added.db") as added:
        for article in samples(COUNT):
            added.add(read_article(article))
        wanted = load_events(tmp_path / "added.db", modality=None)
    done = bring_readings(undisturbed, tmp_path / "brought.db")
    assert sum(done.counts.values()) == COUNT
    assert done.failed == 0
    assert load_events(tmp_path / "brought.db", modality=None).equals(wanted)
    again = bring_readings(undisturbed, tmp_path / "brought.db")
    assert again.counts["held already"] == COUNT


def test_an_id_taken_by_another_text_is_listed_and_the_rest_comes(
    tmp_path: Path, undisturbed: Path
) -> None:
    row = {"id": samples(1)[0].id, "text": "Another text of few words."}
    (tmp_path / "x.jsonl").write_text(json.dumps(row) + "\n", "utf-8")
    read_bulk([tmp_path / "x.jsonl"], tmp_path / "out", jobs=1)
    bring_readings(tmp_path / "out", tmp_path / "x.db")
    done = bring_readings(undisturbed, tmp_path / "x.db")
    assert (done.failed, sum(done.counts.values())) == (1, COUNT - 1)
    assert done.examples[0].source == "news.jsonl:1"


def test_events_left_as_parquet_are_an_origin_of_their_own(
    tmp_path: Path, undisturbed: Path
) -> None:
    record = tmp_path / "x.db"
    done = leave_events(undisturbed, record)
    events = tables(undisturbed)["events"]
    assert (done.read, done.kept + done.merged) == (events.height, events.height)
    loaded = load_events(record, origins=["bulk"], modality=None)
    assert set(loaded["id"]) <= set(events["id"])
    assert [o.name for o in origins_of(record)] == ["bulk"]
    assert leave_events(undisturbed, record).files == 0


def test_acts_that_two_articles_tell_of_one_day_count_once(tmp_path: Path) -> None:
    first = samples(1)[0]
    copy = {"id": "copy", "text": first.text, "title": first.title, "published": first.published}
    path = tmp_path / "x.jsonl"
    path.write_text(lines([first]) + json.dumps(copy) + "\n", "utf-8")
    read_bulk([path], tmp_path / "out", jobs=1)
    done = leave_events(tmp_path / "out", tmp_path / "x.db")
    assert done.merged >= done.kept > 0
    loaded = load_events(tmp_path / "x.db", origins=["bulk"], modality=None)
    assert loaded.height == done.kept
    assert loaded["sources"].max() == 2
