"""A hall's way outside: one channel for the process, a group for each room that somebody here is in, and the mailbox.

Between two processes a frame travels once: to the process that holds the seat, by its own group. Events of a room go to
the room's group. What Redis loses is put right by the re-reading of rooms.wire.presence.
"""

import asyncio
from collections.abc import Coroutine
from contextlib import suppress
from typing import TYPE_CHECKING, Any

import orjson
import structlog
from channels.layers import get_channel_layer

from rooms import events
from rooms.seen import lobby_frame
from rooms.wire import dispatch, groups, mailbox, snapshot, threads
from rooms.wire.astray import Astray
from rooms.wire.clerk import Clerk
from rooms.wire.dispatch import Dispatch
from rooms.wire.mailbox import Letter
from rooms.wire.moving import Moving
from rooms.wire.presence import Presence
from rooms.wire.seat import Numbered, Seat, encode

if TYPE_CHECKING:
    from rooms.wire.table import Hall, Member, Table

log = structlog.get_logger(__name__)

STEP_S = 1.0
DEAF_S = 0.5
_MOST_READS = 3


class Bridge:
    """The outside affairs of one hall (rooms.wire.outside.Outside)."""

    def __init__(self, hall: "Hall") -> None:
        self.hall = hall
        self.clerk = Clerk()
        self.dispatch = Dispatch(hall.process)
        self.moving = Moving(self)
        self.astray = Astray()
        self.presence = Presence(self)
        self._followed: set[int] = set()
        self._following = asyncio.Lock()
        self._channel = ""
        self._heard = asyncio.Event()
        self._listener: asyncio.Task[None] | None = None
        self._was_deaf = False
        self._tasks: set[asyncio.Task[Any]] = set()

    def begin(self, work: Coroutine[Any, Any, Any]) -> None:
        """Has something done that nobody waits for."""
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    # What the hall hands over (rooms.wire.outside)

    def follow(self, table: "Table") -> None:
        """Joins the room's group, and then reads what has happened before that."""
        self.presence.wake()
        self.begin(self._begin_to_follow(table))

    def unfollow(self, room: int) -> None:
        """Leaves the room's group, unless somebody has sat down again meanwhile."""
        self.begin(self._unfollow(room))

    def publish(self, room: int, event: dict[str, Any]) -> None:
        """To the other processes; what is said to everybody waits for those who are nowhere at the moment."""
        text = encode(event)
        self.dispatch.put(groups.of_room(room), {"what": "event", "room": room, "event": text})
        if event["type"] == "chat" and (table := self.hall.tables.get(room)):
            # Who is on the way to this process has no seat yet, and the former one may not hear of it any more.
            self.moving.overhear(room, text)
            elsewhere = [member for member in table.members.values() if member.process != self.hall.process]
            self.astray.note_line(room, [member.id for member in elsewhere], text)
            for member in elsewhere:
                if not member.process:
                    self._leave_in_mailbox(room, member.id, text)

    def post(self, table: "Table", member: "Member", text: str, *, sender: str | None) -> None:
        """To the process that holds the peer, or into its mailbox when none does."""
        self.astray.note(member.id, text, sender or "")
        if member.process and member.process != self.hall.process:
            item = {"what": "post", "room": table.room, "to": member.id, "text": text, "sender": sender}
            self.dispatch.put(groups.of_process(member.process), item)
        else:
            self._leave_in_mailbox(table.room, member.id, text)

    def kept(self, seat: Seat, frame: Numbered) -> None:
        """The same frame waits in the database, should the peer come back to another process."""
        self.clerk.keep(Letter(seat.table.room, seat.member.id, frame.seq, orjson.loads(frame.text)), len(frame.text))

    def dropped(self, seat: Seat) -> None:
        """Away from now on; it has a while to come back, here or elsewhere."""
        self.presence.socket_gone(seat)

    def resumed(self, seat: Seat) -> None:
        """Back in time: with everything, or to go on at a number that nobody has used."""
        seat.seq = self.moving.begins_at.pop(seat.member.id, seat.seq)
        self.presence.socket_back(seat)

    def released(self, seat: Seat) -> None:
        """The other process waits for what this one has written."""
        self.moving.let_go(seat)

    async def reclaim(self, room: int, peer: str, last_seq: int, *, held_by: str) -> list[Numbered] | None:
        """Has the process that held the peer let it go (1 s at most), and reads what was written for it."""
        await self.moving.fetch(room, peer, held_by)
        missed = await threads.in_thread(mailbox.take, peer, last_seq)
        if missed.frames is None:
            if not self._seat(room, peer):
                self.moving.begins_at[peer] = missed.sent_seq
            return None
        return [Numbered(frame["seq"], encode(frame)) for frame in missed.frames]

    def killed(self, room: int, peer: str) -> None:
        """The process that held the peer does not answer: what it did not pass on, everybody brings once more."""
        sent, arriving = self.astray.of(room, peer), self.moving.arriving
        if peer in arriving:
            arriving[peer][:] = dict.fromkeys([*sent, *arriving[peer]])
        else:
            # It sits here already, by another socket.
            for text in sent:
                self._bring(_once_more(room, peer, text))
        self.publish(room, {"type": "peer.astray", "peer": peer, "process": self.hall.process})

    # Rooms whose events come here

    async def refresh(self, rooms: list[int]) -> None:
        """Makes the tables equal to the database; a table that changes meanwhile is read again."""
        for _ in range(_MOST_READS):
            before = {room: self.hall.tables[room].changes for room in rooms if room in self.hall.tables}
            found = await threads.in_thread(snapshot.read, list(before))
            rooms = [room for room, changes in before.items() if not self._made_equal(room, changes, found.get(room))]
            if not rooms:
                return

    def _made_equal(self, room: int, changes: int, found: snapshot.Snapshot | None) -> bool:
        table = self.hall.tables.get(room)
        if table is None:
            return True
        if table.changes != changes:
            return False
        if found is None or found.closed_reason is not None:
            reason = found.closed_reason if found else "staff_closed"
            self.hall.apply(room, {"type": "room.closed", "reason": reason})
        else:
            self._remove_banned(table, found)
            table.refresh(dict(found.shown), found.members)
            self._show_lobby(table, found)
        return True

    def _show_lobby(self, table: "Table", found: snapshot.Snapshot) -> None:
        """Hosts see it anew when it is another than they were told."""
        if lobby_frame(found.lobby) != table.lobby_told:
            self.hall.apply(table.room, events.lobby(found.lobby))

    def _remove_banned(self, table: "Table", found: snapshot.Snapshot) -> None:
        for seat in list(table.seats.values()):
            if seat.member.user in found.banned:
                self.hall.apply(table.room, {"type": "peer.left", "peer": seat.member.id, "reason": "removed"})

    async def _unfollow(self, room: int) -> None:
        with suppress(*dispatch.LOST):
            await self.as_wanted(room)

    async def _begin_to_follow(self, table: "Table") -> None:
        """A Redis that is slow, or away, is asked again and again: nobody else would."""
        is_followed = await self.is_followed(table.room)
        await self._catch_up([table.room])
        while not is_followed and self.hall.tables.get(table.room) is table:
            await asyncio.sleep(DEAF_S)
            if is_followed := await self.is_followed(table.room):
                await self._catch_up([table.room])

    async def _catch_up(self, rooms: list[int]) -> None:
        with suppress(*threads.LOST):
            await self.refresh(rooms)

    async def is_followed(self, room: int) -> bool:
        """Waits until events of the room come here; False when Redis does not answer for a while."""
        self._begin_to_listen()
        with suppress(*dispatch.LOST):
            async with asyncio.timeout(STEP_S):
                await self._heard.wait()
                await self.as_wanted(room)
        return room in self._followed

    async def as_wanted(self, room: int) -> None:
        """In the room's group exactly while somebody of it is here, or about to be."""
        layer = get_channel_layer()
        async with self._following:
            if not self._heard.is_set():
                return
            is_wanted = room in self.hall.tables or room in self.moving.rooms.values()
            if is_wanted and room not in self._followed:
                await layer.group_add(groups.of_room(room), self._channel)
                self._followed.add(room)
            elif not is_wanted and room in self._followed:
                self._followed.discard(room)
                await layer.group_discard(groups.of_room(room), self._channel)

    # What other processes say

    def _begin_to_listen(self) -> None:
        if self._listener is None:
            self._listener = asyncio.get_running_loop().create_task(self._listen())

    async def _listen(self) -> None:
        while True:
            try:
                layer = get_channel_layer()
                self._channel = await layer.new_channel()
                await layer.group_add(groups.of_process(self.hall.process), self._channel)
                self._heard.set()
                for room in list(self.hall.tables):
                    await self.as_wanted(room)
                if self._was_deaf:
                    self.begin(self._catch_up(list(self.hall.tables)))
                while True:
                    self._hear(await layer.receive(self._channel))
            except Exception as error:
                # Whatever it is: a process that does not listen any more would not know it.
                log.warning("rooms.deaf", error=type(error).__name__)
                self._heard.clear()
                self._followed.clear()
                await asyncio.sleep(DEAF_S)
                self._was_deaf = True

    def _hear(self, message: dict[str, Any]) -> None:
        """A message of some Dispatch, or one event of rooms.bus."""
        process = str(message.get("process"))
        if process == self.hall.process:
            return
        for item in message.get("items") or [message | {"what": "event"}]:
            try:
                self._take_in(item, process)
            except Exception as error:
                # Of another release; this one goes on listening.
                log.error("rooms.not_understood", error=type(error).__name__)

    def _take_in(self, item: dict[str, Any], process: str) -> None:
        match item["what"]:
            case "event":
                self._happened(item["room"], orjson.loads(item["event"]))
            case "post":
                self._bring(item)
            case "release":
                self._release(item, process)
            case "released":
                self.moving.was_let_go(item["peer"])
            case "refused":
                self._refused(item)

    def _happened(self, room: int, event: dict[str, Any]) -> None:
        table = self.hall.tables.get(room)
        peer = event.get("peer")
        member = table.members.get(peer) if table and isinstance(peer, str) else None
        if table and member and member.id in table.seats and event["type"] == "peer.resumed":
            self.begin(self._resumed_elsewhere(room, member.id, event))
            return
        if member and "process" in event:
            member.process = event["process"]
        if event["type"] == "peer.astray":
            for text in self.astray.of(room, event["peer"]):
                self.dispatch.put(groups.of_process(event["process"]), _once_more(room, event["peer"], text))
        if event["type"] == "chat":
            self.moving.overhear(room, encode(event))
        self.hall.apply(room, event)

    async def _resumed_elsewhere(self, room: int, peer: str, event: dict[str, Any]) -> None:
        """If that is still so: a message that was late must not end the socket that came after it."""
        with suppress(*threads.LOST):
            holder = await threads.in_thread(mailbox.holder, peer)
            if holder and holder != self.hall.process:
                self.hall.apply(room, event | {"process": holder})

    def _release(self, item: dict[str, Any], process: str) -> None:
        self._happened(item["room"], {"type": "peer.resumed", "peer": item["peer"], "process": process})
        self.moving.say_again(item["peer"], process)

    def _bring(self, item: dict[str, Any]) -> None:
        """To the seat here; to where it has moved; or, while it moves here, as soon as it is here."""
        to = item["to"]
        if to in self.moving.arriving:
            self.moving.arriving[to].append(item["text"])
        elif seat := self._seat(item["room"], to):
            self._push(seat.table, seat, item)
        elif (former := self.moving.gone.get(to)) and not item.get("is_forwarded"):
            self.dispatch.put(groups.of_process(former), item | {"is_forwarded": True})
        elif item.get("is_forwarded"):
            # Nobody knows better: the sender renegotiates, as after a server that was killed.
            log.info("rooms.not_brought", room=item["room"], peer=to)
        else:
            self._leave_in_mailbox(item["room"], to, item["text"])

    def _push(self, table: "Table", seat: Seat, item: dict[str, Any]) -> None:
        """Within the share of its sender, as between two seats of one process."""
        sender = item.get("sender") or ""
        if not (sender and seat.is_full_of(sender)):
            seat.push(item["text"], sender)
        elif member := table.members.get(sender):
            ref = orjson.loads(item["text"])["id"]
            refused = {"room": table.room, "peer": sender, "to": item["to"], "ref": ref}
            self.dispatch.put(groups.of_process(member.process), {"what": "refused"} | refused)

    def _refused(self, item: dict[str, Any]) -> None:
        self.astray.take_back(item.get("to", ""), item["peer"], item["ref"])
        if seat := self._seat(item["room"], item["peer"]):
            seat.take_back(item["ref"])

    def _seat(self, room: int, peer: str) -> Seat | None:
        table = self.hall.tables.get(room)
        return table.seats.get(peer) if table else None

    def _leave_in_mailbox(self, room: int, peer: str, text: str) -> None:
        loop = asyncio.get_running_loop()

        def post() -> None:
            # Somebody may hold the peer by now.
            if holder := mailbox.post(room, peer, orjson.loads(text)):
                loop.call_soon_threadsafe(self._pass_to, holder, room, peer, text)

        self.clerk.put(post, size=len(text))

    def _pass_to(self, holder: str, room: int, peer: str, text: str) -> None:
        item = _once_more(room, peer, text)
        if holder == self.hall.process:
            self._bring(item)
        else:
            self.dispatch.put(groups.of_process(holder), item)


def _once_more(room: int, peer: str, text: str) -> dict[str, Any]:
    """A frame that no process passes on any further."""
    return {"what": "post", "room": room, "to": peer, "text": text, "is_forwarded": True}
