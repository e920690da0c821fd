"""The rooms of one process in memory: who is in them, which of them sit here, who waits before the door."""

import asyncio
import math
import uuid
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any
from weakref import WeakKeyDictionary

from rooms.seen import lobby_frame
from rooms.wire import events
from rooms.wire.outside import Alone, Outside
from rooms.wire.seat import Seat, encode

# The name of this process in RoomPeer.process; a new one after each start.
PROCESS = str(uuid.uuid4())


@dataclass(slots=True)
class Member:
    """A peer of a room, wherever its socket is."""

    id: str
    user: int
    # The process that holds its seat; empty while nobody does.
    process: str
    # As others see it (docs/room-protocol.md, "Peer").
    shown: dict[str, Any]

    @property
    def is_host(self) -> bool:
        """Whether it may moderate."""
        return bool(self.shown["is_host"])

    @property
    def is_camera(self) -> bool:
        """Whether it is the second device of somebody, which shows hands and does nothing else."""
        return bool(self.shown["camera"])

    @property
    def is_observer(self) -> bool:
        """Whether it is neither heard nor seen."""
        return bool(self.shown["role"] == "observer")


@dataclass(frozen=True, slots=True, eq=False)
class Waiter:
    """One socket of somebody in the lobby. The same person may wait on several, and has one knock."""

    # Called when something about the door may have changed.
    ring: Callable[[dict[str, Any]], None]
    session_key: str = ""


@dataclass(slots=True, eq=False)
class Table:
    """One room as this process knows it."""

    hall: "Hall"
    room: int
    # The room as its people see it (docs/room-protocol.md, "Room").
    shown: dict[str, Any]
    members: dict[str, Member] = field(default_factory=dict)
    seats: dict[str, Seat] = field(default_factory=dict)
    # Whoever waits before the door, by the number of the knock.
    waiting: dict[int, list[Waiter]] = field(default_factory=dict)
    # When hosts were last told of the lobby, by time.monotonic, and what; None: not all of them the same.
    lobby_at: float = -math.inf
    lobby_told: dict[str, Any] | None = field(default_factory=lambda: lobby_frame(()))
    # What they are told next.
    lobby_next: dict[str, Any] | None = None
    # Whether its events reach this process; until then the database knows better.
    is_current: bool = False
    # Counts what has happened to it: what the database said before that is no longer true.
    changes: int = 0

    def tell(self, frame: dict[str, Any], *, but: str = "", only_hosts: bool = False) -> None:
        """A numbered frame to everybody who sits here."""
        text = encode(frame)
        for seat in list(self.seats.values()):
            if seat.member.id != but and (seat.member.is_host or not only_hosts):
                seat.push(text)

    def wait(self, knock: int, waiter: Waiter) -> None:
        """A socket waits with this knock."""
        self.waiting.setdefault(knock, []).append(waiter)

    def stop_waiting(self, knock: int, waiter: Waiter) -> bool:
        """The socket waits no more; whether it was the last one here with this knock."""
        others = [each for each in self.waiting.pop(knock, []) if each is not waiter]
        if others:
            self.waiting[knock] = others
        return not others

    def waiters(self) -> list[Waiter]:
        """Every socket before the door."""
        return [waiter for waiters in self.waiting.values() for waiter in waiters]

    def add(self, shown: dict[str, Any], *, user: int, process: str = "") -> Member:
        """Somebody is in the room."""
        self.changes += 1
        member = self.members[shown["id"]] = Member(shown["id"], user, process, shown)
        return member

    def send(self, to: str, text: str, *, sender: str | None) -> bool:
        """Brings an encoded frame to one peer, wherever it is; False when nobody of this name is in the room."""
        if (seat := self.seats.get(to)) is not None:
            seat.push(text, sender or "")
        elif (member := self.members.get(to)) is not None:
            self.hall.outside.post(self, member, text, sender=sender)
        else:
            return False
        return True

    def refresh(self, shown: dict[str, Any], members: Iterable[Member]) -> None:
        """Makes the table equal to what the database says now, and tells what is different."""
        events.refresh(self, shown, {member.id: member for member in members})
        self.is_current = True


class Hall:
    """All tables of one event loop."""

    def __init__(self, process: str = PROCESS) -> None:
        self.process = process
        self.tables: dict[int, Table] = {}
        # The process is about to end: nobody sits down here any more.
        self.is_leaving = False
        self.outside: Outside = _outside(self)

    def table(self, room: int, shown: dict[str, Any]) -> Table:
        """The room's table; laid if there is none yet."""
        if (table := self.tables.get(room)) is None:
            table = self.tables[room] = Table(self, room, shown)
            self.outside.follow(table)
        return table

    def sit(self, table: Table, member: Member, *, seq: int = 0) -> Seat:
        """Gives a peer its seat in this process."""
        member.process = self.process
        seat = table.seats[member.id] = Seat(table, member, seq=seq)
        return seat

    def stand(self, seat: Seat) -> None:
        """Takes the seat away: the peer has left, or sits elsewhere. Who is in the room stays as it is."""
        if seat.table.seats.get(seat.member.id) is seat:
            del seat.table.seats[seat.member.id]
        self.clear(seat.table)

    def clear(self, table: Table) -> None:
        """Puts the table away when nobody needs it here; whoever remembers an earlier one ends only that."""
        if not table.seats and not table.waiting and self.tables.get(table.room) is table:
            del self.tables[table.room]
            self.outside.unfollow(table.room)

    def apply(self, room: int, event: dict[str, Any]) -> None:
        """Makes an event true here (rooms.bus lists them) and tells the seats; a room without a table is nothing."""
        if (table := self.tables.get(room)) is not None:
            table.changes += 1
            events.apply(table, event)

    def announce(self, room: int, event: dict[str, Any]) -> None:
        """An event that no transaction announces: here at once, and in the other processes."""
        self.apply(room, event)
        self.outside.publish(room, event)


_halls: WeakKeyDictionary[asyncio.AbstractEventLoop, Hall] = WeakKeyDictionary()
_outside: Callable[[Hall], Outside] = lambda _hall: Alone()  # noqa: E731 - replaced by connect


def connect(outside: Callable[[Hall], Outside]) -> None:
    """Says what halls made from now on hand their outside affairs to. Called from AppConfig.ready."""
    global _outside
    _outside = outside


def hall() -> Hall:
    """The hall of the running event loop; a process of the web server has one."""
    loop = asyncio.get_running_loop()
    if loop not in _halls:
        _halls[loop] = Hall()
    return _halls[loop]


def announce(room: int, event: dict[str, Any]) -> bool:
    """Has the hall of this process announce an event, after all that it has announced so far; False without a hall.

    May be called in any thread, and does not wait.
    """
    halls = [(loop, each) for loop, each in list(_halls.items()) if loop.is_running()]
    for loop, each in halls:
        loop.call_soon_threadsafe(each.announce, room, event)
    return bool(halls)
