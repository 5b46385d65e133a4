"""Every page and its twin, over a record made by hand."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import quote

import pytest
from fastapi.testclient import TestClient
from web_samples import FIRST, HOSTILE, client, first_reading

from detente.records import SYMMETRIC_TYPES
from detente.web.app import create_app

ADDRESSES = (
    "/",
    "/articles",
    "/articles?page=2",
    "/articles/first",
    f"/articles/{quote(HOSTILE.id)}",
    f"/events/{first_reading().events[0].id}",
    "/pairs",
    "/pairs/KOR-CHN",
    "/pairs/KOR-CHN?direction=ab&quad=3&type=REQUEST&modality=actual&year=2026",
    "/pairs/KOR-CHN?since=2017&until=2019-06&by=week",
    "/compare",
    "/compare?a=KOR-CHN&b=JPN-PRK",
    "/pairs/south korea-china",
    "/pairs/KOR-BRA",
    "/region",
    "/region?states=KOR,CHN,JPN,PRK&at=2025-06&cell=CHN-KOR",
    "/channels",
    "/channels/KOR-CHN",
    f"/chains/{first_reading().events[0].id}",
    "/requests?from=south+korea&older=1d",
    "/requests",
    "/requests?status=waiting&order=oldest",
    "/requests?actor=south+korea&status=hedged",
    "/search",
    "/search?q=korea+china",
    "/search?q=%22knocked%22+%28",
    "/search?q=nosuchword",
    "/codebook",
    "/codebook/REQUEST",
    "/codebook/request",
    "/about",
)


@pytest.mark.parametrize("address", ADDRESSES)
def test_every_page_answers_in_both_forms(pages: TestClient, address: str) -> None:
    page = pages.get(address)
    assert page.status_code == 200, page.text
    assert page.headers["content-type"].startswith("text/html")
    twin = pages.get(address, params=None, headers={"Accept": "application/json"})
    assert twin.status_code == 200
    assert (
        twin.json() == pages.get(address + ("&" if "?" in address else "?") + "_format=json").json()
    )


@pytest.mark.parametrize("address", ADDRESSES)
def test_no_page_carries_script_or_style_of_its_own(pages: TestClient, address: str) -> None:
    page = pages.get(address).text
    assert not re.search(r"<script(?! src=\"/static/)", page)
    assert not re.search(r"<style|\sstyle=|\son[a-z]+=\"", re.sub(r"&[#\w]+;", "", page))


@pytest.mark.parametrize("address", ADDRESSES)
def test_no_page_asks_for_anything_elsewhere(pages: TestClient, address: str) -> None:
    page = pages.get(address).text
    assert all(a.startswith("/static/") for a in re.findall(r"\ssrc=\"([^\"]*)", page))


@pytest.mark.parametrize(
    ("address", "status", "words"),
    [
        ("/nowhere", 404, "no page at /nowhere"),
        ("/articles/none", 404, "none"),
        ("/events/none", 404, "no event"),
        ("/codebook/NONE", 404, "NONE"),
        ("/pairs/KOR", 400, "no pair"),
        ("/pairs/KOR-KOR", 400, "one actor twice"),
        ("/pairs/KOR-XXQ", 404, "unknown actor"),
        ("/pairs/KOR-CHN?quad=9", 400, "quad=9"),
        ("/pairs/KOR-CHN?year=x", 400, "year=x"),
        ("/articles?page=0", 400, "page=0"),
        ("/articles?page=99999999999", 400, "page="),
        ("/requests?status=nope", 400, "status=nope"),
    ],
)
def test_trouble_is_said_in_both_forms(
    pages: TestClient, address: str, status: int, words: str
) -> None:
    page = pages.get(address)
    assert page.status_code == status
    assert words in page.text.replace("&#39;", "'")
    twin = pages.get(address, headers={"Accept": "application/json"})
    assert twin.status_code == status
    assert words in twin.json()["error"]["reason"]


def test_every_answer_carries_the_policy(pages: TestClient) -> None:
    for address in ("/", "/nowhere", "/static/style.css", "/pairs/KOR-CHN/series.csv"):
        headers = pages.get(address).headers
        assert headers["content-security-policy"].startswith(
            "default-src 'none'; script-src 'self'"
        )
        assert "unsafe" not in headers["content-security-policy"]
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["referrer-policy"] == "same-origin"


@pytest.mark.parametrize("host", ["example.org", "127.0.0.1.example.org", "", "localhost.evil:80"])
def test_other_hosts_are_refused(pages: TestClient, host: str) -> None:
    assert pages.get("/", headers={"Host": host}).status_code == 400


@pytest.mark.parametrize("host", ["localhost:8765", "127.0.0.1", "[::1]:9"])
def test_this_machine_is_answered(pages: TestClient, host: str) -> None:
    assert pages.get("/", headers={"Host": host}).status_code == 200


def test_markup_in_an_article_is_shown_as_text(pages: TestClient) -> None:
    for address in (f"/articles/{quote(HOSTILE.id)}", "/articles", "/", "/pairs/CHN-KOR"):
        page = pages.get(address).text
        assert "<script>alert" not in page
        assert "<img" not in page
        assert "<u>there" not in page
    page = pages.get(f"/articles/{quote(HOSTILE.id)}").text
    assert "{{ 7 * 7 }}" in page
    assert 'href="javascript:' not in page


def test_the_article_twin_is_the_reading(pages: TestClient) -> None:
    twin = pages.get("/articles/first?_format=json").json()
    assert twin["text"] == FIRST.text
    assert twin["events"] == first_reading().to_dict()["events"]
    assert twin["source_chain"] == "Reuters, in The Harbour Post; Xi as told by Lee"


def test_an_article_shows_its_text_whole(pages: TestClient) -> None:
    page = pages.get("/articles/first").text
    body = page[page.index('<div class="body">') : page.index("</article>")]
    shown = [re.sub(r"<[^>]+>", "", p) for p in re.findall(r"<p>(.*?)</p>", body, re.S)]
    told = [line.replace('"', "&#34;") for line in FIRST.text.split("\n") if line]
    assert shown == told


def test_an_asking_and_its_request_stand_as_one_entry(pages: TestClient) -> None:
    page = pages.get("/articles/first").text
    assert page.count("South Korea asked China") == 3  # the sentence, the entry, the tie back to it
    assert "carry a message, concerning North Korea" in page
    assert "neither yes nor no" in page


def test_a_pair_is_a_sentence_with_its_measure(pages: TestClient) -> None:
    page = pages.get("/pairs/KOR-CHN").text
    assert re.search(r"<h1>South Korea and China: [a-z ]+ since [A-Z][a-z]+ \d{4}", page)
    assert re.search(r"\d+ of \d+ acts? cooperative", page)


def test_facets_count_under_the_other_filters(pages: TestClient) -> None:
    whole = pages.get("/pairs/KOR-CHN?_format=json").json()
    some = pages.get("/pairs/KOR-CHN?_format=json&quad=3").json()
    assert 0 < some["total"] < whole["total"]
    assert {a["quad"] for a in some["acts"]} == {3}
    ab = pages.get("/pairs/KOR-CHN?_format=json&direction=ab").json()
    # what both do together stands in either direction
    alone = [a for a in ab["acts"] if a["type"] not in SYMMETRIC_TYPES]
    assert [a["source"] for a in alone] == [["KOR"]]


def test_an_empty_record_says_what_to_do(empty_pages: TestClient) -> None:
    assert "detente add" in empty_pages.get("/").text
    for address in ("/articles", "/pairs", "/requests", "/search?q=korea", "/codebook", "/about"):
        assert empty_pages.get(address).status_code == 200, address
    assert "holds no act" in empty_pages.get("/pairs/KOR-CHN").text


def test_a_record_that_is_not_there_is_said(tmp_path: Path) -> None:
    page = client(tmp_path / "none.db").get("/")
    assert page.status_code == 503
    assert "detente add" in page.text
    assert not (tmp_path / "none.db").exists()


def test_the_pages_only_read(record_path: Path) -> None:
    app = create_app(record_path)
    methods = {m for r in app.routes for m in getattr(r, "methods", None) or ()}
    assert methods <= {"GET", "HEAD"}


@pytest.mark.parametrize("address", ["/", "/requests", "/pairs/KOR-CHN", "/articles/first"])
def test_requests_are_said_in_good_english(pages: TestClient, address: str) -> None:
    seen = re.sub(r"<[^>]+>", "", pages.get(address).text)
    assert "South Korea asked China to carry a message" in " ".join(seen.split())
    assert not re.search(r"asked [A-Z][a-z]+(?: [A-Z][a-z]+)* for (?:to|carry)\b", seen)


def test_counts_in_the_codebook_have_a_heading(pages: TestClient) -> None:
    page = pages.get("/codebook").text
    assert '<th class="number">Acts</th>' in page
    assert "1 acts" not in re.sub(r'<td class="number" data-label="(\w+)">(\d+)', r"\2 \1", page)
