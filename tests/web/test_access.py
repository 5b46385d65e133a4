"""Who may see the pages, and how: tokens, sessions, hosts, limits, a path behind a proxy."""

from __future__ import annotations

import re
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from detente.access import Person, add_person, digest_of, revoke_person
from detente.web.app import create_app
from detente.web.limits import Buckets
from detente.web.sessions import LASTS, Sessions

AT = "http://127.0.0.1:8765"


@pytest.fixture
def people(tmp_path: Path) -> Path:
    return tmp_path / "people.json"


@pytest.fixture
def token(people: Path) -> str:
    return add_person(people, "Ana", "editor")[1]


@pytest.fixture
def closed(record_path: Path, people: Path, token: str) -> TestClient:
    """The pages for the people of a file; nobody is signed in."""
    assert token
    return TestClient(create_app(record_path, auth=people), base_url=AT, follow_redirects=False)


def mark_of(page: str) -> str:
    found = re.search(r'name="mark" value="([^"]+)"', page)
    assert found
    return found[1]


def sign_in(pages: TestClient, token: str, to: str = "/") -> None:
    mark = mark_of(pages.get("/sign-in").text)
    done = pages.post("/sign-in", data={"mark": mark, "token": token, "next": to})
    assert (done.status_code, done.headers["location"]) == (303, to)


@pytest.mark.parametrize("address", ["/", "/articles/first", "/pairs/KOR-CHN", "/requests.csv"])
def test_nothing_is_shown_without_a_token(closed: TestClient, address: str) -> None:
    page = closed.get(address)
    assert page.status_code == 303
    assert page.headers["location"].startswith("/sign-in")
    assert "Korea" not in page.text
    twin = closed.get(address, headers={"Accept": "application/json"})
    assert twin.status_code == 401
    assert twin.headers["www-authenticate"].startswith("Bearer")


def test_one_signs_in_goes_on_and_signs_out(closed: TestClient, token: str) -> None:
    asked = closed.get("/pairs/KOR-CHN?since=2020")
    assert asked.headers["location"] == "/sign-in?next=/pairs/KOR-CHN%3Fsince%3D2020"
    form = closed.get(asked.headers["location"]).text
    assert 'name="next" value="/pairs/KOR-CHN?since=2020"' in form
    done = closed.post(
        "/sign-in",
        data={"mark": mark_of(form), "token": token, "next": "/pairs/KOR-CHN?since=2020"},
    )
    assert done.headers["location"] == "/pairs/KOR-CHN?since=2020"
    cookie = done.headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=strict" in cookie
    page = closed.get("/")
    assert page.status_code == 200
    assert "Ana, editor" in page.text
    assert page.headers["cache-control"].startswith("private")
    assert closed.get("/requests.csv").headers["cache-control"].startswith("private")
    kept = closed.cookies["detente_session"]
    assert closed.post("/sign-out", data={"mark": "wrong"}).status_code == 403
    assert closed.post("/sign-out", data={"mark": mark_of(page.text)}).status_code == 303
    closed.cookies.set("detente_session", kept)
    assert closed.get("/").status_code == 303  # a copy of the cookie is worth nothing


def test_a_program_sends_its_token(closed: TestClient, token: str) -> None:
    def with_token(value: str) -> int:
        how = {"Authorization": f"Bearer {value}", "Accept": "application/json"}
        return int(closed.get("/articles/first", headers=how).status_code)

    assert with_token(token) == 200
    assert with_token(token + "x") == 401
    assert with_token("") == 401


def test_a_revoked_token_is_out_at_once(closed: TestClient, token: str, people: Path) -> None:
    sign_in(closed, token)
    assert closed.get("/").status_code == 200
    revoke_person(people, "Ana")
    assert closed.get("/").status_code == 303
    again = add_person(people, "Ana", "editor")[1]  # the same name anew is another token
    assert closed.get("/").status_code == 303
    assert closed.get("/", headers={"Authorization": f"Bearer {again}"}).status_code == 200
    people.unlink()
    assert closed.get("/", headers={"Authorization": f"Bearer {again}"}).status_code == 503


@pytest.mark.parametrize(
    "to", ["//evil.example", "https://evil.example", "/\\evil.example", "javascript:alert(1)"]
)
def test_signing_in_leads_nowhere_else(closed: TestClient, token: str, to: str) -> None:
    mark = mark_of(closed.get("/sign-in", params={"next": to}).text)
    done = closed.post("/sign-in", data={"mark": mark, "token": token, "next": to})
    assert done.headers["location"] == "/"


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.example"},
        {"Origin": "http://127.0.0.1:9999"},  # another server on the same machine
        {"Origin": "null"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
    ],
)
def test_forms_of_other_sites_are_refused(
    closed: TestClient, token: str, headers: dict[str, str]
) -> None:
    mark = mark_of(closed.get("/sign-in").text)
    form = {"mark": mark, "token": token, "next": "/"}
    assert closed.post("/sign-in", data=form, headers=headers).status_code == 403
    assert "detente_session" not in closed.cookies
    assert closed.post("/sign-in", data=form, headers={"Origin": AT}).status_code == 303


def test_signing_in_needs_the_form(closed: TestClient, token: str) -> None:
    assert closed.post("/sign-in", data={"token": token}).status_code == 403
    assert closed.post("/sign-in", data={"token": token, "mark": "x"}).status_code == 403
    mark = mark_of(closed.get("/sign-in").text)
    wrong = closed.post("/sign-in", data={"token": token[:-1], "mark": mark})
    assert wrong.status_code == 403
    assert "not known, or was revoked" in wrong.text


def test_guessing_is_slowed(closed: TestClient) -> None:
    codes = []
    for _ in range(7):
        mark = mark_of(closed.get("/sign-in").text)
        codes.append(closed.post("/sign-in", data={"mark": mark, "token": "guess"}).status_code)
    assert codes == [403] * 5 + [429] * 2
    guessed = closed.get("/", headers={"Authorization": "Bearer guess"})
    assert guessed.status_code == 429
    assert int(guessed.headers["retry-after"]) > 0


def test_no_one_asks_without_end(closed: TestClient, token: str) -> None:
    how = {"Authorization": f"Bearer {token}"}
    codes = {closed.get("/nowhere", headers=how).status_code for _ in range(200)}
    assert codes == {404, 429}


def test_large_and_odd_forms_are_refused(closed: TestClient) -> None:
    form = {"Content-Type": "application/x-www-form-urlencoded"}
    assert closed.post("/sign-in", content=b"a" * 20_000, headers=form).status_code == 413
    assert closed.post("/sign-in", json={"token": "x"}).status_code == 415
    many = "&".join(f"a{i}=1" for i in range(100)).encode()
    assert closed.post("/sign-in", content=many, headers=form).status_code == 400


def test_only_allowed_hosts_are_answered(record_path: Path, people: Path, token: str) -> None:
    assert token
    pages = TestClient(create_app(record_path, auth=people, hosts=["Record.Example"]), base_url=AT)
    for host, status in (
        ("record.example", 200),
        ("record.example:443", 200),
        ("127.0.0.1:8765", 200),
        ("evil.example", 400),
        ("record.example.evil", 400),
        ("", 400),
    ):
        assert pages.get("/sign-in", headers={"Host": host}).status_code == status, host


@pytest.mark.parametrize("stripped", [False, True], ids=["path kept", "path taken off"])
def test_pages_stand_below_a_path(
    record_path: Path, people: Path, token: str, stripped: bool
) -> None:
    """Both ways in which a proxy may pass a path on; every address leads below it."""
    pages = TestClient(
        create_app(record_path, auth=people, hosts=["record.example"], root="/detente"),
        base_url="https://record.example",
        follow_redirects=False,
    )
    inner = "" if stripped else "/detente"
    first = pages.get(inner + "/pairs/KOR-CHN")
    assert first.headers["location"] == "/detente/sign-in?next=/pairs/KOR-CHN"
    form = pages.get(inner + "/sign-in")
    pages.cookies.set("detente_form", form.cookies["detente_form"])
    assert 'action="/detente/sign-in"' in form.text
    done = pages.post(
        inner + "/sign-in", data={"mark": mark_of(form.text), "token": token, "next": "/pairs"}
    )
    assert done.headers["location"] == "/detente/pairs"
    cookies = [v.lower() for v in done.headers.get_list("set-cookie")]
    assert all("path=/detente" in c for c in cookies)
    assert "secure" in cookies[0]
    how = {"Authorization": f"Bearer {token}"}
    for address in ("/", "/articles/first", "/pairs/KOR-CHN", "/region?states=KOR,CHN,JPN,PRK"):
        page = pages.get(inner + address, headers=how)
        assert page.status_code == 200
        assert int(page.headers["content-length"]) == len(page.content)
        found = re.findall(r'\s(?:href|src|action|data-base)="(/[^"]*)"', page.text)
        assert found
        assert all(a.startswith("/detente/") for a in found), address
    style = re.search(r'href="(/detente/static/style.css[^"]*)"', page.text)
    assert style
    asked = style[1].removeprefix("/detente") if stripped else style[1]
    assert pages.get(asked).status_code == 200


def test_buckets_fill_up_again_and_forget() -> None:
    now = [0.0]
    buckets = Buckets(rate=0.5, burst=2, most=3, clock=lambda: now[0])
    assert [buckets.take("a") for _ in range(3)] == [0, 0, 2]
    now[0] = 2.0
    assert [buckets.take("a") for _ in range(2)] == [0, 2]
    for n in range(10):
        buckets.take(f"k{n}")
    assert len(buckets) == 3


def test_a_session_ends_in_time_and_cannot_be_made_up() -> None:
    now = [1000.0]
    sessions = Sessions(clock=lambda: now[0])
    ana = Person(name="Ana", role="reader", digest=digest_of("t"), last="t", created="")
    cookie = sessions.start(ana)
    held = sessions.read(cookie)
    assert held is not None
    assert sessions.person(held, (ana,)) is ana
    assert sessions.person(held, ()) is None
    body, _, mark = cookie.partition(".")
    for forged in (body, f"{body}.", f"{body}x.{mark}", f"{body}.{mark[:-1]}", "é.é", ""):
        assert sessions.read(forged) is None
    assert Sessions().read(cookie) is None  # of another run of the server
    now[0] += LASTS + 1
    assert sessions.read(cookie) is None


def test_the_real_server_asks_for_a_token(record_path: Path, people: Path, token: str) -> None:
    """The program itself, on a free port, over real HTTP."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [
        sys.executable, "-m", "detente", "serve", "--record", str(record_path), "--port", str(port),
        "--host", "0.0.0.0", "--allowed-host", "localhost", "--auth", str(people),
    ]  # fmt: skip
    at = f"http://localhost:{port}/articles/first?_format=json"
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as server:
        try:
            assert _status(at, {}) == 401
            assert _status(at, {"Authorization": f"Bearer {token}"}) == 200
            assert _status(at, {"Authorization": f"Bearer {token}", "Host": "evil.example"}) == 400
        finally:
            server.terminate()
        assert server.stderr is not None
        said = server.stderr.read()
    assert "in the clear" in said
    assert token not in said


def _status(address: str, headers: dict[str, str]) -> int:
    until = time.monotonic() + 60
    while True:
        try:
            request = urllib.request.Request(address, headers=headers)
            with urllib.request.urlopen(request, timeout=20) as answer:
                return int(answer.status)
        except urllib.error.HTTPError as error:
            error.close()
            return error.code
        except (urllib.error.URLError, ConnectionError):
            if time.monotonic() > until:
                raise
            time.sleep(0.1)
