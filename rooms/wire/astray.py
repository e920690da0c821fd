"""What was lately sent to peers of other processes: one that was killed has passed none of it on, and says nothing."""

import time
from collections import OrderedDict, deque
from collections.abc import Collection, Hashable
from itertools import count
from typing import NamedTuple

from django.conf import settings

from rooms.wire.frames import size

# For one peer, and beside that of the lines to everybody of one room; the oldest of them go first. Far below what a
# seat takes unconfirmed: what several processes bring at once must fit.
MOST_OF_ONE = 256 * 1024
# For all together; whoever has most loses the oldest.
MOST_BYTES = 16 * 1024 * 1024
# What an entry takes in memory beside its text.
_ENTRY_COSTS = 512


class _Sent(NamedTuple):
    number: int
    at: float
    sender: str
    text: str
    to: frozenset[str]
    size: int


class _Lately(deque[_Sent]):
    """What one recipient, or one room, was sent, oldest first."""

    total = 0


class Astray:
    """Clients know the ids of what they have had: brought once too often is better than not at all."""

    def __init__(self) -> None:
        # By the peer's id, or the room's number; whoever was sent something last comes last.
        self._lately: OrderedDict[Hashable, _Lately] = OrderedDict()
        self._numbers = count()
        self._bytes = 0

    def note(self, peer: str, text: str, sender: str = "") -> None:
        """A frame that goes to a peer outside of this process."""
        self._note(peer, text, sender, [peer])

    def note_line(self, room: int, peers: Collection[str], text: str) -> None:
        """A line to everybody, for those of the room who are outside of this process."""
        if peers:
            self._note(room, text, "", peers)

    def take_back(self, peer: str, sender: str, id_: str) -> None:
        """The peer's process had no room for this frame, and its sender knows."""
        lately = self._lately.get(peer, _Lately())
        for sent in [each for each in lately if each.sender == sender and f'"id":"{id_}"' in each.text]:
            lately.remove(sent)
            lately.total -= sent.size
            self._bytes -= sent.size

    def of(self, room: int, peer: str) -> list[str]:
        """All that was lately sent to the peer, in order; of too much the newest."""
        self._forget_old()
        since, left, found = _since(), MOST_OF_ONE, list[str]()
        both = [*self._lately.get(peer, ()), *self._lately.get(room, ())]
        for sent in sorted((each for each in both if each.at >= since and peer in each.to), reverse=True):
            left -= sent.size
            if left < 0:
                break
            found.append(sent.text)
        return found[::-1]

    def _note(self, key: Hashable, text: str, sender: str, to: Collection[str]) -> None:
        sent = _Sent(next(self._numbers), time.monotonic(), sender, text, frozenset(to), size(text) + _ENTRY_COSTS)
        lately = self._lately.setdefault(key, _Lately())
        self._lately.move_to_end(key)
        lately.append(sent)
        lately.total += sent.size
        self._bytes += sent.size
        while lately.total > MOST_OF_ONE:
            self._lose(lately)
        self._forget_old()
        while self._bytes > MOST_BYTES:
            self._lose(max(self._lately.values(), key=lambda each: each.total))

    def _forget_old(self) -> None:
        """Of whoever has been sent nothing for so long all is forgotten."""
        since = _since()
        while self._lately:
            key, lately = next(iter(self._lately.items()))
            if lately and lately[-1].at >= since:
                return
            self._bytes -= lately.total
            del self._lately[key]

    def _lose(self, lately: _Lately) -> None:
        lost = lately.popleft()
        lately.total -= lost.size
        self._bytes -= lost.size


def _since() -> float:
    return time.monotonic() - settings.ROOM_SIGNAL_TTL_S
