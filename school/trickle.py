"""A bound for what strangers can cause in one process, such as lines of the log."""

import threading
import time


class Trickle:
    """Lets so many of each kind pass in so many seconds. Kinds must be few: words of our own, never a stranger's."""

    def __init__(self, *, most: int, seconds: float) -> None:
        self._most, self._seconds = most, seconds
        self._passed: dict[str, list[float]] = {}
        self._lock = threading.Lock()

    def admits(self, kind: str) -> bool:
        """Whether one more may pass now."""
        now = time.monotonic()
        with self._lock:
            recent = [at for at in self._passed.get(kind, []) if at > now - self._seconds]
            is_free = len(recent) < self._most
            self._passed[kind] = [*recent, now] if is_free else recent
        return is_free
