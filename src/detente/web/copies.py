"""Pages that were made, for the next who asks for the same.

A page is made anew whenever the record changed. While one reader's request makes it, others who ask
for the same page get the one made before, so that many readers beside one who adds articles cost no
more than one reader. No more than two pages are made at a time; others are given out as they were up to
``OLDEST`` seconds ago rather than wait.
"""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Hashable
from concurrent.futures import Future
from dataclasses import dataclass, replace

#: Pages made at a time: one a processor would do, if none ever waited for the disk.
AT_A_TIME = 2
#: A page made before is given out for so many seconds, and only while others are being made.
OLDEST = 30.0
MOST_BYTES = 64_000_000


@dataclass(frozen=True, slots=True)
class Copy:
    """A page as it was sent.

    Attributes:
        status: Of the answer.
        body: Its bytes.
        headers: Its headers; names in lower case.
        version: The record as it was made from.
        rests_on: What of the record it rests on, where that is known to be less than all.
        at: When, by the monotonic clock.
    """

    status: int
    body: bytes
    headers: tuple[tuple[str, str], ...]
    version: Hashable
    rests_on: Hashable
    at: float


class Copies:
    """Pages by what was asked for, the latest used ones."""

    def __init__(self, most_bytes: int = MOST_BYTES) -> None:
        self._most = most_bytes
        self._lock = threading.Lock()
        self._held: OrderedDict[Hashable, Copy] = OrderedDict()
        self._bytes = 0
        self._making: dict[Hashable, Future[Copy]] = {}
        self._slots = threading.Semaphore(AT_A_TIME)

    def there(self, key: Hashable, version: Hashable) -> Copy | None:
        """Return a page that can be given out at once, or ``None``; never waits.

        Args:
            key: What was asked for.
            version: What it would be made from now.
        """
        with self._lock:
            copy = self._held.get(key)
            if copy is None:
                return None
            busy = key in self._making or len(self._making) >= AT_A_TIME
            fresh = copy.version == version
            if fresh or (busy and time.monotonic() - copy.at < OLDEST):
                self._held.move_to_end(key)
                return copy
            return None

    def made(self, key: Hashable, make: Callable[[], Copy]) -> Copy:
        """Return a page, made now unless another request is making it."""
        with self._lock:
            future = self._making.get(key)
            mine = future is None
            if future is None:
                future = self._making[key] = Future()
        if not mine:
            return future.result()
        try:
            with self._slots:
                copy = make()
        except BaseException as error:
            with self._lock:
                del self._making[key]
            future.set_exception(error)
            raise
        with self._lock:
            del self._making[key]
            self._keep(key, copy)
        future.set_result(copy)
        return copy

    def still(self, key: Hashable, version: Hashable, rests_on: Hashable) -> Copy | None:
        """Return a page if what it rests on is as it was, though something else of the record changed.

        Args:
            key: What was asked for.
            version: The record as it is.
            rests_on: What the page would rest on now; ``None`` when that is not known.
        """
        with self._lock:
            copy = self._held.get(key)
            if copy is None or rests_on is None or copy.rests_on != rests_on:
                return None
            self._held[key] = copy = replace(copy, version=version, at=time.monotonic())
            return copy

    def forget(self) -> None:
        """Forget all pages: someone changed the record through this server."""
        with self._lock:
            self._held.clear()
            self._bytes = 0

    def _keep(self, key: Hashable, copy: Copy) -> None:
        before = self._held.pop(key, None)
        self._bytes += len(copy.body) - (len(before.body) if before else 0)
        self._held[key] = copy
        while self._bytes > self._most:
            _, old = self._held.popitem(last=False)
            self._bytes -= len(old.body)
