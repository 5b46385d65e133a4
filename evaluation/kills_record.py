"""Works on a record: adding, importing, bringing an older file to the present form, readings, copies.

lost: articles told as added that are not there right after the kill, rows missing at the end. half:
what ``detente record check`` finds after a kill and at the end; tables without a form, or half a step of a
migration; the folder of an import or a copy that was begun and is left at the end; a copy under its name
that is not whole. double: rows too many at the end.
"""

from __future__ import annotations

import hashlib
import sqlite3
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

from detente.engine.bulk_import import bring_readings, leave_events
from detente.record import Record
from detente.record.backup import backup
from detente.record.bulk import folder_of
from detente.record.bulk_import import import_events
from detente.record.checking import check_record
from detente.record.connect import connect, transaction
from detente.record.migrations import MIGRATIONS, migrate
from detente.record.upkeep import compact
from detente.records import Article, Event, Reading, Request, Statement, content_id
from detente.samples import sample_paths
from detente.sources.events import FORMS
from detente.sources.events.icews import COLUMNS
from kills_round import Child, Program, Report, Rows, Work, forked

ARTICLES = 16
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
    "SELECT 'count', month, type, quad, modality, acts FROM act_counts",
    "SELECT 'statement', id, speaker, content FROM statements",
    "SELECT 'request', q.id, q.status, a.id FROM requests q LEFT JOIN asks a ON a.n = q.ask",
    "SELECT 'ask', id, sentence, status, sources, articles FROM asks",
    "SELECT 'story', original, articles FROM stories",
    "SELECT 'judgement', item, verdict, user FROM judgements",
    "SELECT 'migration', name FROM migrations",
)
#: What steps after the first have added, taken away to make an older file.
LATER = (
    ("TABLE", "judgement_undone"),
    ("TRIGGER", "act_pairs_marked"),
    ("TRIGGER", "act_pairs_unmarked"),
    ("TABLE", "pair_marks"),
    ("TRIGGER", "acts_counted"),
    ("TRIGGER", "acts_uncounted"),
    ("TABLE", "act_counts"),
    ("INDEX", "articles_by_update"),
    ("INDEX", "act_actors_by_day"),
    ("INDEX", "act_pairs_by_day"),
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


def add(place: Path) -> None:
    """Add the made articles, read some anew, judge one; say what is added, line by line."""
    with Record.open(place / "x.db") as held:
        for reading in prepared(0):
            if not held.holds(reading.article):
                held.add(reading, original=reading.article.text.encode())
            _tell(place, reading.id)
        for reading in prepared(1):
            held.add(reading)
        judged = content_id("paper-0", "CONSULT")
        if not held.judgements(judged):
            held.judge(judged, "struck", user="ana", reason="a test", kind="event")


def bring(place: Path) -> None:
    """Import a file of events."""
    import_events(place / "x.db", [place / "events.tab"], FORMS["icews"])


def renew(place: Path) -> None:
    """Bring an older file to the present form, and by a long step of trial beyond it."""
    record = place / "x.db"
    connect(record).close() if _has(record, MIGRATIONS[:-1]) else None
    with closing(sqlite3.connect(record, isolation_level=None)) as db, transaction(db, record):
        migrate(db, str(record), (*MIGRATIONS, (TRIAL[0], _trial)))


def bring_read(place: Path) -> None:
    """Import readings made in bulk: their articles, then their events as Parquet."""
    bring_readings(place / "read", place / "x.db")
    leave_events(place / "read", place / "x.db")


def copy(place: Path) -> None:
    """Copy a record with its imported events, unless the copy is there."""
    if not (place / "copies" / "y.db").exists():
        backup(place / "x.db", place / "copies" / "y.db")


def make_smaller(place: Path) -> None:
    """Write the file anew without holes."""
    compact(place / "x.db")


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


def _tell(place: Path, line: str) -> None:
    with (place / "told").open("a") as file:
        file.write(line + "\n")


def rows_of(record: Path) -> Rows:
    """Return every row of a record, and the hash of every imported file."""
    out: Rows = Counter()
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


def check(record: Path, when: str, report: Report) -> None:
    """Report what ``detente record check`` finds, and articles that are there half."""
    for problem in check_record(record):
        report("half", f"{when}: {problem}")


class OnRecord(Work):
    """A work on the record ``x.db``, done by a function in a process of its own."""

    def __init__(self, name: str, base: Path, do: Callable[[Path], None]) -> None:
        super().__init__(name, base)
        self._do = do

    def begin(self, place: Path) -> Child:
        """Start it."""
        return forked(self._do, place)

    def look(self, place: Path, report: Report) -> None:
        """Look at the record right after a kill."""
        record, told = place / "x.db", place / "told"
        said = told.read_text().split() if told.exists() else []
        if not record.exists() or not record.stat().st_size:
            if said:
                report("lost", "no file, though something was told as added")
            return
        with closing(sqlite3.connect(record)) as db:
            tables = {row[0] for row in db.execute("SELECT name FROM sqlite_master")}
        if not tables:
            return
        if "migrations" not in tables:
            report("half", "tables, but no form")
        with Record.open(record) as held:  # brings an older file to the present form
            ids = {row.id for row in held.articles(limit=10**6).items}
        for name in said:
            if name not in ids:
                report("lost", f"{name} was told as added")
        check(record, "after the kill", report)

    def rows(self, place: Path) -> Rows:
        """Return the rows of the record."""
        return rows_of(place / "x.db")

    def end(self, place: Path, report: Report) -> None:
        """Check the record."""
        check(place / "x.db", "at the end", report)
        if list(folder_of(place / "x.db").glob(".new-*")):
            report("half", "an unfinished import is left")


class Renewing(OnRecord):
    """Bringing an older file to a form that nothing else opens."""

    def look(self, place: Path, report: Report) -> None:
        """Look for half a step."""
        with closing(sqlite3.connect(place / "x.db")) as db:
            tables = {row[0] for row in db.execute("SELECT name FROM sqlite_master")}
            steps = {row[0] for row in db.execute("SELECT name FROM migrations")}
        if ("trial" in tables) != (TRIAL[0] in steps):
            report("half", "half a step")
        if "trial" not in tables:
            super().look(place, report)

    def end(self, place: Path, report: Report) -> None:
        """Check nothing beside the rows: this version refuses the file."""


class Copying(OnRecord):
    """Copying a record; the rows are those of the copy."""

    def look(self, place: Path, report: Report) -> None:
        """Look whether the record is as it was, and what bears the name of the copy is whole."""
        super().look(place, report)
        out = place / "copies" / "y.db"
        if out.exists() and rows_of(out) != rows_of(place / "x.db"):
            report("half", "the copy has its name and is not whole")

    def rows(self, place: Path) -> Rows:
        """Return the rows of the copy."""
        return rows_of(place / "copies" / "y.db")

    def end(self, place: Path, report: Report) -> None:
        """Look for what the killed one left."""
        super().end(place, report)
        check(place / "copies" / "y.db", "the copy", report)
        for left in (place / "copies").rglob("*"):
            if left.name.startswith("."):
                report("half", f"{left.relative_to(place)} is left of a copy")


class Adding(OnRecord):
    """``detente add`` as a user runs it, models and all."""

    def __init__(self, base: Path) -> None:
        super().__init__("detente add", base, add)

    def begin(self, place: Path) -> Child:
        """Start it."""
        paths = [str(p) for p in sample_paths()[:6]]
        return Program("add", *paths, "--record", str(place / "x.db"))


def record_works(home: Path, read: Path) -> Iterator[Work]:
    """Make the folders from which the rounds begin, and yield the works.

    Args:
        home: Where the folders are made.
        read: Folder of a bulk reading, for importing readings.
    """
    names = ("add", "import", "renew", "readings", "backup", "compact")
    bases = {name: home / name for name in names}
    for name, base in bases.items():
        base.mkdir()
        if name in ("import", "backup", "compact"):
            _write_events(base / "events.tab")
    yield OnRecord("add", bases["add"], add)
    Record.open(bases["import"] / "x.db").close()
    yield OnRecord("import", bases["import"], bring)
    add(bases["renew"])
    with closing(sqlite3.connect(bases["renew"] / "x.db", isolation_level=None)) as db:
        for kind, name in LATER:
            db.execute(f"DROP {kind} IF EXISTS {name}")
        db.execute("DELETE FROM migrations WHERE name <> ?", (MIGRATIONS[0][0],))
    yield Renewing("renew", bases["renew"], renew)
    (bases["readings"] / "read").symlink_to(read)
    yield OnRecord("readings", bases["readings"], bring_read)
    (bases["backup"] / "copies").mkdir()
    for name in ("backup", "compact"):
        add(bases[name])
        bring(bases[name])
    yield Copying("backup", bases["backup"], copy)
    with closing(sqlite3.connect(bases["compact"] / "x.db")) as db:  # holes
        db.execute("CREATE TABLE big AS SELECT text || text AS x FROM articles")
        db.execute("DROP TABLE big")
    yield OnRecord("compact", bases["compact"], make_smaller)


def _write_events(path: Path) -> None:
    lines = ["\t".join(COLUMNS)]
    for i in range(4000):
        values = {
            "Event ID": str(i), "Event Date": f"2031-{i % 12 + 1:02d}-04", "Source Name": "Kenya",
            "Source Country": "Kenya", "CAMEO Code": "040", "Intensity": "1", "Target Name": "Peru",
            "Target Country": ("Peru", "Chile", "Japan")[i % 3], "Story ID": str(i % 700),
        }  # fmt: skip
        lines.append("\t".join(values.get(c, "") for c in COLUMNS))
    path.write_text("\n".join(lines) + "\n")
