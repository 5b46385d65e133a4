"""``detente import`` as a user runs it: real files, real processes, exit codes."""

from __future__ import annotations

import gzip
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from detente.record.bulk import imported_events
from detente.sources.events import gdelt, icews, polecat


def detente(*args: str | Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "detente", *map(str, args)],
        capture_output=True,
        text=True,
        check=False,
    )


def line(columns: tuple[str, ...], **values: str) -> str:
    return "\t".join(values.get(c.replace(" ", "_"), "") for c in columns)


def icews_file(folder: Path, *extra: str) -> Path:
    path = folder / "icews.tab"
    row = {
        "Event_ID": "1", "Event_Date": "2031-03-04", "CAMEO_Code": "040", "Intensity": "1",
        "Source_Name": "Kenya", "Source_Country": "Kenya", "Target_Name": "Peru",
        "Target_Country": "Peru",
    }  # fmt: skip
    copy = line(icews.COLUMNS, **(row | {"Event_ID": "2", "Story_ID": "s"}))
    path.write_text(
        "\n".join(["\t".join(icews.COLUMNS), line(icews.COLUMNS, **row), copy, *extra]) + "\n"
    )
    return path


def test_import_says_what_became_of_every_row(tmp_path: Path) -> None:
    done = detente("import", "icews", icews_file(tmp_path), "--record", tmp_path / "x.db")
    assert (done.returncode, done.stdout) == (0, "")
    assert "2 rows read from 1 file" in done.stderr
    assert "1 kept" in done.stderr
    assert "1 merged" in done.stderr
    assert "0 dropped" in done.stderr


def test_the_same_file_again_is_passed_over(tmp_path: Path) -> None:
    file = icews_file(tmp_path)
    detente("import", "icews", file, "--record", tmp_path / "x.db")
    again = detente("import", "icews", file, "--record", tmp_path / "x.db")
    assert again.returncode == 0
    assert "already there: icews.tab" in again.stderr
    assert "nothing imported" in again.stderr


def test_malformed_rows_are_shown_harmlessly_and_the_exit_code_is_3(tmp_path: Path) -> None:
    file = icews_file(tmp_path, "torn \x1b[31m line", line(icews.COLUMNS, Event_ID="9"))
    done = detente("import", "icews", file, "--record", tmp_path / "x.db")
    assert done.returncode == 3
    assert "2 dropped" in done.stderr
    assert "icews.tab:4" in done.stderr
    assert "torn" in done.stderr
    assert "\x1b" not in done.stderr
    assert "no Event Date" in done.stderr


def test_duplicates_are_not_malformed(tmp_path: Path) -> None:
    detente("import", "icews", icews_file(tmp_path), "--record", tmp_path / "x.db")
    row = line(icews.COLUMNS, Event_ID="3", Event_Date="2031-03-09", Source_Name="Peru")
    more = icews_file(tmp_path, row)
    done = detente("import", "icews", more, "--record", tmp_path / "x.db")
    assert done.returncode == 0
    assert "2 imported before" in done.stderr
    assert "1 kept" in done.stderr


def test_a_file_that_cannot_be_read_gives_1_and_the_others_go_on(tmp_path: Path) -> None:
    good, record = icews_file(tmp_path), tmp_path / "x.db"
    done = detente("import", "icews", tmp_path / "none.tab", good, "--record", record)
    assert done.returncode == 1
    assert "none.tab: No such file" in done.stderr or "no such file" in done.stderr
    assert imported_events(record).height == 1
    wrong = detente("import", "gdelt", good, "--record", record)
    assert wrong.returncode == 1
    assert "no GDELT events file" in wrong.stderr


def test_a_dry_run_keeps_nothing(tmp_path: Path) -> None:
    file, record = icews_file(tmp_path), tmp_path / "x.db"
    done = detente("import", "icews", file, "--record", record, "--dry-run")
    assert done.returncode == 0
    assert "dry run" in done.stderr
    assert list(tmp_path.iterdir()) == [file]


def test_gdelt_and_polecat_packed(tmp_path: Path) -> None:
    record = tmp_path / "x.db"
    row = line(gdelt.COLUMNS, GLOBALEVENTID="5", SQLDATE="20310304", EventCode="040",
               Actor1CountryCode="KEN", Actor2CountryCode="PER")  # fmt: skip
    with zipfile.ZipFile(tmp_path / "g.zip", "w") as archive:
        archive.writestr("g.export.CSV", row + "\n")
    rows = ["\t".join(polecat.COLUMNS)]
    rows.append(
        line(polecat.COLUMNS, Event_ID="p", Event_Date="2031-03-04", Event_Type="CONSULT",
             Actor_Name="Kenya", Actor_Country="KEN", Recipient_Name="None")
    )  # fmt: skip
    (tmp_path / "p.gz").write_bytes(gzip.compress("\n".join(rows).encode()))
    for origin, name in (("gdelt", "g.zip"), ("polecat", "p.gz")):
        done = detente("import", origin, tmp_path / name, "--record", record)
        assert done.returncode == 0, done.stderr
    found = imported_events(record).select("origin", "source", "target").rows()
    assert found == [("gdelt", "KEN", "PER"), ("polecat", "KEN", "")]
    brief = detente("brief", "--record", record)
    assert "Beside it: 1 imported events (gdelt, 2031 to 2031)." in brief.stdout


def test_icews_comes_out_as_it_went_in(tmp_path: Path) -> None:
    file, record = icews_file(tmp_path), tmp_path / "x.db"
    detente("import", "icews", file, "--record", record)
    shown = detente("export", "--format", "icews", "--record", record)
    assert shown.returncode == 0, shown.stderr
    assert shown.stdout == file.read_text()
    out = tmp_path / "out.tab"
    detente("export", "--format", "icews", "--pair", "KEN-CHN", "-o", out, "--record", record)
    assert out.read_text() == "\t".join(icews.COLUMNS) + "\n"


@pytest.mark.parametrize("args", [("import",), ("import", "icews"), ("import", "acled", "x")])
def test_wrong_use(args: tuple[str, ...]) -> None:
    assert detente(*args).returncode == 2
