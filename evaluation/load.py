"""The pages under many readers at once, with articles being added beside them.

Usage: python evaluation/load.py RECORD.db [--readers 50] [--seconds 8] [--adding 2] [--only WORDS]

RECORD is a made one (evaluation/large.py); articles are added to it. Starts ``detente serve``, a process that adds so
many articles a second with Record.add, and wrk (which must be installed) with so many connections, each
of which asks for the next page as soon as it has one. Of pages that there are many of (articles, acts,
pairs), addresses are drawn from the record by chance: half of them among the busiest pairs. Prints a line a
kind of page: the slowest first answer of one reader (nothing kept yet), then, when each address was asked for once, median
and 99th percentile under load, answers a second, and answers other than 200; then JSON. Exit code 1 when a median is over 300 ms or an answer is not 200.
"""

from __future__ import annotations

import argparse
import itertools
import json
import random
import re
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from detente.record import Record
from large import articles

MOST_MS = 300
#: Addresses of a kind of page of which there are many.
EACH = 40
LUA = """
local paths = {%s}
local n = 0
request = function()
  n = n + 1
  return wrk.format("GET", paths[n %% #paths + 1])
end
done = function(summary, latency, requests)
  io.write(string.format("RESULT %%f %%f %%d %%f %%d %%d\\n", latency:percentile(50) / 1000, latency:percentile(99) / 1000,
    summary.requests, summary.duration / 1e6, summary.errors.status,
    summary.errors.connect + summary.errors.read + summary.errors.write + summary.errors.timeout))
end
"""


def kinds(record: Path, seed: int) -> dict[str, list[str]]:
    """Return addresses by kind of page."""
    chance = random.Random(seed)
    with closing(sqlite3.connect(f"{record.absolute().as_uri()}?mode=ro", uri=True)) as db:
        held = db.execute(
            "SELECT a || '-' || b, sum(acts) FROM pair_counts GROUP BY a, b ORDER BY 2 DESC"
        ).fetchall()
        pairs = [p for p, _ in held[: EACH // 2]] + [
            p for p, _ in chance.sample(held, min(len(held), EACH // 2))
        ]
        most = int(db.execute("SELECT max(n) FROM articles").fetchone()[0])
        acts = int(db.execute("SELECT max(n) FROM acts").fetchone()[0])
        one = "SELECT id FROM {} WHERE n >= ? ORDER BY n LIMIT 1"

        def some(table: str, last: int) -> list[str]:
            return [
                db.execute(one.format(table), (chance.randint(1, last),)).fetchone()[0]
                for _ in range(EACH)
            ]

        papers, deeds = some("articles", most), some("acts", acts)
    states = sorted({s for p in pairs for s in p.split("-")})
    first = states[0]
    return {
        "home": ["/"],
        "articles": ["/articles", *(f"/articles?page={n}" for n in (2, 3, 40, 400))],
        "article": [f"/articles/{a}" for a in papers],
        "event": [f"/events/{e}" for e in deeds],
        "pairs": ["/pairs"],
        "pair": [f"/pairs/{p}" for p in pairs],
        "pair, one year": [f"/pairs/{p}?since=2020&until=2020-12" for p in pairs],
        "pair, chart": [f"/pairs/{p}/chart.svg" for p in pairs],
        "pair, acts as CSV": [f"/pairs/{p}/acts.csv" for p in pairs[EACH // 4 :]],
        "outlook": ["/outlook"],
        "outlook of a pair": [f"/pairs/{p}/outlook" for p in pairs],
        "outlook of an actor": [f"/actors/{s}/outlook" for s in states],
        "compare": [f"/compare?a={a}&b={b}" for a, b in itertools.pairwise(pairs)],
        "requests": ["/requests", "/requests?status=open", f"/requests?source={first}"],
        "chain": [f"/chains/{e}" for e in deeds],
        "channels": [f"/channels/{p}" for p in pairs[EACH // 4 :]],
        "region": ["/region", f"/region?states={','.join(states[:8])}"],
        "search": [f"/search?q={s}" for s in ("peru+kenya", "japan", "ba", *(s.lower() for s in states[:10]))],
        "codebook": ["/codebook", "/codebook/CONSULT"],
        "about": ["/about"],
    }  # fmt: skip


@contextmanager
def served(record: Path) -> Iterator[str]:
    """Serve a record; yield the address."""
    line = [sys.executable, "-m", "detente", "serve", "--record", str(record), "--port", "0"]
    with subprocess.Popen(line, stderr=subprocess.PIPE, text=True) as server:
        try:
            assert server.stderr is not None
            found = None
            while found is None:
                found = re.search(r"(http://\S+?)/?$", server.stderr.readline().strip())
            _wait(found[1])
            yield found[1]
        finally:
            server.send_signal(signal.SIGINT)


def _wait(address: str) -> None:
    """Wait until a server answers."""
    while True:
        try:
            urllib.request.urlopen(f"{address}/static/icon.svg", timeout=60).close()
        except urllib.error.HTTPError as error:
            raise SystemExit(f"{address}: {error}") from error
        except OSError:
            time.sleep(0.05)
        else:
            return


@contextmanager
def adding(record: Path, rate: float) -> Iterator[None]:
    """Add articles beside, so many a second."""
    if not rate:
        yield
        return
    line = [sys.executable, __file__, str(record), "--adding", str(rate), "--add-only"]
    with subprocess.Popen(line) as adder:
        try:
            yield
        finally:
            adder.terminate()


def add(record: Path, rate: float) -> None:
    """Add articles until stopped."""
    begun = time.monotonic()
    with Record.open(record) as held:
        for n, reading in enumerate(articles(record, 1), 1):
            held.add(reading)
            time.sleep(max(0.0, begun + n / rate - time.monotonic()))


def first_answer(address: str) -> tuple[float, int]:
    """Return how many seconds a page takes when asked for alone, and its size in bytes."""
    begun = time.perf_counter()
    try:
        with urllib.request.urlopen(address, timeout=600) as got:
            size = len(got.read())
    except urllib.error.HTTPError as error:
        raise SystemExit(f"{address}: {error.code}: {error.read()[:500]!r}") from error
    return time.perf_counter() - begun, size


def pressed(at: str, paths: list[str], readers: int, seconds: int, folder: Path) -> list[float]:
    """Return median ms, 99th percentile ms, answers, seconds, answers other than 200, broken connections."""
    script = folder / "paths.lua"
    script.write_text(LUA % ", ".join(json.dumps(p) for p in paths))
    line = [
        "wrk",
        "-t1",
        f"-c{readers}",
        f"-d{seconds}s",
        "--timeout",
        "60s",
        "-s",
        str(script),
        at,
    ]
    done = subprocess.run(line, capture_output=True, text=True, check=True)
    found = re.search(r"RESULT (.+)", done.stdout)
    if found is None:
        raise SystemExit(done.stdout + done.stderr)
    return [float(x) for x in found[1].split()]


def main() -> int:
    """Serve, add, press, print."""
    options = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    options.add_argument("record", type=Path)
    options.add_argument("--readers", type=int, default=50)
    options.add_argument("--seconds", type=int, default=8)
    options.add_argument("--adding", type=float, default=2.0)
    options.add_argument("--add-only", action="store_true", help="Only add; used by this script.")
    options.add_argument("--only", default="", help="Kinds of page whose name holds this.")
    given = options.parse_args()
    if given.add_only:
        add(given.record, given.adding)
        return 0
    if not shutil.which("wrk"):
        raise SystemExit("wrk is not installed (Debian: apt-get install wrk)")
    Record.open(given.record).close()  # brings an older file up to date
    out: dict[str, list[float]] = {}
    wrong = 0
    with (
        tempfile.TemporaryDirectory() as name,
        served(given.record) as at,
        adding(given.record, given.adding),
    ):
        print(
            f"{'':22}{'first s':>9}{'KB':>7}{'median ms':>11}{'99 % ms':>9}{'a second':>10}{'not 200':>9}"
        )
        for kind, paths in kinds(given.record, 1).items():
            if given.only not in kind:
                continue
            firsts = [first_answer(at + path) for path in paths]
            alone, size = max(firsts)
            median, late, count, took, failed, broken = pressed(
                at, paths, given.readers, given.seconds, Path(name)
            )
            out[kind] = [round(alone, 2), round(median, 1), round(late, 1), round(count / took, 1)]
            wrong += median > MOST_MS or bool(failed or broken)
            print(
                f"{kind:22}{alone:9.2f}{size / 1000:7.0f}{median:11.1f}{late:9.1f}{count / took:10.1f}{failed + broken:9.0f}",
                flush=True,
            )
    print(json.dumps(out))
    return 1 if wrong else 0


if __name__ == "__main__":
    raise SystemExit(main())
