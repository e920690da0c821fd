"""How often something may be called: sliding windows on the emulator's clock."""

import math
from collections import defaultdict, deque
from datetime import datetime, timedelta
from typing import NamedTuple


class Window(NamedTuple):
    length: timedelta
    most: int


SECOND, MINUTE = timedelta(seconds=1), timedelta(minutes=1)
# custom-bot-usage-guide: a bot takes 5 a second and 100 a minute.
BOT = (Window(SECOND, 5), Window(MINUTE, 100))


class Full(NamedTuple):
    """The window that is full, and the whole seconds until it takes another call."""

    window: Window
    reset_s: int


class RateLimits:
    """A refused call does not count, so waiting for the window to pass is enough."""

    def __init__(self) -> None:
        self._calls: defaultdict[str, deque[datetime]] = defaultdict(deque)

    def allow(self, key: str, now: datetime) -> bool:
        """One call of a bot, counted if it is allowed."""
        full = self.full(key, now, BOT)
        if full is None:
            self.count(key, now, BOT)
        return full is None

    def full(self, key: str, now: datetime, windows: tuple[Window, ...]) -> Full | None:
        """The first window that has no room for a call now."""
        calls = self._calls[key]
        for window in windows:
            if len(calls) >= window.most and calls[-window.most] > now - window.length:
                left = calls[-window.most] + window.length - now
                return Full(window, max(1, math.ceil(left.total_seconds())))
        return None

    def count(self, key: str, now: datetime, windows: tuple[Window, ...]) -> None:
        """Remembers a call, and no more of them than the widest window asks about."""
        calls = self._calls[key]
        calls.append(now)
        while len(calls) > max(window.most for window in windows):
            calls.popleft()
