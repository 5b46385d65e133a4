"""Whether the pages work behind a real nginx with TLS, as docs/how-to/share.md says to set it up.

Usage: python evaluation/proxy.py RECORD [--no-browser]

The commands and the nginx block are read out of the page, so what is tried is what people are told. Only
names of files and ports are put in their places. A certificate is made by openssl; nginx runs as a process
of its own on a free port, with all it writes in a folder that is taken away at the end; RECORD is copied
and never written to. Clients are told apart by their addresses: 127.0.0.2, 127.0.0.3 and so on.

Needs nginx, openssl and, for the last check, Chromium with playwright. Prints one line a check; exit code
1 when one of them fails.
"""

from __future__ import annotations

import argparse
import http.client
import json
import re
import shlex
import shutil
import socket
import ssl
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import quote, urlencode, urljoin, urlsplit

from detente.engine.deliver import atom, feed_path
from detente.record import Record

_PAGE = Path(__file__).parents[1] / "docs" / "how-to" / "share.md"
_NAME, _ROOT = "example.org", "/detente"
_PROXY_ELSEWHERE = "127.0.0.66"
_MOST_PAGES = 120
_HTML = "text/html"


@dataclass(frozen=True)
class Answer:
    """What came back."""

    status: int
    headers: http.client.HTTPMessage
    body: bytes

    @property
    def text(self) -> str:
        """The body as text."""
        return self.body.decode()

    def all(self, name: str) -> list[str]:
        """Every header of a name."""
        return self.headers.get_all(name) or []


@dataclass
class Client:
    """One who asks, from an address of its own; keeps cookies, follows nothing."""

    port: int
    certificate: Path
    address: str
    token: str = ""
    jar: dict[str, str] = field(default_factory=dict)

    def ask(
        self,
        path: str,
        *,
        method: str = "GET",
        headers: dict[str, str] | None = None,
        body: bytes | None = None,
        host: str = "",
    ) -> Answer:
        """Send one request over TLS, with the certificate checked."""
        trust = ssl.create_default_context(cafile=str(self.certificate))
        raw = socket.create_connection(("127.0.0.1", self.port), 60, (self.address, 0))
        line = http.client.HTTPConnection(_NAME, self.port)
        line.sock = trust.wrap_socket(raw, server_hostname=_NAME)
        sent = {"Host": host or f"{_NAME}:{self.port}", **(headers or {})}
        if self.jar:
            sent["Cookie"] = "; ".join(f"{k}={v}" for k, v in self.jar.items())
        if self.token:
            sent["Authorization"] = f"Bearer {self.token}"
        try:
            line.request(method, path, body, sent)
            got = line.getresponse()
            answer = Answer(got.status, got.headers, got.read())
        finally:
            line.close()
        for cookie in answer.all("Set-Cookie"):
            name, _, value = cookie.partition(";")[0].partition("=")
            self.jar[name] = value.strip('"')
        return answer

    def patient(self, path: str, **how: object) -> Answer:
        """Ask, and wait when told to."""
        while True:
            answer = self.ask(path, **how)  # type: ignore[arg-type]
            if answer.status != 429:
                return answer
            time.sleep(int(answer.headers["Retry-After"]))

    def send(self, path: str, form: dict[str, str], **headers: str) -> Answer:
        """Send a form as a browser does."""
        how = {
            "Content-Type": "application/x-www-form-urlencoded",
            "Origin": f"https://{_NAME}:{self.port}",
            "Sec-Fetch-Site": "same-origin",
        }
        how |= {k.replace("_", "-"): v for k, v in headers.items()}
        return self.ask(path, method="POST", headers=how, body=urlencode(form).encode())

    def sign_in(self, token: str, to: str = "/", **headers: str) -> Answer:
        """Fetch the form and send it."""
        mark = _mark(self.ask(f"{_ROOT}/sign-in").text)
        return self.send(f"{_ROOT}/sign-in", {"mark": mark, "token": token, "next": to}, **headers)


@dataclass
class Site:
    """The record behind nginx."""

    port: int
    certificate: Path
    editor: str
    reader: str
    article: str
    event: str
    pair: str
    _clients: int = 1

    def client(self, token: str = "") -> Client:
        """Return a client at an address that nobody else has."""
        self._clients += 1
        return Client(self.port, self.certificate, f"127.0.0.{self._clients}", token)


class _Links(HTMLParser):
    """Addresses in the attributes of a page."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[tuple[str, str]] = []
        self.feed(page)

    def handle_starttag(
        self,
        tag: str,  # noqa: ARG002
        attrs: list[tuple[str, str | None]],
    ) -> None:
        """Keep what is an address."""
        for name, value in attrs:
            if name in ("href", "src", "action", "formaction", "data-base") and value:
                self.found.append((name, value))


def _mark(page: str) -> str:
    found = re.search(r'name="mark" value="([^"]+)"', page)
    assert found, "the page has no form with a mark"
    return found[1]


# -- what is checked --------------------------------------------------------------------------------


def check_closed(site: Site) -> str:
    """Nothing is shown before signing in, and the way in keeps the path."""
    client = site.client()
    bare = client.ask(_ROOT)
    assert (bare.status, urlsplit(bare.headers["Location"]).path) == (301, _ROOT + "/")
    got = client.ask(f"{_ROOT}/pairs/{site.pair}?since=2020")
    assert got.status == 303
    wanted = f"{_ROOT}/sign-in?next=/pairs/{site.pair}%3Fsince%3D2020"
    assert got.headers["Location"] == wanted, got.headers["Location"]
    assert client.ask("/").status == 404, "what is beside the path belongs to others"
    assert client.ask(f"{_ROOT}/requests", headers={"Accept": "application/json"}).status == 401
    return "303 to the form, 401 for programs"


def check_signing_in(site: Site) -> str:
    """Cookies are Secure, HttpOnly, for the path alone, also when the client claims another scheme."""
    client = site.client()
    done = client.sign_in(site.reader, f"/pairs/{site.pair}", X_Forwarded_Proto="http")
    where = f"{_ROOT}/pairs/{site.pair}"
    assert (done.status, done.headers["Location"]) == (303, where), done.text
    (kept,) = (c for c in done.all("Set-Cookie") if c.startswith("detente_session"))
    parts = {p.strip().lower() for p in kept.split(";")[1:]}
    assert {"secure", "httponly", "samesite=strict", f"path={_ROOT}"} <= parts, kept
    page = client.ask(where)
    assert page.status == 200
    assert "Ben Okoro, reader" in page.text
    held = dict(client.jar)
    out = client.send(f"{_ROOT}/sign-out", {"mark": _mark(page.text)})
    assert (out.status, out.headers["Location"]) == (303, f"{_ROOT}/sign-in")
    client.jar = held
    assert client.ask(where).status == 303, "a copy of the cookie is worth nothing"
    return kept.partition(";")[2].strip()


def check_links(site: Site) -> str:
    """Every address on every page stands below the path and leads somewhere."""
    client = site.client(site.reader)
    todo, seen, static = [f"{_ROOT}/"], {f"{_ROOT}/"}, 0
    addresses = 0
    while todo:
        at = todo.pop(0)
        got = client.patient(at, headers={"Accept": _HTML})
        assert got.status == 200, f"{at}: {got.status}"
        static += "/static/" in at
        if got.headers.get_content_type() != _HTML:
            continue
        for name, link in _Links(got.text).found:
            url = urlsplit(urljoin(f"https://{_NAME}{at}", link))
            if url.netloc != _NAME or url.scheme != "https":
                continue
            addresses += 1
            assert url.path.startswith(_ROOT + "/"), f"{at}: {name}={link}"
            assert not url.path.startswith(_ROOT + _ROOT), f"{at}: {name}={link}"
            kind = (
                re.sub(r"[^/]*\d[^/]*$", "N", url.path)
                + "?"
                + "&".join(sorted({q.partition("=")[0] for q in url.query.split("&")}))
            )
            key = f"{url.path}?{url.query}" if "/static/" in url.path else kind
            if name in ("href", "src") and key not in seen and len(seen) < _MOST_PAGES:
                seen.add(key)
                todo.append(url.path + (f"?{url.query}" if url.query else ""))
    assert static >= 5, "style sheet, icon and scripts"
    return f"{len(seen)} pages and files fetched, {addresses:,} addresses"


def check_files(site: Site) -> str:
    """The JSON twin, CSV, SVG and the feed, asked for by a program with its token."""
    client = site.client(site.reader)
    twin = client.ask(f"{_ROOT}/pairs/{site.pair}?_format=json")
    assert json.loads(twin.text)
    same = client.ask(f"{_ROOT}/pairs/{site.pair}", headers={"Accept": "application/json"})
    assert same.body == twin.body
    for path, kind, begins in (
        (f"/pairs/{site.pair}/series.csv", "text/csv", b""),
        (f"/pairs/{site.pair}/acts.csv", "text/csv", b""),
        ("/requests.csv", "text/csv", b""),
        ("/region.csv", "text/csv", b""),
        (f"/pairs/{site.pair}/chart.svg", "image/svg+xml", b"<svg"),
        ("/region.svg", "image/svg+xml", b"<svg"),
        ("/alerts.atom", "application/atom+xml", b"<?xml"),
    ):
        got = client.ask(_ROOT + path)
        assert got.status == 200, f"{path}: {got.status}"
        assert got.headers.get_content_type() == kind, path
        assert got.body.lstrip().startswith(begins), path
        assert int(got.headers["Content-Length"]) == len(got.body) > 50, path
        inner = re.findall(rb'<[^<>]*\shref="(/[^"]*)"', got.body)
        if kind != "text/csv":
            assert all(a.startswith(f"{_ROOT}/".encode()) for a in inner), f"{path}: {inner[:3]}"
        if path == "/alerts.atom":
            assert len(inner) == 2, "the feed itself and the act"
            assert b'an &lt;a href="/elsewhere"&gt;' in got.body, "what was said stays as it was"
    return "twin, five tables and drawings, feed"


def check_redirects(site: Site) -> str:
    """Addresses with a slash too many lead to the page, below the path and at the port asked."""
    client = site.client(site.reader)
    for path in ("/pairs/", f"/pairs/{site.pair}/"):
        got = client.ask(_ROOT + path + "?since=2020")
        to = urljoin(f"https://{_NAME}:{site.port}{_ROOT}{path}", got.headers["Location"])
        wanted = f"https://{_NAME}:{site.port}{_ROOT}{path.rstrip('/')}?since=2020"
        assert (got.status, to) == (307, wanted), got.headers["Location"]
    return "307 within the path"


def check_head(site: Site) -> str:
    """HEAD answers as GET does, without a body."""
    client = site.client(site.reader)
    for path in (
        "/",
        "/about",
        f"/pairs/{site.pair}/chart.svg",
        "/static/style.css",
        "/requests.csv",
    ):
        got, head = client.ask(_ROOT + path), client.ask(_ROOT + path, method="HEAD")
        assert (head.status, head.body) == (got.status, b""), path
        for name in ("Content-Type", "Content-Length", "Content-Security-Policy", "Cache-Control"):
            assert head.headers[name] == got.headers[name], f"{path}: {name}"
    return "five addresses, same headers"


def check_headers(site: Site) -> str:
    """What the server says of itself and for the browser comes through."""
    got = site.client(site.reader).ask(f"{_ROOT}/")
    assert "frame-ancestors 'none'" in got.headers["Content-Security-Policy"]
    assert got.headers["X-Content-Type-Options"] == "nosniff"
    assert got.headers["Cache-Control"].startswith("private")
    assert got.headers["Server"].startswith("nginx")
    return "policy, nosniff, private"


def check_hosts(site: Site) -> str:
    """Only the name that was allowed is answered."""
    client = site.client(site.reader)
    for host, status in (
        (_NAME, 200),
        (_NAME.upper(), 200),
        ("evil.example", 400),
        (f"{_NAME}.evil.example", 400),
        (f"evil.example:{site.port}", 400),
    ):
        got = client.ask(f"{_ROOT}/about", host=host)
        assert got.status == status, f"Host {host}: {got.status}"
    spoofed = {
        "X-Forwarded-Host": "evil.example",
        "X-Forwarded-Prefix": "/evil",
        "Forwarded": "host=evil.example",
    }
    got = client.ask(f"{_ROOT}/about", headers=spoofed)
    assert b"evil" not in got.body
    return "400 for others"


def check_judging(site: Site) -> str:
    """An editor judges and takes back; forms of other sites, and of readers, are refused."""
    client = site.client()
    assert client.sign_in(site.editor).status == 303
    page = client.ask(f"{_ROOT}/events/{site.event}").text
    form = {"mark": _mark(page), "item": site.event, "kind": "event", "at": "event"}
    for verdict in ("confirmed", "undo"):
        done = client.send(f"{_ROOT}/judge", {**form, "verdict": verdict})
        assert done.status == 303, done.text
        assert done.headers["Location"].startswith(f"{_ROOT}/events/"), done.headers["Location"]
    said = client.ask(f"{_ROOT}/events/{site.event}").text
    assert "by Ana Ruiz" in said
    assert "undone by Ana Ruiz" in said
    wrong = {**form, "verdict": "confirmed"}
    for headers in (
        {"Origin": "https://evil.example", "Sec_Fetch_Site": "cross-site"},
        {"Origin": f"https://{_NAME}:1", "Sec_Fetch_Site": "same-site"},
        {"Origin": "null", "Sec_Fetch_Site": ""},
        {"Origin": "https://evil.example", "Sec_Fetch_Site": ""},
    ):
        assert client.send(f"{_ROOT}/judge", wrong, **headers).status == 403, headers
    assert client.send(f"{_ROOT}/judge", {**wrong, "mark": "0" * 64}).status == 403
    # a browser from before 2023 names the origin only, and $host leaves an unusual port out
    old = client.send(f"{_ROOT}/judge", wrong, Sec_Fetch_Site="")
    assert old.status == 403
    usual = client.send(f"{_ROOT}/judge", wrong, Sec_Fetch_Site="", Origin=f"https://{_NAME}")
    assert usual.status == 303
    reader = site.client()
    reader.sign_in(site.reader)
    assert reader.send(f"{_ROOT}/judge", wrong).status == 403
    return "confirmed and undone; browsers from before 2023 at port 443 only"


def check_guessing(site: Site) -> str:
    """A client that makes up X-Forwarded-For stays one caller, and troubles no other."""
    guesser = site.client()
    codes = [guesser.sign_in("guess", X_Forwarded_For=f"198.51.100.{n}").status for n in range(7)]
    assert codes == [403] * 5 + [429] * 2, codes
    # one at the machine of the proxy, whose own address is the one that is trusted
    local = Client(site.port, site.certificate, "127.0.0.1")
    codes = [local.sign_in("guess", X_Forwarded_For=f"198.51.100.{n}").status for n in range(7)]
    # the browser has taken one of the five
    assert codes in ([403] * 5 + [429] * 2, [403] * 4 + [429] * 3), f"at the proxy itself: {codes}"
    assert site.client().sign_in(site.reader).status == 303, "others sign in as before"
    return "five tries, whatever is made up"


def check_rate(site: Site) -> str:
    """The limit on requests holds for one address, whatever it makes up."""
    client = site.client()
    codes = [
        client.ask(f"{_ROOT}/sign-in", headers={"X-Forwarded-For": f"203.0.113.{n % 250}"}).status
        for n in range(300)
    ]
    assert set(codes) == {200, 429}, set(codes)
    assert site.client().ask(f"{_ROOT}/sign-in").status == 200
    return f"first refused after {codes.index(429)}"


def check_large(site: Site) -> str:
    """Large and odd bodies are refused: by the pages, and by nginx before them."""
    client = site.client()
    form = {"Content-Type": "application/x-www-form-urlencoded"}
    for size in (20_000, 900_000, 3_000_000):
        got = client.ask(f"{_ROOT}/sign-in", method="POST", headers=form, body=b"a" * size)
        assert got.status == 413, f"{size}: {got.status}"
    long = client.ask(f"{_ROOT}/search?q=" + "a" * 20_000)
    assert long.status in (400, 414), long.status
    return "413"


def check_upgrade(site: Site) -> str:
    """There is nothing to upgrade to."""
    got = site.client(site.reader).ask(
        f"{_ROOT}/",
        headers={
            "Connection": "Upgrade",
            "Upgrade": "websocket",
            "Sec-WebSocket-Version": "13",
            "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==",
        },
    )
    assert got.status == 200
    assert b"Upgrade" not in b"".join(k.encode() for k in got.headers)
    return "no websocket"


def check_odd_paths(site: Site) -> str:
    """Paths that only look as if they were below the path, or leave it, lead nowhere."""
    client = site.client(site.reader)
    for path, statuses in (
        (f"{_ROOT}/../etc/passwd", (400, 404)),
        (f"{_ROOT}/..%2f..%2fetc/passwd", (400, 404)),
        (f"{_ROOT}/static/..%2f..%2fapp.py", (404,)),
        (f"{_ROOT}x/about", (404,)),
        (f"{_ROOT}//evil.example/", (404,)),
        (f"{_ROOT}{_ROOT}/about", (404,)),
        (f"{_ROOT}/articles/{quote('no such article', safe='')}", (404,)),
    ):
        got = client.ask(path)
        assert got.status in statuses, f"{path}: {got.status}"
        assert "evil" not in got.headers.get("Location", "")
    return "404"


def check_browser(site: Site) -> str:
    """Chromium signs in, looks round, judges by keys, takes it back; nothing is complained of."""
    from playwright.sync_api import expect, sync_playwright

    found = shutil.which("chromium") or shutil.which("chromium-browser")
    assert found, "no Chromium on PATH"
    wrong: list[str] = []
    with sync_playwright() as driver:
        browser = driver.chromium.launch(
            executable_path=found,
            args=["--no-sandbox", f"--host-resolver-rules=MAP {_NAME} 127.0.0.1"],
        )
        page = browser.new_context(ignore_https_errors=True).new_page()
        page.on("console", lambda m: wrong.append(m.text))
        page.on("pageerror", lambda e: wrong.append(str(e)))
        page.on("response", lambda r: wrong.append(r.url) if r.status >= 400 else None)
        base = f"https://{_NAME}:{site.port}{_ROOT}"
        page.goto(base)
        page.locator("input[name=token]").fill(site.editor)
        page.keyboard.press("Enter")
        page.wait_for_url(f"{base}/")
        page.get_by_role("link", name="Pairs", exact=True).click()
        page.locator("main a[href*='/pairs/']").first.click()
        page.wait_for_url("**/pairs/*-*")
        page.goto(f"{base}/pairs/{site.pair}")
        page.locator("svg.relation").wait_for()
        with page.expect_download() as png:
            page.get_by_role("link", name="PNG").click()
        assert png.value.suggested_filename == f"{site.pair}.png"
        assert png.value.path().read_bytes().startswith(b"\x89PNG")
        page.goto(f"{base}/region")
        page.locator(".slider input").wait_for()
        page.locator(".slider input").press("ArrowLeft")
        page.wait_for_url("**/region?*at=*")
        page.goto(f"{base}/articles/{quote(site.article, safe='')}")
        page.keyboard.press("j")
        page.keyboard.press("c")
        undone = page.locator(".undoing")
        before = undone.count()
        expect(page.locator(".history .confirmed").last).to_be_visible()
        page.keyboard.press("u")
        expect(undone).to_have_count(before + 1)
        page.keyboard.press("x")
        page.locator("details[data-do=x][open] input[name=reason]").fill("a trial")
        page.keyboard.press("Enter")
        expect(page.locator(".history .struck").last).to_be_visible()
        page.keyboard.press("u")
        expect(undone).to_have_count(before + 2)
        assert page.url.startswith(f"{base}/articles/"), page.url
        page.get_by_role("button", name="Sign out").click()
        page.wait_for_url(f"{base}/sign-in")
        browser.close()
    assert not wrong, wrong
    return "signed in, pair, picture, region, confirmed, struck out, undone, signed out"


def check_proxy_elsewhere(site: Site) -> str:
    """With nginx at another address that is trusted, callers are still told apart."""
    return check_guessing(site)


def check_proxy_unknown(site: Site) -> str:
    """With nginx at an address that is not trusted, all are one caller, and nothing made up is taken."""
    codes = [
        site.client().sign_in("guess", X_Forwarded_For=f"198.51.100.{n}").status for n in range(7)
    ]
    assert codes == [403] * 5 + [429] * 2, codes
    done = site.client().ask(f"{_ROOT}/sign-in")
    assert "secure" not in done.headers["Set-Cookie"].lower()
    return "one caller, cookies not Secure"


#: In this order: the browser asks from the address that later uses up its tries.
CHECKS: tuple[Callable[[Site], str], ...] = (
    check_closed, check_signing_in, check_links, check_files, check_redirects, check_head,
    check_headers, check_hosts, check_judging, check_browser, check_guessing, check_rate,
    check_large, check_upgrade, check_odd_paths,
)  # fmt: skip


# -- what it runs on --------------------------------------------------------------------------------


def told() -> tuple[str, str, list[str]]:
    """Return what the page tells: the nginx block, the command that serves, those that give tokens."""
    text = _PAGE.read_text("utf-8")
    blocks = re.findall(r"(?:^    .*\n|^\n(?=    ))+", text, re.MULTILINE)
    plain = [re.sub(r"^    ", "", b, flags=re.MULTILINE).strip() for b in blocks]
    (block,) = (b for b in plain if b.startswith("location /detente/"))
    (serve,) = (b for b in plain if b.startswith("detente serve") and "--root-path" in b)
    add = [line for b in plain for line in b.splitlines() if line.startswith("detente access add")]
    return block, serve.replace("\\\n", " "), add


def free_port() -> int:
    """Return a port that is free now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _run(line: str, record: Path, more: list[str] | None = None) -> list[str]:
    words = shlex.split(line.replace("my.db", str(record)))
    access = str(record.with_suffix("")) + ".access.json"
    words = [access if w == "my.access.json" else w for w in words]
    assert words[0] == "detente", line
    return [sys.executable, "-m", "detente", *words[1:], *(more or [])]


@contextmanager
def behind_nginx(
    source: Path, folder: Path, *, elsewhere: bool = False, trusted: bool = True
) -> Iterator[Site]:
    """Serve a copy of a record behind nginx.

    Args:
        source: The record.
        folder: Where everything goes.
        elsewhere: Whether nginx calls from another address than 127.0.0.1.
        trusted: Whether the pages are told that address.
    """
    block, serve, adding = told()
    folder.mkdir()
    folder.chmod(
        0o711
    )  # the processes of nginx run as somebody else and keep their own folders here
    record = folder / "my.db"
    shutil.copy(source, record)
    with Record.open(record, create=False) as held:  # brings a copy of an older one up to date
        rows = held.pairs()
        pair = max(rows, key=lambda r: r.acts).pair
        article, event = _judged(held)
    _alert(record, event)
    tokens = [
        subprocess.run(
            _run(line, record), capture_output=True, text=True, check=True
        ).stdout.strip()
        for line in adding
    ]
    editor, reader = tokens
    certificate, key = folder / "cert.pem", folder / "key.pem"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", f"/CN={_NAME}",
         "-addext", f"subjectAltName=DNS:{_NAME}", "-keyout", str(key), "-out", str(certificate)],
        check=True, capture_output=True,
    )  # fmt: skip
    back, front = free_port(), free_port()
    block = block.replace("127.0.0.1:8765", f"127.0.0.1:{back}")
    if elsewhere:
        block = block.replace("{", f"{{\n    proxy_bind {_PROXY_ELSEWHERE};", 1)
    (folder / "nginx.conf").write_text(
        f"""
pid {folder}/nginx.pid;
error_log {folder}/error.log;
events {{}}
http {{
    access_log {folder}/access.log;
    client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy; fastcgi_temp_path {folder}/f;
    uwsgi_temp_path {folder}/u; scgi_temp_path {folder}/s;
    server {{
        listen 127.0.0.1:{front} ssl;
        server_name {_NAME};
        ssl_certificate {certificate};
        ssl_certificate_key {key};
{block}
    }}
}}
""",
        "utf-8",
    )
    trust = ["--trust-proxy", _PROXY_ELSEWHERE] if elsewhere and trusted else []
    pages = subprocess.Popen(_run(serve, record, ["--port", str(back), *trust]))
    nginx = subprocess.Popen(
        [shutil.which("nginx") or "/usr/sbin/nginx", "-p", str(folder), "-c", str(folder / "nginx.conf"),
         "-e", str(folder / "error.log"), "-g", "daemon off;"]
    )  # fmt: skip
    try:
        site = Site(front, certificate, editor, reader, article, event, "-".join(pair))
        _wait(site)
        yield site
    finally:
        for process in (nginx, pages):
            process.terminate()
            process.wait(30)


def _judged(record: Record) -> tuple[str, str]:
    """Return an article and an event whose first item can be judged."""
    for row in record.articles():
        reading = record.article(row.id)
        if reading.events and not record.judgements():
            return row.id, reading.events[0].id
    raise SystemExit("the record has no article with an act")


def _alert(record: Path, event: str) -> None:
    """Leave a feed beside the record, as a watch does."""
    sentence = {
        "text": 'He called it an <a href="/elsewhere">',
        "publisher": "",
        "agency": "",
        "published": "",
    }
    alert = {
        "id": "1", "title": "An act", "made": "2026-01-07T00:00:00+00:00", "rule": "r",
        "paths": [f"/events/{event}"], "sentences": [sentence],
    }  # fmt: skip
    feed_path(record).write_bytes(atom([alert], "Alerts"))


def _wait(site: Site) -> None:
    until = time.monotonic() + 60
    while time.monotonic() < until:
        try:
            if site.client().ask(f"{_ROOT}/sign-in").status == 200:
                return
        except OSError:
            pass
        site._clients = 1
        time.sleep(0.2)
    raise SystemExit("the pages did not come up behind nginx")


def run(checks: tuple[Callable[[Site], str], ...], site: Site) -> int:
    """Run checks and print a line for each; return how many failed."""
    failed = 0
    for check in checks:
        name = check.__name__.removeprefix("check_").replace("_", " ")
        try:
            print(f"ok      {name}: {check(site)}", flush=True)
        except Exception as error:  # whatever goes wrong, the other checks are made
            failed += 1
            at = error.__traceback__
            while at and at.tb_next:
                at = at.tb_next
            line = at.tb_lineno if at else 0
            what = str(error) or type(error).__name__
            print(f"FAILED  {name}, line {line}: {what}", flush=True)
    return failed


def main() -> None:
    """Run everything."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("record", type=Path)
    parser.add_argument("--no-browser", action="store_true")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as held:
        top = Path(held)
        top.chmod(0o711)
        with behind_nginx(given.record, top / "same") as site:
            left_out = {check_browser} if given.no_browser else set()
            failed = run(tuple(c for c in CHECKS if c not in left_out), site)
        with behind_nginx(given.record, top / "elsewhere", elsewhere=True) as site:
            failed += run((check_proxy_elsewhere,), site)
        with behind_nginx(given.record, top / "unknown", elsewhere=True, trusted=False) as site:
            failed += run((check_proxy_unknown,), site)
    raise SystemExit(1 if failed else 0)


if __name__ == "__main__":
    main()
