"""What becomes of one row of each form: actors, codes, dates, figures."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import polars as pl
import pytest
from event_samples import (
    ICEWS_HEADER,
    POLECAT_HEADER,
    gdelt_row,
    icews_row,
    polecat_row,
)

from detente.errors import SourceError
from detente.sources.events import EVENT_SCHEMA, FORMS
from detente.sources.events.actors import load_lookup
from detente.sources.events.gdelt import COLUMNS, COLUMNS_1
from detente.sources.events.icews import COLUMNS as ICEWS_COLUMNS
from detente.sources.events.icews import to_icews
from detente.sources.events.read import Batch, read_events


def read(folder: Path, origin: str, *lines: str, encoding: str = "utf-8") -> Batch:
    """Write lines as a file and read it; the first batch, which holds all."""
    path = folder / "events.tab"
    path.write_bytes(("\n".join(lines) + "\n").encode(encoding))

    def refuse(error: SourceError) -> None:
        raise error

    (batch,) = read_events(path, FORMS[origin], on_error=refuse)
    assert batch.events.height + batch.dropped.height == batch.lines
    return batch


def only(batch: Batch) -> dict[str, Any]:
    assert batch.events.height == 1, batch.dropped["reason"].to_list()
    return batch.events.row(0, named=True)


def test_an_icews_row(tmp_path: Path) -> None:
    row = only(read(tmp_path, "icews", ICEWS_HEADER, icews_row()))
    assert row["id"] == "9000001.20310304"
    assert str(row["date"]) == str(row["until"]) == "2031-03-04"
    assert (row["source"], row["target"]) == ("KEN", "PER")
    assert (row["source_name"], row["source_sectors"]) == ("Ministry (Kenya)", "Government")
    assert (row["type"], row["mode"], row["cameo"], row["quad"]) == ("CONSULT", "", "040", 1)
    assert (row["goldstein"], row["story"], row["place"]) == (1.0, "77001", "Lima, Peru")
    assert row["icews_sentence_number"] == "2"


def test_a_gdelt_row(tmp_path: Path) -> None:
    row = only(read(tmp_path, "gdelt", gdelt_row()))
    assert (row["id"], str(row["date"])) == ("9000001", "2031-03-04")
    assert (row["source"], row["target"]) == ("KEN", "PER")
    assert (row["source_sectors"], row["target_sectors"]) == ("GOV", "")
    assert (row["type"], row["cameo"], row["quad"]) == ("CONSULT", "040", 1)
    assert (row["sources"], row["named_sources"], row["articles"], row["mentions"]) == (2, 2, 6, 6)
    assert row["story"] == "https://www.paper.example/world/1.html"
    assert row["publisher"] == "paper.example"
    assert (row["place"], row["action_country_fips"]) == ("Lima, Peru", "PE")
    assert row["tone"] == pytest.approx(-1.25)


def test_a_polecat_row(tmp_path: Path) -> None:
    row = only(read(tmp_path, "polecat", POLECAT_HEADER, polecat_row()))
    assert (row["source"], row["target"]) == ("KEN", "PER")
    assert (row["type"], row["mode"], row["quad"], row["cameo"]) == ("CONSULT", "visit", 1, "")
    assert (row["goldstein"], row["source_sectors"]) == (2.0, "GOV,MIL")
    assert (row["place"], row["recipient_title"]) == ("Lima, Peru", "")


@pytest.mark.parametrize("origin", FORMS)
def test_the_columns_are_those_of_all_event_data(tmp_path: Path, origin: str) -> None:
    lines = {
        "icews": (ICEWS_HEADER, icews_row()),
        "gdelt": (gdelt_row(),),
        "polecat": (POLECAT_HEADER, polecat_row()),
    }[origin]
    events = read(tmp_path, origin, *lines).events
    kept = events.select(*EVENT_SCHEMA)
    assert dict(kept.schema) == EVENT_SCHEMA
    nulls = [c for c in kept.columns if kept[c].null_count() and c != "goldstein"]
    assert nulls == []


# what the file says of an actor, the identifier
ICEWS_ACTORS = [
    ({"Source_Name": "Foreign Affairs (Bangladesh)", "Source_Country": "Bangladesh"}, "BGD"),
    ({"Source_Name": "Foreign Affairs (Bangladesh)", "Source_Country": ""}, "BGD"),  # name alone
    ({"Source_Name": "Foreign Affairs (Bangladesh)", "Source_Country": "NA"}, "BGD"),
    ({"Source_Name": "Russia", "Source_Country": "Russian Federation"}, "RUS"),
    ({"Source_Name": "Citizen (X)", "Source_Country": "Occupied Palestinian Territory"}, "PSE"),
    ({"Source_Name": "Denis Nguesso", "Source_Country": "Congo"}, "COG"),  # not the Democratic one
    ({"Source_Name": "X", "Source_Country": "the former Yugoslav Republic of Macedonia"}, "MKD"),
    ({"Source_Name": "UN Security Council", "Source_Country": ""}, "UN"),
    ({"Source_Name": "European Commission", "Source_Country": ""}, "EU"),
    ({"Source_Name": "Ministry (European Union)", "Source_Country": ""}, "EU"),
    ({"Source_Name": "Boko Haram", "Source_Country": "Nigeria"}, "BOKO_HARAM"),  # acts for itself
    ({"Source_Name": "Angela Merkel", "Source_Country": ""}, "DEU"),
    ({"Source_Name": "Citizen (Africa)", "Source_Country": ""}, ""),  # a region is no actor
    ({"Source_Name": "Citizen", "Source_Country": ""}, ""),
    ({"Source_Name": "", "Source_Country": ""}, ""),
]


@pytest.mark.parametrize(("changes", "expected"), ICEWS_ACTORS)
def test_actors_of_icews(tmp_path: Path, changes: dict[str, str], expected: str) -> None:
    row = only(read(tmp_path, "icews", ICEWS_HEADER, icews_row(**changes)))
    assert row["source"] == expected
    assert row["source_name"] == changes["Source_Name"]  # the name stays in any case


# country code, code of a known group, the identifier
GDELT_ACTORS = [
    ("USA", "", "USA"),
    ("ROM", "", "ROU"),  # CAMEO's own code
    ("TMP", "", "TLS"),
    ("MTN", "", "MNE"),
    ("WSB", "", "PSE"),
    ("", "UNO", "UN"),
    ("", "EEC", "EU"),
    ("PSE", "HMS", "HAMAS"),  # a group goes before the country
    ("USA", "AMN", "USA"),  # a group the list does not hold
    ("EUR", "", ""),  # Europe, a region
    ("AFR", "", ""),
    ("", "", ""),
]


@pytest.mark.parametrize(("country", "group", "expected"), GDELT_ACTORS)
def test_actors_of_gdelt(tmp_path: Path, country: str, group: str, expected: str) -> None:
    line = gdelt_row(Actor2CountryCode=country, Actor2KnownGroupCode=group)
    assert only(read(tmp_path, "gdelt", line))["target"] == expected


# name, countries, the identifier
POLECAT_ACTORS = [
    ("Kenya", "KEN", "KEN"),
    ("Joe Biden", "United States", "USA"),
    ("Someone", "KEN; UGA", "KEN"),  # several: the first, the cell is kept
    ("United Nations", "None", "UN"),
    ("Someone", "None", ""),
]


@pytest.mark.parametrize(("name", "country", "expected"), POLECAT_ACTORS)
def test_actors_of_polecat(tmp_path: Path, name: str, country: str, expected: str) -> None:
    line = polecat_row(Actor_Name=name, Actor_Country=country)
    row = only(read(tmp_path, "polecat", POLECAT_HEADER, line))
    assert row["source"] == expected
    assert row["actor_country"] == ("" if country == "None" else country)


def test_every_name_of_the_table_is_an_actor() -> None:
    lookup = load_lookup()  # it refuses a table that names another
    assert lookup.coded("SCG", "") == "SRB"
    assert lookup.named("Abdullah Gül", "") == lookup.named("Abdullah Gul", "") == "TUR"


# code, QuadClass of the file, type, quad class kept
CODES = [
    ("042", "1", "CONSULT", 1),
    ("0231", "1", "REQUEST", 3),  # the codebook's class goes before the file's
    ("010", "1", "", 1),  # PLOVER has no type for a statement: CAMEO's class
    ("0874", "2", "RETREAT", 2),
    ("1999", "4", "ASSAULT", 4),  # not listed: as its first three or two digits
    ("---", "3", "", 3),  # no code at all: kept
    ("", "9", "", 0),
]


@pytest.mark.parametrize(("code", "given", "type_", "quad"), CODES)
def test_codes(tmp_path: Path, code: str, given: str, type_: str, quad: int) -> None:
    row = only(read(tmp_path, "gdelt", gdelt_row(EventCode=code, QuadClass=given)))
    assert (row["cameo"], row["type"], row["quad"]) == (code, type_, quad)
    assert row["known"] == (code not in ("---", ""))


def test_the_intensity_is_the_files_own(tmp_path: Path) -> None:
    row = only(read(tmp_path, "gdelt", gdelt_row(EventCode="166", GoldsteinScale="-7.25")))
    assert (row["cameo"], row["goldstein"]) == ("166", -7.25)
    assert only(read(tmp_path, "gdelt", gdelt_row(GoldsteinScale="inf")))["goldstein"] is None


def test_columns_in_another_order_and_another_name(tmp_path: Path) -> None:
    names = ["Event Intensity" if c == "Intensity" else c for c in POLECAT_HEADER.split("\t")]
    cells = polecat_row().split("\t")
    head, row = "\t".join(reversed(names)), "\t".join(reversed(cells))
    assert only(read(tmp_path, "polecat", head, row))["goldstein"] == 2.0


@pytest.mark.parametrize("width", [57, 58, 61])
def test_gdelt_of_every_width(tmp_path: Path, width: int) -> None:
    columns = {57: COLUMNS_1[:-1], 58: COLUMNS_1, 61: COLUMNS}[width]
    row = only(read(tmp_path, "gdelt", gdelt_row(columns)))
    assert row["place"] == "Lima, Peru"
    assert row["story"] == ("" if width == 57 else "https://www.paper.example/world/1.html")


def test_gdelt_widths_may_mix(tmp_path: Path) -> None:
    lines = [gdelt_row(COLUMNS_1, GLOBALEVENTID="2"), gdelt_row(GLOBALEVENTID="1")]
    batch = read(tmp_path, "gdelt", *lines)
    assert batch.events["id"].to_list() == ["2", "1"]  # in the order of the file


def test_a_gdelt_file_with_a_header_is_read_by_it(tmp_path: Path) -> None:
    head, row = list(COLUMNS), gdelt_row().split("\t")
    batch = read(tmp_path, "gdelt", "\t".join(head[::-1]), "\t".join(row[::-1]))
    assert only(batch)["id"] == "9000001"


# origin, the lines, what is said
REFUSED = [
    ("icews", (POLECAT_HEADER, polecat_row()), "no ICEWS file"),
    ("polecat", (ICEWS_HEADER, icews_row()), "no POLECAT file"),
    ("gdelt", (ICEWS_HEADER, icews_row()), "want 57, 58 or 61"),
    ("gdelt", ("\t".join("x" * 16),), "a GDELT mentions file"),
    ("gdelt", ("\t".join("x" * 27),), "a GDELT GKG file"),
    ("icews", (ICEWS_HEADER.replace("Story ID", "Event ID"), icews_row()), "stands twice"),
    ("icews", ("",), "the file is empty"),
]


@pytest.mark.parametrize(("origin", "lines", "said"), REFUSED)
def test_a_file_of_another_form_is_refused(
    tmp_path: Path, origin: str, lines: tuple[str, ...], said: str
) -> None:
    with pytest.raises(SourceError, match=said):
        read(tmp_path, origin, *lines)


# origin, change, reason
DROPPED = [
    ("icews", {"Event_ID": ""}, "no Event ID"),
    ("icews", {"Event_Date": "04.03.2031"}, "no Event Date (want YYYY-MM-DD)"),
    ("icews", {"Event_Date": "2031-02-30"}, "no Event Date (want YYYY-MM-DD)"),
    ("gdelt", {"GLOBALEVENTID": "x1"}, "no GLOBALEVENTID"),
    ("gdelt", {"SQLDATE": "2031"}, "no SQLDATE (want YYYYMMDD)"),
    ("polecat", {"Event_ID": "None"}, "no Event ID"),
    ("polecat", {"Event_Date": "None"}, "no Event Date (want YYYY-MM-DD)"),
]


@pytest.mark.parametrize(("origin", "change", "reason"), DROPPED)
def test_rows_that_cannot_be_kept_are_told_with_line_and_text(
    tmp_path: Path, origin: str, change: dict[str, str], reason: str
) -> None:
    make = {"icews": icews_row, "gdelt": gdelt_row, "polecat": polecat_row}[origin]
    head = {"icews": [ICEWS_HEADER], "gdelt": [], "polecat": [POLECAT_HEADER]}[origin]
    bad = make(**change)  # type: ignore[operator]
    batch = read(tmp_path, origin, *head, make(), bad)  # type: ignore[operator]
    assert batch.events.height == 1
    told = batch.dropped.row(0, named=True)
    assert (told["line"], told["reason"], told["raw"]) == (len(head) + 2, reason, bad)


def test_icews_rows_come_back_as_they_stood(tmp_path: Path) -> None:
    rows = [
        icews_row(),
        icews_row(Event_ID=" 9000002", Intensity="-0.40", Source_Sectors="NA"),
        icews_row(Event_ID="9000003", Source_Name='"Quoted ""one"" (Kenya)"', Longitude="1e2"),
    ]
    events = read(tmp_path, "icews", ICEWS_HEADER, *rows).events
    assert list(to_icews(events)) == ["\t".join(ICEWS_COLUMNS), *rows]
    assert events["source_name"].to_list()[2] == 'Quoted "one" (Kenya)'


def test_a_western_file_keeps_its_letters(tmp_path: Path) -> None:
    line = polecat_row(Actor_Name="José Núñez")
    batch = read(tmp_path, "polecat", POLECAT_HEADER, line, encoding="latin-1")
    assert only(batch)["source_name"] == "José Núñez"
    assert batch.recoded == 1


def test_a_missing_column_is_told(tmp_path: Path) -> None:
    names, cells = ICEWS_HEADER.split("\t"), icews_row().split("\t")
    batch = read(tmp_path, "icews", "\t".join([*names[:-1], "Mood"]), "\t".join(cells))
    assert any("Mood" in note for note in batch.notes)
    assert any("Longitude" in note for note in batch.notes)
    assert only(batch)["icews_longitude"] == ""


def test_empty_frames_have_all_columns(tmp_path: Path) -> None:
    batch = read(tmp_path, "icews", ICEWS_HEADER)
    assert (batch.lines, batch.events.height) == (0, 0)
    assert set(FORMS["icews"].schema) <= set(batch.events.columns)
    assert isinstance(batch.events.schema["date"], pl.Date)
