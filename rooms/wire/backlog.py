"""What waits for a database or a Redis that is away: in order, and without filling the memory."""

from collections import deque
from typing import Generic, TypeVar

import structlog

log = structlog.get_logger(__name__)

Entry = TypeVar("Entry")
# What is lost is put right by a resume that says so, and by renegotiation.
MOST_BYTES = 16 * 1024 * 1024


class Backlog(Generic[Entry]):
    """First in, first out. Of entries with a size the oldest are lost when there is too much; the others never."""

    def __init__(self) -> None:
        self._entries: deque[tuple[Entry, int]] = deque()
        self._bytes = 0
        self._is_losing = False

    def __len__(self) -> int:
        return len(self._entries)

    @property
    def first(self) -> Entry:
        """The next one, which stays."""
        return self._entries[0][0]

    def put(self, entry: Entry, size: int = 0) -> None:
        """Comes after all others; `size` in bytes: it may be lost."""
        self._entries.append((entry, size))
        self._bytes += size
        while self._bytes > MOST_BYTES:
            self._lose()

    def popleft(self) -> Entry:
        """Takes the next one."""
        entry, size = self._entries.popleft()
        self._bytes -= size
        self._is_losing = self._is_losing and bool(self._entries)
        return entry

    def _lose(self) -> None:
        if not self._is_losing:
            self._is_losing = True
            log.warning("rooms.backlog_full", entries=len(self._entries))
        at, size = next((at, size) for at, (_entry, size) in enumerate(self._entries) if size)
        del self._entries[at]
        self._bytes -= size
