"""Coming in, coming back, and going: what the socket asks of the database. Each is one transaction and synchronous."""

from dataclasses import dataclass
from typing import Literal
from uuid import UUID

from accounts.models import User
from rooms.seen import KnockView, PeerView, RoomView

As = Literal["", "move", "camera"]


@dataclass(frozen=True)
class Entered:
    """In the room. `others` is everybody else in it, `lobby` who waits (for hosts; empty for others)."""

    me: PeerView
    secret: str
    room: RoomView
    others: tuple[PeerView, ...]
    is_resumed: bool
    sent_seq: int
    lobby: tuple[KnockView, ...]
    person: User


@dataclass(frozen=True)
class Waiting:
    """In the lobby; told by an event of rooms.events (`knock.answered`, `waiters.again`) when to ask again."""

    knock_id: int
    reason: Literal["lobby", "no_host", "locked"]
    room: RoomView
    person: User


@dataclass(frozen=True)
class Elsewhere:
    """The account is in the room on another live socket; the person chooses `move` or `camera`."""

    room: RoomView
    person: User


def enter(
    session_key: str | None, slug: str, *, display_name: str = "", as_: As = "", process: str = ""
) -> Entered | Waiting | Elsewhere:
    """Whoever is signed in with the session comes into the room, or waits. Raises Refused.

    The new peer itself is not announced: the socket does so once it holds the seat. Announced is what follows for
    others: old seats that move, the lobby, and that a host is there.
    """
    raise NotImplementedError


def resume(session_key: str | None, slug: str, *, peer: UUID, secret: str, process: str = "") -> Entered | None:
    """The same peer goes on with another socket. None: unknown, or left meanwhile; treat as a plain hello.

    Raises Refused as `enter`, also for a peer of somebody else or a wrong secret. The secret stays the same.
    """
    raise NotImplementedError


def leave(peer_id: UUID, *, reason: str = "left") -> bool:
    """The peer is out of the room, announced as `peer.left`; its second camera goes too. False if it was before."""
    raise NotImplementedError


def away(peer_id: UUID, *, process: str, sent_seq: int) -> bool:
    """The socket in this process is gone. False if the peer is with another process by now, or has left."""
    raise NotImplementedError


def note_state(peer_id: UUID, state: dict[str, bool]) -> None:
    """What the peer says it sends (mic, cam, keys, hand), for the snapshots of those who come later."""
    raise NotImplementedError


def still_waiting(knock_ids: list[int]) -> None:
    """These knocks have an open socket; to be called with the beats."""
    raise NotImplementedError


def stop_waiting(knock_id: int) -> bool:
    """Whoever waited has gone; hosts are told. False if there was an answer before."""
    raise NotImplementedError
