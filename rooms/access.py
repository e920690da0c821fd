"""Who has which right to a room: the one place that pages, sockets and verbs ask."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from accounts.models import User
from rooms.enums import PeerRole
from rooms.models import Room, RoomMember, RoomPeer
from rooms.refusals import Refused
from rooms.wire.close import Close


@dataclass(frozen=True)
class Right:
    """What somebody may be in a room; `member` is None for its owner."""

    role: PeerRole
    member: RoomMember | None


def may_have_rooms(person: Any) -> bool:
    """Teachers, the office and administrators hold lessons (roles.yaml: rooms.room, host)."""
    return bool(person.is_authenticated and person.has_perm("rooms.host_room"))


def right_to(room: Room, person: User) -> Right:
    """The right of somebody who may enter the site at all. Refused: `not_allowed` without one, `banned` if banned.

    A revoked link gives no right any more, except to whoever was let in since the room was opened.
    """
    rows = RoomMember.objects.filter(room=room, user=person).select_related("invite__invitation")
    return right_by(room, person, None if _is_owner(room, person) else rows.first())


def right_by(room: Room, person: User, member: RoomMember | None) -> Right:
    """As `right_to`, once the person's row has been read, with the invitation that it came by."""
    if _is_owner(room, person):
        return Right(PeerRole.HOST, None)
    if member is None:
        raise _no_right()
    if member.banned_at:
        raise Refused(Close.NOT_ALLOWED, "banned")
    if member.invite and member.invite.invitation.revoked_at and not was_admitted(room, member):
        raise _no_right()
    return Right(PeerRole(member.role), member)


def not_there(person: User) -> Refused:
    """There is no such room: whoever has none of their own hears what they would hear of somebody else's.

    Addresses begin with names of children, and whoever guesses them learns not even which exist.
    """
    if may_have_rooms(person):
        return Refused(Close.NO_SUCH_ROOM, "no_such_room")
    return _no_right()


def was_admitted(room: Room, member: RoomMember) -> bool:
    """Whether a host has let them in since the room was opened."""
    return member.admitted_at is not None and member.admitted_at >= room.opened_at


def was_removed(room: Room, member: RoomMember) -> bool:
    """Whether a host has sent them out since the room was opened, and none has let them in after that."""
    return member.removed_at is not None and member.removed_at >= room.opened_at


def is_host(room: Room, person: Any) -> bool:
    """Whether this account is the owner or a co-host, and may enter the site."""
    if not isinstance(person, User) or not person.may_enter:
        return False
    if person.pk == room.host_id:
        return may_have_rooms(person)
    hosts = RoomMember.objects.filter(room=room, role=PeerRole.HOST, banned_at=None)
    return hosts.filter(user=person).exists()


def check_host(room: Room, by: Any) -> None:
    """Raises Refused (`not_allowed`, the socket stays open) unless `by` is a host of this room."""
    if not is_host(room, by):
        raise Refused(None, "not_allowed")


def check_owner(room: Room, by: Any) -> None:
    """Raises Refused (`not_allowed`) unless the room is theirs: co-hosts make and remove no other hosts."""
    if not _is_owner(room, by):
        raise Refused(None, "not_allowed")


def is_host_present(peers: Iterable[RoomPeer]) -> bool:
    """Whether one of those in the room is a host; away for a moment counts."""
    return any(peer.role == PeerRole.HOST for peer in peers)


def check_capacity(room: Room, user_id: int, role: PeerRole, present: Iterable[RoomPeer]) -> None:
    """Raises Refused (`room_full`) when there is no place for somebody of this role.

    One is kept for a host, and the owner comes in even when somebody stands in for them; a silent observer takes none.
    """
    others = [peer for peer in present if peer.user_id != user_id]
    watching = {peer.user_id for peer in others if peer.role == PeerRole.OBSERVER}
    playing = {peer.user_id for peer in others} - watching
    kept = 0 if role == PeerRole.HOST or is_host_present(others) else 1
    is_full = bool(watching) if role == PeerRole.OBSERVER else len(playing) + kept >= room.capacity
    if is_full and user_id != room.host_id:
        raise Refused(Close.NOT_ALLOWED, "room_full")


def may_close(room: Room, by: Any) -> bool:
    """Hosts of the room, and the office (roles.yaml: rooms.room, close)."""
    return is_host(room, by) or bool(by.has_perm("rooms.close_room"))


def _is_owner(room: Room, person: Any) -> bool:
    return bool(person.pk == room.host_id and may_have_rooms(person))


def _no_right() -> Refused:
    return Refused(Close.NOT_ALLOWED, "not_allowed", sentence="no_right")
