"""Which live lists change with a room: the office's, and those of its hosts."""

from django.db.models import Q

from accounts.models import User
from rooms.enums import PeerRole
from rooms.models import Room
from school import live
from school.live.topics import Reader, topic

# `my_rooms:<own pk>`: the rooms that somebody is a host of.
MINE = "my_rooms"


def register() -> None:
    """To be called when the app is ready."""
    topic(MINE, rule=_may_have_rooms, is_personal=True)


def changed(room: Room) -> None:
    """People have come or gone, or the room is another now; pages that show it ask again."""
    live.changed("rooms", f"room:{room.pk}", *(f"{MINE}:{pk}" for pk in _hosts(room)))


def _hosts(room: Room) -> list[int]:
    cohosts = Q(room_rights__room=room, room_rights__role=PeerRole.HOST)
    return list(User.objects.filter(Q(pk=room.host_id) | cohosts).values_list("pk", flat=True).distinct())


def _may_have_rooms(reader: Reader) -> bool:
    return isinstance(reader, User) and reader.has_perm("rooms.host_room")
