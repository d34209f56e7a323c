"""How much one client may send, and how often it may ask: a token bucket for each address."""

import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from ipaddress import IPv6Address, ip_address
from threading import Lock

LIMIT = 5_000_000
"""Bytes of a letter. It has some ten thousand as text; with its fonts and pictures, a few million."""

_REMEMBERED = 10_000
"""Addresses whose buckets are kept, the latest ones. A forgotten address starts with a full bucket."""


@dataclass(slots=True)
class _Bucket:
    tokens: float
    time: float


class Buckets:
    """A bucket of `burst` tokens for each client, filled at `rate` tokens a second."""

    def __init__(self, rate: float, burst: float, clock: Callable[[], float] = time.monotonic) -> None:
        self._rate = rate
        self._burst = burst
        self._clock = clock
        self._buckets: OrderedDict[str, _Bucket] = OrderedDict()
        self._lock = Lock()

    def take(self, address: str) -> bool:
        """Take a token from a client's bucket, if there is a whole one."""
        client, now = network(address), self._clock()
        with self._lock:
            bucket = self._buckets.setdefault(client, _Bucket(self._burst, now))
            self._buckets.move_to_end(client)
            bucket.tokens = min(self._burst, bucket.tokens + (now - bucket.time) * self._rate)
            bucket.time = now
            if len(self._buckets) > _REMEMBERED:
                self._buckets.popitem(last=False)
            if bucket.tokens < 1:
                return False
            bucket.tokens -= 1
            return True


def network(address: str) -> str:
    """Who counts as one client: an IPv4 address, or the /64 network of an IPv6 address, which is one household's."""
    try:
        parsed = ip_address(address.split("%")[0])
    except ValueError:
        return address
    if isinstance(parsed, IPv6Address):
        return str(parsed.ipv4_mapped or IPv6Address(int(parsed) >> 64 << 64))
    return str(parsed)
