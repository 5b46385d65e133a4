"""What is checked of the pages behind nginx: each returns what it saw, or fails."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable
from urllib.parse import quote, urljoin, urlsplit

from proxy_site import NAME, ROOT, Client, Links, Site, mark_of

_MOST_PAGES = 120
_HTML = "text/html"


def check_closed(site: Site) -> str:
    """Nothing is shown before signing in, and the way in keeps the path."""
    client = site.client()
    bare = client.ask(ROOT)
    assert (bare.status, urlsplit(bare.headers["Location"]).path) == (301, ROOT + "/")
    got = client.ask(f"{ROOT}/pairs/{site.pair}?since=2020")
    assert got.status == 303
    wanted = f"{ROOT}/sign-in?next=/pairs/{site.pair}%3Fsince%3D2020"
    assert got.headers["Location"] == wanted, got.headers["Location"]
    assert client.ask("/").status == 404, "what is beside the path belongs to others"
    assert client.ask(f"{ROOT}/requests", headers={"Accept": "application/json"}).status == 401
    return "303 to the form, 401 for programs"


def check_signing_in(site: Site) -> str:
    """Cookies are Secure, HttpOnly, for the path alone, also when the client claims another scheme."""
    client = site.client()
    done = client.sign_in(site.reader, f"/pairs/{site.pair}", X_Forwarded_Proto="http")
    where = f"{ROOT}/pairs/{site.pair}"
    assert (done.status, done.headers["Location"]) == (303, where), done.text
    (kept,) = (c for c in done.all("Set-Cookie") if c.startswith("detente_session"))
    parts = {p.strip().lower() for p in kept.split(";")[1:]}
    assert {"secure", "httponly", "samesite=strict", f"path={ROOT}"} <= parts, kept
    page = client.ask(where)
    assert page.status == 200
    assert "Ben Okoro, reader" in page.text
    held = dict(client.jar)
    out = client.send(f"{ROOT}/sign-out", {"mark": mark_of(page.text)})
    assert (out.status, out.headers["Location"]) == (303, f"{ROOT}/sign-in")
    client.jar = held
    assert client.ask(where).status == 303, "a copy of the cookie is worth nothing"
    return kept.partition(";")[2].strip()


def check_links(site: Site) -> str:
    """Every address on every page stands below the path and leads somewhere."""
    client = site.client(site.reader)
    todo, seen, static = [f"{ROOT}/"], {f"{ROOT}/"}, 0
    addresses = 0
    while todo:
        at = todo.pop(0)
        got = client.patient(at, headers={"Accept": _HTML})
        assert got.status == 200, f"{at}: {got.status}"
        static += "/static/" in at
        if got.headers.get_content_type() != _HTML:
            continue
        for name, link in Links(got.text).found:
            url = urlsplit(urljoin(f"https://{NAME}{at}", link))
            if url.netloc != NAME or url.scheme != "https":
                continue
            addresses += 1
            assert url.path.startswith(ROOT + "/"), f"{at}: {name}={link}"
            assert not url.path.startswith(ROOT + ROOT), f"{at}: {name}={link}"
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
    twin = client.ask(f"{ROOT}/pairs/{site.pair}?_format=json")
    assert json.loads(twin.text)
    same = client.ask(f"{ROOT}/pairs/{site.pair}", headers={"Accept": "application/json"})
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
        got = client.ask(ROOT + path)
        assert got.status == 200, f"{path}: {got.status}"
        assert got.headers.get_content_type() == kind, path
        assert got.body.lstrip().startswith(begins), path
        assert int(got.headers["Content-Length"]) == len(got.body) > 50, path
        inner = re.findall(rb'<[^<>]*\shref="(/[^"]*)"', got.body)
        if kind != "text/csv":
            assert all(a.startswith(f"{ROOT}/".encode()) for a in inner), f"{path}: {inner[:3]}"
        if path == "/alerts.atom":
            assert len(inner) == 2, "the feed itself and the act"
            assert b'an &lt;a href="/elsewhere"&gt;' in got.body, "what was said stays as it was"
    return "twin, five tables and drawings, feed"


def check_redirects(site: Site) -> str:
    """Addresses with a slash too many lead to the page, below the path and at the port asked."""
    client = site.client(site.reader)
    for path in ("/pairs/", f"/pairs/{site.pair}/"):
        got = client.ask(ROOT + path + "?since=2020")
        to = urljoin(f"https://{NAME}:{site.port}{ROOT}{path}", got.headers["Location"])
        wanted = f"https://{NAME}:{site.port}{ROOT}{path.rstrip('/')}?since=2020"
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
        got, head = client.ask(ROOT + path), client.ask(ROOT + path, method="HEAD")
        assert (head.status, head.body) == (got.status, b""), path
        for name in ("Content-Type", "Content-Length", "Content-Security-Policy", "Cache-Control"):
            assert head.headers[name] == got.headers[name], f"{path}: {name}"
    return "five addresses, same headers"


def check_headers(site: Site) -> str:
    """What the server says of itself and for the browser comes through."""
    got = site.client(site.reader).ask(f"{ROOT}/")
    assert "frame-ancestors 'none'" in got.headers["Content-Security-Policy"]
    assert got.headers["X-Content-Type-Options"] == "nosniff"
    assert got.headers["Cache-Control"].startswith("private")
    assert got.headers["Server"].startswith("nginx")
    return "policy, nosniff, private"


def check_hosts(site: Site) -> str:
    """Only the name that was allowed is answered."""
    client = site.client(site.reader)
    for host, status in (
        (NAME, 200),
        (NAME.upper(), 200),
        ("evil.example", 400),
        (f"{NAME}.evil.example", 400),
        (f"evil.example:{site.port}", 400),
    ):
        got = client.ask(f"{ROOT}/about", host=host)
        assert got.status == status, f"Host {host}: {got.status}"
    spoofed = {
        "X-Forwarded-Host": "evil.example",
        "X-Forwarded-Prefix": "/evil",
        "Forwarded": "host=evil.example",
    }
    got = client.ask(f"{ROOT}/about", headers=spoofed)
    assert b"evil" not in got.body
    return "400 for others"


def check_judging(site: Site) -> str:
    """An editor judges and takes back; forms of other sites, and of readers, are refused."""
    client = site.client()
    assert client.sign_in(site.editor).status == 303
    page = client.ask(f"{ROOT}/events/{site.event}").text
    form = {"mark": mark_of(page), "item": site.event, "kind": "event", "at": "event"}
    for verdict in ("confirmed", "undo"):
        done = client.send(f"{ROOT}/judge", {**form, "verdict": verdict})
        assert done.status == 303, done.text
        assert done.headers["Location"].startswith(f"{ROOT}/events/"), done.headers["Location"]
    said = client.ask(f"{ROOT}/events/{site.event}").text
    assert "by Ana Ruiz" in said
    assert "undone by Ana Ruiz" in said
    wrong = {**form, "verdict": "confirmed"}
    for headers in (
        {"Origin": "https://evil.example", "Sec_Fetch_Site": "cross-site"},
        {"Origin": f"https://{NAME}:1", "Sec_Fetch_Site": "same-site"},
        {"Origin": "null", "Sec_Fetch_Site": ""},
        {"Origin": "https://evil.example", "Sec_Fetch_Site": ""},
    ):
        assert client.send(f"{ROOT}/judge", wrong, **headers).status == 403, headers
    assert client.send(f"{ROOT}/judge", {**wrong, "mark": "0" * 64}).status == 403
    # a browser from before 2023 names the origin only, and $host leaves an unusual port out
    old = client.send(f"{ROOT}/judge", wrong, Sec_Fetch_Site="")
    assert old.status == 403
    usual = client.send(f"{ROOT}/judge", wrong, Sec_Fetch_Site="", Origin=f"https://{NAME}")
    assert usual.status == 303
    reader = site.client()
    reader.sign_in(site.reader)
    assert reader.send(f"{ROOT}/judge", wrong).status == 403
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
        client.ask(f"{ROOT}/sign-in", headers={"X-Forwarded-For": f"203.0.113.{n % 250}"}).status
        for n in range(300)
    ]
    assert set(codes) == {200, 429}, set(codes)
    assert site.client().ask(f"{ROOT}/sign-in").status == 200
    return f"first refused after {codes.index(429)}"


def check_large(site: Site) -> str:
    """Large and odd bodies are refused: by the pages, and by nginx before them."""
    client = site.client()
    form = {"Content-Type": "application/x-www-form-urlencoded"}
    for size in (20_000, 900_000, 3_000_000):
        got = client.ask(f"{ROOT}/sign-in", method="POST", headers=form, body=b"a" * size)
        assert got.status == 413, f"{size}: {got.status}"
    long = client.ask(f"{ROOT}/search?q=" + "a" * 20_000)
    assert long.status in (400, 414), long.status
    return "413"


def check_upgrade(site: Site) -> str:
    """There is nothing to upgrade to."""
    got = site.client(site.reader).ask(
        f"{ROOT}/",
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
        (f"{ROOT}/../etc/passwd", (400, 404)),
        (f"{ROOT}/..%2f..%2fetc/passwd", (400, 404)),
        (f"{ROOT}/static/..%2f..%2fapp.py", (404,)),
        (f"{ROOT}x/about", (404,)),
        (f"{ROOT}//evil.example/", (404,)),
        (f"{ROOT}{ROOT}/about", (404,)),
        (f"{ROOT}/articles/{quote('no such article', safe='')}", (404,)),
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
            args=["--no-sandbox", f"--host-resolver-rules=MAP {NAME} 127.0.0.1"],
        )
        page = browser.new_context(ignore_https_errors=True).new_page()
        page.on("console", lambda m: wrong.append(m.text))
        page.on("pageerror", lambda e: wrong.append(str(e)))
        page.on("response", lambda r: wrong.append(r.url) if r.status >= 400 else None)
        base = f"https://{NAME}:{site.port}{ROOT}"
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
    done = site.client().ask(f"{ROOT}/sign-in")
    assert "secure" not in done.headers["Set-Cookie"].lower()
    return "one caller, cookies not Secure"


#: In this order: the browser asks from the address that later uses up its tries.
CHECKS: tuple[Callable[[Site], str], ...] = (
    check_closed, check_signing_in, check_links, check_files, check_redirects, check_head,
    check_headers, check_hosts, check_judging, check_browser, check_guessing, check_rate,
    check_large, check_upgrade, check_odd_paths,
)  # fmt: skip
