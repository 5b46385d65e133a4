"""Spoil, read and count, in batches that several processes share."""

from __future__ import annotations

import json
import multiprocessing
import random
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from fuzzing.every import every_reader
from fuzzing.reader import Fault, Reader, Tally, feed_one

#: Inputs in a batch. A batch has its own seed, so that it gives the same inputs in whatever process.
BATCH = 2_000
#: A language pipeline never forgets a word; processes are renewed before that matters.
_BATCHES_A_PROCESS = 25


@dataclass(slots=True)
class Done:
    """What became of the inputs of some batches."""

    tallies: dict[str, Tally] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)

    def add(self, other: Done) -> None:
        """Add what became of other batches."""
        for name, tally in other.tallies.items():
            self.tallies.setdefault(name, Tally()).add(tally)
        self.faults += other.faults

    def to_dict(self) -> dict[str, Any]:
        """Return it as JSON values."""
        return {
            "tallies": {name: asdict(tally) for name, tally in self.tallies.items()},
            "faults": [[f.reader, f.raw.hex(), f.what] for f in self.faults],
        }

    @classmethod
    def from_dict(cls, form: dict[str, Any]) -> Done:
        """Build it from the values of :meth:`to_dict`."""
        return cls(
            {name: Tally(**tally) for name, tally in form["tallies"].items()},
            [Fault(name, bytes.fromhex(raw), what) for name, raw, what in form["faults"]],
        )


class Bench:
    """The readers of one process, in a folder of their own."""

    def __init__(self, only: str) -> None:
        self._folder = tempfile.TemporaryDirectory(prefix="fuzz-")
        self.readers = list(every_reader(Path(self._folder.name), only))

    def run(self, seed: int, number: int, size: int) -> Done:
        """Read a batch of inputs; the same seed and number give the same ones."""
        chance = random.Random(f"{seed} {number}")
        shares = [r.share for r in self.readers]
        done = Done({r.name: Tally() for r in self.readers})
        for reader in chance.choices(self.readers, shares, k=size):
            fault = self.one(reader, chance, done)
            if fault:
                done.faults.append(fault)
        return done

    @staticmethod
    def one(reader: Reader, chance: random.Random, done: Done) -> Fault | None:
        """Read one spoilt input."""
        return feed_one(reader, reader.spoil(reader.sound, chance), done.tallies[reader.name])


_BENCHES: dict[str, Bench] = {}


def _batch(only: str, seed: int, number: int, size: int) -> tuple[int, Done]:
    """Run a batch in a process of the pool; it makes its readers once."""
    if only not in _BENCHES:
        _BENCHES[only] = Bench(only)
    return number, _BENCHES[only].run(seed, number, size)


def run(
    *, inputs: int, seed: int, only: str, processes: int, seconds: float, kept: Path | None
) -> Done:
    """Read so many inputs, and return what became of them.

    Args:
        inputs: How many.
        seed: Of the first batch.
        only: Readers whose name holds this.
        processes: How many at once.
        seconds: Stop after so long.
        kept: A file in which each batch is noted, so that a run that was stopped is gone on with.
    """
    done, held = Done(), set()
    for number, batch in _kept(kept, seed, only):
        held.add(number)
        done.add(batch)
    sizes = [min(BATCH, inputs - at) for at in range(0, inputs, BATCH)]
    todo = [(n, size) for n, size in enumerate(sizes) if n not in held]
    begun = time.monotonic()
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(
        processes, mp_context=context, max_tasks_per_child=_BATCHES_A_PROCESS
    ) as pool:
        running: set[Future[tuple[int, Done]]] = set()
        while todo or running:
            if time.monotonic() - begun > seconds:
                todo.clear()
            while todo and len(running) < processes:
                number, size = todo.pop(0)
                running.add(pool.submit(_batch, only, seed, number, size))
            finished, running = wait(running, return_when=FIRST_COMPLETED)
            for future in finished:
                try:
                    number, batch = future.result()
                except BrokenProcessPool:
                    raise SystemExit(
                        f"a process ended while it read one of the batches {len(held)} to "
                        f"{len(held) + processes - 1} of seed {seed}: a crash of a compiled part"
                    ) from None
                held.add(number)
                done.add(batch)
                _keep(kept, seed, only, number, batch)
                _progress(done, inputs, time.monotonic() - begun)
    return done


def _kept(kept: Path | None, seed: int, only: str) -> Iterator[tuple[int, Done]]:
    if kept is None or not kept.exists():
        return
    for line in kept.read_text("utf-8").splitlines():
        form = json.loads(line)
        if (form["seed"], form["only"]) == (seed, only):
            yield form["batch"], Done.from_dict(form)


def _keep(kept: Path | None, seed: int, only: str, number: int, batch: Done) -> None:
    if kept is not None:
        with kept.open("a", encoding="utf-8") as file:
            form = {"seed": seed, "only": only, "batch": number, **batch.to_dict()}
            file.write(json.dumps(form) + "\n")


def _progress(done: Done, inputs: int, seconds: float) -> None:
    read = sum(t.inputs for t in done.tallies.values())
    faults = len(done.faults)
    end = "\r" if sys.stderr.isatty() else "\n"
    print(
        f"{read:,} of {inputs:,} inputs, {faults} faults, {seconds:.0f} s", end=end, file=sys.stderr
    )
