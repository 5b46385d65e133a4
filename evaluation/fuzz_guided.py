"""Feed one reader with inputs that are chosen by what code they reach (atheris), and stop at a crash.

    pip install atheris
    python evaluation/fuzz_guided.py READER --seconds 300 [--corpus DIR]

READER is one of the names that ``evaluation/fuzz.py`` prints, or a part of one. The sound inputs of the
reader are the beginning; new inputs that reach new code are kept in the folder and gone on from. The
lines that are watched are those of Détente. Prints how many inputs there were; the first crash, or drop
that nobody was told of, with its input on standard error ends the run with exit code 1.
"""

from __future__ import annotations

import argparse
import os
import shutil
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from fuzzing.reader import Fault, Reader, Tally, feed_one

_LONGEST = 20_000


def main() -> int:
    """Make the reader, watch its code, and feed it."""
    options = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    options.add_argument("reader")
    options.add_argument("--seconds", type=int, default=300)
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--corpus", type=Path, help="Where inputs that reach new code are kept.")
    given = options.parse_args()
    try:
        import atheris
    except ImportError:
        print("this wants atheris; install it with: pip install atheris", file=sys.stderr)
        return 1
    with atheris.instrument_imports(include=["detente"]):
        from fuzzing.every import every_reader
    home = Path(tempfile.mkdtemp(prefix="fuzz-"))
    readers = list(every_reader(home, given.reader))
    readers = [r for r in readers if r.name == given.reader] or readers
    if len(readers) != 1:
        names = ", ".join(repr(r.name) for r in readers) or "python evaluation/fuzz.py names them"
        print(f"{given.reader!r} names {len(readers)} readers: {names}", file=sys.stderr)
        return 1
    corpus = given.corpus or home / "corpus"
    corpus.mkdir(parents=True, exist_ok=True)
    _feed(atheris, readers[0], home, corpus, given.seconds, given.seed)
    return 0


def _feed(atheris: Any, reader: Reader, home: Path, corpus: Path, seconds: int, seed: int) -> None:
    """Feed the reader until the time is over or it breaks; the process ends with it."""
    for number, sound in enumerate(reader.sound):
        (corpus / f"sound-{number}").write_bytes(sound)
    tally, begun = Tally(), time.monotonic()

    def end(code: int) -> None:
        # not by libFuzzer's own clock and exit: they wait for threads of others that never end
        shutil.rmtree(home, ignore_errors=True)
        sys.stdout.flush()
        os._exit(code)

    def one(raw: bytes) -> None:
        if time.monotonic() - begun > seconds:
            print(f"{reader.name}: {tally.inputs:,} inputs, {tally.refused:,} refused")
            end(0)
        fault = feed_one(reader, raw, tally, timed=False)
        if fault is not None:
            _tell(fault)
            end(1)

    how = (f"-seed={seed}", f"-max_len={_LONGEST}", "-rss_limit_mb=6000", "-timeout=60")
    atheris.Setup([sys.argv[0], *how, f"-artifact_prefix={corpus}/", str(corpus)], one)
    atheris.Fuzz()


def _tell(fault: Fault) -> None:
    print(f"{fault.reader}: {fault.raw[:2000]!r}\n{fault.what}", file=sys.stderr, flush=True)


if __name__ == "__main__":
    raise SystemExit(main())
