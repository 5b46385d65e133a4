"""The page of a region: matrix, network, triads, slider, lean, files; one origin at a time."""

from __future__ import annotations

import csv
import io
import re
import shutil
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from playwright.sync_api import Browser, expect, sync_playwright
from region_samples import Made, make
from web_samples import client

from detente.relations.balance import network
from detente.relations.load import load_events
from detente.web.network_figure import camps_of
from detente.web.region_figures import Passed, matrix
from detente.web.region_sets import MOST, load_sets

SET = "/region?states=KEN,PER,TCD"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Made:
    return make(tmp_path_factory.mktemp("region"))


@pytest.fixture
def site(made: Made) -> TestClient:
    return client(made.path)


def test_a_strained_triad_is_said_in_words(site: TestClient) -> None:
    page = site.get(SET).text
    assert "Kenya is a friend of Peru and of Chad, who are at odds" in page
    assert "Frustration: 1 of 3 signed ties" in page
    assert "acts of cooperation or conflict between them" in page
    data = site.get(SET + "&_format=json").json()
    ties = {tuple(t["pair"]): t["is"] for t in data["ties"]}
    assert ties == {
        ("KEN", "PER"): "positive",
        ("KEN", "TCD"): "positive",
        ("PER", "TCD"): "negative",
    }
    assert data["origin"] == "read"
    assert data["balance"]["index"] == 1


def test_rows_act_on_columns(site: TestClient) -> None:
    rows = {(r["source"], r["target"]): r for r in site.get(SET + "&_format=json").json()["matrix"]}
    assert rows["PER", "TCD"]["acts"] == rows["PER", "TCD"]["conflictual"] == 8
    assert rows["TCD", "PER"]["acts"] == 1
    assert "Peru to Chad: 8 of 8 acts conflictual" in site.get(SET).text


def test_a_mark_leads_down_to_its_acts_and_their_words(site: TestClient, made: Made) -> None:
    page = site.get(SET + "&cell=TCD-PER").text
    assert "Chad on Peru: 1 act" in page
    assert f'href="/events/{made.measure}"' in page
    assert "Chad banned fish from Peru" in page
    both = site.get(SET + "&tie=PER-TCD").text
    assert "Peru and Chad: 9 acts" in both


def test_a_joint_act_is_one_behind_a_tie(site: TestClient) -> None:
    data = site.get(SET + "&tie=KEN-PER&_format=json").json()
    assert data["acts"]["total"] == 9  # eight agreements and a mediation, each told both ways


def test_imported_acts_stand_by_themselves_and_say_where_they_come_from(site: TestClient) -> None:
    page = site.get("/region?states=brazil,chile&tie=BRA-CHL").text
    assert "coded by ICEWS" in page  # nothing was read of the two
    assert "Brazil and Chile: 3 acts" in page
    assert re.search(r"ICEWS \S+, CAMEO 112", page)
    assert "&lt;i&gt;Folha&lt;/i&gt;" in page
    assert "<i>Folha" not in page
    assert "story 77" in page
    switch = page[page.index('aria-label="Whose acts"') :]
    assert "states=BRA,CHL" in switch[: switch.index("</nav>")]


def test_one_origin_at_a_time(site: TestClient) -> None:
    read = site.get(SET + "&_format=json").json()
    icews = site.get(SET + "&origin=icews&at=2029&_format=json").json()
    assert icews["origin"] == "icews"
    assert sum(t["acts"] for t in icews["ties"]) == 1
    assert sum(t["acts"] for t in read["ties"]) == 27


def test_the_slider_works_as_links(site: TestClient) -> None:
    page = site.get(SET + "&at=2031-02").text
    steps = page[page.index('aria-label="Date"') :]
    found = re.findall(r'<a href="([^"]+)">([^<]+)</a>', steps[: steps.index("</nav>")])
    links = {name: href.replace("&amp;", "&") for href, name in found}
    assert links["a month later"] == SET + "&at=2031-03"
    assert links["latest"] == SET
    assert "No three of them strain one another" in page  # the quarrel is of March
    later = site.get(links["a month later"]).text
    assert "who are at odds" in later


def test_what_changed_since_a_date(site: TestClient) -> None:
    page = site.get(SET + "&since=2031-02-01").text
    assert "Changed since 1 February 2031" in page
    assert re.search(r"Peru and Chad</a>: too little told, now at odds", page)


def test_the_lean_of_a_state(site: TestClient) -> None:
    page = site.get(SET + "&of=PER&one=KEN&other=TCD").text
    assert "Peru between Kenya and Chad" in page
    lean = site.get(SET + "&of=PER&one=KEN&other=TCD&_format=json").json()["lean"]
    assert [(p["period"], p["is"]) for p in lean["periods"]] == [("2031", "nearer to Kenya")]


def test_the_lean_shown_first_is_that_of_a_friend_of_two_at_odds(site: TestClient) -> None:
    lean = site.get("/region?states=PER,TCD,KEN&_format=json").json()["lean"]
    assert (lean["of"], lean["one"], lean["other"]) == ("KEN", "PER", "TCD")


def test_files_hold_what_is_on_the_screen(site: TestClient) -> None:
    answer = site.get("/region.csv?states=KEN,PER,TCD")
    assert answer.headers["content-type"].startswith("text/csv")
    rows = list(csv.DictReader(io.StringIO(answer.text)))
    assert [r["kind"] for r in rows].count("acts") == 6
    assert [r["is"] for r in rows if r["kind"] == "tie"] == ["positive", "positive", "negative"]
    assert {r["origin"] for r in rows} == {"read"}
    drawing = site.get("/region.svg?states=KEN,PER,TCD")
    root = ET.fromstring(drawing.text)
    assert root.tag.endswith("svg")
    assert "class=" not in drawing.text  # it needs no style of ours
    assert "read from articles" in drawing.text


@pytest.mark.parametrize(
    ("address", "status", "words"),
    [
        ("/region?states=KEN", 400, "one state"),
        ("/region?states=KEN,Atlantis", 404, "Atlantis"),
        ("/region?at=soon", 400, "at=soon"),
        ("/region?at=0001", 400, "at=0001"),
        ("/region?at=2031&since=2032", 400, "since="),
        ("/region?origin=gdelt", 400, "origin=gdelt"),
        ("/region?origin=x", 400, "origin=x"),
        (SET + "&cell=KEN", 400, "two states"),
        (SET + "&cell=KEN-BRA", 400, "that are shown"),
        (SET + "&of=KEN&one=KEN&other=PER", 400, "three different"),
        (SET + "&window=7", 400, "window=7"),
        ("/region.svg?states=KEN", 400, "one state"),
    ],
)
def test_bad_addresses_are_answered(
    site: TestClient, address: str, status: int, words: str
) -> None:
    answer = site.get(address)
    assert answer.status_code == status, answer.text
    assert words in answer.text


def test_too_many_states_are_refused(site: TestClient) -> None:
    many = "ARG,BRA,CHL,COL,ECU,PER,BOL,PRY,URY,VEN,GUY,SUR,PAN,CUB,MEX,HTI"
    assert "at most 15" in site.get(f"/region?states={many}").text


def test_states_may_be_ticked_and_typed(site: TestClient) -> None:
    one = site.get("/region?states=KEN&states=PER&states=chad&_format=json").json()
    assert one["states"] == ["KEN", "PER", "TCD"]


def test_an_empty_record_says_what_to_do(empty_path: Path) -> None:
    page = client(empty_path).get("/region")
    assert page.status_code == 200
    assert "detente add FILES" in page.text


def test_sets_are_of_states_that_exist_and_fit() -> None:
    assert {s.name for s in load_sets()} >= {"Northeast Asia", "South Caucasus"}
    assert all(2 <= len(s.states) <= MOST for s in load_sets())


@pytest.mark.parametrize(
    ("acts", "conflict", "shape", "step"),
    [
        (10, 0, "round", 1),
        (10, 3, "round", 2),
        (10, 5, "square", 3),
        (10, 7, "diamond", 4),
        (10, 10, "diamond", 5),
        (0, 0, "none", None),
    ],
)
def test_colour_goes_with_shape(acts: int, conflict: int, shape: str, step: int | None) -> None:
    passed = Passed(source="KEN", target="PER", acts=acts, conflict=conflict, other=0)
    assert (passed.shape, passed.step) == (shape, step)


def test_the_area_of_a_mark_goes_with_its_acts() -> None:
    passed = tuple(
        Passed(source=a, target=b, acts=n, conflict=0, other=0)
        for a, b, n in (("KEN", "PER", 100), ("PER", "KEN", 25))
    )
    large, small = matrix(("KEN", "PER"), passed, lambda a, b: f"{a}{b}").cells
    assert large.size / small.size == pytest.approx(2, abs=0.05)


def test_a_state_without_a_signed_tie_is_in_no_camp(made: Made) -> None:
    events = load_events(made.path, origins=["read"])
    net = network(events, ("KEN", "PER", "BRA"), at=max(events["until"].to_list()))
    assert camps_of(net, (("KEN", "PER", "BRA"), ())) == (("KEN", "PER"), ())


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    found = shutil.which("chromium") or shutil.which("chromium-browser")
    if found is None:
        pytest.skip("no Chromium on PATH")
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=found, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.mark.browser
@pytest.mark.xdist_group("browser")
def test_the_slider_swaps_the_figures(chromium: Browser, server: str) -> None:
    page = chromium.new_page(viewport={"width": 390, "height": 844})
    wrong: list[str] = []
    page.on("console", lambda m: wrong.append(m.text))
    page.on("pageerror", lambda e: wrong.append(str(e)))
    page.goto(server + "/region?states=KOR,CHN,JPN,PRK", wait_until="networkidle")
    slider = page.get_by_role("slider", name="Date")
    expect(slider).to_be_visible()
    expect(page.get_by_role("heading", level=1)).to_contain_text("7 January 2026")
    slider.focus()
    slider.press("Home")
    expect(page.get_by_role("heading", level=1)).not_to_contain_text("2026")
    assert "at=20" in page.url
    slider.press("End")
    expect(page.get_by_role("heading", level=1)).to_contain_text("7 January 2026")
    assert "at=" not in page.url
    assert wrong == []
    page.close()


@pytest.mark.browser
@pytest.mark.xdist_group("browser")
def test_the_matrix_can_be_taken_away_as_a_picture(chromium: Browser, server: str) -> None:
    page = chromium.new_page(accept_downloads=True)
    wrong: list[str] = []
    page.on("console", lambda m: wrong.append(m.text))
    page.on("pageerror", lambda e: wrong.append(str(e)))
    page.goto(server + "/region?states=KOR,CHN,JPN,PRK", wait_until="networkidle")
    slider = page.get_by_role("slider", name="Date")
    slider.press("Home")  # the figures, and the link with them, are others now
    expect(page.get_by_role("heading", level=1)).not_to_contain_text("2026")
    with page.expect_download() as got:
        page.get_by_role("link", name="PNG").click()
    assert got.value.suggested_filename == "region.png"
    assert got.value.path().read_bytes().startswith(b"\x89PNG")
    assert wrong == []
    page.close()
