"""A peer changes from one process to another: the one that held it lets go, and what comes meanwhile goes after it."""

import asyncio
from collections import OrderedDict
from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING

import orjson

from rooms.wire import groups, mailbox
from rooms.wire.mailbox import Letter, Parked

if TYPE_CHECKING:
    from rooms.wire.bridge import Bridge
    from rooms.wire.seat import Seat

# A process that was killed does not answer.
RELEASE_S = 1.0
# From asking for it to sitting here: a Redis and a process that do not answer, a query and a welcome.
ARRIVE_S = 6.0
_LOOK_S = 0.01
_MOST_GONE = 1024


class Moving:
    """Who is on the way, to this process and from it."""

    def __init__(self, bridge: "Bridge") -> None:
        self._bridge = bridge
        # What came for peers that have no seat here yet, and to which rooms they come.
        self.arriving: dict[str, list[str]] = {}
        self.rooms: dict[str, int] = {}
        # At which number those go on who have lost something.
        self.begins_at: dict[str, int] = {}
        # Where those went that sat here lately.
        self.gone: OrderedDict[str, str] = OrderedDict()
        self._let_go: dict[str, asyncio.Event] = {}

    async def fetch(self, room: int, peer: str, held_by: str) -> None:
        """Until the process that held the peer, if one did, has written everything."""
        mine = self._bridge.hall.process
        self.gone.pop(peer, None)
        # What an earlier socket of the peer still waits for is for this one.
        waiting = self.arriving[peer] = list(self.arriving.get(peer, ()))
        self.rooms[peer] = room
        # It clears away, so before anything is waited for: the socket may end meanwhile.
        self._bridge.begin(self._hand_over(room, peer, waiting))
        await self._bridge.is_followed(room)
        if held_by in ("", mine):
            return
        event = self._let_go[peer] = asyncio.Event()
        self._bridge.dispatch.put(groups.of_process(held_by), {"what": "release", "room": room, "peer": peer})
        try:
            async with asyncio.timeout(RELEASE_S):
                await event.wait()
        except TimeoutError:
            self._bridge.killed(room, peer)
        finally:
            if self._let_go.get(peer) is event:
                del self._let_go[peer]

    def was_let_go(self, peer: str) -> None:
        """The other process says so."""
        if event := self._let_go.get(peer):
            event.set()

    def let_go(self, seat: "Seat") -> None:
        """Writes what the browser has not confirmed, and then says so to the process that it sits in now."""
        bridge, member = self._bridge, seat.member
        self.gone[member.id] = member.process
        if len(self.gone) > _MOST_GONE:
            self.gone.popitem(last=False)
        park = partial(mailbox.park, [Parked(member.id, seat.seq)], letters(seat), process=bridge.hall.process)
        bridge.clerk.put(park, then=partial(self._say, member.id, member.process))

    def say_again(self, peer: str, process: str) -> None:
        """The other process asks though it was told: it had not begun to listen."""
        if peer in self.gone:
            self._bridge.clerk.put(_nothing, then=partial(self._say, peer, process))

    def overhear(self, room: int, text: str) -> None:
        """What is said to everybody, for those who are about to sit down here."""
        table = self._bridge.hall.tables.get(room)
        for peer, waiting in self.arriving.items():
            if self.rooms.get(peer) == room and not (table and peer in table.seats):
                waiting.append(text)

    def _say(self, peer: str, process: str) -> None:
        self._bridge.dispatch.put(groups.of_process(process), {"what": "released", "peer": peer})

    async def _hand_over(self, room: int, peer: str, waiting: list[str]) -> None:
        """As soon as the peer has a socket here, what came before goes there."""
        with suppress(TimeoutError):
            async with asyncio.timeout(ARRIVE_S):
                while not self._has_socket(room, peer):  # noqa: ASYNC110 - a few milliseconds
                    await asyncio.sleep(_LOOK_S)
        if self.arriving.get(peer) is not waiting:
            # A later socket of the peer has it all.
            return
        del self.arriving[peer], self.rooms[peer]
        self._bridge.unfollow(room)
        table = self._bridge.hall.tables.get(room)
        if table and (seat := table.seats.get(peer)):
            for text in waiting:
                seat.push(text)

    def _has_socket(self, room: int, peer: str) -> bool:
        table = self._bridge.hall.tables.get(room)
        seat = table.seats.get(peer) if table else None
        return bool(seat and seat.wire)


def letters(seat: "Seat") -> list[Letter]:
    """All that the browser has not confirmed."""
    return [Letter(seat.table.room, seat.member.id, each.seq, orjson.loads(each.text)) for each in seat.unconfirmed]


def _nothing() -> None:
    """Only what was put before it counts."""
