"""What the verbs tell everybody who is in a room: `rooms.bus.announce(room_pk, event)` carries these dictionaries.

Texts, numbers and None only, so that they can cross processes. Each is complete: nobody asks the database to make a
frame of it. The process that holds a seat which an event ends sends it the `close` code.
"""

from typing import Any
from uuid import UUID

from rooms.seen import KnockView, PeerView, RoomView

Event = dict[str, Any]


def peer_updated(peer: PeerView) -> Event:
    """Role, permits or owner of a peer are others now; its state is left out, for the process that holds it knows."""
    return {"type": "peer.updated", "peer": peer.frame()}


def peer_left(peer: UUID, *, reason: str, close: int | None) -> Event:
    """A peer is gone: "left", "moved", "removed" or "timeout". A socket that still holds it closes with `close`."""
    return {"type": "peer.left", "peer": str(peer), "reason": reason, "close": close}


def peer_resumed(peer: UUID, *, process: str) -> Event:
    """The peer's socket is in this process from now on; another that still holds it closes it with 4409."""
    return {"type": "peer.resumed", "peer": str(peer), "process": process}


def lobby(waiting: tuple[KnockView, ...]) -> Event:
    """To hosts: the whole list of those who wait."""
    return {"type": "lobby", "waiting": [knock.frame() for knock in waiting]}


def knock_answered(knock: int, answer: str) -> Event:
    """To whoever waits with this knock: "admitted" (enter again now) or "denied" (error `denied`, then 4403)."""
    return {"type": "knock.answered", "knock": knock, "answer": answer}


def ask_again() -> Event:
    """To everybody who waits: what they wait for may be another reason now, or nothing; `enter` says."""
    return {"type": "waiters.again"}


def room_updated(room: RoomView) -> Event:
    """Locked or not, another title, another end."""
    return {"type": "room.updated", "room": room.frame()}


def spotlight(peer: UUID | None) -> Event:
    """Everybody sees this peer large."""
    return {"type": "spotlight", "peer": str(peer) if peer else None}


def room_closed(reason: str) -> Event:
    """To everybody in the room and in its lobby: `room.closed`, then 4410."""
    return {"type": "room.closed", "reason": reason}
