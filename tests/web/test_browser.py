"""The pages in a real Chromium: wide and narrow, light and dark, with and without scripts."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

import pytest
from playwright.sync_api import Browser, Dialog, Page, Request, expect, sync_playwright
from web_samples import HOSTILE, first_reading

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
WIDE = {"width": 1440, "height": 900}
NARROW = {"width": 390, "height": 844}
ADDRESSES = (
    "/",
    "/articles",
    "/articles/first",
    f"/articles/{quote(HOSTILE.id)}",
    f"/events/{first_reading().events[0].id}",
    "/pairs",
    "/pairs/KOR-CHN",
    "/pairs/KOR-BRA",
    "/pairs/KOR-CHN/outlook",
    "/outlook",
    "/compare?a=KOR-CHN&b=JPN-PRK",
    "/region",
    "/region?states=KOR,CHN,JPN,PRK&at=2025-06&cell=CHN-KOR",
    "/channels",
    "/channels/KOR-CHN",
    f"/chains/{first_reading().events[0].id}",
    "/requests?from=south+korea&older=1d",
    "/requests",
    "/search?q=korea+china",
    "/codebook",
    "/codebook/REQUEST",
    "/about",
    "/nowhere",
)


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    if CHROMIUM is None:
        pytest.skip("no Chromium on PATH")
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        browser.close()


class Tab:
    """A page that keeps what the browser complains of."""

    def __init__(self, browser: Browser, **how: Any) -> None:
        self.context = browser.new_context(**how)
        self.page: Page = self.context.new_page()
        self.complaints: list[str] = []
        self.page.on("console", lambda m: self.complaints.append(m.text))
        self.page.on("pageerror", lambda e: self.complaints.append(str(e)))
        self.page.on("dialog", self._dialog)
        self.page.on("requestfailed", self._failed)

    def _dialog(self, dialog: Dialog) -> None:
        self.complaints.append(dialog.message)
        dialog.dismiss()

    def _failed(self, request: Request) -> None:
        # what is under way when the tab moves on is dropped by the browser itself
        if "ERR_ABORTED" not in (request.failure or ""):
            self.complaints.append(f"{request.url}: {request.failure}")

    def __enter__(self) -> Tab:
        return self

    def __exit__(self, *_: object) -> None:
        self.context.close()

    @property
    def wrong(self) -> list[str]:
        """What the browser complained of, but for the answer 404 of a page that is not there."""
        return [c for c in self.complaints if "404" not in c]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [WIDE, NARROW], ids=["wide", "narrow"])
def test_pages_fit_and_break_no_policy(
    chromium: Browser, server: str, size: dict[str, int], scheme: str
) -> None:
    with Tab(chromium, viewport=size, color_scheme=scheme) as tab:
        for address in ADDRESSES:
            tab.page.goto(server + address, wait_until="networkidle")
            wide = tab.page.evaluate("document.documentElement.scrollWidth - innerWidth")
            assert wide <= 0, f"{address} is {wide} px too wide"
            assert tab.wrong == [], address
            small = tab.page.evaluate(SMALL_CONTRAST)
            assert small == [], f"{address}: {small}"


#: Texts whose contrast with their ground is below 4.5:1 (3:1 for large ones).
SMALL_CONTRAST = """() => {
  const canvas = document.createElement("canvas").getContext("2d", {willReadFrequently: true});
  const rgb = (c) => {
    canvas.clearRect(0, 0, 1, 1); canvas.fillStyle = c; canvas.fillRect(0, 0, 1, 1);
    const [r, g, b, a] = canvas.getImageData(0, 0, 1, 1).data;
    return [r, g, b, a / 255];
  };
  const light = ([r, g, b]) => {
    const f = (v) => ((v /= 255) <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);
    return 0.2126 * f(r) + 0.7152 * f(g) + 0.0722 * f(b);
  };
  const ground = (node) => {
    for (let n = node; n; n = n.parentElement) {
      const c = rgb(getComputedStyle(n).backgroundColor);
      if (c[3] > 0.99) return c;
    }
    return [255, 255, 255, 1];
  };
  const bad = [];
  for (const node of document.querySelectorAll("body *")) {
    if (![...node.childNodes].some((c) => c.nodeType === 3 && c.textContent.trim())) continue;
    const style = getComputedStyle(node);
    if (node.closest("svg, .unseen, .skip") || !node.getClientRects().length) continue;
    const a = light(rgb(style.color)), b = light(ground(node));
    const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    const large = parseFloat(style.fontSize) >= 24;
    if (ratio < (large ? 3 : 4.5)) bad.push(node.textContent.trim().slice(0, 30) + " " + ratio.toFixed(2));
  }
  return bad.slice(0, 5);
}"""


def test_pages_are_whole_without_scripts(chromium: Browser, server: str) -> None:
    with Tab(chromium, viewport=WIDE, java_script_enabled=False) as tab:
        for address in ADDRESSES:
            tab.page.goto(server + address)
            assert tab.page.locator("h1").count() == 1, address
            assert tab.wrong == [], address
        tab.page.goto(server + "/pairs/KOR-CHN")
        assert tab.page.locator(".static-chart svg a.act").count() > 5
        tab.page.locator("details.table summary").click()
        assert tab.page.locator("details.table table").is_visible()
        tab.page.goto(server + "/articles/first")
        assert tab.page.locator("a.l-act").count() == 2
        statement = tab.page.locator(".entry.statement").first
        assert statement.is_visible()
        tab.page.locator("#layer-statements").uncheck()
        assert not statement.is_visible()


def test_text_enlarged_twice_still_fits(chromium: Browser, server: str) -> None:
    with Tab(chromium, viewport={"width": 720, "height": 450}) as tab:
        for address in ADDRESSES:
            tab.page.goto(server + address)
            assert tab.page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0


def test_a_mark_of_the_chart_says_what_it_is_and_leads_to_it(
    chromium: Browser, server: str
) -> None:
    with Tab(chromium, viewport=WIDE) as tab:
        tab.page.goto(server + "/pairs/KOR-CHN")
        mark = tab.page.locator("svg.relation a.act").last
        said = mark.get_attribute("aria-label")
        mark.hover()
        assert tab.page.locator(".tip").inner_text() == said
        mark.click()
        tab.page.wait_for_url("**/events/*")
        assert tab.wrong == []


def test_a_crowd_of_acts_is_drawn_as_bars(chromium: Browser, server: str) -> None:
    with Tab(chromium, viewport=WIDE) as tab:
        tab.page.goto(server + "/pairs/JPN-PRK")
        bars = tab.page.locator("svg.relation rect.word")
        assert bars.count() == 1
        assert tab.page.locator("svg.relation a.act").count() == 0
        bars.first.hover()
        assert "40 words of conflict" in tab.page.locator(".tip").inner_text()
        assert tab.wrong == []


def test_a_stretch_of_time_can_be_drawn_larger(chromium: Browser, server: str) -> None:
    with Tab(chromium, viewport=WIDE) as tab:
        page = tab.page
        page.goto(server + "/pairs/KOR-CHN")
        marks = page.locator("svg.relation a.act")
        before = marks.count()
        box = page.locator("svg.relation").bounding_box()
        assert box is not None
        page.mouse.move(box["x"] + box["width"] * 0.2, box["y"] + box["height"] * 0.5)
        page.mouse.down()
        page.mouse.move(box["x"] + box["width"] * 0.5, box["y"] + box["height"] * 0.5, steps=5)
        page.mouse.up()
        page.wait_for_url("**since=*")
        whole = page.get_by_role("link", name="Whole time")
        whole.wait_for()
        assert 0 < marks.count() < before
        assert "since=" in (page.locator("a.permalink").get_attribute("href") or "")
        assert "since=" in (
            page.get_by_role("link", name="CSV of the series").get_attribute("href") or ""
        )
        whole.click()
        page.wait_for_url("**/pairs/KOR-CHN")
        expect(marks).to_have_count(before)
        page.go_back()
        page.wait_for_url("**since=*")
        expect(marks).not_to_have_count(before)
        assert tab.wrong == []


def test_the_chart_is_drawn_in_the_width_of_the_screen(chromium: Browser, server: str) -> None:
    with Tab(chromium, viewport=NARROW) as tab:
        tab.page.goto(server + "/pairs/KOR-CHN")
        drawn = tab.page.locator("svg.relation")
        expect(drawn).to_have_attribute("viewBox", re.compile("^0 0 3[0-9][0-9] "))
        size = tab.page.locator("svg.relation text").first.evaluate(
            "node => parseFloat(getComputedStyle(node).fontSize) * node.getScreenCTM().a"
        )
        assert size > 10, "labels can be read"
        assert "width=" not in tab.page.url
        assert tab.wrong == []


def test_the_chart_can_be_taken_away_as_a_picture(chromium: Browser, server: str) -> None:
    with Tab(chromium, viewport=WIDE, accept_downloads=True) as tab:
        tab.page.goto(server + "/pairs/KOR-CHN")
        with tab.page.expect_download() as got:
            tab.page.get_by_role("link", name="PNG").click()
        assert got.value.suggested_filename == "KOR-CHN.png"
        assert got.value.path().read_bytes().startswith(b"\x89PNG")
        assert got.value.path().stat().st_size > 10_000
        assert tab.wrong == []


def test_a_mark_and_its_entry_light_together(chromium: Browser, server: str) -> None:
    with Tab(chromium, viewport=WIDE) as tab:
        tab.page.goto(server + "/articles/first")
        tab.page.locator("a.l-act", has_text="asked").hover()
        assert "lit" in (tab.page.locator("#e0").get_attribute("class") or "")
        assert tab.page.locator(".brackets path").count() == 2
        tab.page.locator("#e1").hover()
        assert "lit-act" in (
            tab.page.locator("a.l-act", has_text="urged").get_attribute("class") or ""
        )
        assert tab.wrong == []


def test_keys_walk_open_and_search(chromium: Browser, server: str) -> None:
    with Tab(chromium, viewport=WIDE) as tab:
        page = tab.page
        page.goto(server + "/pairs/KOR-CHN")
        page.keyboard.press("j")
        page.keyboard.press("j")
        page.keyboard.press("k")
        held = "document.activeElement.matches('[data-item]')"
        assert page.evaluate(held)
        page.keyboard.press("e")
        assert page.evaluate("document.activeElement.querySelector('details').open")
        page.keyboard.press("?")
        assert page.locator("dialog.help").is_visible()
        page.keyboard.press("Escape")
        assert not page.locator("dialog.help").is_visible()
        page.keyboard.press("/")
        page.keyboard.type("korea j")
        assert page.locator("#q").input_value() == "korea j"
        page.keyboard.press("Enter")
        page.wait_for_url("**/search?q=korea+j")
        assert tab.wrong == []


def test_markup_of_an_article_stays_text(chromium: Browser, server: str) -> None:
    with Tab(chromium, viewport=WIDE) as tab:
        tab.page.goto(server + f"/articles/{quote(HOSTILE.id)}", wait_until="networkidle")
        assert tab.page.locator("h1").inner_text() == HOSTILE.title
        shown = "\n\n".join(tab.page.locator(".body p").all_inner_texts())
        assert shown == HOSTILE.text
        assert tab.page.locator(".body img, .body script, .body style").count() == 0
        assert tab.complaints == []


def test_nothing_is_asked_of_other_machines(chromium: Browser, server: str) -> None:
    with Tab(chromium, viewport=WIDE) as tab:
        asked: list[str] = []
        tab.page.on("request", lambda r: asked.append(r.url))
        for address in ADDRESSES:
            tab.page.goto(server + address, wait_until="networkidle")
        assert all(url.startswith((server, "data:")) for url in asked)


def test_the_narrow_ledger_names_its_dates(chromium: Browser, server: str) -> None:
    with Tab(chromium, viewport=NARROW) as tab:
        tab.page.goto(server + "/requests")
        day = tab.page.locator(".ledger td.day").first
        before = day.evaluate("node => getComputedStyle(node, '::before').content")
        assert "asked" in before


def test_a_long_list_beside_an_article_shows_that_it_goes_on(
    chromium: Browser, server: str
) -> None:
    with Tab(chromium, viewport={"width": 1440, "height": 300}) as tab:
        tab.page.goto(server + "/articles/first")
        found = tab.page.locator(".found")
        assert found.evaluate("node => node.scrollHeight > node.clientHeight")
        assert "gradient" in found.evaluate("node => getComputedStyle(node).maskImage")
        found.evaluate("node => node.scrollTo(0, node.scrollHeight)")
        room = found.evaluate(
            "node => node.getBoundingClientRect().bottom"
            " - node.querySelector('.entries').getBoundingClientRect().bottom"
        )
        assert room >= 38, "the last entry stands in the fading part"
