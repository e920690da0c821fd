"""Two web processes in one: halls of their own in one event loop, with the real Redis and the real database between."""

import asyncio
import uuid
from collections.abc import Callable
from typing import Any

from channels.db import database_sync_to_async

from rooms import seen
from rooms.models import Room, RoomPeer
from rooms.wire.bridge import Bridge
from rooms.wire.seat import Seat, encode
from rooms.wire.table import Hall, Table
from rooms.wire.wire import Wire
from tests import factories
from tests.room_sockets import Ear, reader
from tests.sockets import PATIENCE


async def until(condition: Callable[[], object]) -> None:
    """Waits for the condition, with a deadline."""
    async with asyncio.timeout(PATIENCE):
        while not condition():  # noqa: ASYNC110 - what is waited for knows no events
            await asyncio.sleep(0.005)


class Process:
    """One web process, as far as rooms are concerned."""

    def __init__(self) -> None:
        self.hall = Hall(str(uuid.uuid4()))
        self.bridge = Bridge(self.hall)
        self.hall.outside = self.bridge

    def table(self, room: Room) -> Table:
        """The room's table here."""
        return self.hall.table(room.pk, seen.room_view(room).frame())

    async def follows(self, room: Room) -> Table:
        """The room's table, once its events come here and it is as the database says."""
        table = self.table(room)
        await until(lambda: table.is_current)
        return table

    async def seat(self, peer: RoomPeer) -> tuple[Seat, Ear]:
        """The peer sits here, with a socket, and all processes know."""
        table, ear = await self.follows(peer.room), Ear()
        shown = seen.peer_view(peer).frame()
        event = {"type": "peer.joined", "peer": shown, "user": peer.user_id, "process": self.hall.process}
        self.hall.announce(table.room, event)
        seat = self.hall.sit(table, table.members[shown["id"]])
        seat.wire = Wire(ear, reader())
        await stored(RoomPeer.objects.filter(pk=peer.pk).update, process=self.hall.process)
        return seat, ear

    async def comes_back(self, peer: RoomPeer, last_seq: int, *, held_by: str = "") -> tuple[Seat, list[int] | None]:
        """The peer resumes here; its seat and the numbers of what it had missed."""
        await stored(RoomPeer.objects.filter(pk=peer.pk).update, process=self.hall.process, away_since=None)
        kept = await self.bridge.reclaim(peer.room_id, str(peer.pk), last_seq, held_by=held_by)
        table = await self.follows(peer.room)
        seat = self.hall.sit(table, table.members[str(peer.pk)], seq=last_seq)
        seat.restore(kept or [])
        event = {"type": "peer.resumed", "peer": str(peer.pk), "process": self.hall.process}
        self.hall.announce(table.room, event)
        self.bridge.resumed(seat)
        seat.wire = Wire(Ear(), reader())
        return seat, None if kept is None else [each.seq for each in kept]

    async def quiet(self) -> None:
        """Everything that it had to write and to send is written and sent."""
        await self.bridge.clerk.done()
        await self.bridge.dispatch.done()


def drop(seat: Seat) -> None:
    """The socket ends, as rooms.wire.socket says it."""
    seat.wire = None
    table = seat.table
    table.hall.announce(table.room, {"type": "peer.away", "peer": seat.member.id})
    table.hall.outside.dropped(seat)


def a_room() -> Room:
    """Any room, from a thread of its own or not."""
    return factories.room()


def a_peer(room: Room, **fields: Any) -> RoomPeer:
    """Somebody in the room."""
    return RoomPeer.objects.create(room=room, user=factories.user(), **fields)


async def stored(function: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
    """What the function gives; it may use the database."""
    return await database_sync_to_async(function)(*args, **kwargs)


def heard(ear: Ear, kind: str) -> list[dict[str, Any]]:
    """All frames of this type."""
    return [frame for frame in ear.frames if frame["type"] == kind]


def say(seat: Seat, to: RoomPeer, number: int = 0) -> None:
    """The seat's browser sends a signal to another peer."""
    frame = {"type": "signal", "from": seat.member.id, "kind": "offer", "epoch": number, "payload": {"sdp": "v=0"}}
    assert seat.table.send(str(to.pk), encode({**frame, "id": str(uuid.uuid4())}), sender=seat.member.id)


def epochs(ear: Ear) -> list[int]:
    """The signals that arrived, in order."""
    return [frame["epoch"] for frame in heard(ear, "signal")]


async def split(two: tuple[RoomPeer, RoomPeer]) -> tuple[Process, Process, Seat, Seat, Ear, Ear]:
    """The two sit in two processes, and know of each other."""
    one, other = Process(), Process()
    await one.follows(two[0].room)
    await other.follows(two[0].room)
    first, here = await one.seat(two[0])
    second, there = await other.seat(two[1])
    await until(lambda: first.table.members[str(two[1].pk)].process == other.hall.process)
    await until(lambda: second.table.members[str(two[0].pk)].process == one.hall.process)
    return one, other, first, second, here, there
