"""What the database says of rooms at this moment, for tables in memory that may have missed something. Sync."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, OuterRef

from rooms.enums import RoomStatus
from rooms.models import Room, RoomKnock, RoomMember, RoomPeer
from rooms.seen import KnockView, lobby, peer_views, room_view
from rooms.wire.table import Member


@dataclass(frozen=True, slots=True)
class Snapshot:
    """One room: as its people see it, who is in it, who waits, who may not come again, and why it is closed."""

    shown: Mapping[str, Any]
    members: tuple[Member, ...]
    banned: frozenset[int]
    lobby: tuple[KnockView, ...]
    closed_reason: str | None


def read(rooms: Collection[int]) -> dict[int, Snapshot]:
    """The rooms of these numbers; two queries, and one more for each in which somebody waits."""
    waiting = RoomKnock.objects.filter(room=OuterRef("pk"), answer="")
    banned = RoomMember.objects.filter(room=OuterRef("pk"), banned_at__isnull=False).values("user")
    asked = Room.objects.annotate(banned=ArraySubquery(banned), is_awaited=Exists(waiting))
    found: dict[int, Any] = {room.pk: room for room in asked.filter(pk__in=rooms)}
    people: dict[int, list[RoomPeer]] = defaultdict(list)
    there = RoomPeer.objects.joined().filter(room__in=list(found)).select_related("user")
    for peer in there.order_by("joined_at", "pk"):
        people[peer.room_id].append(peer)
    return {
        pk: _of(room, people[pk], frozenset(room.banned), lobby(room) if room.is_awaited else ())
        for pk, room in found.items()
    }


def answered(knocks: Collection[int]) -> dict[int, str]:
    """What was said to those of them who need not wait any more."""
    return dict(RoomKnock.objects.filter(pk__in=knocks).exclude(answer="").values_list("pk", "answer"))


def _of(room: Room, peers: list[RoomPeer], banned: frozenset[int], waiting: tuple[KnockView, ...]) -> Snapshot:
    views = zip(peers, peer_views(peers), strict=True)
    members = tuple(Member(str(row.pk), row.user_id, row.process, view.frame()) for row, view in views)
    is_open = room.status == RoomStatus.OPEN and not room.is_archived
    return Snapshot(room_view(room).frame(), members, banned, waiting, None if is_open else room.closed_reason)
