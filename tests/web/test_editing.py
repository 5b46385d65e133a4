"""Editors confirm, correct, strike out and take back; everyone sees who said what, and why."""

from __future__ import annotations

import re
import shutil
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from fastapi.testclient import TestClient
from playwright.sync_api import expect, sync_playwright
from web_samples import HOSTILE, client, first_reading, hostile_reading

from detente.access import add_person
from detente.record import Record
from detente.web.app import create_app

AT = "http://127.0.0.1:8765"
ASKED, URGED = (e.id for e in first_reading().events)
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "edited.db"
    with Record.open(path) as record:
        record.add(first_reading())
        record.add(hostile_reading())
    return path


@pytest.fixture
def desk(path: Path) -> TestClient:
    """The pages at this machine, where Ana corrects."""
    return TestClient(create_app(path, editor="Ana"), base_url=AT, follow_redirects=False)


def mark_of(page: str) -> str:
    found = re.search(r'name="mark" value="([^"]*)"', page)
    assert found
    return found[1]


def judge(pages: TestClient, item: str, verdict: str, **fields: str) -> Any:
    mark = mark_of(pages.get("/articles/first").text)
    form = {"mark": mark, "item": item, "kind": "event", "verdict": verdict, **fields}
    return pages.post("/judge", data=form)


def test_readers_see_no_forms_and_cannot_write(path: Path, tmp_path: Path) -> None:
    plain = client(path)
    for address in ("/articles/first", f"/events/{URGED}"):
        assert '<form action="/judge"' not in plain.get(address).text
    assert plain.post("/judge", data={"item": URGED}).status_code == 404
    people = tmp_path / "people.json"
    token = add_person(people, "Ben", "reader")[1]
    pages = TestClient(create_app(path, auth=people), base_url=AT)
    how = {"Authorization": f"Bearer {token}"}
    form = {"item": URGED, "kind": "event", "verdict": "struck", "reason": "no"}
    assert pages.post("/judge", data=form, headers=how).status_code == 403
    with Record.open(path, readonly=True) as record:
        assert record.judgements() == ()


def test_confirm_is_kept_under_the_name(desk: TestClient) -> None:
    done = judge(desk, URGED, "confirmed")
    assert done.status_code == 303
    assert done.headers["location"] == "/articles/first#e1"
    (held,) = desk.get("/articles/first?_format=json").json()["judgements"]
    assert (held["item"], held["verdict"], held["user"]) == (URGED, "confirmed", "Ana")
    assert "by Ana" in desk.get(f"/events/{URGED}").text


def test_figures_follow_a_correction_and_its_undoing(desk: TestClient, path: Path) -> None:
    def acts(pair: str) -> int:
        with Record.open(path, readonly=True) as record:
            a, b = pair.split("-")
            return record.pair((a, b)).acts

    before = acts("CHN-KOR")
    done = judge(desk, URGED, "corrected", source="Japan", reason="Xi of Japan", at="event")
    assert done.headers["location"] == f"/events/{URGED}#telling-{URGED}"
    page = desk.get(f"/events/{URGED}").text
    assert "Japan asked South Korea" in page
    assert "who acts: Japan" in page
    assert "Xi of Japan" in page
    assert (acts("CHN-KOR"), acts("JPN-KOR")) == (before - 1, 1)
    assert "Japan asked South Korea" in desk.get("/articles/first").text
    assert judge(desk, URGED, "undo").status_code == 303
    assert (acts("CHN-KOR"), acts("JPN-KOR")) == (before, 0)
    history = desk.get("/articles/first").text
    assert "undone by Ana" in history


def test_what_is_struck_out_keeps_its_address(desk: TestClient) -> None:
    assert judge(desk, URGED, "struck").status_code == 400  # a reason is asked for
    assert judge(desk, URGED, "struck", reason="a football match").status_code == 303
    page = desk.get(f"/events/{URGED}")
    assert page.status_code == 200
    assert "Struck out" in page.text
    assert "a football match" in page.text
    twin = desk.get(f"/events/{URGED}?_format=json").json()
    assert twin["judgements"][0]["reason"] == "a football match"
    article = desk.get("/articles/first").text
    assert re.search(r'class="entry act struck" id="e1"', article)
    assert judge(desk, URGED, "undo").status_code == 303
    assert "Struck out" not in desk.get(f"/events/{URGED}").text


@pytest.mark.parametrize(
    ("kind", "item", "fields", "field", "value"),
    [
        ("request", "r-message", {"status": "declined"}, "status", "declined"),
        ("request", "r-message", {"concerning": "Japan, North Korea"}, "concerning", "JPN,PRK"),
        ("statement", "s-knock", {"speaker": "Lee Jae Myung"}, "speaker", "Lee Jae Myung"),
        ("statement", "s-knock", {"actor": ""}, "actor", ""),
        ("relation", "c-better", {"state": "good", "period": "2026"}, "state", "good"),
        ("event", URGED, {"type": "THREATEN"}, "type", "THREATEN"),
        ("event", URGED, {"date": "2025-12"}, "date", "2025-12"),
    ],
)
def test_each_kind_is_corrected(
    desk: TestClient, kind: str, item: str, fields: dict[str, str], field: str, value: str
) -> None:
    done = judge(desk, item, "corrected", **{"kind": kind, **fields})
    assert done.status_code == 303, done.text
    held = desk.get("/articles/first?_format=json").json()["judgements"][0]
    assert [field, value] in held["changes"]


def test_a_form_as_it_stands_changes_only_what_was_changed(desk: TestClient) -> None:
    """The whole form comes back, names in place of identifiers; one field differs."""
    form = {
        "source": "China", "target": "South Korea", "type": "REQUEST", "mode": "",
        "modality": "planned", "date": "2026-01-07", "place": "",
    }  # fmt: skip
    assert judge(desk, URGED, "corrected", **form).status_code == 303
    held = desk.get("/articles/first?_format=json").json()["judgements"][0]
    assert held["changes"] == [["modality", "planned"]]
    assert judge(desk, URGED, "corrected", place="Seoul").status_code == 303
    held = desk.get("/articles/first?_format=json").json()["judgements"][0]
    assert held["changes"] == [["modality", "planned"], ["place", "Seoul"]]


@pytest.mark.parametrize(
    ("form", "status", "words"),
    [
        ({"verdict": "corrected"}, 400, "Nothing was changed"),
        ({"verdict": "corrected", "source": "Narnia"}, 404, "Narnia"),
        ({"verdict": "corrected", "source": ""}, 400, "at least one actor"),
        ({"verdict": "corrected", "type": "DANCE"}, 400, "none of"),
        ({"verdict": "corrected", "mode": "dance"}, 400, "no mode of"),
        ({"verdict": "corrected", "modality": "maybe"}, 400, "none of"),
        ({"verdict": "corrected", "date": "yesterday"}, 400, "no date"),
        ({"verdict": "corrected", "place": "x" * 400}, 400, "at most"),
        ({"verdict": "erased"}, 400, "want one of"),
        ({"verdict": "undo"}, 400, "nothing to undo"),
        ({"verdict": "confirmed", "item": "nothing"}, 404, "no event"),
        ({"verdict": "confirmed", "kind": "article"}, 400, "names no item"),
        ({"verdict": "confirmed", "mark": "wrong"}, 403, "Load the page again"),
    ],
)
def test_wrong_forms_are_said_and_change_nothing(
    desk: TestClient, path: Path, form: dict[str, str], status: int, words: str
) -> None:
    given = {"item": URGED, **form}
    done = judge(desk, given.pop("item"), given.pop("verdict"), **given)
    assert done.status_code == status, done.text
    assert words in done.text.replace("&#39;", "'")
    with Record.open(path, readonly=True) as record:
        assert record.judgements() == ()


def test_other_sites_cannot_judge(desk: TestClient) -> None:
    mark = mark_of(desk.get("/articles/first").text)
    form = {"mark": mark, "item": URGED, "kind": "event", "verdict": "confirmed"}
    for headers in ({"Origin": "https://evil.example"}, {"Sec-Fetch-Site": "cross-site"}):
        assert desk.post("/judge", data=form, headers=headers).status_code == 403
    assert desk.post("/judge", data=form, headers={"Origin": AT}).status_code == 303


def test_what_an_editor_writes_is_text(desk: TestClient) -> None:
    evil = "<script>alert(1)</script>"
    item = hostile_reading().events[0].id
    assert judge(desk, item, "corrected", place=evil, reason=evil).status_code == 303
    for address in (f"/events/{quote(item)}", f"/articles/{quote(HOSTILE.id)}"):
        page = desk.get(address)
        assert page.status_code == 200
        assert "<script>alert" not in page.text
        assert "&lt;script&gt;alert(1)" in page.text


def test_corrections_survive_another_reading(desk: TestClient, path: Path) -> None:
    assert judge(desk, URGED, "struck", reason="no").status_code == 303
    with Record.open(path) as record:
        record.add(first_reading())
    assert "Struck out" in desk.get(f"/events/{URGED}").text


@pytest.mark.browser
@pytest.mark.xdist_group("browser")
@pytest.mark.parametrize("scripts", [True, False], ids=["keys", "no scripts"])
def test_an_editor_works_in_a_browser(path: Path, scripts: bool) -> None:
    if CHROMIUM is None:
        pytest.skip("no Chromium on PATH")
    with running(path) as at, sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        context = browser.new_context(
            java_script_enabled=scripts, viewport={"width": 390, "height": 844}
        )
        page = context.new_page()
        complaints: list[str] = []
        page.on("console", lambda m: complaints.append(m.text))
        page.on("pageerror", lambda e: complaints.append(str(e)))
        page.goto(f"{at}/events/{URGED}")
        item = page.locator(".telling")
        if scripts:
            page.keyboard.press("j")
            page.keyboard.press("x")
            page.keyboard.type("cxu: not in the text")
            page.keyboard.press("Enter")
        else:
            item.get_by_text("Strike out").first.click()
            item.get_by_label("Reason").last.fill("cxu: not in the text")
            item.get_by_role("button", name="Strike out").click()
        expect(page.get_by_role("heading", level=1)).to_contain_text("Struck out")
        expect(item).to_contain_text("not in the text")
        if scripts:
            page.keyboard.press("u")
        else:
            item.get_by_role("button", name="Undo").click()
        expect(page.get_by_role("heading", level=1)).not_to_contain_text("Struck out")
        expect(item).to_contain_text("undone by Ana")
        if scripts:
            page.keyboard.press("c")
            expect(item).to_contain_text("confirmed by Ana")
            page.keyboard.press("e")
            expect(item.get_by_label("Who acts")).to_be_focused()
            page.keyboard.press("Escape")
            expect(item).to_be_focused()
        wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
        assert wide <= 0
        assert complaints == []
        browser.close()


@contextmanager
def running(path: Path) -> Iterator[str]:
    """Serve the pages on a free port, for an editor."""
    import uvicorn

    listening = socket.socket()
    listening.bind(("127.0.0.1", 0))
    server = uvicorn.Server(
        uvicorn.Config(create_app(path, editor="Ana"), log_level="warning", access_log=False)
    )
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
    thread.start()
    until = time.monotonic() + 20
    while not server.started and time.monotonic() < until:
        time.sleep(0.02)
    try:
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join(10)
        listening.close()
