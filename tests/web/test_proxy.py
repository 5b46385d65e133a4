"""What a web server with TLS before the pages brings about (tried with a real one: evaluation/proxy.py)."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner
from fastapi.testclient import TestClient

from detente.access import add_person
from detente.cli.serve import command
from detente.engine.deliver import atom, feed_path
from detente.web.app import create_app


@pytest.fixture
def people(tmp_path: Path) -> Path:
    return tmp_path / "people.json"


@pytest.fixture
def token(people: Path) -> str:
    return add_person(people, "Ana", "editor")[1]


@pytest.fixture
def pages(record_path: Path, people: Path, token: str, tmp_path: Path) -> TestClient:
    """The pages below a path, as nginx passes them on: the name without the port that was asked."""
    assert token
    copy = tmp_path / "my.db"
    shutil.copy(record_path, copy)
    return TestClient(
        create_app(copy, auth=people, hosts=["record.example"], root="/detente"),
        base_url="https://record.example",
        follow_redirects=False,
    )


@pytest.mark.parametrize(
    ("origin", "site", "status"),
    [
        # nginx's $host leaves the port out; the browser has compared it
        ("https://record.example:8443", "same-origin", 303),
        ("https://record.example", "same-origin", 303),
        ("https://record.example", None, 303),
        # a browser that says nothing of the site cannot vouch for the port
        ("https://record.example:8443", None, 403),
        ("https://record.example:8443", "same-site", 403),
        ("https://record.example:8443", "none", 403),
        # no browser says this, so nothing is lost by refusing it
        ("https://evil.example", "same-origin", 403),
        ("null", "same-origin", 403),
    ],
)
def test_forms_come_through_at_any_port(
    pages: TestClient, token: str, origin: str, site: str | None, status: int
) -> None:
    form = pages.get("/detente/sign-in")
    pages.cookies.set("detente_form", form.cookies["detente_form"])
    mark = re.search(r'name="mark" value="([^"]+)"', form.text)
    assert mark
    headers = {"Origin": origin} | ({"Sec-Fetch-Site": site} if site else {})
    fields = {"mark": mark[1], "token": token, "next": "/"}
    assert pages.post("/detente/sign-in", data=fields, headers=headers).status_code == status


def test_a_slash_too_many_leads_to_the_page_below_the_path(pages: TestClient, token: str) -> None:
    how = {"Authorization": f"Bearer {token}"}
    got = pages.get("/detente/pairs/KOR-CHN/?since=2020", headers=how)
    assert got.status_code == 307
    assert got.headers["location"] == "/detente/pairs/KOR-CHN?since=2020"


def test_links_of_the_feed_lead_below_the_path(
    pages: TestClient, token: str, tmp_path: Path
) -> None:
    said = 'He called it a <link href="/elsewhere">, href="/nowhere".'
    sentence = {"text": said, "publisher": "", "agency": "", "published": ""}
    alert = {
        "id": "1", "title": "An act", "made": "2026-01-07T00:00:00+00:00", "rule": "r",
        "paths": ["/events/x"], "sentences": [sentence],
    }  # fmt: skip
    feed_path(tmp_path / "my.db").write_bytes(atom([alert], "Alerts"))
    got = pages.get("/detente/alerts.atom", headers={"Authorization": f"Bearer {token}"})
    assert int(got.headers["content-length"]) == len(got.content)
    links = re.findall(r'<link [^<>]*href="([^"]+)"', got.text)
    assert links == ["/detente/alerts.atom", "/detente/events/x"]
    assert 'href="/elsewhere"' in got.text
    assert 'href="/nowhere"' in got.text


@pytest.mark.parametrize("address", ["*", "proxy.example", "10.0.0.5/8", "", "127.0.0.1,*"])
def test_only_addresses_can_be_trusted(tmp_path: Path, address: str) -> None:
    """A star would let every caller make itself another; a name would never be met."""
    record = str(tmp_path / "a.db")
    got = CliRunner().invoke(command, ["--trust-proxy", address, "--record", record])
    assert got.exit_code == 2
    assert "want an address or a network" in got.output
