"""The page of a chain: told and inferred clearly apart."""

from __future__ import annotations

import re

import pytest
from fastapi.testclient import TestClient
from region_samples import Made, make
from web_samples import client


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Made:
    return make(tmp_path_factory.mktemp("chain"))


@pytest.fixture
def site(made: Made) -> TestClient:
    return client(made.path)


def test_told_and_inferred_stand_apart(site: TestClient, made: Made) -> None:
    steps = site.get(f"/chains/{made.measure}?_format=json").json()["steps"]
    assert [(s["kind"], s["inferred"]) for s in steps] == [
        ("start", False),
        ("retaliation", False),
        ("counter-deed", True),
    ]
    assert steps[1]["articles"] == ["quarrel"]
    page = site.get(f"/chains/{made.measure}").text
    told, guessed = page.index('<li class="linked">'), page.index('<li class="guessed">')
    assert told < guessed
    assert "retaliates for the act above" in page[told:guessed]
    assert "4 days later" in page[told:guessed]
    assert "Linked in" in page[told:guessed]
    assert re.search(r'class="maybe">candidate</span>\s+may answer the act above', page[guessed:])
    assert "no article links them" in page[guessed:]


def test_branches_hang_under_what_they_follow(site: TestClient, made: Made) -> None:
    page = site.get(f"/chains/{made.measure}").text
    tree = page[page.index('<ol class="tree">') :]
    assert tree.count("<ol") == 2  # the tree, and what follows the first act
    assert 'class="linked here"' in tree


def test_candidates_may_be_left_out(site: TestClient, made: Made) -> None:
    address = f"/chains/{made.measure}"
    assert f'href="{address}?inferred=no"' in site.get(address).text
    told = site.get(address + "?inferred=no")
    assert "guessed" not in told.text
    assert "Peru closed a port to Chad" not in told.text
    assert f'href="{address}"' in told.text
    near = site.get(address + "?within=10&_format=json").json()["steps"]
    assert not any(s["inferred"] for s in near)


def test_an_event_leads_to_its_chain_and_channels(site: TestClient, made: Made) -> None:
    page = site.get(f"/events/{made.measure}").text
    assert f'href="/chains/{made.measure}"' in page
    assert 'href="/channels/TCD-PER"' in page


def test_an_act_by_itself_says_so(pages: TestClient) -> None:
    acts = pages.get("/pairs/JPN-PRK?_format=json").json()["acts"]
    assert "No other act is linked to this one" in pages.get(f"/chains/{acts[0]['id']}").text


@pytest.mark.parametrize(
    ("query", "status", "words"),
    [("?inferred=maybe", 400, "inferred=maybe"), ("?within=0", 400, "within=0")],
)
def test_bad_addresses_are_answered(
    site: TestClient, made: Made, query: str, status: int, words: str
) -> None:
    answer = site.get(f"/chains/{made.measure}{query}")
    assert answer.status_code == status
    assert words in answer.text


def test_an_unknown_act_is_not_here(site: TestClient) -> None:
    assert site.get("/chains/none").status_code == 404
