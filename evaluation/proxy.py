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
import re
import shlex
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from detente.engine.deliver import atom, feed_path
from detente.record import Record
from proxy_checks import CHECKS, check_browser, check_proxy_elsewhere, check_proxy_unknown
from proxy_site import NAME, ROOT, Site

_PAGE = Path(__file__).parents[1] / "docs" / "how-to" / "share.md"
_PROXY_ELSEWHERE = "127.0.0.66"


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
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", f"/CN={NAME}",
         "-addext", f"subjectAltName=DNS:{NAME}", "-keyout", str(key), "-out", str(certificate)],
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
        server_name {NAME};
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
            if site.client().ask(f"{ROOT}/sign-in").status == 200:
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
