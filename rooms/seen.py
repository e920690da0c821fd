"""What people in a room see of it and of each other: plain values, as the socket's frames carry them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef

from rooms.enums import PeerRole
from rooms.models import Room, RoomKnock, RoomMember, RoomPeer

# What a peer says that it sends; nothing else of its state is shown.
SAYS = ("mic", "cam", "keys", "hand")
# Of a crowd before the door.
MOST_SHOWN = 50


@dataclass(frozen=True)
class PeerView:
    """One peer as the others see it; a guest's name is what they typed. `of`: the peer whose second camera this is."""

    id: UUID
    user_id: int
    display_name: str
    is_host: bool
    role: str
    is_camera: bool
    of: UUID | None
    is_away: bool
    state: Mapping[str, bool]
    permits: Mapping[str, bool]
    is_guest: bool

    def frame(self) -> dict[str, Any]:
        """The object in frames; texts only, so that it can cross processes."""
        return {
            "id": str(self.id),
            "display_name": self.display_name,
            "is_host": self.is_host,
            "role": self.role,
            "camera": self.is_camera,
            "of": str(self.of) if self.of else None,
            "away": self.is_away,
            "state": dict(self.state),
            "permits": dict(self.permits),
            "guest": self.is_guest,
        }


@dataclass(frozen=True)
class RoomView:
    """The room as everybody in it sees it. `pk` is for the server alone."""

    pk: int
    slug: str
    kind: str
    status: str
    is_locked: bool
    title: str
    is_relay_only: bool
    spotlight: UUID | None
    closes_at: datetime | None

    def frame(self) -> dict[str, Any]:
        """The object `room` in frames."""
        return {
            "slug": self.slug,
            "kind": self.kind,
            "status": self.status,
            "locked": self.is_locked,
            "title": self.title,
            "relay_only": self.is_relay_only,
            "spotlight": str(self.spotlight) if self.spotlight else None,
            "closes_at": self.closes_at.isoformat() if self.closes_at else None,
        }


@dataclass(frozen=True)
class KnockView:
    """Somebody in the lobby, as hosts see them."""

    knock: int
    display_name: str
    role: str
    is_guest: bool
    since: datetime

    def frame(self) -> dict[str, Any]:
        """One entry of the frame `lobby`."""
        return {
            "knock": self.knock,
            "display_name": self.display_name,
            "role": self.role,
            "guest": self.is_guest,
            "since": self.since.isoformat(),
        }


def room_view(room: Room) -> RoomView:
    """The room, seen."""
    return RoomView(
        room.pk,
        room.slug,
        room.kind,
        room.status,
        room.is_locked,
        room.title,
        room.relay_only,
        room.spotlight,
        room.not_after,
    )


def peer_view(peer: RoomPeer, *, of: UUID | None = None) -> PeerView:
    """The peer, seen; `of` for a second camera: its owner's own peer."""
    return PeerView(
        peer.id,
        peer.user_id,
        peer.display_name,
        peer.is_host,
        peer.role,
        peer.is_camera,
        of if peer.is_camera else None,
        peer.away_since is not None,
        {word: bool(peer.state.get(word)) for word in SAYS},
        {"share": peer.is_host or bool(peer.state.get("share"))},
        peer.user.is_guest,
    )


def peer_views(peers: Iterable[RoomPeer]) -> tuple[PeerView, ...]:
    """Everybody of one room, second cameras with their owners."""
    rows = list(peers)
    owners = {peer.user_id: peer.id for peer in rows if not peer.is_camera}
    return tuple(peer_view(peer, of=owners.get(peer.user_id)) for peer in rows)


def lobby_frame(waiting: Sequence[KnockView]) -> dict[str, Any]:
    """What hosts are shown of them: the first, and how many more there are."""
    return {"waiting": [knock.frame() for knock in waiting[:MOST_SHOWN]], "more": max(len(waiting) - MOST_SHOWN, 0)}


def lobby(room: Room) -> tuple[KnockView, ...]:
    """Everybody who waits, the longest first."""
    theirs = RoomMember.objects.filter(room=OuterRef("room"), user=OuterRef("user"), role=PeerRole.OBSERVER)
    asked = RoomKnock.objects.filter(room=room, answer="").annotate(will_observe=Exists(theirs))
    return tuple(
        KnockView(
            knock.pk,
            knock.display_name,
            PeerRole.OBSERVER if knock.will_observe else PeerRole.STUDENT,
            knock.user.is_guest,
            knock.knocked_at,
        )
        for knock in asked.select_related("user").order_by("knocked_at", "pk")
    )
