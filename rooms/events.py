"""The events of rooms.bus that the verbs of a room announce. Each is complete: nobody asks the database about it."""

from typing import Any
from uuid import UUID

from rooms.enums import KnockAnswer
from rooms.seen import KnockView, PeerView, RoomView, lobby_frame

Event = dict[str, Any]


def peer_updated(peer: PeerView) -> Event:
    """Role, permits or owner of a peer are others now; its state is left out, for the process that holds it knows."""
    return {"type": "peer.updated", "peer": peer.frame()}


def peer_left(peer: UUID, *, reason: str) -> Event:
    """A peer is gone: "left", "away" for too long, "moved" to another device, or "removed" by a host."""
    return {"type": "peer.left", "peer": str(peer), "reason": reason}


def lobby(waiting: tuple[KnockView, ...]) -> Event:
    """To hosts: those who wait."""
    return {"type": "lobby"} | lobby_frame(waiting)


def knock_answered(knock: int, answer: KnockAnswer) -> Event:
    """To whoever waits with this knock: let in, or held to be gone (they enter again now), or turned away."""
    return {"type": "knock.answered", "knock": knock, "answer": answer.value}


def room_updated(room: RoomView) -> Event:
    """Locked or not, another title, a host or none: everybody who waits asks again what for (`admission.enter`)."""
    return {"type": "room.updated", "room": room.frame()}


def spotlight(peer: UUID | None) -> Event:
    """Everybody sees this peer large."""
    return {"type": "spotlight", "peer": str(peer) if peer else None}


def hand_lowered(peer: UUID | None) -> Event:
    """The hand of this peer is down, or everybody's."""
    return {"type": "hand.lowered", "peer": str(peer) if peer else None}


def room_closed(reason: str) -> Event:
    """To everybody in the room and in its lobby: `room.closed`, then 4410."""
    return {"type": "room.closed", "reason": reason}
