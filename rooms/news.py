"""Which live lists change with a room: the office's, and those of its hosts."""

from collections.abc import Iterable

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


def changed(room: Room, *, cohosts: Iterable[int] | None = None) -> None:
    """People have come or gone, or the room is another now; pages that show it ask again.

    Whoever knows its co-hosts already says so.
    """
    hosts = _hosts(room) if cohosts is None else {room.host_id, *cohosts}
    live.changed("rooms", f"room:{room.pk}", *(f"{MINE}:{pk}" for pk in hosts))


def _hosts(room: Room) -> set[int]:
    return {room.host_id, *room.members.filter(role=PeerRole.HOST).values_list("user", flat=True)}


def _may_have_rooms(reader: Reader) -> bool:
    return isinstance(reader, User) and reader.has_perm("rooms.host_room")
