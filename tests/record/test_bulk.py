"""Imported events beside a record: once each, whole or not at all, found again by pair and day."""

from __future__ import annotations

import datetime as dt
import json
import os
import re
import signal
import subprocess
import sys
from pathlib import Path

import duckdb
import numpy as np
import polars as pl
import pytest

from detente.errors import RecordError
from detente.record import Record
from detente.record.bulk import KEYS, folder_of, imported_counts, imported_events, parts
from detente.record.bulk_import import import_events
from detente.record.bulk_part import BEFORE, TWICE, Imported
from detente.record.bulk_seen import SeenIds, keys_of
from detente.sources.events import EVENT_SCHEMA, FORMS
from detente.sources.events.gdelt import COLUMNS as GDELT_COLUMNS
from detente.sources.events.icews import COLUMNS as ICEWS_COLUMNS


def icews(
    id_: int, source: str, code: str, target: str, day: str = "2031-03-04", story: str = "7"
) -> str:
    values = {
        "Event ID": str(id_), "Event Date": day, "Source Name": source, "Source Country": source,
        "CAMEO Code": code, "Intensity": "1", "Target Name": target, "Target Country": target,
        "Story ID": story,
    }  # fmt: skip
    return "\t".join(values.get(c, "") for c in ICEWS_COLUMNS)


def gdelt(id_: int, source: str, code: str, target: str, url: str = "u", **more: str) -> str:
    values = {
        "GLOBALEVENTID": str(id_), "SQLDATE": "20310304", "Actor1CountryCode": source,
        "EventCode": code, "Actor2CountryCode": target, "SOURCEURL": url, "NumSources": "1",
    } | more  # fmt: skip
    return "\t".join(values.get(c, "") for c in GDELT_COLUMNS)


def load(
    folder: Path, name: str, *lines: str, origin: str = "icews", dry_run: bool = False
) -> Imported:
    """Write lines as a file and import it into ``x.db``."""
    path = folder / name
    head = ["\t".join(ICEWS_COLUMNS)] if origin == "icews" else []
    path.write_text("\n".join([*head, *lines]) + "\n")
    return import_events(folder / "x.db", [path], FORMS[origin], dry_run=dry_run)


def counts(done: Imported) -> tuple[int, int, dict[str, int]]:
    return done.kept, done.merged, dict(done.dropped)


def found(folder: Path, *, copies: bool = False) -> dict[str, dict[str, object]]:
    frame = imported_events(folder / "x.db", copies=copies)
    return {row["id"].split(".")[0]: row for row in frame.iter_rows(named=True)}


def test_an_import_makes_the_record_and_the_folder(tmp_path: Path) -> None:
    done = load(tmp_path, "a", icews(1, "Kenya", "040", "Peru"))
    assert counts(done) == (1, 0, {})
    with Record.open(tmp_path / "x.db", create=False, readonly=True) as record:
        assert record.summary().acts == 0  # imported events never enter its own tables
    (part,) = parts(tmp_path / "x.db")
    assert part.folder.parent == tmp_path / "x.events"
    assert (part.origin, part.first, part.last) == ("icews", "2031-03-04", "2031-03-04")
    frame = imported_events(tmp_path / "x.db")
    assert dict(frame.schema) == EVENT_SCHEMA


def test_the_same_file_again_changes_nothing(tmp_path: Path) -> None:
    rows = [icews(1, "Kenya", "040", "Peru"), icews(2, "Kenya", "112", "Peru")]
    load(tmp_path, "a", *rows)
    before = imported_events(tmp_path / "x.db")
    again = load(tmp_path, "other name", *rows)
    assert (again.read, [Path(p).name for p in again.already]) == (0, ["other name"])
    assert imported_events(tmp_path / "x.db").equals(before)
    assert len(parts(tmp_path / "x.db")) == 1


def test_of_an_overlapping_release_only_the_new_rows_come_in(tmp_path: Path) -> None:
    load(tmp_path, "a", icews(1, "Kenya", "112", "Peru"), icews(2, "Kenya", "112", "Chad"))
    done = load(tmp_path, "b", icews(2, "Kenya", "112", "Chad"), icews(3, "Kenya", "112", "Togo"))
    assert counts(done) == (1, 0, {BEFORE: 1})
    assert done.malformed == 0
    assert sorted(found(tmp_path)) == ["1", "2", "3"]
    dropped = pl.read_parquet(next(done.folders[0].glob("dropped-*.parquet")))
    assert dropped.select("line", "reason", "id").rows() == [(2, BEFORE, "2.20310304")]


def test_an_id_counts_with_its_date(tmp_path: Path) -> None:
    done = load(
        tmp_path,
        "a",
        icews(1, "Kenya", "112", "Peru"),
        icews(1, "Kenya", "112", "Peru", day="2031-03-05"),  # another row under the same number
        icews(1, "Kenya", "112", "Peru"),
    )
    assert counts(done) == (2, 0, {TWICE: 1})


def test_ten_copies_of_a_story_are_one_act(tmp_path: Path) -> None:
    rows = [icews(n, "Kenya", "112", "Peru", story=str(n // 2)) for n in range(10)]
    done = load(tmp_path, "a", *rows)
    assert counts(done) == (1, 9, {})
    assert found(tmp_path)["0"]["sources"] == 5  # distinct stories
    assert len(found(tmp_path, copies=True)) == 10  # all stay on file


def test_a_copy_in_a_later_file_is_one_too(tmp_path: Path) -> None:
    load(tmp_path, "a", icews(1, "Kenya", "112", "Peru"))
    assert counts(load(tmp_path, "b", icews(2, "Kenya", "112", "Peru"))) == (0, 1, {})
    assert list(found(tmp_path)) == ["1"]


# lines, ids that count, ids marked as the mirror of another
MIRRORS = [
    # a meeting told from each side
    ([icews(1, "Kenya", "040", "Peru"), icews(2, "Peru", "040", "Kenya")], "12", "2"),
    # a visit paid and received: the visit stands, whichever came first
    ([icews(1, "Kenya", "043", "Peru"), icews(2, "Peru", "042", "Kenya")], "12", "1"),
    # two visits are two visits
    ([icews(1, "Kenya", "042", "Peru"), icews(2, "Peru", "042", "Kenya")], "12", ""),
    # another day, another meeting
    ([icews(1, "Kenya", "040", "Peru"), icews(2, "Peru", "040", "Kenya", "2031-03-05")], "12", ""),
    # accusing each other is no joint act
    ([icews(1, "Kenya", "112", "Peru"), icews(2, "Peru", "112", "Kenya")], "12", ""),
    # copies on both sides: one act, one mirror
    ([icews(n, *("Kenya", "040", "Peru")[:: 1 - n % 2 * 2]) for n in range(1, 5)], "12", "2"),
    # a meeting with oneself mirrors nothing
    ([icews(1, "Kenya", "040", "Kenya")], "1", ""),
]


@pytest.mark.parametrize(("lines", "counted", "mirrored"), MIRRORS)
def test_joint_acts_told_from_both_sides(
    tmp_path: Path, lines: list[str], counted: str, mirrored: str
) -> None:
    load(tmp_path, "a", *lines)
    rows = found(tmp_path)
    assert "".join(sorted(rows)) == counted
    assert "".join(sorted(id_ for id_, row in rows.items() if row["reciprocal"])) == mirrored


def test_the_mirror_of_an_act_that_is_there_already(tmp_path: Path) -> None:
    load(tmp_path, "a", icews(1, "Kenya", "043", "Peru"))
    load(tmp_path, "b", icews(2, "Peru", "042", "Kenya"))
    assert {k: r["reciprocal"] for k, r in found(tmp_path).items()} == {"1": False, "2": True}


def test_gdelt_tells_an_act_once_for_each_pair_code_and_day(tmp_path: Path) -> None:
    done = load(
        tmp_path,
        "a",
        gdelt(1, "KEN", "112", "PER", "one", Actor1Name="NAIROBI", ActionGeo_FullName="Lima"),
        gdelt(2, "KEN", "112", "PER", "two", Actor1Name="KENYA"),
        gdelt(3, "KEN", "112", "PER", "two", NumSources="7"),
        gdelt(4, "KEN", "111", "PER", "two"),
        gdelt(5, "KEN", "190", "KEN", ActionGeo_FullName="Nairobi"),
        gdelt(6, "KEN", "190", "KEN", ActionGeo_FullName="Mombasa"),  # at home: the place counts
        gdelt(7, "KEN", "190", "", Actor2Name="REBELS"),
        gdelt(8, "KEN", "190", "", Actor2Name="POLICE"),  # nobody known: the name counts
        origin="gdelt",
    )
    assert counts(done) == (6, 2, {})
    rows = found(tmp_path)
    assert sorted(rows) == ["1", "4", "5", "6", "7", "8"]
    assert rows["1"]["sources"] == 7  # two addresses, but one row speaks of seven sources


def test_origins_stay_apart(tmp_path: Path) -> None:
    load(tmp_path, "a", icews(1, "Kenya", "112", "Peru"))
    load(tmp_path, "b", gdelt(1, "KEN", "112", "PER"), origin="gdelt")
    frame = imported_counts(tmp_path / "x.db")
    assert frame.select("origin", "events").rows() == [("gdelt", 1), ("icews", 1)]
    for origin in ("icews", "gdelt"):
        only = imported_events(tmp_path / "x.db", origins=[origin])
        assert only["origin"].to_list() == [origin]


def test_what_is_asked_for_is_what_comes_back(tmp_path: Path) -> None:
    states = ["Kenya", "Peru", "Chad", "Togo"]
    rows = []
    for n, (source, target) in enumerate((s, t) for s in states for t in [*states, "Nobody"]):
        rows.append(icews(n, source, "112", target, day=f"2031-03-{n + 1:02}"))
    load(tmp_path, "a", *rows)
    everything = imported_events(tmp_path / "x.db")
    assert everything.height == len(rows)

    def ids(**asked: object) -> list[str]:
        return imported_events(tmp_path / "x.db", **asked)["id"].to_list()  # type: ignore[arg-type]

    def plain(keep: pl.Expr) -> list[str]:
        return everything.filter(keep)["id"].to_list()

    acting, upon, date = pl.col("source"), pl.col("target"), pl.col("date")
    pair = ((acting == "KEN") & (upon == "PER")) | ((acting == "PER") & (upon == "KEN"))
    assert ids(pair=("PER", "KEN")) == ids(pair=("KEN", "PER")) == plain(pair) != []
    assert ids(pair=("KEN", "KEN")) == plain((acting == "KEN") & (upon == "KEN")) != []
    assert ids(actor="KEN") == plain((acting == "KEN") | (upon == "KEN"))
    day = everything["date"].to_list()[7]
    assert ids(since=day) == plain(date >= day)
    assert ids(until=day) == plain(date <= day)
    assert ids(modality=["planned"]) == ids(pair=("XXX", "YYY")) == []
    assert ids(pair=("KEN' OR 1=1 --", "PER")) == []  # a name is never SQL


def test_many_rows_are_settled_in_parts_as_they_are_in_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    chance = np.random.default_rng(7)
    states = ["Kenya", "Peru", "Chad", "Togo", "Fiji", "Citizen"]
    rows = [
        icews(n, states[s], code, states[t], day=f"2031-03-{d:02}", story=str(n % 3))
        for n, (s, t, d) in enumerate(chance.integers((0, 0, 1), (6, 6, 4), (600, 3)))
        for code in ("040",)
    ]
    (tmp_path / "one").mkdir()
    (tmp_path / "parts").mkdir()
    whole = load(tmp_path / "one", "a", *rows)
    for name, value in (("_STAGE_ROWS", 50), ("_SETTLE_ROWS", 20), ("_DROPPED_ROWS", 1)):
        monkeypatch.setattr(f"detente.record.bulk_part.{name}", value)
    split = load(tmp_path / "parts", "a", *rows)
    assert counts(whole) == counts(split)
    assert len(parts(tmp_path / "parts" / "x.db")[0].files()) > 2
    one, many = (imported_events(tmp_path / d / "x.db", copies=True) for d in ("one", "parts"))
    assert one.equals(many)


def test_a_batch_of_files_is_closed_now_and_then_and_goes_on_after_an_interrupt(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("detente.record.bulk_import._CLOSE_ROWS", 2)
    files = []
    for n in range(4):
        path = tmp_path / f"{n}.tab"
        path.write_text(
            "\t".join(ICEWS_COLUMNS)
            + "\n"
            + icews(n, "Kenya", "112", "Peru", f"2031-03-1{n}")
            + "\n"
        )
        files.append(path)

    def interrupt(file: str, rows: int) -> None:
        if file.endswith("3.tab"):
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        import_events(tmp_path / "x.db", files, FORMS["icews"], on_progress=interrupt)
    assert imported_events(tmp_path / "x.db").height == 2  # the first two were closed
    assert not list(folder_of(tmp_path / "x.db").glob(".new-*"))
    done = import_events(tmp_path / "x.db", files, FORMS["icews"])
    assert (len(done.already), done.kept) == (2, 2)
    assert imported_events(tmp_path / "x.db").height == 4


def test_a_dry_run_keeps_nothing(tmp_path: Path) -> None:
    done = load(tmp_path, "a", icews(1, "Kenya", "040", "Peru"), dry_run=True)
    assert counts(done) == (1, 0, {})
    assert [p.name for p in tmp_path.iterdir()] == ["a"]
    load(tmp_path, "a", icews(1, "Kenya", "040", "Peru"))
    load(tmp_path, "b", icews(2, "Kenya", "112", "Peru"), dry_run=True)
    assert len(parts(tmp_path / "x.db")) == 1


def test_what_cannot_be_read_is_told_and_the_others_go_on(tmp_path: Path) -> None:
    good = tmp_path / "good"
    good.write_text("\t".join(ICEWS_COLUMNS) + "\n" + icews(1, "Kenya", "040", "Peru") + "\n")
    (tmp_path / "empty").write_text("")
    files = [tmp_path / "missing", tmp_path / "empty", tmp_path, good]
    done = import_events(tmp_path / "x.db", files, FORMS["icews"])
    assert [Path(e.source).name for e in done.failed] == ["missing", "empty", tmp_path.name]
    assert done.kept == 1


def test_a_killed_import_leaves_nothing_that_counts(tmp_path: Path) -> None:
    file = tmp_path / "big"
    with file.open("w") as out:
        out.write("\t".join(ICEWS_COLUMNS) + "\n")
        for n in range(30_000):
            out.write(icews(n, "Kenya", "112", "Peru", f"20{n % 90 + 10}-03-04", str(n)) + "\n")
    program = (
        "import sys; from pathlib import Path; from detente.record.bulk_import import import_events;"
        "from detente.sources.events import FORMS;"
        "import_events(Path(sys.argv[1]), [Path(sys.argv[2])], FORMS['icews'], size=20_000,"
        " on_progress=lambda *told: print(*told, flush=True))"
    )
    record = tmp_path / "x.db"
    running = subprocess.Popen(
        [sys.executable, "-c", program, record, file], stdout=subprocess.PIPE, text=True
    )
    assert running.stdout is not None
    running.stdout.readline()
    os.kill(running.pid, signal.SIGKILL)
    running.communicate()
    assert list(folder_of(record).glob(".new-*"))
    assert imported_events(record).height == 0
    done = import_events(record, [file], FORMS["icews"])
    assert done.read == 30_000
    assert not list(folder_of(record).glob(".new-*"))


def test_two_imports_at_once_are_refused(tmp_path: Path) -> None:
    load(tmp_path, "a", icews(1, "Kenya", "040", "Peru"))

    def second(file: str, rows: int) -> None:
        with pytest.raises(RecordError, match="another import is under way"):
            import_events(tmp_path / "x.db", [tmp_path / "a"], FORMS["icews"])

    (tmp_path / "b").write_text(
        "\t".join(ICEWS_COLUMNS) + "\n" + icews(2, "Chad", "040", "Peru") + "\n"
    )
    import_events(tmp_path / "x.db", [tmp_path / "b"], FORMS["icews"], on_progress=second)


# what becomes of the manifest, what is said
DAMAGED = [
    ("{", "import again"),
    ("[]", "import again"),
    (json.dumps({"form": 99}), "newer version"),
]


@pytest.mark.parametrize(("text", "said"), DAMAGED)
def test_a_damaged_folder_is_a_record_error(tmp_path: Path, text: str, said: str) -> None:
    done = load(tmp_path, "a", icews(1, "Kenya", "040", "Peru"))
    (done.folders[0] / "manifest.json").write_text(text)
    with pytest.raises(RecordError, match=said):
        imported_events(tmp_path / "x.db")


def test_a_damaged_parquet_file_is_a_record_error(tmp_path: Path) -> None:
    done = load(tmp_path, "a", icews(1, "Kenya", "040", "Peru"))
    next(done.folders[0].glob("events-*")).write_bytes(b"PAR1 and nothing else")
    with pytest.raises(RecordError, match="cannot be read"):
        imported_events(tmp_path / "x.db")


def test_a_record_in_a_folder_that_is_not_there(tmp_path: Path) -> None:
    (tmp_path / "a").write_text("x")
    with pytest.raises(RecordError, match="does not exist"):
        import_events(tmp_path / "none" / "x.db", [tmp_path / "a"], FORMS["icews"])


def test_the_page_of_the_reference_names_every_column() -> None:
    page = (Path(__file__).parents[2] / "docs" / "reference" / "events.md").read_text("utf-8")
    extra = {c for form in FORMS.values() for c in form.extra if not c.startswith("icews_")}
    named = set(re.findall(r"\w+", page))
    assert {*EVENT_SCHEMA, *KEYS, *extra} - named == set()


def test_duckdb_reads_the_files_as_the_page_says(tmp_path: Path) -> None:
    load(tmp_path, "a", icews(1, "Kenya", "040", "Peru"), icews(2, "Kenya", "040", "Peru"))
    sql = "SELECT date, source, target FROM read_parquet(?) WHERE dyad = 'KEN-PER' AND copy_of = ''"
    pattern = str(tmp_path / "x.events/icews-*/events-*.parquet")
    with duckdb.connect() as db:
        rows = db.execute(sql, [pattern]).fetchall()
    assert rows == [(dt.date(2031, 3, 4), "KEN", "PER")]


def test_seen_ids_are_a_set() -> None:
    chance = np.random.default_rng(3)
    seen, plain = SeenIds(), set[int]()
    for size in (5, 400, 3, 3, 90, 1000, 1):
        keys = chance.integers(0, 500, size).astype(np.uint64)
        new = seen.add(keys)
        for key, fresh in zip(keys.tolist(), new.tolist(), strict=True):
            assert fresh == (key not in plain)
            plain.add(key)
        assert seen.hold(np.arange(500, dtype=np.uint64)).tolist() == [
            n in plain for n in range(500)
        ]


def test_numbers_are_their_own_keys_and_leading_noughts_are_not_lost() -> None:
    keys = keys_of(pl.Series(["12", "012", "x", "9" * 30])).tolist()
    assert keys[0] == 12
    assert len(set(keys)) == 4
