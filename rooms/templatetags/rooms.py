"""How pages write what rooms hold."""

from django import template

from accounts import invitations
from rooms.models import RoomInvite

register = template.Library()


@register.filter
def address(invite: RoomInvite) -> str:
    """The link to send; for pages of hosts of the room only."""
    return invitations.link(invite.token["token"])
