"""How often one may ask: token buckets by key, in bounded memory."""

from __future__ import annotations

import ipaddress
import threading
import time
from collections import OrderedDict
from collections.abc import Callable


class Buckets:
    """One bucket a key: it holds ``burst`` requests and fills up again at ``rate`` a second.

    At most ``most`` keys are remembered; the one seen longest ago is forgotten first, so that many
    callers can never fill the memory.
    """

    def __init__(
        self,
        *,
        rate: float,
        burst: int,
        most: int = 10_000,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._rate, self._burst, self._most, self._clock = rate, burst, most, clock
        self._held: OrderedDict[str, tuple[float, float]] = OrderedDict()
        self._lock = threading.Lock()

    def __len__(self) -> int:
        return len(self._held)

    def take(self, key: str) -> float:
        """Take one request out of a bucket.

        Returns:
            0 when there was one; else the seconds until there is one again.
        """
        now = self._clock()
        with self._lock:
            left, at = self._held.pop(key, (float(self._burst), now))
            left = min(float(self._burst), left + (now - at) * self._rate)
            wait = 0.0 if left >= 1 else (1 - left) / self._rate
            self._held[key] = (left - 1 if not wait else left, now)
            while len(self._held) > self._most:
                self._held.popitem(last=False)
        return wait


def client_key(host: str) -> str:
    """Return what stands for one caller: an IPv4 address, or the /64 network of an IPv6 one.

    One who holds an IPv6 network could else come from a new address each time.

    >>> client_key("192.0.2.7"), client_key("2001:db8::1:2:3:4")
    ('192.0.2.7', '2001:db8::')
    """
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return host[:64]
    if address.version == 4:
        return str(address)
    return str(ipaddress.ip_network((address, 64), strict=False).network_address)
