"""How often one bot may be called: 5 a second and 100 a minute (custom-bot-usage-guide)."""

from collections import defaultdict, deque
from datetime import datetime, timedelta

WINDOWS = ((timedelta(seconds=1), 5), (timedelta(minutes=1), 100))


class RateLimits:
    """Sliding windows. A refused call does not count, so waiting for the window to pass is enough."""

    def __init__(self) -> None:
        self._calls: defaultdict[str, deque[datetime]] = defaultdict(lambda: deque(maxlen=100))

    def allow(self, token: str, now: datetime) -> bool:
        calls = self._calls[token]
        if any(self._full(calls, now - window, most) for window, most in WINDOWS):
            return False
        calls.append(now)
        return True

    @staticmethod
    def _full(calls: deque[datetime], since: datetime, most: int) -> bool:
        return len(calls) >= most and calls[-most] > since
