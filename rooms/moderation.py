"""What hosts do in a room. Every verb asks rooms.access first, with the room's row locked, and announces what changed.

A co-host may do all that the owner may, except: make or unmake co-hosts, and remove the owner or another co-host.
"""

from uuid import UUID

import structlog

from accounts.models import User
from rooms import access, admission, bus, events, going, invites, news
from rooms.enums import KnockAnswer, PeerRole
from rooms.locked import as_host, open_as_host
from rooms.models import Room, RoomKnock, RoomMember, RoomPeer
from rooms.refusals import Refused
from rooms.seen import lobby, peer_view, room_view
from school import clock

log = structlog.get_logger(__name__)


def admit(room: Room, knock: int, *, by: User) -> bool:
    """Lets somebody in from the lobby; False if another host has done so just now."""
    with open_as_host(room, by) as stored:
        found = _knock(stored, knock, KnockAnswer.ADMITTED)
        if found.answer:
            return False
        member = RoomMember.objects.filter(room=stored, user_id=found.user_id, banned_at=None).first()
        if member is None:
            raise Refused(None, "no_such_knock")
        access.check_capacity(stored, member.user_id, PeerRole(member.role), going.present(stored))
        member.admitted_at, member.removed_at = clock.now(), None
        member.save(update_fields=["admitted_at", "removed_at"])
        _answer(stored, found, KnockAnswer.ADMITTED, by)
    return True


def deny(room: Room, knock: int, *, by: User) -> bool:
    """Turns somebody in the lobby away, for a while (rooms.knocking); False if another host has done so just now."""
    with open_as_host(room, by) as stored:
        found = _knock(stored, knock, KnockAnswer.DENIED)
        if not found.answer:
            _answer(stored, found, KnockAnswer.DENIED, by)
            return True
    return False


def remove(room: Room, peer: UUID, *, ban: bool, by: User) -> None:
    """Out of the room with all devices, and back to the lobby at best; `ban`: never again, nor by a link of theirs."""
    with open_as_host(room, by) as stored:
        target = _peer(stored, peer)
        member = _removable(stored, target.user_id, by)
        _put_out(stored, member, ban=ban)
    log.info("room.removed", room=room.pk, user=target.user_id, ban=ban, by=by.pk)


def unban(room: Room, member: RoomMember, *, by: User) -> None:
    """The person may knock again; a link that was revoked with the ban stays so."""
    with as_host(room, by) as stored:
        found = RoomMember.objects.get(pk=member.pk, room=stored)
        # The right was by that link; without the ban it is by name.
        found.banned_at, found.removed_at, found.invite = None, None, None
        found.save(update_fields=["banned_at", "removed_at", "invite"])
        news.changed(stored)
    log.info("room.unbanned", room=room.pk, user=member.user_id, by=by.pk)


def lock(room: Room, locked: bool, *, by: User) -> None:
    """Nobody who has not been let in before comes in, until it is opened; a host may still admit one by one."""
    with open_as_host(room, by) as stored:
        stored.is_locked = locked
        stored.save(update_fields=["is_locked"])
        bus.announce(stored.pk, events.room_updated(room_view(stored)))
        news.changed(stored)
    room.is_locked = locked


def cohost(room: Room, peer: UUID, *, by: User, on: bool = True) -> None:
    """Makes somebody in the room a host of it, or takes that back from a co-host.

    The owner alone may; guests cannot be hosts.
    """
    with open_as_host(room, by) as stored:
        access.check_owner(stored, by)
        target = _peer(stored, peer)
        if target.user_id == stored.host_id:
            raise Refused(None, "owner")
        if target.user.is_guest and on:
            raise Refused(None, "guest_host")
        member = RoomMember.objects.get(room=stored, user=target.user_id)
        if not on and member.role != PeerRole.HOST:
            return
        role = PeerRole.HOST if on else PeerRole.STUDENT
        # A silent observer had no place among those who play.
        access.check_capacity(stored, target.user_id, role, going.present(stored))
        member.role = role
        member.save(update_fields=["role"])
        going.become(stored, target.user_id, role)
    log.info("room.cohost", room=room.pk, user=target.user_id, on=on, by=by.pk)


def permit(room: Room, peer: UUID, share: bool, *, by: User) -> None:
    """Whether the peer may share its screen."""
    with open_as_host(room, by) as stored:
        _peer(stored, peer)
        target = RoomPeer.objects.select_for_update(of=("self",), no_key=True).get(pk=peer)
        target.state |= {"share": share}
        target.save(update_fields=["state"])
        bus.announce(stored.pk, events.peer_updated(peer_view(target, of=going.owner_of(stored, target))))


def lower(room: Room, peer: UUID | None, *, by: User) -> None:
    """A raised hand is down, or all of them; up again goes one only by who raised it."""
    with open_as_host(room, by) as stored:
        if peer:
            _peer(stored, peer)
        raised = RoomPeer.objects.joined().filter(room=stored, state__hand=True)
        raised = raised.filter(pk=peer) if peer else raised
        # By id: of two who hold rows of several peers, none waits for the other.
        held = list(raised.select_for_update(of=("self",), no_key=True).order_by("pk").only("pk"))
        RoomPeer.objects.filter(pk__in=[each.pk for each in held]).update(state=admission.said({"hand": False}))
        bus.announce(stored.pk, events.hand_lowered(peer))


def spotlight(room: Room, peer: UUID | None, *, by: User) -> None:
    """Everybody sees this peer large, or nobody in particular."""
    with open_as_host(room, by) as stored:
        if peer and _peer(stored, peer).role == PeerRole.OBSERVER:
            raise Refused(None, "not_allowed")
        going.show(stored, peer)
    room.spotlight = peer


def _knock(room: Room, knock: int, answer: KnockAnswer) -> RoomKnock:
    """The knock, if it waits, or has just got the same answer from another host."""
    found = RoomKnock.objects.filter(room=room, pk=knock).first()
    if found is None or found.answer not in {"", answer}:
        raise Refused(None, "no_such_knock")
    return found


def _answer(room: Room, knock: RoomKnock, answer: KnockAnswer, by: User) -> None:
    knock.answer, knock.answered_at, knock.answered_by = answer, clock.now(), by
    knock.save(update_fields=["answer", "answered_at", "answered_by"])
    bus.announce(room.pk, events.knock_answered(knock.pk, answer))
    bus.announce(room.pk, events.lobby(lobby(room)))
    news.changed(room)
    log.info("room.answered", room=room.pk, user=knock.user_id, answer=answer, by=by.pk)


def _peer(room: Room, peer: UUID) -> RoomPeer:
    found = RoomPeer.objects.joined().select_related("user").filter(room=room, pk=peer).first()
    if found is None:
        raise Refused(None, "no_such_peer")
    return found


def _removable(room: Room, user_id: int, by: User) -> RoomMember:
    """The right of somebody whom this host may remove; nobody removes themself, which is leaving."""
    if user_id == room.host_id:
        raise Refused(None, "owner")
    member = RoomMember.objects.select_related("invite__invitation").filter(room=room, user=user_id).first()
    if member is None or user_id == by.pk:
        raise Refused(None, "not_allowed")
    if member.role == PeerRole.HOST:
        access.check_owner(room, by)
    return member


def _put_out(room: Room, member: RoomMember, *, ban: bool) -> None:
    """Without the place in the lesson; a co-host who is put out is none any more."""
    member.admitted_at, member.removed_at = None, clock.now()
    member.role = PeerRole.STUDENT if member.role == PeerRole.HOST else member.role
    member.banned_at = clock.now() if ban else member.banned_at
    member.save(update_fields=["admitted_at", "removed_at", "role", "banned_at"])
    if ban:
        # Otherwise the same person comes back as a new guest.
        invites.end_all_of(member)
    going.end_all_of(room, member.user_id, reason="removed")
    news.changed(room)
