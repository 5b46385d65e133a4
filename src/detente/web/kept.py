"""What is worked out from a whole record and kept between requests, each value once.

Tables of a whole record rest on a *state* of its files. While the files stay as they are the tables
stay; when they change, the tables are made anew. Where that takes more than a moment, pages go on
with the tables of the state before while one thread makes the next ones, so that nobody waits and
adding articles without a pause does not keep the server busy with counting.
"""

from __future__ import annotations

import functools
import logging
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any, TypeVar, TypeVarTuple

from detente.record.bulk import folder_of

T = TypeVar("T")
Ts = TypeVarTuple("Ts")

#: Tables that take less than this, in seconds, are made anew at once by the page that needs them.
AT_ONCE = 3.0
#: After making tables the thread rests so many times as long as that took.
REST = 9.0
_LOG = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class State:
    """The files of a record as they stand.

    Attributes:
        path: The record file.
        marks: Name, time of last change and size of every file that its figures rest on.
    """

    path: Path
    marks: tuple[tuple[str, int, int], ...]


def files_of(path: Path) -> State:
    """Return the files of a record as they stand now."""
    log = path.with_name(path.name + "-wal")
    files = [path, log, *sorted(folder_of(path).glob("*/manifest.json"))]
    marks = []
    for file in files:
        try:
            found = file.stat()
        except OSError:
            continue
        if found.st_size:
            marks.append((str(file), found.st_mtime_ns, found.st_size))
    return State(path, tuple(marks))


_Key = tuple[Callable[..., Any], tuple[Any, ...]]


class Shelf:
    """The tables of one record.

    Args:
        path: The record file.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._lock = threading.Lock()
        self._state: State | None = None
        self._since = datetime.now(UTC)
        self._made: dict[State, dict[_Key, Future[Any]]] = {}
        self._took = 0.0
        self._rests_until = 0.0
        self._maker: threading.Thread | None = None
        self._depth = threading.local()

    def state(self, now: State) -> State:
        """Return the state that tables rest on: the files as they stand, or shortly before.

        Args:
            now: The files as they stand.
        """
        with self._lock:
            if self._state is None or (self._took < AT_ONCE and now != self._state):
                self._settle(now, datetime.now(UTC))
            elif now != self._state and self._maker is None and self._rested():
                self._maker = threading.Thread(
                    target=self._make_anew, args=(now, self._state), daemon=True
                )
                self._maker.start()
            return self._state or now

    def behind(self) -> datetime | None:
        """Return of when the tables are, where the files have changed since."""
        now = files_of(self.path)
        with self._lock:
            return self._since if self._state not in (None, now) else None

    def hurry(self) -> None:
        """Let the next tables be made without a rest: someone wants to see what he changed."""
        with self._lock:
            self._rests_until = 0.0

    def get(self, function: Callable[..., T], state: State, *args: Any) -> T:
        """Return what a function makes of a state, made once for all who ask."""
        key = (function, args)
        with self._lock:
            held = self._made.setdefault(state, {})
            future: Future[T] | None = held.get(key)
            mine = future is None
            if future is None:
                future = held[key] = Future()
        if mine:
            try:
                future.set_result(self._timed(function, state, *args))
            except BaseException as error:
                with self._lock:
                    held.pop(key, None)
                future.set_exception(error)
        return future.result()

    def _timed(self, function: Callable[..., T], state: State, *args: Any) -> T:
        """Call a function; what one of them takes that is called by another counts once."""
        depth = getattr(self._depth, "n", 0)
        self._depth.n = depth + 1
        begun = time.perf_counter()
        try:
            return function(state, *args)
        finally:
            self._depth.n = depth
            if not depth:
                with self._lock:
                    self._took += time.perf_counter() - begun

    def _make_anew(self, now: State, before: State) -> None:
        """Make all tables that the state before had, then let pages use them."""
        begun, since = time.perf_counter(), datetime.now(UTC)
        with self._lock:
            wanted = list(self._made.get(before, {}))
        for function, args in wanted:
            try:
                self.get(function, now, *args)
            except Exception:  # the next page that needs it tries again, and says what is wrong
                _LOG.exception("%s could not be made anew", function.__name__)
        took = time.perf_counter() - begun
        with self._lock:
            self._settle(now, since)
            self._took, self._maker = took, None
            self._rests_until = time.monotonic() + REST * took

    def _rested(self) -> bool:
        return time.monotonic() >= self._rests_until

    def _settle(self, now: State, since: datetime) -> None:
        """Let tables rest on a state; those of the one before are still there for pages begun with it."""
        keep = {now, self._state}
        self._made = {state: held for state, held in self._made.items() if state in keep}
        self._state, self._since, self._took = now, since, 0.0


@lru_cache(maxsize=16)
def shelf_of(path: Path) -> Shelf:
    """Return the shelf of a record."""
    return Shelf(path)


def state_of(path: Path) -> State:
    """Return the state of a record that tables rest on."""
    return shelf_of(path).state(files_of(path))


def kept(function: Callable[[State, *Ts], T]) -> Callable[[State, *Ts], T]:
    """Keep what a function makes of a state; its other arguments must be few and hashable."""

    @functools.wraps(function)
    def look(state: State, *args: *Ts) -> T:
        return shelf_of(state.path).get(function, state, *args)

    return look
