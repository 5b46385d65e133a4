"""The pages of channels: third parties ranked, every part of a score with what leads down to it."""

from __future__ import annotations

import re

import pytest
from fastapi.testclient import TestClient
from region_samples import Made, make
from web_samples import client


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Made:
    return make(tmp_path_factory.mktemp("channels"))


@pytest.fixture
def site(made: Made) -> TestClient:
    return client(made.path)


def test_third_parties_are_ranked_with_their_parts(site: TestClient) -> None:
    data = site.get("/channels/PER-TCD?_format=json").json()
    first = data["channels"][0]
    assert first["channel"] == "KEN"
    assert first["score"] == pytest.approx(sum(p["adds"] for p in first["parts"]), abs=1e-3)
    assert sum(p["weight"] for p in first["parts"]) == pytest.approx(1, abs=1e-3)
    parts = {p["part"]: p for p in first["parts"]}
    assert parts["past"]["value"] > 0
    assert parts["asked"]["value"] == 1  # by Peru, about Chad
    assert parts["asked"]["reasons"][0]["articles"] == ["word"]


def test_every_part_leads_down_to_sentences(site: TestClient) -> None:
    page = site.get("/channels/PER-TCD").text
    assert "Between Peru and Chad: who could carry word" in page
    assert re.search(r'role="img" aria-label="Kenya: [^"]*has mediated between them 0\.\d\d', page)
    assert "9 of 9 acts with Peru cooperative" in page  # eight agreements and a mediation
    assert "Kenya mediated with Peru" in page
    assert 'href="/articles/word"' in page
    ids = set(re.findall(r'href="(/events/[^"]+)"', page))
    assert len(ids) >= 5
    assert all(site.get(i).status_code == 200 for i in ids)


def test_past_mediations_are_listed(site: TestClient) -> None:
    page = site.get("/channels/PER-TCD").text
    assert "Past mediations between them" in page
    assert "10 April 2031 to 12 April 2031" in page
    (past,) = site.get("/channels/PER-TCD?_format=json").json()["mediations"]
    assert (past["mediator"], len(past["acts"])) == ("KEN", 2)
    assert "No past mediation between them is told of" in site.get("/channels/PER-BRA").text


def test_the_side_to_be_reached_may_be_chosen(site: TestClient) -> None:
    one = site.get("/channels/PER-TCD?to=TCD")
    assert "Chad is to be reached" in one.text
    assert "stands well with Chad" in one.text
    assert site.get("/channels/PER-TCD?to=TCD&_format=json").json()["harder"] == "TCD"
    assert site.get("/channels/PER-TCD?to=KEN").status_code == 400


def test_an_earlier_date_knows_only_what_was_told_by_then(site: TestClient) -> None:
    data = site.get("/channels/PER-TCD?at=2031-02&_format=json").json()
    assert data["mediations"] == []
    parts = {p["part"]: p["value"] for p in data["channels"][0]["parts"]}
    assert parts["asked"] == parts["past"] == 0


def test_imported_acts_are_not_mixed_in(site: TestClient) -> None:
    page = site.get("/channels/PER-TCD?origin=icews").text
    assert "coded by ICEWS; requests and claims read from articles" in page
    assert "Kenya mediated with Peru" not in page


def test_two_are_chosen_by_name(site: TestClient) -> None:
    choose = site.get("/channels").text
    assert "Peru and Chad" in choose  # someone is asked to mediate between them
    assert 'href="/channels/PER-TCD"' in choose
    assert "Between Peru and Chad" in site.get("/channels?a=peru&b=chad").text


@pytest.mark.parametrize(
    ("address", "status", "words"),
    [
        ("/channels?a=peru", 400, "name two"),
        ("/channels?a=peru&b=peru", 400, "one actor twice"),
        ("/channels?a=peru&b=Atlantis", 404, "Atlantis"),
        ("/channels/PER", 400, "no pair"),
        ("/channels/PER-PER", 400, "one actor twice"),
        ("/channels/PER-TCD?at=x", 400, "at=x"),
        ("/channels/PER-TCD?show=0", 400, "show=0"),
    ],
)
def test_bad_addresses_are_answered(
    site: TestClient, address: str, status: int, words: str
) -> None:
    answer = site.get(address)
    assert answer.status_code == status, answer.text
    assert words in answer.text
