"""The outlook: pairs, actors, suppositions, back-test, the waiting column; thin records get no figure."""

from __future__ import annotations

import datetime as dt
import hashlib
import html
import re
import shutil
import socket
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from click.testing import CliRunner
from fastapi.testclient import TestClient
from playwright.sync_api import sync_playwright
from web_samples import client, event

from detente.cli.requests import command as requests
from detente.record import Record
from detente.record.bulk_import import import_events
from detente.records import Article, Reading, Request, Span
from detente.sources.events import FORMS
from detente.sources.events.icews import COLUMNS
from detente.web.app import create_app

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
STATES = ("Kenya", "Peru", "Norway", "Chile", "Ghana")
CODES = ("051", "112", "070", "020", "120", "163")
ASKED = Article(
    id="ask",
    title="A plea",
    text="Kenya asked Peru to lower its duties on tea. No answer has come.",
    published="2032-01-05",
)


def row(number: int, day: str, source: str, code: str, target: str, story: str) -> str:
    values = {
        "Event ID": str(number), "Event Date": day, "Source Name": source, "Source Country": source,
        "CAMEO Code": code, "Intensity": "1", "Target Name": target, "Target Country": target,
        "Story ID": story, "Publisher": "<b>Wire</b>",
    }  # fmt: skip
    return "\t".join(values.get(c, "") for c in COLUMNS)


def rows() -> Iterator[str]:
    """A year of acts between five states, and nine between two that hardly deal with each other."""
    draw, number = np.random.default_rng(2), 0
    for n in range(365):
        day = (dt.date(2031, 1, 1) + dt.timedelta(n)).isoformat()
        for source in STATES:
            for target in STATES:
                if source != target and draw.random() < 0.12:
                    number += 1
                    code = CODES[int(draw.integers(len(CODES)))]
                    yield row(number, day, source, code, target, f"story {number}")
        if n % 45 == 0:
            number += 1
            yield row(number, day, "Chad", "112", "Oman", "javascript:alert(1)")


def a_plea() -> Reading:
    said = "Kenya asked Peru to lower its duties on tea"
    at = Span(0, len(said))
    return Reading(
        article=ASKED,
        events=(event(ASKED, said, "REQUEST", "KEN", "PER", date="2032-01-05"),),
        requests=(
            Request(
                id="r-tea",
                source=("KEN",),
                target=("PER",),
                about="lower its duties on tea",
                status="open",
                evidence=ASKED.quote(at.start, at.end),
            ),
        ),
    )


@pytest.fixture(scope="module")
def dense_path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("dense")
    path = folder / "dense.db"
    with Record.open(path) as record:
        record.add(a_plea())
    (folder / "made.tab").write_text("\n".join(["\t".join(COLUMNS), *rows()]) + "\n")
    import_events(path, [folder / "made.tab"], FORMS["icews"])
    return path


@pytest.fixture
def dense(dense_path: Path) -> TestClient:
    return client(dense_path)


def twin(pages: TestClient, address: str) -> dict[str, Any]:
    mark = "&" if "?" in address else "?"
    found = pages.get(f"{address}{mark}_format=json")
    assert found.status_code == 200, found.text
    out: dict[str, Any] = found.json()
    return out


def content(pages: TestClient, address: str, status: int = 200) -> str:
    found = pages.get(address)
    assert found.status_code == status, found.text
    return found.text


def words_of(page: str) -> str:
    """Return what is read on a page, without its tags."""
    return " ".join(html.unescape(re.sub(r"<[^>]*>", " ", page)).split())


def test_a_pair_has_questions_bars_base_rates_and_reasons(dense: TestClient) -> None:
    page = content(dense, "/pairs/KEN-PER/outlook?origin=icews")
    said = words_of(page)
    assert "Kenya and Peru: what is likely in the 7 days after 31 December 2031" in said
    assert "Will Kenya accuse Peru?" in said
    assert "Will Peru speak or act against Kenya?" in said
    found = twin(dense, "/pairs/KEN-PER/outlook?origin=icews")
    assert found["origin"] == "icews"
    (one,) = [n for n in found["next"] if n["source"] == "KEN" and n["what"] == "ACCUSE"]
    assert 0 < one["probability"] < 1
    # the bar is as long as the probability, its tick stands at the base rate, its reasons are named
    assert f'width="{round(100 * one["probability"], 2)}" height="8"' in page
    assert f'x="{round(round(100 * one["base"], 2) - 0.3, 10)}"' in page
    assert one["reasons"][0]["date"] == one["last"]
    assert f"ICEWS {one['reasons'][0]['id']}" in said


def test_own_acts_and_imported_ones_are_never_mixed(dense: TestClient) -> None:
    own, other = (twin(dense, f"/pairs/KEN-PER/outlook?origin={o}") for o in ("read", "icews"))
    assert own["note"].startswith("1 event in")
    assert own["next"] == []
    assert other["note"] != own["note"]
    # read articles tell of Kenya and Peru, so they are shown first; of Chile they do not
    assert twin(dense, "/pairs/KEN-PER/outlook")["origin"] == "read"
    assert twin(dense, "/pairs/KEN-CHL/outlook")["origin"] == "icews"


def test_too_little_history_gets_a_plain_answer_and_no_figure(pages: TestClient) -> None:
    page = content(pages, "/pairs/KOR-CHN/outlook")
    assert "too thin for any figure" in page
    assert "none is given" in page
    assert 'class="chance' not in page
    assert twin(pages, "/pairs/KOR-CHN/outlook")["next"] == []
    assert "none is given" in content(pages, "/actors/KOR/outlook")
    assert "no figure is given" in content(pages, "/outlook")
    assert "no figure is given" in content(pages, "/outlook?past=yes")
    assert twin(pages, "/outlook?past=yes")["scores"] == []


def test_some_history_gets_base_rates_only(dense: TestClient) -> None:
    page = content(dense, "/pairs/TCD-OMN/outlook")
    assert "9 events in 12 months: base rate only" in words_of(page)
    assert "Base rates only" in page
    assert " said" not in "".join(re.findall(r'<rect class="[^"]*"', page.split("<ul", 1)[1]))
    found = twin(dense, "/pairs/TCD-OMN/outlook")["next"]
    assert {n["probability"] for n in found} == {None}
    assert any(n["base"] > 0 for n in found)
    assert "What if" not in page  # what is not forecast cannot move


def test_a_record_without_acts_says_what_to_do(empty_pages: TestClient) -> None:
    for address in ("/outlook", "/pairs/KOR-CHN/outlook", "/actors/KOR/outlook"):
        assert "detente import icews" in content(empty_pages, address)


def test_only_what_came_before_the_day_is_known(dense: TestClient) -> None:
    found = twin(dense, "/pairs/KEN-PER/outlook?origin=icews&at=2031-07-01")
    assert found["evening"] == "2031-06-30"
    assert max(n["last"] for n in found["next"] if n["last"]) <= "2031-06-30"
    for bad in ("at=2040-01-01", "at=yesterday", "at=<b>", "within=9d", "past=no", "origin=gdelt"):
        assert "<b>" not in content(dense, f"/pairs/KEN-PER/outlook?origin=icews&{bad}", 400)


def test_a_supposition_is_set_beside_the_forecast_and_writes_nothing(
    dense: TestClient, dense_path: Path
) -> None:
    files = [dense_path, *dense_path.parent.rglob("*.parquet"), *dense_path.parent.rglob("*.json")]
    before = [hashlib.sha256(f.read_bytes()).hexdigest() for f in files]
    told = "/pairs/KEN-PER/outlook?origin=icews&suppose=2032-01-02+KEN+SANCTION+PER"
    formed = told.replace("+", "&suppose=")  # as the form sends it
    page = content(dense, told)
    assert content(dense, formed).replace("&amp;suppose=", "+").count("would move") == 1
    said = words_of(page)
    assert "Suppose that Kenya imposed measures on Peru on 2 January 2032" in said
    assert "It counts among the acts of Kenya to Peru: rate up since 2 January 2032." in said
    (own,) = [
        m
        for m in twin(dense, told)["supposition"]["moved"]
        if (m["source"], m["what"]) == ("KEN", "SANCTION")
    ]
    assert own["with_it"] > own["without"]
    assert twin(dense, formed)["supposition"] == twin(dense, told)["supposition"]
    # the form shows what is supposed, by name
    assert re.search(r'<option value="SANCTION" selected>Sanction</option>', page)
    assert [hashlib.sha256(f.read_bytes()).hexdigest() for f in files] == before


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("2032-01-02 KEN", 400),  # parts are missing
        ("soon KEN AGREE PER", 400),  # no day
        ("2032-01-02 KEN HUG PER", 400),  # no type
        ("2032-01-02 KEN AGREE KEN", 400),  # with oneself
        ("1950-01-02 KEN AGREE PER", 400),  # before anything is known
        ("2032-01-02 <script>alert(1)</script> AGREE PER", 404),  # no actor
    ],
)
def test_a_supposition_that_is_none_is_refused(dense: TestClient, text: str, status: int) -> None:
    found = dense.get("/pairs/KEN-PER/outlook", params={"origin": "icews", "suppose": text})
    assert found.status_code == status
    assert "<script>alert" not in found.text


def test_with_whom_next_lists_partners_that_lead_to_their_outlook(dense: TestClient) -> None:
    page = content(dense, "/actors/kenya/outlook?origin=icews&within=2w")
    assert "With whom will Kenya have to do in the 14 days after 31 December 2031?" in page
    partners = twin(dense, "/actors/KEN/outlook?origin=icews&within=2w")["partners"]
    assert {p["actor"] for p in partners} == {"PER", "NOR", "CHL", "GHA"}
    chances = [p["probability"] for p in partners]
    assert chances == sorted(chances, reverse=True)
    assert 'href="/pairs/KEN-PER/outlook?origin=icews&amp;within=2w"' in page
    content(dense, "/actors/nobody/outlook", 404)


def test_forecasts_are_made_again_behind_a_link_and_then_kept(dense: TestClient) -> None:
    here = "/outlook?origin=icews&within=1m"
    page = content(dense, here)
    (link,) = re.findall(r'class="run" href="([^"]*)"', page)
    assert twin(dense, here)["made"] is False
    tested = twin(dense, html.unescape(link))
    assert tested["made"]
    assert (tested["evenings"], tested["pairs"]) == (7, 10)
    all_types = tested["scores"][0]
    assert all_types["what"] == "all types"
    assert sum(b["forecasts"] for b in tested["reliability"]) == all_types["scores"]["forecasts"]
    # now it is there without asking, on this page and beside the forecasts of a pair
    assert twin(dense, here)["scores"] == tested["scores"]
    pair = twin(dense, "/pairs/KEN-PER/outlook?origin=icews&within=1m")
    assert pair["past"]["all"] == all_types["scores"]
    assert pair["past"]["pair"]["forecasts"] == all_types["scores"]["forecasts"] / 10
    said = words_of(content(dense, "/pairs/KEN-PER/outlook?origin=icews&within=1m"))
    assert re.search(r"Forecasts of this kind came true \d+ times? of \d+ when it said", said)


def test_a_dot_of_the_calibration_plot_leads_to_its_forecasts(dense: TestClient) -> None:
    page = content(dense, "/outlook?origin=icews&past=yes&what=conflict")
    links = re.findall(r'<a href="([^"]*bin=\d+)#said" aria-label="said', page)
    assert links
    bins = twin(dense, "/outlook?origin=icews&what=conflict")["reliability"]
    assert len(links) == sum(b["forecasts"] > 0 for b in bins)
    found = twin(dense, html.unescape(links[-1]))["cases"]
    place = int(links[-1].rpartition("=")[2])
    assert len(found) == min(40, bins[place - 1]["forecasts"])
    assert all(bins[place - 1]["low"] <= c["said"] <= bins[place - 1]["high"] for c in found)
    listed = content(dense, html.unescape(links[-1]))
    again = html.unescape(re.findall(r'<a href="(/pairs/[^"]*at=[^"]*)">', listed)[0])
    remade = twin(dense, again)
    case = found[0]
    (same,) = [
        n
        for n in remade["next"]
        if (n["source"], n["target"], n["what"]) == (case["source"], case["target"], "conflict")
    ]
    assert same["probability"] == pytest.approx(case["said"])  # the page makes the same forecast
    for bad in ("what=<i>", "bin=11", "bin=x"):
        assert "<i>" not in content(dense, f"/outlook?origin=icews&{bad}", 400)


def test_a_name_leads_to_the_outlook_of_a_pair_or_of_one(dense: TestClient) -> None:
    for text, path in (
        ("Kenya and Peru", "/pairs/KEN-PER/outlook?origin=icews"),
        ("KEN-PER", "/pairs/KEN-PER/outlook?origin=icews"),
        ("kenya", "/actors/KEN/outlook?origin=icews"),
    ):
        found = dense.get(
            "/outlook/find", params={"q": text, "origin": "icews"}, follow_redirects=False
        )
        assert (found.status_code, found.headers["location"]) == (303, path)
    assert dense.get("/outlook/find", params={"q": "//evil.example"}).status_code == 404
    assert dense.get("/outlook/find").status_code == 400


def test_text_of_others_is_text(dense: TestClient) -> None:
    page = content(dense, "/pairs/KEN-PER/outlook?origin=icews")
    assert "<b>Wire</b>" not in page
    assert "&lt;b&gt;Wire&lt;/b&gt;" in page
    assert 'href="javascript' not in content(dense, "/pairs/TCD-OMN/outlook")


def test_the_pair_page_says_the_outlook_in_a_line(dense: TestClient, pages: TestClient) -> None:
    page = content(dense, "/pairs/KEN-PER?origin=icews")
    assert "Outlook for the 7 days after 31 December 2031: " in page
    assert 'href="/pairs/KEN-PER/outlook?origin=icews"' in page
    assert "too thin for any figure" in content(pages, "/pairs/KOR-CHN")


def test_the_ledger_says_how_asks_like_one_that_waits_have_fared(
    dense: TestClient, pages: TestClient
) -> None:
    said = words_of(content(dense, "/requests"))
    assert re.search(
        r"asks like this one \(\d+ to this target\): \d+ % answered within 7 days \(\d+ % in any week\)",
        said,
    )
    assert "is told by acts coded by ICEWS (to 31 December 2031)" in said
    assert "half of such asks" in said
    (one,) = twin(dense, "/requests")["requests"]
    assert one["outlook"].endswith(", icews to 2031-12-31")
    thin = twin(pages, "/requests")["requests"]
    assert {r["outlook"] for r in thin} == {None}
    assert "asks like this one" not in content(pages, "/requests")


def test_the_command_has_the_column_where_there_is_a_figure(
    dense_path: Path, record_path: Path
) -> None:
    def table(path: Path, *more: str) -> str:
        asked = ["--record", str(path), "--open", "--format", "table", *more]
        done = CliRunner(env={"COLUMNS": "300"}).invoke(requests, asked)
        assert done.exit_code == 0, done.output
        return done.stdout

    assert "asks like this one" in table(dense_path)
    assert "outlook" in table(dense_path).splitlines()[0]
    assert "outlook" not in table(dense_path, "--no-outlook")
    assert "outlook" not in table(record_path)


def test_what_is_kept_follows_the_record(dense_path: Path, tmp_path: Path) -> None:
    path = tmp_path / "dense.db"
    shutil.copy(dense_path, path)
    shutil.copytree(dense_path.with_suffix(".events"), tmp_path / "dense.events")
    pages = client(path)
    before = twin(pages, "/pairs/TCD-OMN/outlook")["note"]
    more = [row(90_000 + n, f"2031-12-{n:02}", "Chad", "112", "Oman", "") for n in range(1, 26)]
    (tmp_path / "more.tab").write_text("\n".join(["\t".join(COLUMNS), *more]) + "\n")
    import_events(path, [tmp_path / "more.tab"], FORMS["icews"])
    after = twin(pages, "/pairs/TCD-OMN/outlook")
    assert before == "9 events in 12 months: base rate only"
    assert after["note"] == "34 events in 12 months"
    assert any(n["probability"] for n in after["next"])


@pytest.mark.browser
@pytest.mark.xdist_group("browser")
def test_the_form_works_without_scripts_on_a_narrow_screen(dense_path: Path) -> None:
    import uvicorn

    if CHROMIUM is None:
        pytest.skip("no Chromium on PATH")
    listening = socket.socket()
    listening.bind(("127.0.0.1", 0))
    server = uvicorn.Server(
        uvicorn.Config(create_app(dense_path), log_level="warning", access_log=False)
    )
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
    thread.start()
    until = time.monotonic() + 20
    while not server.started and time.monotonic() < until:
        time.sleep(0.02)
    complaints: list[str] = []
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        tab = browser.new_page(viewport={"width": 390, "height": 844}, java_script_enabled=False)
        tab.on("console", lambda m: complaints.append(m.text))
        base = f"http://127.0.0.1:{listening.getsockname()[1]}"
        tab.goto(f"{base}/pairs/KEN-PER/outlook?origin=icews")
        tab.get_by_label("does what").select_option(label="Sanction")
        tab.get_by_role("button", name="Suppose").click()
        assert tab.get_by_text("Suppose that Kenya imposed measures on Peru").is_visible()
        asked = tab.get_by_role("listitem").filter(has_text="Will Kenya accuse Peru?").first
        assert not asked.get_by_text("These weigh most").is_visible()
        asked.get_by_text("Will Kenya accuse Peru?").click()
        assert asked.get_by_text("These weigh most").is_visible()
        for address in ("/outlook?origin=icews&past=yes", "/actors/KEN/outlook?origin=icews"):
            tab.goto(base + address)
            wide = tab.locator("html").evaluate("e => e.scrollWidth - e.clientWidth")
            assert wide == 0, address
        browser.close()
    server.should_exit = True
    thread.join(10)
    listening.close()
    assert complaints == []
