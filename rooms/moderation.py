"""What hosts do in a room. Every verb asks rooms.access first, with the room's row locked, and announces what changed.

A co-host may do all that the owner may, except: make or unmake co-hosts, and remove the owner or another co-host.
"""

from uuid import UUID

from accounts.models import User
from rooms.models import Room, RoomMember


def admit(room: Room, knock: int, *, by: User) -> bool:
    """Lets somebody in from the lobby; False if another host has done so just now."""
    raise NotImplementedError


def deny(room: Room, knock: int, *, by: User) -> bool:
    """Turns somebody in the lobby away; False if another host has done so just now."""
    raise NotImplementedError


def remove(room: Room, peer: UUID, *, ban: bool, by: User) -> None:
    """Out of the room with all devices, and back to the lobby at best; `ban`: never again, nor by the same link."""
    raise NotImplementedError


def unban(room: Room, member: RoomMember, *, by: User) -> None:
    """The person may knock again."""
    raise NotImplementedError


def lock(room: Room, locked: bool, *, by: User) -> None:
    """Nobody who has not been let in before comes in, until it is opened; a host may still admit one by one."""
    raise NotImplementedError


def cohost(room: Room, peer: UUID, *, by: User, on: bool = True) -> None:
    """Makes somebody in the room a host of it, or takes that back. The owner alone may; guests cannot be hosts."""
    raise NotImplementedError


def permit(room: Room, peer: UUID, share: bool, *, by: User) -> None:
    """Whether the peer may share its screen."""
    raise NotImplementedError


def spotlight(room: Room, peer: UUID | None, *, by: User) -> None:
    """Everybody sees this peer large, or nobody in particular."""
    raise NotImplementedError
