"""Tells the sockets of a session that it has ended, on whatever machine they are."""

from channels.layers import get_channel_layer
from django.contrib.sessions.models import Session

from school import aftercommit
from school.live import groups


def deleted(instance: Session, **_: object) -> None:
    """Signal receiver: signing out, and ending a session from the list of sessions, delete its row."""
    aftercommit.on_commit(_announce, instance.session_key)


async def _announce(session_key: str) -> None:
    await get_channel_layer().group_send(groups.of_session(session_key), {"type": "live.session_ended"})
