"""The ledger of requests: filters in the address, history, answers, waiting, and the file."""

from __future__ import annotations

import csv
import io

import pytest
from fastapi.testclient import TestClient
from region_samples import FORMULA, Made, make
from web_samples import client

from detente.record import Record
from detente.relations.ledger import ledger
from detente.web.ledger_rows import FULL, waiting


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Made:
    return make(tmp_path_factory.mktemp("ledger"))


@pytest.fixture
def site(made: Made) -> TestClient:
    return client(made.path)


def ids(site: TestClient, query: str) -> list[str]:
    found = site.get(f"/requests?{query}&_format=json").json()["requests"]
    return [f"{'+'.join(r['source'])}>{'+'.join(r['target'])}" for r in found]


def test_status_is_a_word_and_a_shape(site: TestClient) -> None:
    page = site.get("/requests").text
    assert "3 requests" in page
    assert '<span class="status declined"><svg' in page
    assert "declined</span>" in page
    assert "waiting</span>" in page


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("from=kenya", ["KEN>PER"]),
        ("to=kenya", ["PER>KEN"]),
        ("concerning=chad", ["PER>KEN"]),
        ("actor=chad&order=oldest", ["TCD>PER", "PER>KEN"]),
        ("pair=KEN-PER&order=oldest", ["KEN>PER", "PER>KEN"]),
        ("status=declined", ["TCD>PER"]),
        ("status=waiting&order=waiting", ["KEN>PER", "PER>KEN"]),
        ("older=1y", ["KEN>PER"]),
        ("about=rice", ["KEN>PER"]),
        ("as_of=2030-02&order=oldest", ["KEN>PER", "TCD>PER"]),
        ("status=overtaken", []),
    ],
)
def test_filters_are_in_the_address(site: TestClient, query: str, found: list[str]) -> None:
    assert sorted(ids(site, query)) == sorted(found)
    if "order=waiting" in query:
        assert ids(site, query) == found


def test_counts_of_statuses_stand_under_the_other_filters(site: TestClient) -> None:
    page = site.get("/requests?actor=chad").text
    shown = page[page.index('aria-label="Answer"') : page.index('aria-label="Order"')]
    assert 'all <span class="number">2</span>' in shown
    assert 'declined <span class="number">1</span>' in shown


def test_each_request_shows_the_words_that_ask_and_answer(site: TestClient) -> None:
    page = site.get("/requests").text
    assert "Answer: Peru refused to withdraw" in page
    assert 'href="/articles/old"' in page
    assert "&lt;b&gt;tons" in page
    assert "<b>tons" not in page


def test_waiting_is_counted_to_the_last_publication(made: Made) -> None:
    with Record.open(made.path, create=False, readonly=True) as record:
        entry = next(e for e in ledger(record) if e.id == made.rice)
    wait = waiting(entry)
    assert wait is not None
    assert (wait.days, wait.over, wait.usual) == (476, False, None)
    assert wait.share == pytest.approx(476 / FULL)
    usual = waiting(entry, 73)
    assert usual is not None
    assert usual.usual == pytest.approx(0.1)


def test_the_file_holds_what_is_on_the_screen(site: TestClient) -> None:
    page = site.get("/requests?from=kenya&older=30d").text
    assert 'href="/requests.csv?from=kenya&amp;older=30d"' in page
    answer = site.get("/requests.csv?from=kenya&older=30d")
    assert answer.headers["content-disposition"] == 'attachment; filename="requests.csv"'
    (row,) = csv.DictReader(io.StringIO(answer.text))
    assert (row["from"], row["to"], row["status"], row["told_by"]) == ("KEN", "PER", "open", "old")
    assert row["about"] == "'" + FORMULA  # no spreadsheet takes it for a formula


@pytest.mark.parametrize(
    ("query", "status", "words"),
    [
        ("older=long", 400, "older=long"),
        ("older=-3d", 400, "older=-3d"),
        ("as_of=soon", 400, "as_of=soon"),
        ("from=Atlantis", 404, "Atlantis"),
        ("pair=KEN", 400, "no pair"),
        ("order=best", 400, "order=best"),
        ("status=lost", 400, "status=lost"),
    ],
)
@pytest.mark.parametrize("path", ["/requests", "/requests.csv"])
def test_bad_addresses_are_answered(
    site: TestClient, path: str, query: str, status: int, words: str
) -> None:
    answer = site.get(f"{path}?{query}")
    assert answer.status_code == status, answer.text
    assert words in answer.text


def test_nothing_found_says_what_to_do(site: TestClient) -> None:
    page = site.get("/requests?about=nosuchword").text
    assert "No request with these filters" in page
    assert 'href="/requests"' in page


def test_an_empty_ledger_says_what_to_do(empty_pages: TestClient) -> None:
    assert "detente add FILES" in empty_pages.get("/requests").text
