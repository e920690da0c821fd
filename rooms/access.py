"""Who has which right to a room: the one place that pages, sockets and verbs ask."""

from dataclasses import dataclass
from typing import Any

from accounts.models import User
from rooms.enums import PeerRole
from rooms.models import Room, RoomMember
from rooms.refusals import Code, Refused


@dataclass(frozen=True)
class Right:
    """What somebody may be in a room; `member` is None for its owner."""

    role: PeerRole
    member: RoomMember | None


def may_have_rooms(person: Any) -> bool:
    """Teachers, the office and administrators hold lessons (roles.yaml: rooms.room, host)."""
    return bool(person.is_authenticated and person.has_perm("rooms.host_room"))


def right_to(room: Room, person: User) -> Right:
    """The right of somebody who may enter the site at all. Refused: `not_allowed` without one, `removed` if banned.

    A revoked link gives no right any more, except to whoever was let in since the room was opened.
    """
    if person.pk == room.host_id:
        return Right(PeerRole.HOST, None)
    member = RoomMember.objects.filter(room=room, user=person).select_related("invite__invitation").first()
    if member is None:
        raise Refused(Code.NOT_ALLOWED, "not_allowed")
    if member.banned_at:
        raise Refused(Code.NOT_ALLOWED, "removed")
    if member.invite and member.invite.invitation.revoked_at and not was_admitted(room, member):
        raise Refused(Code.NOT_ALLOWED, "not_allowed")
    return Right(PeerRole(member.role), member)


def was_admitted(room: Room, member: RoomMember) -> bool:
    """Whether a host has let them in since the room was opened."""
    return member.admitted_at is not None and member.admitted_at >= room.opened_at


def is_host(room: Room, person: Any) -> bool:
    """Whether this account is the owner or a co-host, and may enter the site."""
    if not isinstance(person, User) or not person.may_enter:
        return False
    if person.pk == room.host_id:
        return True
    hosts = RoomMember.objects.filter(room=room, role=PeerRole.HOST, banned_at=None)
    return hosts.filter(user=person).exists()


def check_host(room: Room, by: Any) -> None:
    """Raises Refused (`not_allowed`, the socket stays open) unless `by` is a host of this room."""
    if not is_host(room, by):
        raise Refused(None, "not_allowed")


def check_owner(room: Room, by: Any) -> None:
    """Raises Refused (`not_allowed`) unless the room is theirs: co-hosts make and remove no other hosts."""
    if not (by.pk == room.host_id and by.may_enter):
        raise Refused(None, "not_allowed")


def may_close(room: Room, by: Any) -> bool:
    """Hosts of the room, and the office (roles.yaml: rooms.room, close)."""
    return is_host(room, by) or bool(by.has_perm("rooms.close_room"))
