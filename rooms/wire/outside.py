"""What a hall hands over: everything that is not between two seats of one process (rooms.wire.bridge does it)."""

from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from rooms.wire.seat import Numbered, Seat
    from rooms.wire.table import Member, Table


class Outside(Protocol):
    """Called in the event loop of the sockets. What is not `async` returns at once and never raises."""

    def follow(self, table: "Table") -> None:
        """Somebody of the room is here now: its events must reach `hall.apply`, then `table.refresh` is due."""

    def unfollow(self, room: int) -> None:
        """Nobody of the room is here any more."""

    def publish(self, room: int, event: dict[str, Any]) -> None:
        """Sends an event, applied here already, to the other processes that follow the room."""

    def post(self, table: "Table", member: "Member", text: str, *, sender: str | None) -> None:
        """Brings an encoded frame without number to a peer that has no seat here: to its process, or its mailbox."""

    def kept(self, seat: "Seat", frame: "Numbered") -> None:
        """A frame for a seat whose socket is gone; it is also in `seat.unconfirmed`."""

    def dropped(self, seat: "Seat") -> None:
        """The socket ended and nobody said goodbye: the peer is away from now on."""

    def resumed(self, seat: "Seat") -> None:
        """The peer has a socket again; its welcome is written afterwards, and says the seat's number."""

    def released(self, seat: "Seat") -> None:
        """The peer sits in another process now, which may still ask for what is unconfirmed in this seat."""

    async def reclaim(self, room: int, peer: str, last_seq: int, *, held_by: str) -> "list[Numbered] | None":
        """What a peer that had its seat elsewhere has missed, in order; None when that is not known completely."""


class Alone:
    """One process and no mailbox: nothing is kept for anybody."""

    def follow(self, table: "Table") -> None:
        """Nobody else has events."""
        table.is_current = True

    def unfollow(self, room: int) -> None:
        """Nobody else has events."""

    def publish(self, room: int, event: dict[str, Any]) -> None:
        """Nobody else listens."""

    def post(self, table: "Table", member: "Member", text: str, *, sender: str | None) -> None:
        """Nobody is elsewhere."""

    def kept(self, seat: "Seat", frame: "Numbered") -> None:
        """Stays in memory."""

    def dropped(self, seat: "Seat") -> None:
        """Stays seated."""

    def resumed(self, seat: "Seat") -> None:
        """Nothing was put away."""

    def released(self, seat: "Seat") -> None:
        """Nobody asks."""

    async def reclaim(self, room: int, peer: str, last_seq: int, *, held_by: str) -> "list[Numbered] | None":
        """Nothing was kept."""
        return None
