"""One round of kills: begin a work, kill it, look, do it again to its end, compare every row."""

from __future__ import annotations

import multiprocessing
import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from detente.errors import DetenteError

Rows = Counter[tuple[object, ...]]
#: Takes a fault: ``lost``, ``half`` or ``double``, and what it is.
Report = Callable[[str, str], None]

#: A work is killed within this much of its usual time; some end before they are killed.
LONGEST = 1.05
#: Seconds after which a work that was begun again hangs.
_HANGS = 300.0


class Child(Protocol):
    """A process at work."""

    @property
    def pid(self) -> int | None:
        """Its number."""

    @property
    def exitcode(self) -> int | None:
        """How it ended; ``None`` while it runs."""

    def join(self, timeout: float | None = None) -> None:
        """Wait for its end, or so many seconds."""


class Program:
    """A command as a user runs it."""

    def __init__(self, *words: str) -> None:
        line = [sys.executable, "-m", "detente", *words]
        self._child = subprocess.Popen(line, stderr=subprocess.DEVNULL)
        self.pid = self._child.pid

    @property
    def exitcode(self) -> int | None:
        """How it ended."""
        return self._child.poll()

    def join(self, timeout: float | None = None) -> None:
        """Wait for its end."""
        try:
            self._child.wait(timeout)
        except subprocess.TimeoutExpired:
            return


def forked(do: Callable[[Path], object], place: Path) -> Child:
    """Do something in a process of its own that has the models from the server of forks."""
    child = multiprocessing.get_context("forkserver").Process(target=do, args=(place,))
    child.start()
    return child


class Work:
    """One kind of writing. Each round of it begins with a copy of the folder ``base``.

    Attributes:
        name: What it is called in the counts.
        base: Folder from which its rounds begin.
        code: Exit code of one that nobody disturbed.
        seconds: How long it takes when nobody disturbs it.
        expected: What it then leaves.
    """

    code = 0

    def __init__(self, name: str, base: Path) -> None:
        self.name, self.base = name, base
        self.seconds = 0.0
        self.expected: Rows = Counter()

    def begin(self, place: Path) -> Child:
        """Start it in a folder."""
        raise NotImplementedError

    def ready(self, place: Path) -> None:
        """Make ready what lies outside the folder."""

    def kill(self, child: Child, chance: random.Random) -> bool:  # noqa: ARG002
        """Kill it now; tell whether there was something to kill."""
        if child.exitcode is not None or child.pid is None:
            return False
        os.kill(child.pid, signal.SIGKILL)
        return True

    def look(self, place: Path, report: Report) -> None:
        """Look at what a kill left."""

    def between(self, place: Path) -> None:
        """Let the world go on between the first process and the second."""

    def rows(self, place: Path) -> Rows:
        """Return everything that it leaves and that must be the same after a kill as without."""
        raise NotImplementedError

    def end(self, place: Path, report: Report) -> None:
        """Look at what must hold at the end, beside the rows."""


@dataclass
class Tally:
    """What became of the rounds.

    Attributes:
        rounds: Rounds of each work.
        killed: Those in which something was killed before it ended.
        lost: Faults of this kind, as the works say.
        half: Likewise.
        double: Likewise.
        faults: All in words.
    """

    rounds: Counter[str] = field(default_factory=Counter)
    killed: Counter[str] = field(default_factory=Counter)
    lost: int = 0
    half: int = 0
    double: int = 0
    faults: list[str] = field(default_factory=list)

    def of(self, work: Work) -> Report:
        """Return what takes the faults of a work."""

        def report(kind: str, what: str) -> None:
            setattr(self, kind, getattr(self, kind) + 1)
            number = self.rounds[work.name]
            self.faults.append(f"{kind}: {work.name}, round {number} of it: {what}"[:400])

        return report


def measure(work: Work, home: Path, *, times: int = 1) -> None:
    """Do a work undisturbed; keep what it leaves and how long it takes."""
    took = []
    for _ in range(times):
        place = _laid(work, home)
        try:
            begun = time.perf_counter()
            child = work.begin(place)
            child.join()
            took.append(time.perf_counter() - begun)
            work.between(place)
            again = work.begin(place)
            again.join()
            if (child.exitcode, again.exitcode) != (work.code, work.code):
                raise SystemExit(
                    f"{work.name}: ends with {child.exitcode} and {again.exitcode} undisturbed"
                )
            work.expected = work.rows(place)
        finally:
            shutil.rmtree(place)
    work.seconds = min(took)


def run_round(work: Work, home: Path, chance: random.Random, tally: Tally) -> None:
    """Do a work in a folder of its own, killed at a random moment, and then to its end."""
    place, report = _laid(work, home), tally.of(work)
    tally.rounds[work.name] += 1
    try:
        child = work.begin(place)
        child.join(work.seconds * LONGEST * chance.random())
        tally.killed[work.name] += work.kill(child, chance)
        _ended(child, (work.code, -signal.SIGKILL), report)
        try:
            work.look(place, report)
        except (DetenteError, sqlite3.Error, OSError) as error:
            report("half", f"right after the kill: {type(error).__name__}: {error}")
        work.between(place)
        _ended(work.begin(place), (work.code,), report)
        found = work.rows(place)
        for row in (work.expected - found).elements():
            report("lost", str(row))
        for row in (found - work.expected).elements():
            report("double", str(row))
        work.end(place, report)
    except (DetenteError, sqlite3.Error, OSError) as error:
        report("half", f"at the end: {type(error).__name__}: {error}")
    finally:
        shutil.rmtree(place)


def _ended(child: Child, codes: tuple[int, ...], report: Report) -> None:
    child.join(_HANGS)
    if child.exitcode is None and child.pid is not None:
        os.kill(child.pid, signal.SIGKILL)
        child.join()
        report("lost", f"hangs for {_HANGS:.0f} seconds")
    elif child.exitcode not in codes:
        report("lost", f"ended with {child.exitcode}")


def _laid(work: Work, home: Path) -> Path:
    """Lay out the folder of a round; always the same path, since paths are remembered."""
    place = home / "round"
    shutil.copytree(work.base, place)
    work.ready(place)
    return place
