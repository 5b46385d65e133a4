"""The page of a pair: verdict, chart, turns, phases, exports; own acts and imported ones apart."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree

import pytest
from fastapi.testclient import TestClient
from web_samples import client, event, first_reading, past_reading

from detente.record import Record
from detente.record.bulk_import import import_events
from detente.records import Article, Reading
from detente.sources.events import FORMS
from detente.sources.events.gdelt import COLUMNS as GDELT_COLUMNS
from detente.sources.events.icews import COLUMNS as ICEWS_COLUMNS

SVG = "{http://www.w3.org/2000/svg}"


def icews(n: int, day: str, source: str, code: str, intensity: float, target: str) -> str:
    values = {
        "Event ID": str(n), "Event Date": day, "Source Name": source, "Source Country": source,
        "CAMEO Code": code, "Intensity": str(intensity), "Target Name": target,
        "Target Country": target, "Story ID": str(n), "Publisher": "<b>Wire</b>",
    }  # fmt: skip
    return "\t".join(values.get(c, "") for c in ICEWS_COLUMNS)


def gdelt(n: int, source: str, code: str, target: str, url: str) -> str:
    values = {
        "GLOBALEVENTID": str(n), "SQLDATE": "20310304", "Actor1CountryCode": source,
        "EventCode": code, "Actor2CountryCode": target, "SOURCEURL": url, "NumSources": "1",
    }  # fmt: skip
    return "\t".join(values.get(c, "") for c in GDELT_COLUMNS)


def kenya_and_peru() -> Iterator[str]:
    """Three years of meetings, then a year of sanctions."""
    n = 0
    for year in (2028, 2029, 2030, 2031):
        for month in range(1, 13):
            for day in (3, 17):
                n += 1
                code, weight = ("040", 1.0) if year < 2031 else ("163", -8.0)
                yield icews(n, f"{year}-{month:02}-{day:02}", "Kenya", code, weight, "Peru")


@pytest.fixture(scope="module")
def both_path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A record of read and of imported acts."""
    folder = tmp_path_factory.mktemp("both")
    path = folder / "both.db"
    with Record.open(path) as record:
        for reading in (first_reading(), *(past_reading(n) for n in range(30))):
            record.add(reading)
    lines = [*kenya_and_peru(), icews(900, "2030-05-05", "China", "112", -2.0, "South Korea")]
    (folder / "a.tab").write_text("\n".join(["\t".join(ICEWS_COLUMNS), *lines]) + "\n")
    import_events(path, [folder / "a.tab"], FORMS["icews"])
    urls = ("https://example.org/a?b=1&c=2", "javascript:alert(1)")
    rows = [gdelt(n, "KEN", "112", "PER", url) for n, url in enumerate(urls, 1)]
    (folder / "b.csv").write_text("\n".join(rows) + "\n")
    import_events(path, [folder / "b.csv"], FORMS["gdelt"])
    return path


@pytest.fixture
def both(both_path: Path) -> TestClient:
    return client(both_path)


def heading(page: str) -> str:
    found = re.search(r"<h1>(.*?)</h1>", page, re.S)
    assert found
    return found[1]


def table(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


def test_the_title_says_how_they_stand_and_since_when(both: TestClient) -> None:
    page = both.get("/pairs/KEN-PER?origin=icews").text
    assert heading(page).startswith("Kenya and Peru: crisis since January 2031, after ")
    assert "0 of 24 acts cooperative; usual between them: 8 of 10." in page


def test_the_twin_holds_the_relation(both: TestClient) -> None:
    twin = both.get("/pairs/KEN-PER?origin=icews&_format=json").json()
    relation = twin["relation"]
    assert (twin["origin"], relation["acts"], twin["total"]) == ("icews", 96, 96)
    assert relation["phases"][-1]["label"] == "crisis"
    assert ("2031-01-03", "down") in {(t["date"], t["direction"]) for t in relation["turns"]}
    assert twin["verdict"]["way"] == "cooling"
    assert len(relation["series"]) == 48


def test_every_mark_of_the_chart_leads_to_its_act(pages: TestClient) -> None:
    page = pages.get("/pairs/KOR-CHN").text
    marks = re.findall(r'<a class="act" href="(/events/[^"]+)"', page)
    twin = pages.get("/pairs/KOR-CHN?_format=json").json()
    assert len(marks) == len(set(marks)) > 40
    assert pages.get(marks[0]).status_code == 200
    assert len(marks) <= twin["total"]


def test_turns_and_phases_lead_to_their_acts(pages: TestClient) -> None:
    page = pages.get("/pairs/KOR-CHN").text
    twin = pages.get("/pairs/KOR-CHN?_format=json").json()
    turns = twin["relation"]["turns"]
    assert turns
    for n, turn in enumerate(turns, 1):
        part = page[page.index(f'<li id="turn-{n}"') :]
        part = part[: part.index("</li>\n  ") if "</li>\n  " in part else None]
        assert turn["reason"] in part
        assert f'href="/events/{turn["ids"][0]}"' in page
        assert f'href="#turn-{n}"' in page
    for n in range(1, len(twin["relation"]["phases"]) + 1):
        assert f'id="phase-{n}"' in page
        assert f'href="#phase-{n}"' in page


def test_one_direction_is_said_in_the_title(pages: TestClient) -> None:
    page = pages.get("/pairs/KOR-CHN?direction=ba").text
    assert heading(page).startswith("China to South Korea: ")
    both_ways = pages.get("/pairs/KOR-CHN?_format=json").json()
    one_way = pages.get("/pairs/KOR-CHN?direction=ab&_format=json").json()
    assert one_way["relation"]["acts"] < both_ways["relation"]["acts"]


def test_a_stretch_of_time_is_shown_and_the_verdict_stays(pages: TestClient) -> None:
    whole = pages.get("/pairs/KOR-CHN?_format=json").json()
    part = pages.get("/pairs/KOR-CHN?since=2018&until=2019-06&_format=json").json()
    assert (part["from"], part["to"]) == ("2018-01-01", "2019-06-30")
    assert 0 < part["total"] < whole["total"]
    assert part["relation"]["verdict"] == whole["relation"]["verdict"]
    page = pages.get("/pairs/KOR-CHN?since=2018&until=2019-06").text
    assert "Whole time" in page
    assert page.count('class="act"') < pages.get("/pairs/KOR-CHN").text.count('class="act"')


def test_a_time_without_acts_says_so(pages: TestClient) -> None:
    page = pages.get("/pairs/KOR-CHN?since=1990&until=1991").text
    assert "No dated act in this time." in page
    assert "Show the whole time" in page


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("since=then", "since=then"),
        ("until=2016-13", "until=2016-13"),
        ("since=0001", "since=0001"),
        ("since=2020&until=2019", "after until"),
        ("by=day", "by=day"),
        ("direction=up", "direction=up"),
        ("origin=icews", "origin=icews"),
        ("origin=nobody", "origin=nobody"),
        ("width=x", "width=x"),
        ("modality=maybe", "modality=maybe"),
    ],
)
def test_bad_addresses_are_refused(pages: TestClient, query: str, words: str) -> None:
    for path in ("/pairs/KOR-CHN", "/pairs/KOR-CHN/chart.svg"):
        if path.endswith("svg") and query.startswith("modality"):
            continue
        answer = pages.get(f"{path}?{query}")
        assert answer.status_code == 400
        assert words in answer.text


def test_the_series_is_exported_as_shown(both: TestClient) -> None:
    answer = both.get("/pairs/KEN-PER/series.csv?origin=icews&since=2030-07&until=2031-03")
    assert 'filename="KEN-PER-series.csv"' in answer.headers["content-disposition"]
    rows = table(answer.text)
    assert [r["period"] for r in rows] == [f"2030-{m:02}" for m in range(7, 13)] + [
        f"2031-{m:02}" for m in range(1, 4)
    ]
    assert {r["origin"] for r in rows} == {"icews"}
    assert rows[0]["cooperative"] == "2"
    assert rows[-1]["conflictual"] == "2"
    assert rows[6]["turn"].startswith("2031-01-03 down: ")
    assert float(rows[0]["conflict_share_low"]) < float(rows[0]["conflict_share"])
    years = table(both.get("/pairs/KEN-PER/series.csv?origin=icews&by=year").text)
    assert [(r["period"], r["acts"]) for r in years][-1] == ("2031", "24")


def test_the_acts_are_exported_under_the_filters_of_the_list(pages: TestClient) -> None:
    query = "quad=4&since=2016&until=2025"
    total = pages.get(f"/pairs/KOR-CHN?{query}&_format=json").json()["total"]
    rows = table(pages.get(f"/pairs/KOR-CHN/acts.csv?{query}").text)
    assert len(rows) == total > 0
    assert {r["quad"] for r in rows} == {"4"}


def test_the_drawing_stands_alone(both: TestClient) -> None:
    answer = both.get("/pairs/KEN-PER/chart.svg?origin=icews")
    assert answer.headers["content-type"].startswith("image/svg+xml")
    root = ElementTree.fromstring(answer.text)
    title = root.find(f"{SVG}title")
    assert title is not None
    assert (title.text or "").startswith("Kenya and Peru: crisis")
    assert not list(root.iter(f"{SVG}a")), "a drawing apart leads nowhere"
    assert not list(root.iter(f"{SVG}style"))
    for shape in (*root.iter(f"{SVG}circle"), *root.iter(f"{SVG}rect")):
        held = shape.get("fill") or "fill" in "".join(
            "".join(g.keys()) for g in root.iter(f"{SVG}g") if shape in list(g)
        )
        assert held, ElementTree.tostring(shape)


def test_imported_acts_show_where_they_come_from(both: TestClient) -> None:
    page = both.get("/pairs/KEN-PER?origin=gdelt").text
    assert 'href="https://example.org/a?b=1&amp;c=2" rel="noopener nofollow' in page
    assert 'href="javascript:' not in page
    icews_page = both.get("/pairs/KEN-PER?origin=icews&since=2031-02").text
    assert "&lt;b&gt;Wire&lt;/b&gt;" in icews_page
    assert "<b>Wire" not in icews_page
    assert re.search(r"ICEWS 75\.\d+", icews_page)
    assert "CAMEO 163" in icews_page


def test_origins_are_never_mixed(both: TestClient) -> None:
    own = both.get("/pairs/KOR-CHN?_format=json").json()
    assert own["origin"] == "read", "what was read comes first where there is any"
    coded = both.get("/pairs/KOR-CHN?origin=icews&_format=json").json()
    assert (coded["total"], coded["relation"]["acts"]) == (1, 1)
    assert both.get("/pairs/KEN-PER?_format=json").json()["origin"] == "icews", "most acts"
    page = both.get("/pairs/KOR-CHN").text
    assert 'aria-label="Whose acts"' in page
    assert "coded by ICEWS" in page
    for export in ("series.csv", "acts.csv", "chart.svg"):
        assert f"/pairs/KOR-CHN/{export}" in page


def test_imported_acts_have_facets(both: TestClient) -> None:
    page = both.get("/pairs/KEN-PER?origin=icews&type=CONSULT&_format=json").json()
    assert page["total"] == 72
    year = both.get("/pairs/KEN-PER?origin=icews&year=2031&_format=json").json()
    assert year["total"] == 24
    html = both.get("/pairs/KEN-PER?origin=icews").text
    assert re.search(r'type=CONSULT#list">[^<]+</a><span class="number">72</span>', html)
    second = both.get("/pairs/KEN-PER?origin=icews&page=2&_format=json").json()
    assert len(second["acts"]) == 46


def test_acts_are_filtered_by_who_printed_them(tmp_path: Path) -> None:
    path = tmp_path / "papers.db"
    with Record.open(path) as record:
        for paper in ("Morning Post", "Evening Post"):
            article = Article(
                id=paper,
                title=paper,
                text=f"China warned Japan, says the {paper}.",
                published="2025-01-01" if paper.startswith("M") else "2025-06-01",
                publisher=paper,
            )
            told = event(article, "China warned Japan", "THREATEN", "CHN", "JPN")
            record.add(Reading(article=article, events=(told,)))
    pages = client(path)
    twin = pages.get("/pairs/CHN-JPN?publisher=Evening+Post&_format=json").json()
    assert [a["date"] for a in twin["acts"]] == ["2025-06-01"]
    assert "Morning Post" in pages.get("/pairs/CHN-JPN?publisher=Evening+Post").text


def test_many_acts_are_bars_that_lead_to_their_time(pages: TestClient) -> None:
    page = pages.get("/pairs/JPN-PRK").text
    assert 'class="act"' not in page
    bars = re.findall(
        r'<a href="([^"]+)" tabindex="-1" aria-label="[^"]*: (\d+) words of conflict"', page
    )
    assert sum(int(count) for _, count in bars) == 40
    href = bars[0][0].replace("&amp;", "&").partition("#")[0]
    assert pages.get(f"{href}&_format=json").json()["total"] == 40


def test_figures_follow_the_record(tmp_path: Path) -> None:
    path = tmp_path / "grows.db"
    with Record.open(path) as record:
        for n in range(6):
            record.add(past_reading(n))
    pages = client(path)
    before = pages.get("/pairs/KOR-CHN?_format=json").json()["relation"]["acts"]
    with Record.open(path) as record:
        for n in range(6, 20):
            record.add(past_reading(n))
    after = pages.get("/pairs/KOR-CHN?_format=json").json()["relation"]["acts"]
    assert after > before


def test_home_says_which_pairs_turned_and_why(both: TestClient) -> None:
    twin = both.get("/?origin=icews&_format=json").json()
    (moved,) = [m for m in twin["moved"] if m["pair"] == ["KEN", "PER"]]
    turns = both.get("/pairs/KEN-PER?origin=icews&_format=json").json()["relation"]["turns"]
    assert moved["way"] == "cooling"
    assert (moved["date"], moved["reason"]) == (turns[-1]["date"], turns[-1]["reason"])
    page = both.get("/?origin=icews").text
    assert "Kenya and Peru: for the worse since" in page
    assert moved["reason"] in page
    assert "/pairs/KEN-PER?origin=icews" in page
    rows = both.get("/pairs?origin=icews&_format=json").json()["pairs"]
    assert [(r["pair"], r["acts"]) for r in rows] == [(["KEN", "PER"], 96), (["CHN", "KOR"], 1)]


def test_a_record_of_imported_events_alone_has_a_home(tmp_path: Path) -> None:
    file = tmp_path / "a.tab"
    file.write_text("\n".join(["\t".join(ICEWS_COLUMNS), *kenya_and_peru()]) + "\n")
    import_events(tmp_path / "x.db", [file], FORMS["icews"])
    pages = client(tmp_path / "x.db")
    assert heading(pages.get("/").text).startswith("96 acts coded by ICEWS")
    assert heading(pages.get("/pairs").text) == "1 pair"
    assert heading(pages.get("/pairs/KEN-PER").text).startswith("Kenya and Peru: crisis")
    empty = pages.get("/pairs/KOR-BRA").text
    assert "holds no act" in empty
    assert "detente import" in empty
