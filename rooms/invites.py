"""Rights to a room: links for guests and accounts, and members by name."""

from datetime import timedelta
from typing import Any

import structlog
from django.db import transaction
from django.db.models import Q
from django.urls import reverse

from accounts import acceptance, invitations, people
from accounts.enums import InvitationState
from accounts.models import Invitation, User
from rooms import access, going, locked, news
from rooms.enums import PeerRole
from rooms.models import Room, RoomInvite, RoomMember
from rooms.refusals import Refused
from school import clock

log = structlog.get_logger(__name__)

_NAME_LENGTH = 80
_COME_IN_AS = frozenset({PeerRole.STUDENT, PeerRole.OBSERVER})


def register() -> None:
    """To be called when the app is ready."""
    acceptance.when_followed(followed)


def make(
    room: Room,
    *,
    role: str = PeerRole.STUDENT,
    lasts: timedelta = timedelta(days=7),
    is_single_use: bool = False,
    by: User,
) -> tuple[RoomInvite, str]:
    """A link into the room, for students or silent observers. Only the host can read it again (`link`)."""
    with locked.as_host(room, by) as stored:
        _check_role(role)
        invitation, address = _invitation(stored, lasts, is_single_use, by)
        token: Any = {"token": address.rstrip("/").rsplit("/", 1)[-1]}
        invite = RoomInvite.objects.create(room=stored, invitation=invitation, role=role, token=token)
        news.changed(stored)
    log.info("room.invited", room=room.pk, invite=invite.pk, role=role, by=by.pk)
    return invite, address


def link(invite: RoomInvite, *, by: User) -> str:
    """The link again, to copy it; Refused once it lets nobody in."""
    with locked.as_host(invite.room, by):
        stored = RoomInvite.objects.select_related("invitation").get(pk=invite.pk)
        if stored.invitation.state != InvitationState.WAITING:
            raise Refused(None, "link_ended")
        return invitations.link(stored.token["token"])


def revoke(invite: RoomInvite, *, by: User) -> RoomInvite:
    """The link lets nobody in any more, nor whoever came by it and has not been let in since the room was opened."""
    with locked.as_host(invite.room, by) as room:
        end(invite)
        news.changed(room)
    log.info("room.invite_revoked", room=room.pk, invite=invite.pk, by=by.pk)
    invite.refresh_from_db(fields=["invitation"])
    return invite


def end(invite: RoomInvite) -> None:
    """The link is dead from now on; for verbs that have asked who may."""
    invitation = Invitation.objects.select_for_update(of=("self",)).get(pk=invite.invitation_id)
    if not invitation.revoked_at:
        invitation.revoked_at = clock.now()
        invitation.save(update_fields=["revoked_at"])


def end_all_of(member: RoomMember) -> None:
    """Every link that led this person into the room is dead from now on."""
    for invite in RoomInvite.objects.filter(Q(pk=member.invite_id) | Q(pk__in=member.followed.all())):
        end(invite)


def add(room: Room, person: User, *, role: str = PeerRole.STUDENT, by: User) -> RoomMember:
    """A right by name: the account needs no link. Whoever was banned may come again; a co-host stays one."""
    with locked.as_host(room, by) as stored:
        _check_role(role)
        if not person.may_enter or person.pk == stored.host_id:
            raise Refused(None, "no_person")
        member, _ = RoomMember.objects.get_or_create(room=stored, user=person, defaults={"role": role})
        member.role = role if member.role != PeerRole.HOST else member.role
        member.banned_at, member.removed_at, member.invite = None, None, None
        member.save(update_fields=["role", "banned_at", "removed_at", "invite"])
        news.changed(stored)
    log.info("room.member_added", room=room.pk, user=person.pk, role=member.role, by=by.pk)
    return member


def take_away(room: Room, member: RoomMember, *, by: User) -> None:
    """The person has no right to the room any more; whoever is in it is removed. Only the owner does so to a host."""
    with locked.as_host(room, by) as stored:
        found = RoomMember.objects.filter(room=stored, pk=member.pk).first()
        if found is None:
            return
        if found.role == PeerRole.HOST:
            access.check_owner(stored, by)
        found.delete()
        going.end_all_of(stored, found.user_id, reason="removed")
        going.turn_away(stored, found.user_id)
        news.changed(stored)
    log.info("room.member_removed", room=room.pk, user=member.user_id, by=by.pk)


def followed(invitation: Invitation, person: User) -> bool:
    """Hook of accounts.acceptance: whoever follows a room's link has a right to it. True if that is new to them.

    Who is banned stays so; a host, and whoever has a right by name, what they are.
    """
    invite = RoomInvite.objects.select_related("room").filter(invitation=invitation).first()
    if invite is None or invite.room.host_id == person.pk:
        return False
    with transaction.atomic():
        given: dict[str, Any] = {"role": invite.role, "invite": invite}
        member, is_new = RoomMember.objects.get_or_create(room=invite.room, user=person, defaults=given)
        member.followed.add(invite)
        if not is_new and (member.invite_id in {None, invite.pk} or member.role == PeerRole.HOST or member.banned_at):
            return False
        member.role, member.invite = PeerRole(invite.role), invite
        member.save(update_fields=["role", "invite"])
        news.changed(invite.room)
    log.info("room.invite_followed", room=invite.room_id, invite=invite.pk, user=person.pk)
    return True


def _invitation(room: Room, lasts: timedelta, is_single_use: bool, by: User) -> tuple[Invitation, str]:
    try:
        return invitations.invite_guest(
            by=by,
            name=room.title[:_NAME_LENGTH].strip(),
            leads_to=reverse("rooms:room", args=[room.slug]),
            lasts=lasts,
            most_uses=1 if is_single_use else None,
        )
    except people.Refused as refused:
        raise Refused(None, "lasts" if invitations.may_invite_guests(by) else "hosts_only") from refused


def _check_role(role: str) -> None:
    if role not in _COME_IN_AS:
        raise Refused(None, "role")
