"""How often one address may ask: GCRA, counted by each process for itself.

It protects the process that counts, so it needs no store that could be slow or away, and costs a microsecond. With
several processes an address gets as many times more; nobody is promised a quota.
"""

import threading
from ipaddress import IPv6Address, ip_address, ip_network

from school import clock

_MINUTE_S = 60.0
_MOST_REMEMBERED = 10_000
# What a provider gives one household.
_IPV6_PREFIX = 64


class Limiter:
    """So many requests in a minute for each key; the first of them may come at once."""

    def __init__(self, per_minute: int) -> None:
        self._step_s = _MINUTE_S / per_minute
        self._free_at: dict[str, float] = {}
        self._lock = threading.Lock()

    def wait(self, key: str) -> float:
        """Seconds until the key may come again; 0: it may now, and was counted."""
        now = clock.now().timestamp()
        with self._lock:
            free_at = max(self._free_at.get(key, now), now)
            # More than a minute ahead is a clock that was set back.
            free_at = now if free_at - now > _MINUTE_S else free_at
            too_early = free_at + self._step_s - now - _MINUTE_S
            # Half a step forgives what adding up many small steps gets wrong.
            if too_early > self._step_s / 2:
                return too_early
            if len(self._free_at) >= _MOST_REMEMBERED:
                self._forget(now)
            self._free_at[key] = free_at + self._step_s
            return 0.0

    def _forget(self, now: float) -> None:
        """Who has been away long enough; everybody, if nobody has."""
        kept = {key: free_at for key, free_at in self._free_at.items() if free_at > now}
        self._free_at = kept if len(kept) < _MOST_REMEMBERED else {}


def household(address: str) -> str:
    """The address, or the network that one customer has of IPv6; what is no address stands for itself."""
    try:
        found = ip_address(address)
    except ValueError:
        return address
    if not isinstance(found, IPv6Address):
        return address
    if found.ipv4_mapped:
        return str(found.ipv4_mapped)
    return str(ip_network((int(found), _IPV6_PREFIX), strict=False)) if not found.scope_id else str(found)
