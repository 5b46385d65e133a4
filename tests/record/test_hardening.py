"""A full disk, a read-only one, two writers, a damaged file: said in plain words, and nothing lost."""

from __future__ import annotations

import json
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

import pytest

from detente.errors import RecordError
from detente.record import Record
from detente.record.backup import backup
from detente.record.bulk import folder_of, parts
from detente.record.bulk_import import import_events
from detente.record.checking import check_record
from detente.record.upkeep import compact, info
from detente.records import Article, Event, Reading, content_id
from detente.sources.events import FORMS
from detente.sources.events.icews import COLUMNS


def reading(i: int, words: int = 60) -> Reading:
    name = f"a{i}"
    text = f"Kenya met Peru for the {i}th time. " + f"harbour{i} " * words
    article = Article(id=name, title=f"Ports {i}", text=text, published="2024-01-01")
    return Reading(
        article=article,
        events=tuple(
            Event(
                id=content_id(name, kind),
                source=("KEN",),
                type=kind,
                target=("PER",),
                date=f"{1990 + i % 30}",
                evidence=article.quote(0, text.index(".")),
                by="t",
                confidence=0.5,
            )
            for kind in ("CONSULT", "ACCUSE")
        ),
    )


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A record of forty articles, one judged, with an import beside it."""
    file = tmp_path / "x.db"
    with Record.open(file) as record:
        for i in range(40):
            record.add(reading(i), original=b"<p>page</p>")
        record.judge(content_id("a3", "CONSULT"), "struck", user="ana", kind="event")
    values = {
        "Event Date": "2031-03-04",
        "Source Name": "Kenya",
        "Source Country": "Kenya",
        "CAMEO Code": "040",
        "Intensity": "1",
        "Target Name": "Peru",
        "Target Country": "Peru",
    }
    lines = [
        "\t".join({**values, "Event ID": str(n), "Story ID": str(n)}.get(c, "") for c in COLUMNS)
        for n in range(1, 50)
    ]
    table = tmp_path / "events.tab"
    table.write_text("\n".join(["\t".join(COLUMNS), *lines]) + "\n")
    import_events(file, [table], FORMS["icews"])
    return file


def altered(path: Path, *statements: str) -> None:
    """Change rows behind the record's back."""
    db = sqlite3.connect(path, isolation_level=None)
    for statement in statements:
        db.execute(statement)
    db.close()


def settled(path: Path) -> bytearray:
    """Return the bytes of a record with nothing left in its log."""
    altered(path, "PRAGMA wal_checkpoint(TRUNCATE)")
    return bytearray(path.read_bytes())


def test_a_sound_record_has_no_problem(path: Path) -> None:
    assert check_record(path) == ()
    with Record.open(path, readonly=True) as record:
        assert record.check() == ()


@pytest.mark.parametrize(
    ("statement", "said", "which"),
    [
        # a word of an article
        ("UPDATE articles SET text = replace(text, 'Peru', 'Chad') WHERE id = 'a5'", "not as it was added", "article a5"),
        # a quotation in the table only
        ("UPDATE events SET evidence = 'Kenya left Peru' WHERE article = 6", "does not stand at", "article a5"),
        # a quotation in the reading only
        ("UPDATE readings SET json = replace(json, 'Kenya met', 'Kenya hit') WHERE article = 6", "does not stand at", "article a5"),
        # a reading that is no JSON any more
        ("UPDATE readings SET json = substr(json, 9) WHERE article = 6", "cannot be read", "article a5"),
        # half an article
        ("DELETE FROM readings WHERE article = 6", "half there", "article a5"),
        # the page
        ("UPDATE originals SET bytes = x'00' WHERE article = 6", "page kept with it", "article a5"),
        # an act without tellings
        ("DELETE FROM placements WHERE event = 1", "neither counted nor struck out", "event "),
        # counts
        ("UPDATE acts SET sources = 9 WHERE id = (SELECT id FROM events WHERE n = 1)", "is not what is counted", "act "),
        ("UPDATE pair_counts SET acts = acts + 1", "is not what is counted", "pair KEN-PER"),
        ("UPDATE act_counts SET acts = acts + 1", "their count is not what is counted", "acts "),
        ("DELETE FROM act_counts", "their count is not what is counted", "acts "),
        ("UPDATE stories SET articles = 3 WHERE original = 'a1'", "is not what is counted", "story a1"),
        # a struck act that counts all the same
        ("UPDATE judgements SET item = (SELECT id FROM events WHERE n = 1)", "struck out, and is counted", "event "),
        # a judgement whose item is gone
        ("UPDATE judgements SET item = 'gone', user = 'ana'", "judged by ana", "event gone"),
        # the full-text index
        ("INSERT INTO article_search(article_search, rowid, title, text) SELECT 'delete', n, title, text FROM articles WHERE n = 2", "out of step", "article_search"),
        # a reference
        ("DELETE FROM actors WHERE id = 'PER'", "row of actors that is not there", "act_actors"),
    ],
)  # fmt: skip
def test_what_does_not_agree_is_found_and_said(
    path: Path, statement: str, said: str, which: str
) -> None:
    altered(path, statement)
    found = check_record(path)
    assert any(said in p.what and which in p.which and p.todo for p in found), found


def spoilt_bytes(part: Path) -> None:
    raw = bytearray(part.read_bytes())
    raw[len(raw) // 3] ^= 0xFF
    part.write_bytes(raw)


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (lambda f: spoilt_bytes(next(f.glob("events-*"))), "damaged: not as it was written"),
        (lambda f: next(f.glob("events-*")).unlink(), "missing"),
        (lambda f: (f / "manifest.json").unlink(), "no list of what was imported"),
        (lambda f: (f / "manifest.json").write_text("{"), "cannot be read"),
        (lambda f: f.rename(f.with_name("icews-0000000000000000")), "its list is that of"),
    ],
)
def test_a_spoilt_import_is_found(path: Path, spoil: Callable[[Path], None], said: str) -> None:
    spoil(parts(path)[0].folder)
    found = check_record(path)
    assert any(said in p.what for p in found), found


def test_an_import_without_hashes_is_counted(path: Path) -> None:
    file = parts(path)[0].folder / "manifest.json"
    held = json.loads(file.read_text())
    del held["files"]  # as older versions wrote it
    file.write_text(json.dumps(held))
    assert check_record(path) == ()
    held["counts"]["kept"] += 1
    file.write_text(json.dumps(held))
    assert any("its list says" in p.what for p in check_record(path))
    spoilt_bytes(next(file.parent.glob("events-*")))
    assert check_record(path)


def test_damaged_pages_are_found_and_never_end_in_a_traceback(path: Path) -> None:
    whole = settled(path)
    size = int.from_bytes(whole[16:18], "big")
    silent = []
    named = [True]
    for page in range(1, len(whole) // size, 2):
        spoilt = bytearray(whole)
        spoilt[page * size : page * size + 16] = b"\xff" * 16  # where a page says what it is
        path.write_bytes(spoilt)
        try:
            if not check_record(path):
                silent.append(page)
            with Record.open(path, readonly=True) as record:
                record.summary()
                record.search("kenya harbour")
                for act in record.events(limit=100).items:
                    record.event(act.id)
                record.article("a5")
        except RecordError as error:
            named.append(str(path) in str(error))
    free = int.from_bytes(whole[36:40], "big")  # pages that hold nothing, by the file's header
    assert len(silent) <= free, f"pages {silent} were not found; {free} are free"
    assert all(named)


def test_the_first_page_spoilt(path: Path) -> None:
    whole = settled(path)
    whole[100:140] = b"\xff" * 40
    path.write_bytes(whole)
    (problem, *_) = check_record(path)
    assert "cannot be opened" in problem.what
    with pytest.raises(RecordError, match="damaged"):
        Record.open(path)


FILLER = """
import resource, signal, sys
from pathlib import Path
sys.path.insert(0, sys.argv[3])
from test_hardening import reading
from detente.errors import RecordError
from detente.record import Record
from detente.record.upkeep import compact

path = Path(sys.argv[1])
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
added = 0
with Record.open(path) as record:
    record.add(reading(0))
    limit = int(sys.argv[2])
    resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
    try:
        for i in range(1, 5000):
            record.add(reading(i, 400))
            added = i
    except RecordError as error:
        print(error)
    try:
        compact(path)
    except RecordError as error:
        print(error)
    resource.setrlimit(resource.RLIMIT_FSIZE, (limit, resource.getrlimit(resource.RLIMIT_FSIZE)[1]))
    print(record.summary().articles)
print(added)
"""


def test_a_disk_that_takes_no_more(tmp_path: Path) -> None:
    path = tmp_path / "x.db"
    line = [sys.executable, "-c", FILLER, str(path), "1500000", str(Path(__file__).parent)]
    done = subprocess.run(line, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    *said, articles, added = done.stdout.splitlines()
    assert "nothing of this was kept" in said[0]
    assert int(articles) == int(added) + 1 > 1
    assert check_record(path) == ()
    with Record.open(path) as record:  # and with room again it goes on
        assert record.summary().articles == int(articles)
        assert record.add(reading(int(articles), 400)).status == "added"


READER = """
import os, sys
from pathlib import Path
from detente.errors import RecordError
from detente.record import Record
from detente.record.checking import check_record
from detente.record import checking_imports
if os.getuid() == 0:  # who may write anywhere
    os.setgid(65534); os.setuid(65534)
path = Path(sys.argv[1])
with Record.open(path, readonly=True) as record:
    print(record.summary().articles)
print(len(check_record(path)))
try:
    Record.open(path)
except RecordError as error:
    print(error)
"""


def test_a_read_only_disk() -> None:
    with tempfile.TemporaryDirectory() as outer:
        Path(outer).chmod(0o755)
        folder = Path(outer) / "archive"
        folder.mkdir()
        path = folder / "x.db"
        with Record.open(path) as record:
            record.add(reading(1))
        path.chmod(0o444)
        folder.chmod(0o555)
        line = [sys.executable, "-c", READER, str(path)]
        done = subprocess.run(line, capture_output=True, text=True, check=False)
        folder.chmod(0o755)
    assert done.returncode == 0, done.stderr
    articles, problems, said = done.stdout.splitlines()
    assert (articles, problems) == ("1", "0")
    assert "cannot be" in said
    assert "permissions" in said


WRITER = """
import sys
sys.path.insert(0, sys.argv[3])
from test_hardening import reading
from detente.record import Record
for i in range(int(sys.argv[2]), int(sys.argv[2]) + 15):
    with Record.open(sys.argv[1]) as record:
        assert record.add(reading(i)).status == "added"
"""


def test_two_writers_wait_for_each_other(tmp_path: Path) -> None:
    path = tmp_path / "x.db"  # made by whoever comes first
    here = str(Path(__file__).parent)
    writers = [
        subprocess.Popen(
            [sys.executable, "-c", WRITER, str(path), start, here], stderr=subprocess.PIPE
        )
        for start in ("0", "1000", "2000")
    ]
    ended = [(w.communicate()[1].decode(), w.returncode) for w in writers]
    assert ended == [("", 0)] * 3
    with Record.open(path, readonly=True) as record:
        assert record.summary().articles == 45
        assert record.check() == ()


def test_a_writer_that_waited_too_long_is_told_so(path: Path) -> None:
    db = sqlite3.connect(path, isolation_level=None)
    db.execute("BEGIN IMMEDIATE")
    with Record.open(path, busy=0.1) as record:
        with pytest.raises(RecordError, match="another program is writing"):
            record.add(reading(99))
        with pytest.raises(RecordError, match="another program is writing"):
            compact(path, busy=0.1)
        db.execute("ROLLBACK")
        assert record.add(reading(99)).status == "added"
    db.close()


def test_a_backup_is_whole_while_a_writer_works(path: Path, tmp_path: Path) -> None:
    here = str(Path(__file__).parent)
    writer = subprocess.Popen([sys.executable, "-c", WRITER, str(path), "5000", here])
    out = tmp_path / "copies" / "y.db"
    with pytest.raises(RecordError, match="does not exist"):
        backup(path, out)
    out.parent.mkdir()
    seen = []
    done = backup(path, out, on_progress=lambda now, whole: seen.append((now, whole)))
    assert writer.wait() == 0
    assert seen[-1][0] == seen[-1][1] > 0
    assert done.articles >= 40
    assert (done.imports, done.bytes) == (1, out.stat().st_size)
    assert check_record(out) == ()
    assert check_record(path) == ()
    with Record.open(out, readonly=True) as record:
        assert record.summary().articles == done.articles
    names = [p.name for p in out.parent.iterdir() if not p.name.startswith("y.db-")]
    assert sorted(names) == ["y.db", "y.events"]
    with pytest.raises(RecordError, match="is there already"):
        backup(path, out)
    out.unlink()
    with pytest.raises(RecordError, match=r"y\.events: is there already"):
        backup(path, out)


def test_a_backup_of_a_damaged_record_is_not_kept(path: Path, tmp_path: Path) -> None:
    whole = settled(path)
    size = int.from_bytes(whole[16:18], "big")
    for page in range(5, 12):
        whole[page * size : page * size + 16] = b"\xff" * 16
    path.write_bytes(whole)
    with pytest.raises(RecordError, match="damaged"):
        backup(path, tmp_path / "y.db")
    assert not list(tmp_path.glob("*y.*"))
    assert not list(tmp_path.glob(".y*"))


def test_compacting_beside_a_reader(path: Path) -> None:
    altered(
        path,
        "CREATE TABLE big AS SELECT text || text || text AS x FROM articles, (SELECT 1 UNION SELECT 2)",
        "DROP TABLE big",
        # and an index out of step
        "INSERT INTO act_search(act_search, rowid, sentence, quote, place)"
        " SELECT 'delete', n, sentence, quote, place FROM acts WHERE n = (SELECT max(n) FROM acts)",
    )
    assert check_record(path)
    reader = sqlite3.connect(path, isolation_level=None)
    reader.execute("BEGIN")
    held = reader.execute("SELECT count(*) FROM articles").fetchone()
    first = compact(path, busy=0.1)
    assert first.held_back
    assert reader.execute("SELECT count(*) FROM articles").fetchone() == held
    reader.execute("COMMIT")
    reader.close()
    done = compact(path)
    assert not done.held_back
    assert done.after == path.stat().st_size <= done.before
    assert info(path).free_bytes == 0
    assert check_record(path) == ()


def test_info_counts_what_is_there(path: Path) -> None:
    found = info(path)
    assert (found.summary.articles, found.originals) == (40, 40)
    ((origin, imports, _, size),) = found.imports
    assert (origin, imports) == ("icews", 1)
    assert size == sum(f.stat().st_size for f in folder_of(path).glob("icews-*/*"))
    assert found.bytes == path.stat().st_size
