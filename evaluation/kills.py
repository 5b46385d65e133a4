"""Kill everything that writes at random moments; count what is lost, half there, or there twice.

    python evaluation/kills.py --rounds 1000 [--seed 1] [--whole 10] [--works watch,bulk]

A round begins one work in a process of its own, kills it with SIGKILL at a random moment of its usual length,
looks at what is left, does the work again to its end, and compares every row and file with those of a
work that nobody disturbed. The works:

- add: articles, some read anew, one judged (Record.add, Record.judge)
- import: event data; readings: what was read in bulk, as articles and as Parquet
- renew: bringing an older file to the present form
- backup, compact: ``detente record backup`` and ``compact``
- watch: ``detente watch --once`` on a news site of this script
- bulk: ``detente bulk`` with two processes; bulk-process: the same, killing one of the two

``--whole`` rounds kill ``detente add`` as a user runs it, models and all. What counts as lost, half and
double is said for each work in kills_record.py, kills_watch.py and kills_bulk.py. Prints one JSON object,
and the first faults on standard error; exit code 1 when there is any.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import multiprocessing
import os
import random
import signal
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from kills_bulk import bulk_works
from kills_record import Adding, record_works
from kills_round import Tally, Work, measure, run_round
from kills_site import Site, site_on_loopback
from kills_watch import Watching, watch_work

#: Which work each round is of, over and over: cheap ones more often.
CYCLE = (
    "add", "import", "watch", "backup", "renew", "add", "readings", "compact", "watch", "import",
    "add", "backup", "renew", "watch", "readings", "bulk", "add", "import", "compact", "watch",
    "bulk-process",
)  # fmt: skip


def works_of(home: Path, site: Site, names: list[str]) -> Iterator[Work]:
    """Make the works of these names ready, each measured undisturbed."""
    bulk = bulk_works(home)
    for work in record_works(home, bulk[0].base / "out"):
        if work.name in names:
            measure(work, home, times=3)  # the first is slower: the server of forks begins
            yield work
    if "watch" in names:
        yield watch_work(home, site)
    if {work.name for work in bulk} & set(names):
        measure(bulk[0], home)
        for work in bulk:
            work.seconds, work.expected = bulk[0].seconds, bulk[0].expected
            yield work


def main() -> int:
    """Kill, look, go on, compare, print."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--rounds", type=int, default=1000)
    options.add_argument("--whole", type=int, default=0)
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--works", default=",".join(dict.fromkeys(CYCLE)))
    given = options.parse_args()
    names = given.works.split(",")
    if wrong := set(names) - set(CYCLE):
        options.error(f"no such work: {', '.join(sorted(wrong))}")
    chance, tally = random.Random(given.seed), Tally()
    paths = [str(Path(__file__).parent), os.environ.get("PYTHONPATH", "")]
    os.environ["PYTHONPATH"] = os.pathsep.join(filter(None, paths))  # for the server of forks
    multiprocessing.set_forkserver_preload(["kills_preload"])
    with tempfile.TemporaryDirectory() as folder, site_on_loopback() as site:
        home = Path(folder)
        works = {work.name: work for work in works_of(home, site, names)}
        cycle = [works[name] for name in CYCLE if name in names]
        with contextlib.suppress(KeyboardInterrupt):  # what was counted until then is printed
            signal.signal(signal.SIGTERM, signal.default_int_handler)
            for i in range(given.rounds):
                run_round(cycle[i % len(cycle)], home, chance, tally)
                _show(i + 1, given.rounds, tally)
            if given.whole:
                (home / "whole").mkdir()
                adding = Adding(home / "whole")
                measure(adding, home)
                for _ in range(given.whole):
                    run_round(adding, home, chance, tally)
    for fault in tally.faults[:20]:
        print(fault, file=sys.stderr)
    watching = [work.twice for work in works.values() if isinstance(work, Watching)]
    print(
        json.dumps(
            {
                "rounds": sum(tally.rounds.values()),
                "killed": sum(tally.killed.values()),
                "by_work": {k: [n, tally.killed[k]] for k, n in tally.rounds.items()},
                "lost": tally.lost,
                "half": tally.half,
                "double": tally.double,
                "alerts_sent_again": sum(watching),
            }
        )
    )
    return 1 if tally.faults else 0


def _show(done: int, rounds: int, tally: Tally) -> None:
    terminal = sys.stderr.isatty()
    if terminal or done % 50 == 0:
        told = f"{done} of {rounds} rounds, {len(tally.faults)} faults"
        print(f"\r{told}" if terminal else told, end="" if terminal else "\n", file=sys.stderr)


if __name__ == "__main__":
    raise SystemExit(main())
