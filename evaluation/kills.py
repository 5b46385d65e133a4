"""Kill the writers of a record at random moments; count what is lost, half there, or there twice.

    python evaluation/kills.py --rounds 1000 [--seed 1] [--whole 10]

A round begins one of three works in a process of its own (adding articles with Record.add, importing
event data, bringing an older file to the present form), kills it with SIGKILL at a random moment of
its usual length, checks the record (detente record check), does the work again to its end, and compares
every row with those of a record that nobody disturbed. ``--whole`` rounds kill ``detente add`` as a user
runs it, models and all. Prints one JSON object, and the first faults on standard error; exit code 1 when
there is any.

lost: articles told as added that are not there, rows missing at the end. half: problems found by the
check after a kill. double: rows too many at the end.
"""

from __future__ import annotations

import argparse
import contextlib
import hashlib
import json
import multiprocessing
import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

from detente.actors import load_actors
from detente.codebook import load_codebook
from detente.errors import DetenteError
from detente.language.matters import load_matters
from detente.record import Record
from detente.record.bulk import folder_of
from detente.record.bulk_import import import_events
from detente.record.checking import check_record
from detente.record.connect import connect, transaction
from detente.record.migrations import MIGRATIONS, migrate
from detente.records import Article, Event, Reading, Request, Statement, content_id
from detente.samples import sample_paths
from detente.sources.events import FORMS
from detente.sources.events.actors import load_lookup
from detente.sources.events.icews import COLUMNS

ARTICLES = 16
#: A work is killed within this much of its usual time; some end before they are killed.
LONGEST = 1.05
#: Rows that must be the same after a kill as without; keys and times of writing are left out.
ROWS = (
    "SELECT 'article', id, title, text, story, copy, digest, reading FROM articles",
    "SELECT 'reading', r.id, j.json FROM readings j JOIN articles r ON r.n = j.article",
    "SELECT 'event', e.id, r.id, e.evidence FROM events e JOIN articles r ON r.n = e.article",
    "SELECT 'side', e.id, s.side, s.actor FROM event_actors s JOIN events e ON e.n = s.event",
    "SELECT 'placed', e.id, p.block, a.id FROM placements p JOIN events e ON e.n = p.event"
    " LEFT JOIN acts a ON a.n = p.act",
    "SELECT 'act', id, block, sentence, date, sources, articles, confidence, verdict FROM acts",
    "SELECT 'pair', a, b, quad, acts FROM pair_counts",
    "SELECT 'statement', id, speaker, content FROM statements",
    "SELECT 'request', q.id, q.status, a.id FROM requests q LEFT JOIN asks a ON a.n = q.ask",
    "SELECT 'ask', id, sentence, status, sources, articles FROM asks",
    "SELECT 'story', original, articles FROM stories",
    "SELECT 'judgement', item, verdict, user FROM judgements",
    "SELECT 'migration', name FROM migrations",
)
TRIAL = ("9999 trial", "CREATE TABLE trial (article INTEGER, words INTEGER)")


def prepared(version: int) -> Iterator[Reading]:
    """Yield readings of made articles: three acts, a request, a statement; every fourth a copy.

    Version 1 reads every third article otherwise.
    """
    for i in range(ARTICLES):
        if version and i % 3:
            continue
        told = i - 1 if i % 4 == 3 else i  # the text of the article before it, printed elsewhere
        text = (
            f"Kenya asked Peru to open port {told}. Peru met Chile on the {told}th. "
            f'"We will see," Lima said. ' + f"Ship{told} crane{told} tide{told} salt{told}. " * 40
        )
        name = f"paper-{i}"
        article = Article(
            id=name, title=f"Port {told}", text=text, published=f"2024-01-{i + 1:02d}"
        )
        first = text.index(".") + 1
        second = text.index(".", first) + 1
        asked, met = article.quote(0, first), article.quote(first + 1, second)
        said = article.quote(second + 1, second + 15)
        kinds = [("REQUEST", ("KEN",), ("PER",), asked), ("CONSULT", ("PER",), ("CHL",), met)]
        if not version:
            kinds.append(("SUPPORT", ("KEN",), ("CHL",), met))
        yield Reading(
            article=article,
            events=tuple(
                Event(
                    id=content_id(name, kind), source=s, type=kind, target=t, evidence=e,
                    date=f"2024-01-{told + 1:02d}", by="made", confidence=0.7,
                )
                for kind, s, t, e in kinds
            ),
            requests=(
                Request(
                    id=content_id(name, "ask"), source=("KEN",), target=("PER",),
                    about=f"opening port {told}", evidence=asked, by="made", confidence=0.7,
                ),
            ),
            statements=(
                Statement(
                    id=content_id(name, "said"), speaker="Lima", actor="PER", type="direct",
                    content=(said,), by="made", confidence=0.7,
                ),
            ),
        )  # fmt: skip


def add(record: Path, told: Path) -> None:
    """Add the made articles, read some anew, judge one; say what is added, line by line."""
    with Record.open(record) as held:
        for reading in prepared(0):
            if not held.holds(reading.article):
                held.add(reading, original=reading.article.text.encode())
            _tell(told, reading.id)
        for reading in prepared(1):
            held.add(reading)
        judged = content_id("paper-0", "CONSULT")
        if not held.judgements(judged):
            held.judge(judged, "struck", user="ana", reason="a test", kind="event")


def bring(record: Path, told: Path) -> None:
    """Import a file of events."""
    import_events(record, [record.parent / "events.tab"], FORMS["icews"])
    _tell(told, "events.tab")


def renew(record: Path, told: Path) -> None:
    """Bring an older file to the present form, and by a long step of trial beyond it."""
    connect(record).close() if _has(record, MIGRATIONS[:-1]) else None
    with closing(sqlite3.connect(record, isolation_level=None)) as db, transaction(db, record):
        migrate(db, str(record), (*MIGRATIONS, (TRIAL[0], _trial)))
    _tell(told, "renewed")


def _trial(db: sqlite3.Connection) -> None:
    db.execute(TRIAL[1])
    for n, text in db.execute("SELECT n, text FROM articles ORDER BY n").fetchall():
        for _ in range(60):
            db.execute("INSERT INTO trial VALUES (?, ?)", (n, len(text.split())))


def _has(record: Path, steps: tuple[tuple[str, object], ...]) -> bool:
    """Tell whether exactly these steps made the file."""
    with closing(sqlite3.connect(record)) as db:
        held = [row[0] for row in db.execute("SELECT name FROM migrations ORDER BY n")]
    return held == [name for name, _ in steps]


def _tell(told: Path, line: str) -> None:
    with told.open("a") as file:
        file.write(line + "\n")


@dataclass
class Work:
    """One kind of writing, with what it leaves when nobody disturbs it."""

    name: str
    do: Callable[[Path, Path], None]
    base: Path
    seconds: float = 0.0
    rows: Counter[tuple[object, ...]] = field(default_factory=Counter)


@dataclass
class Tally:
    """What became of the rounds."""

    rounds: Counter[str] = field(default_factory=Counter)
    killed: Counter[str] = field(default_factory=Counter)
    lost: int = 0
    half: int = 0
    double: int = 0
    faults: list[str] = field(default_factory=list)

    def fault(self, kind: str, what: str) -> None:
        """Note one."""
        setattr(self, kind, getattr(self, kind) + 1)
        self.faults.append(f"{kind}: {what}")


def rows_of(record: Path) -> Counter[tuple[object, ...]]:
    """Return every row of a record, and the hash of every imported file."""
    out: Counter[tuple[object, ...]] = Counter()
    with closing(sqlite3.connect(record)) as db:
        for sql in ROWS:
            out.update(db.execute(sql))
        if db.execute("SELECT 1 FROM sqlite_master WHERE name = 'trial'").fetchone():
            out.update(db.execute("SELECT 'trial', article, words FROM trial"))
    for file in folder_of(record).glob("*/*"):
        if file.name != "manifest.json":  # which says when
            sha = hashlib.sha256(file.read_bytes()).hexdigest()
            out[("file", file.parent.name, file.name, sha)] += 1
    return out


def bases(home: Path) -> Iterator[Work]:
    """Make the folders from which the rounds of each work begin."""
    for name in ("add", "import", "renew"):
        (home / name).mkdir()
    yield Work("add", add, home / "add")
    Record.open(home / "import" / "x.db").close()
    lines = ["\t".join(COLUMNS)]
    for i in range(4000):
        values = {
            "Event ID": str(i), "Event Date": f"2031-{i % 12 + 1:02d}-04", "Source Name": "Kenya",
            "Source Country": "Kenya", "CAMEO Code": "040", "Intensity": "1", "Target Name": "Peru",
            "Target Country": ("Peru", "Chile", "Japan")[i % 3], "Story ID": str(i % 700),
        }  # fmt: skip
        lines.append("\t".join(values.get(c, "") for c in COLUMNS))
    (home / "import" / "events.tab").write_text("\n".join(lines) + "\n")
    yield Work("import", bring, home / "import")
    old = home / "renew" / "x.db"
    add(old, home / "unused")
    with closing(sqlite3.connect(old, isolation_level=None)) as db:
        for (table,) in db.execute(
            "SELECT name FROM sqlite_master WHERE name = 'judgement_undone'"
        ).fetchall():
            db.execute(f"DROP TABLE {table}")
        db.execute("DELETE FROM migrations WHERE name <> ?", (MIGRATIONS[0][0],))
    yield Work("renew", renew, home / "renew")


def run_round(work: Work, home: Path, moment: float | None, tally: Tally | None) -> float:
    """Do a work in a folder of its own, killed at a moment; return how long it took to its end."""
    place = home / "round"
    shutil.copytree(work.base, place)
    record, told = place / "x.db", place / "told"
    context = multiprocessing.get_context("forkserver")
    try:
        begun = time.perf_counter()
        child = context.Process(target=work.do, args=(record, told))
        child.start()
        if moment is not None and tally is not None:
            child.join(moment)
            if child.is_alive() and child.pid is not None:
                os.kill(child.pid, signal.SIGKILL)
            child.join()
            tally.rounds[work.name] += 1
            tally.killed[work.name] += child.exitcode == -signal.SIGKILL
            if child.exitcode not in (0, -signal.SIGKILL):
                tally.fault("lost", f"{work.name}: ended with {child.exitcode}")
            try:
                _look(work, record, told, tally)
            except (DetenteError, sqlite3.Error) as error:
                tally.fault("half", f"{work.name}: {error}")
            child = context.Process(target=work.do, args=(record, told))
            child.start()
        child.join()
        took = time.perf_counter() - begun
        found = rows_of(record)
        if tally is None:
            work.rows = found
        else:
            _compare(work, record, found, tally)
    finally:
        shutil.rmtree(place)
    return took


def _look(work: Work, record: Path, told: Path, tally: Tally) -> None:
    """Look at a record right after a kill."""
    if not record.exists() or not record.stat().st_size:
        if told.exists():
            tally.fault("lost", f"{work.name}: no file, though something was told as added")
        return
    with closing(sqlite3.connect(record)) as db:
        tables = {row[0] for row in db.execute("SELECT name FROM sqlite_master")}
        if tables and "migrations" not in tables:
            tally.fault("half", f"{work.name}: tables, but no form")
        if work.name == "renew":
            held = {row[0] for row in db.execute("SELECT name FROM migrations")}
            if ("trial" in tables) != (TRIAL[0] in held):
                tally.fault("half", "renew: half a step")
            if "trial" in tables:  # nothing else opens such a file
                return
        if not tables:
            return
    with Record.open(record) as held_record:  # brings an older file to the present form
        held_ids = {row.id for row in held_record.articles(limit=10**6).items}
    said = told.read_text().split() if told.exists() and work.name == "add" else []
    for name in said:
        if name not in held_ids:
            tally.fault("lost", f"{work.name}: {name} was told as added")
    for problem in check_record(record):
        tally.fault("half", f"{work.name}: {problem}")


def _compare(work: Work, record: Path, found: Counter[tuple[object, ...]], tally: Tally) -> None:
    for row in (work.rows - found).elements():
        tally.fault("lost", f"{work.name}: {str(row)[:200]}")
    for row in (found - work.rows).elements():
        tally.fault("double", f"{work.name}: {str(row)[:200]}")
    if work.name != "renew":
        for problem in check_record(record):
            tally.fault("half", f"{work.name}, at the end: {problem}")
    if list(folder_of(record).glob(".new-*")):
        tally.fault("half", f"{work.name}: an unfinished import is left")


def whole_rounds(count: int, home: Path, moments: random.Random, tally: Tally) -> None:
    """Kill ``detente add`` as a user runs it, and let it go on to its end."""
    paths = [str(p) for p in sample_paths()[:6]]

    def begun(record: Path) -> subprocess.Popen[bytes]:
        line = [sys.executable, "-m", "detente", "add", *paths, "--record", str(record)]
        return subprocess.Popen(line, stderr=subprocess.DEVNULL)

    work = Work("detente add", add, home)
    start = time.perf_counter()
    if begun(home / "whole.db").wait():
        raise SystemExit("detente add failed without being disturbed")
    usual = time.perf_counter() - start
    work.rows = rows_of(home / "whole.db")
    for i in range(count):
        record = home / f"whole-{i}.db"
        child = begun(record)
        try:
            child.wait(usual * LONGEST * moments.random())
        except subprocess.TimeoutExpired:
            child.kill()
        child.wait()
        tally.rounds[work.name] += 1
        tally.killed[work.name] += child.returncode == -signal.SIGKILL
        _look(work, record, home / "unused-whole", tally)
        if begun(record).wait():
            tally.fault("lost", "detente add: does not go on after a kill")
        _compare(work, record, rows_of(record), tally)


def main() -> int:
    """Kill, look, go on, compare, print."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--rounds", type=int, default=1000)
    options.add_argument("--whole", type=int, default=0)
    options.add_argument("--seed", type=int, default=1)
    given = options.parse_args()
    moments = random.Random(given.seed)
    paths = [str(Path(__file__).parent), os.environ.get("PYTHONPATH", "")]
    os.environ["PYTHONPATH"] = os.pathsep.join(filter(None, paths))  # the server finds this file
    multiprocessing.set_forkserver_preload(["kills"])
    tally = Tally()
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        works = list(bases(home))
        for work in works:
            run_round(work, home, None, None)  # the first is slower: the server of forks begins
            work.seconds = min(run_round(work, home, None, None) for _ in range(2))
        with contextlib.suppress(KeyboardInterrupt):  # what was counted until then is printed
            for i in range(given.rounds):
                work = works[(0, 1, 0, 2)[i % 4]]
                run_round(work, home, work.seconds * LONGEST * moments.random(), tally)
                if sys.stderr.isatty():
                    print(f"\r{i + 1} of {given.rounds} rounds", end="", file=sys.stderr)
            if given.whole:
                whole_rounds(given.whole, home, moments, tally)
    for fault in tally.faults[:20]:
        print(fault, file=sys.stderr)
    print(
        json.dumps(
            {
                "rounds": sum(tally.rounds.values()),
                "killed": sum(tally.killed.values()),
                "by_work": {k: [n, tally.killed[k]] for k, n in tally.rounds.items()},
                "lost": tally.lost,
                "half": tally.half,
                "double": tally.double,
            }
        )
    )
    return 1 if tally.faults else 0


if __name__ == "kills":
    # the server from which children are forked loads once what each would load
    for load in (load_actors, load_codebook, load_matters, load_lookup):
        load()

if __name__ == "__main__":
    raise SystemExit(main())
