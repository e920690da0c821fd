"""What somebody who comes into a room finds there, in one query; its SQL is made once."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, FilteredRelation, OuterRef, Q, QuerySet, Subquery

from accounts.models import User
from rooms.enums import PeerRole, PeerStatus
from rooms.models import Lesson, Room, RoomKnock, RoomMember, RoomPeer
from school.compiled import Compiled

_ROOM, _PERSON = -1, -2


@dataclass(frozen=True)
class Scene:
    """The room, everybody in it in the order in which they came, and the right of one person, if they have a row."""

    room: Room
    present: tuple[RoomPeer, ...]
    member: RoomMember | None
    # Those who are hosts by such a right, here or not.
    cohosts: tuple[int, ...]
    # The lesson that has begun, if one has.
    lesson: int | None
    # Whether anybody waits before the door, and whether the person does.
    is_awaited: bool
    is_waiting: bool

    def own(self, person: User, *, is_camera: bool = False) -> list[RoomPeer]:
        """The devices with which the person is in the room already: one at most of each sort."""
        return [peer for peer in self.present if peer.user_id == person.pk and peer.is_camera == is_camera]

    def without(self, gone: Iterable[RoomPeer]) -> list[RoomPeer]:
        """Who is in the room once these have left it."""
        left = {peer.pk for peer in gone}
        return [peer for peer in self.present if peer.pk not in left]


def look(room: Room, person: User) -> Scene:
    """The room as it is now. Its row is held by the caller, who read it in a statement of its own.

    Together with the row, the rest would be as old as the wait for it: whoever was banned meanwhile would come in.
    """
    rows: list[Any] = _LOOK.objects({_ROOM: room.pk, _PERSON: person.pk})
    first = rows[0]
    return Scene(
        room=room,
        present=tuple(row.there for row in rows if hasattr(row, "there")),
        member=getattr(first, "mine", None),
        cohosts=tuple(first.cohosts),
        lesson=first.lesson_now,
        is_awaited=first.is_awaited,
        is_waiting=first.is_waiting,
    )


def _sample() -> "QuerySet[Room, Any]":
    """A row for each peer in the room, or one for nobody."""
    in_room = {"room": OuterRef("pk")}
    waiting = RoomKnock.objects.filter(**in_room, answer="")
    hosts = RoomMember.objects.filter(**in_room, role=PeerRole.HOST)
    asked: Any = Room.objects.filter(pk=_ROOM).annotate(
        there=FilteredRelation("peers", condition=Q(peers__status=PeerStatus.JOINED)),
        mine=FilteredRelation("members", condition=Q(members__user=_PERSON)),
        cohosts=ArraySubquery(hosts.values("user")),
        lesson_now=Subquery(Lesson.objects.filter(**in_room, ended_at=None).order_by().values("pk")[:1]),
        is_awaited=Exists(waiting),
        is_waiting=Exists(waiting.filter(user=_PERSON)),
    )
    asked = asked.select_related("there__user", "mine__invite__invitation")
    rows: QuerySet[Room, Any] = asked.order_by("there__joined_at", "there__pk")
    return rows


_LOOK = Compiled(_sample)
