"""How pages write what rooms hold."""

from collections.abc import Iterable

from django import template

from accounts import invitations
from rooms.enums import PeerRole
from rooms.models import RoomInvite

register = template.Library()


@register.filter
def address(invite: RoomInvite) -> str:
    """The link to send; for pages of hosts of the room only."""
    return invitations.link(invite.token["token"])


@register.filter
def for_students(links: Iterable[RoomInvite]) -> RoomInvite | None:
    """The link to send to students: the first of those that stand in the list."""
    return next((link for link in links if link.role == PeerRole.STUDENT), None)
