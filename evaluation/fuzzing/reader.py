"""What a reader is here, and what becomes of one input."""

from __future__ import annotations

import random
import signal
import time
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field

from detente.errors import DetenteError, SourceError
from fuzzing.spoil import spoil

#: An input that keeps a reader busy for longer is a crash: a server would stand still.
MOST_SECONDS = 60

Spoiler = Callable[[tuple[bytes, ...], random.Random], bytes]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reader:
    """One reader of the program, with sound inputs of its kind.

    Attributes:
        name: What it reads.
        sound: Inputs that it takes.
        read: Reads one input. Raises an error of ours to refuse it, ``AssertionError`` for something
            that was dropped and not told; any other error is a crash.
        share: How many inputs it gets, as a share of those of a quick reader.
        spoil: Makes a spoilt input of sound ones.
    """

    name: str
    sound: tuple[bytes, ...]
    read: Callable[[bytes], None]
    share: float = 1.0
    spoil: Spoiler = spoil


@dataclass(slots=True)
class Tally:
    """What became of the inputs of one reader.

    Attributes:
        inputs: How many there were.
        refused: How many were refused in plain words.
        crashes: On how many the program broke.
        drops: Of how many something was lost untold.
        seconds: Time in the reader.
        slowest: The longest time for one input.
    """

    inputs: int = 0
    refused: int = 0
    crashes: int = 0
    drops: int = 0
    seconds: float = 0.0
    slowest: float = 0.0

    def add(self, other: Tally) -> None:
        """Add what became of other inputs."""
        self.inputs += other.inputs
        self.refused += other.refused
        self.crashes += other.crashes
        self.drops += other.drops
        self.seconds += other.seconds
        self.slowest = max(self.slowest, other.slowest)


@dataclass(frozen=True, slots=True)
class Fault:
    """An input on which a reader broke or dropped something."""

    reader: str
    raw: bytes
    what: str


@dataclass(slots=True)
class Heard:
    """Errors and warnings that a reader told."""

    errors: list[SourceError] = field(default_factory=list)
    warnings: list[SourceError] = field(default_factory=list)


class TooLong(BaseException):
    """One input took longer than a minute."""


@contextmanager
def _bounded() -> Iterator[None]:
    def stop(*_: object) -> None:
        raise TooLong(f"longer than {MOST_SECONDS} s")

    before = signal.signal(signal.SIGALRM, stop)
    signal.alarm(MOST_SECONDS)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)


def feed_one(reader: Reader, raw: bytes, tally: Tally, *, timed: bool = True) -> Fault | None:
    """Read one input, count it, and return what went wrong.

    Args:
        reader: Reads it.
        raw: The input.
        tally: Counts it.
        timed: Stop after a minute; off where another program has the alarm of this process.
    """
    tally.inputs += 1
    begun = time.perf_counter()
    try:
        with _bounded() if timed else nullcontext():
            reader.read(raw)
    except DetenteError as error:
        tally.refused += 1
        if not str(error).strip():
            tally.drops += 1
            return Fault(reader.name, raw, "drop: refused without a word")
    except AssertionError:
        tally.drops += 1
        return Fault(reader.name, raw, f"drop: {traceback.format_exc(limit=-2)}")
    except (KeyboardInterrupt, SystemExit):
        raise
    except BaseException:  # panics of compiled parts are no Exceptions
        tally.crashes += 1
        return Fault(reader.name, raw, traceback.format_exc(limit=-6))
    finally:
        took = time.perf_counter() - begun
        tally.seconds += took
        tally.slowest = max(tally.slowest, took)
    return None


def unheard(_: SourceError) -> None:
    """Take an error that is counted elsewhere."""


def words_of(raw: bytes) -> str:
    """Return bytes as text, whatever they are."""
    return raw.decode("utf-8", "replace")
