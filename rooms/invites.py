"""Rights to a room: links for guests and accounts, and members by name."""

from datetime import timedelta

from accounts.models import User
from rooms.enums import PeerRole
from rooms.models import Room, RoomInvite, RoomMember


def make(
    room: Room,
    *,
    role: str = PeerRole.STUDENT,
    lasts: timedelta = timedelta(days=7),
    is_single_use: bool = False,
    by: User,
) -> tuple[RoomInvite, str]:
    """A link into the room, for students or silent observers."""
    raise NotImplementedError


def link(invite: RoomInvite, *, by: User) -> str:
    """The link again, to copy it; Refused once it lets nobody in."""
    raise NotImplementedError


def revoke(invite: RoomInvite, *, by: User) -> RoomInvite:
    """The link lets nobody in any more, nor whoever came by it and has not been let in since the room was opened."""
    raise NotImplementedError


def add(room: Room, person: User, *, role: str = PeerRole.STUDENT, by: User) -> RoomMember:
    """A right by name: the account needs no link."""
    raise NotImplementedError


def take_away(room: Room, member: RoomMember, *, by: User) -> None:
    """The person has no right to the room any more; whoever is in it is removed."""
    raise NotImplementedError
