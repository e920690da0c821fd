"""A token bucket: so many frames at once, then so many a second."""

from math import inf


class Bucket:
    """What one socket, or one session, may still do. Time is any clock of seconds that does not go back."""

    __slots__ = ("_burst", "_filled_at", "_per_second", "_tokens")

    def __init__(self, *, per_second: float, burst: float) -> None:
        self._per_second = per_second
        self._burst = self._tokens = burst
        self._filled_at = inf

    def take(self, now: float, cost: float = 1) -> bool:
        """Spends so many tokens; False, and none spent, when there are fewer."""
        # A clock that jumped back gives nothing, and takes nothing away.
        elapsed = max(now - self._filled_at, 0.0)
        self._filled_at = now
        tokens = min(self._burst, self._tokens + elapsed * self._per_second)
        if tokens < cost:
            self._tokens = tokens
            return False
        self._tokens = tokens - cost
        return True
