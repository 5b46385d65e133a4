"""Reading files of articles in bulk (``detente bulk`` as a user runs it), by two processes.

A round begins with the folder of a run over the beginning of the file; since then its last articles have
changed and others have come. Killed is either the whole program or one of its reading processes, chosen
at random, after which the program must go on to its end by itself. Processes are found in /proc, so this
runs on Linux only.

lost: tables missing at the end, or another list of shards. half: a table under its name, right after the
kill, that is none of those written without a kill; hidden files at the end; a reading process that outlives
its program. double: tables too many at the end; a shard that was done before the kill and is read again.
"""

from __future__ import annotations

import hashlib
import json
import random
import signal
import time
from collections import Counter
from contextlib import suppress
from os import kill
from pathlib import Path

from detente.engine.bulk_folder import BulkFolder
from kills_round import Child, Program, Report, Rows, Work

_BEFORE, _SINCE, _SHARD = 10, 28, 2
_PLACES = ("Lima", "Quito", "Oslo", "Riga", "Cairo", "Accra", "Hanoi")
_OUTLIVES = 60.0


class Reading(Work):
    """A run of ``detente bulk``; one line of its file is broken, so that it ends with 3."""

    code = 3

    def __init__(self, name: str, base: Path, source: Path, *, worker: bool) -> None:
        super().__init__(name, base)
        self._source, self._worker = source, worker
        self._workers: list[int] = []
        self._done: dict[str, int] = {}

    def begin(self, place: Path) -> Child:
        """Start it."""
        return read(self._source, place / "out")

    def kill(self, child: Child, chance: random.Random) -> bool:
        """Kill the program, or one of its processes."""
        self._workers = workers_of(child)
        if not self._worker:
            return super().kill(child, chance)
        if not self._workers:
            return False
        with suppress(ProcessLookupError):
            kill(chance.choice(self._workers), signal.SIGKILL)
            return True
        return False

    def look(self, place: Path, report: Report) -> None:
        """Look for tables that are not whole; note what is done."""
        folder = BulkFolder(place / "out")
        known = {row[:3] for row in (*self.expected, *_tables(self.base / "out"))}
        for row in _tables(place / "out"):
            if row[:3] not in known:
                report("half", f"{row[1]} is not as it is without a kill")
        kept = {str(row[1]) for row in self.expected}
        self._done = {
            name: folder.file("readings", name).stat().st_ino
            for name in folder.shards()
            if f"readings/{name}.parquet" in kept
        }

    def rows(self, place: Path) -> Rows:
        """Return the bytes of every table, and the list of shards."""
        out = _tables(place / "out")
        lines = (place / "out" / "shards.ndjson").read_text("utf-8").splitlines()
        out.update(("listed", n, line) for n, line in enumerate(lines))
        return out

    def end(self, place: Path, report: Report) -> None:
        """Look for what a kill left, and for what was read twice."""
        folder = BulkFolder(place / "out")
        for name, inode in self._done.items():
            if folder.file("readings", name).stat().st_ino != inode:
                report("double", f"shard {name} was done and is read again")
        until = time.monotonic() + _OUTLIVES
        while any(_lives(pid) for pid in self._workers) and time.monotonic() < until:
            time.sleep(0.05)
        if any(_lives(pid) for pid in self._workers):
            report("half", "a reading process outlives its program")
        for left in (place / "out").glob("*/.*"):
            report("half", f"{left.relative_to(place)} is left")


def read(source: Path, out: Path) -> Program:
    """Read a file by two processes."""
    words = (str(source), "--out", str(out), "--jobs", "2", "--shard", str(_SHARD))
    return Program("bulk", *words)


def workers_of(child: Child) -> list[int]:
    """Return the numbers of the processes that read for a program."""
    with suppress(OSError):
        children = Path(f"/proc/{child.pid}/task/{child.pid}/children").read_text().split()
        return [int(pid) for pid in children if b"spawn_main" in _line(pid)]
    return []


def _line(pid: str) -> bytes:
    with suppress(OSError):
        return Path(f"/proc/{pid}/cmdline").read_bytes()
    return b""


def _lives(pid: int) -> bool:
    """Tell whether a process is there and not merely waiting to be buried."""
    with suppress(OSError):
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    return False


def _tables(out: Path) -> Rows:
    return Counter(
        ("file", f"{f.parent.name}/{f.name}", hashlib.sha256(f.read_bytes()).hexdigest())
        for f in sorted(out.glob("*/[!.]*.parquet"))
    )


def _line_of(n: int, *, changed: bool) -> str:
    place, other = _PLACES[n % 7], _PLACES[(n + 1 + changed) % 7]
    text = (
        f"The foreign minister of Kenya signed a trade agreement with Peru in {place} on Tuesday. "
        f"Kenya asked Chile to open port {n} of {other}."
    )
    row = {"id": f"dispatch-{n}", "title": f"Port {n}", "text": text, "published": "2024-03-05"}
    return json.dumps(row) + "\n"


def bulk_works(home: Path) -> tuple[Work, Work]:
    """Make the folder from which the rounds begin, and return both works."""
    base, source = home / "bulk", home / "news.jsonl"
    base.mkdir()
    before = [_line_of(n, changed=False) for n in range(_BEFORE)]
    source.write_text("".join(before))
    child = read(source, base / "out")
    child.join()
    if child.exitcode:
        raise SystemExit(f"detente bulk: ends with {child.exitcode} undisturbed")
    lines = [_line_of(n, changed=n >= _BEFORE - 1) for n in range(_SINCE)]
    lines.insert(_SINCE // 2, "{broken\n")
    source.write_text("".join(lines))
    return (
        Reading("bulk", base, source, worker=False),
        Reading("bulk-process", base, source, worker=True),
    )
