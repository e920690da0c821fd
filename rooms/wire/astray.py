"""What was lately sent to peers of other processes: one that was killed has passed none of it on, and says nothing."""

import time
from collections import deque
from typing import NamedTuple

from django.conf import settings

# The oldest go first. Signals are rare once a lesson runs.
MOST_BYTES = 4 * 1024 * 1024


class _Sent(NamedTuple):
    at: float
    peer: str
    text: str


class Astray:
    """Clients know the ids of what they have had: brought once too often is better than not at all."""

    def __init__(self) -> None:
        self._sent: deque[_Sent] = deque()
        self._bytes = 0

    def note(self, peer: str, text: str) -> None:
        """A frame that goes to a peer outside of this process."""
        self._sent.append(_Sent(time.monotonic(), peer, text))
        self._bytes += len(text)
        self._forget()

    def of(self, peer: str) -> list[str]:
        """All that was lately sent to the peer, in order."""
        self._forget()
        return [sent.text for sent in self._sent if sent.peer == peer]

    def _forget(self) -> None:
        since = time.monotonic() - settings.ROOM_SIGNAL_TTL_S
        while self._sent and (self._sent[0].at < since or self._bytes > MOST_BYTES):
            self._bytes -= len(self._sent.popleft().text)
