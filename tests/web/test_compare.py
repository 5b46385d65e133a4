"""Two pairs on one time axis."""

from __future__ import annotations

import re

import pytest
from fastapi.testclient import TestClient

ADDRESS = "/compare?a=KOR-CHN&b=JPN-PRK"


def test_two_pairs_stand_on_one_axis(pages: TestClient) -> None:
    page = pages.get(ADDRESS).text
    assert "<h1>South Korea and China, beside Japan and North Korea</h1>" in page
    edges = re.findall(r'data-first="([\d-]+)" data-last="([\d-]+)"', page)
    assert len(edges) == 2
    assert edges[0] == edges[1]
    sides = re.findall(r'data-left="([\d.]+)" data-right="([\d.]+)"', page)
    assert sides[0] == sides[1]


def test_the_figures_of_both_are_in_page_and_twin(pages: TestClient) -> None:
    twin = pages.get(ADDRESS + "&_format=json").json()
    first, second = twin["pairs"]
    assert first["names"] == ["South Korea", "China"]
    assert second["relation"]["acts"] == 40
    page = pages.get(ADDRESS).text
    for one in (first, second):
        assert one["verdict"]["sentence"] in page
    measures = {m["name"]: m["values"] for m in twin["measures"]}
    assert measures["Acts counted"][1] == "40"
    assert measures["Cooperative"][1] == "0 of 40"
    assert {"Stands", "Turns", "Latest turn", "Requests that wait"} <= set(measures)
    for name in measures:
        assert f'<th scope="row">{name}</th>' in page


def test_it_agrees_with_the_page_of_each_pair(pages: TestClient) -> None:
    twin = pages.get(ADDRESS + "&_format=json").json()
    for one, path in zip(twin["pairs"], ("/pairs/KOR-CHN", "/pairs/JPN-PRK"), strict=True):
        alone = pages.get(f"{path}?_format=json").json()
        assert one["verdict"] == alone["verdict"]
        assert one["relation"]["turns"] == alone["relation"]["turns"]


def test_marks_lead_to_the_pages_of_the_pairs(pages: TestClient) -> None:
    page = pages.get(ADDRESS + "&by=year").text
    assert re.search(r'href="/pairs/KOR-CHN\?by=year#phase-1"', page)
    assert re.search(r'href="/pairs/JPN-PRK\?by=year&amp;since=[\d-]+&amp;until=[\d-]+#list"', page)
    for href in re.findall(r'href="(/pairs/[^"]+\.(?:csv|svg)[^"]*)"', page):
        assert pages.get(href.replace("&amp;", "&")).status_code == 200


def test_pairs_may_be_named_in_words(pages: TestClient) -> None:
    page = pages.get("/compare?a=South+Korea+and+China&b=japan-north+korea")
    assert "South Korea and China, beside Japan and North Korea" in page.text


def test_without_two_pairs_it_asks_for_them(pages: TestClient, empty_pages: TestClient) -> None:
    for address in ("/compare", "/compare?a=KOR-CHN"):
        page = pages.get(address)
        assert page.status_code == 200
        assert "Name two pairs" in page.text
        assert "/pairs/CHN-KOR" in page.text
    assert 'value="South Korea and China"' in pages.get("/compare?a=KOR-CHN").text
    assert "detente add" in empty_pages.get("/compare").text


def test_an_empty_pair_beside_another_is_said(pages: TestClient) -> None:
    page = pages.get("/compare?a=KOR-CHN&b=KOR-BRA").text
    assert "South Korea and Brazil: nothing on record yet" in page


@pytest.mark.parametrize(
    ("query", "status", "words"),
    [
        ("a=KOR-CHN&b=CHN-KOR", 400, "the same pair"),
        ("a=KOR&b=CHN-JPN", 400, "is no pair"),
        ("a=KOR-CHN&b=CHN-XXQ", 404, "unknown actor"),
        ("a=KOR-CHN&b=JPN-PRK&since=x", 400, "since=x"),
        ("a=KOR-CHN&b=JPN-PRK&by=hour", 400, "by=hour"),
        ("a=KOR-CHN&b=JPN-PRK&origin=gdelt", 400, "origin=gdelt"),
        ("a=%3Cscript%3E&b=JPN-PRK", 400, "&lt;script&gt;"),
    ],
)
def test_bad_addresses_are_refused(pages: TestClient, query: str, status: int, words: str) -> None:
    answer = pages.get(f"/compare?{query}")
    assert answer.status_code == status
    assert words in answer.text
