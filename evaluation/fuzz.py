"""Feed every reader of the program with spoilt input; count crashes and drops that nobody is told of.

    python evaluation/fuzz.py --inputs 1000000 --processes 2 [--seed 1] [--only NAME] [--keep FILE]

Each input is a sound one of its kind, spoilt by a random mutator: bytes flipped, cut, doubled, moved,
mixed with another, or with words that have broken programs before; values of JSON and parts of addresses
are replaced, too. A reader may refuse an input with an error of ``detente.errors``; anything else is a
crash, and so is an input that takes a minute. A reader of many things also tells what became of each:
articles and errors of a file of JSON lines add up to its lines, events and dropped rows to the rows,
what stands unspoilt in a feed or a web archive comes out of it or is told. Slow readers get fewer inputs.
The same seed gives the same inputs, in however many processes. With ``--keep`` a run that was stopped
goes on. Prints one JSON object; the first faults with their inputs on standard error; exit code 1 when
there is any.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from pathlib import Path

from fuzzing.run import run


def main() -> int:
    """Spoil, read, count, print."""
    options = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    options.add_argument("--inputs", type=int, default=1_000_000)
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--only", default="", help="Readers whose name holds this.")
    options.add_argument("--processes", type=int, default=1)
    options.add_argument("--seconds", type=float, default=float("inf"), help="Stop after so long.")
    options.add_argument(
        "--keep", type=Path, help="Note each batch in this file, and go on from it."
    )
    given = options.parse_args()
    begun = time.perf_counter()
    done = run(
        inputs=given.inputs,
        seed=given.seed,
        only=given.only,
        processes=given.processes,
        seconds=given.seconds,
        kept=given.keep,
    )
    for fault in done.faults[:10]:
        print(f"{fault.reader}: {fault.raw[:300]!r}\n{fault.what}", file=sys.stderr)
    tallies = done.tallies
    whole = {
        "inputs": sum(t.inputs for t in tallies.values()),
        "refused": sum(t.refused for t in tallies.values()),
        "crashes": sum(t.crashes for t in tallies.values()),
        "drops": sum(t.drops for t in tallies.values()),
        "seconds": round(time.perf_counter() - begun),
        "readers": {
            name: [
                t.inputs,
                t.refused,
                t.crashes,
                t.drops,
                round(t.seconds, 1),
                round(t.slowest, 2),
            ]
            for name, t in sorted(tallies.items())
        },
    }
    print(json.dumps(whole, ensure_ascii=False))
    return 1 if done.faults else 0


if __name__ == "__main__":
    raise SystemExit(main())
