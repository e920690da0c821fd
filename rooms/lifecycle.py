"""Closing a room, and putting it away (rooms.md section 1)."""

from datetime import datetime
from typing import Any

import structlog
from django.db import transaction

from accounts.models import User
from rooms.enums import ClosedReason, PeerStatus, RoomStatus
from rooms.models import Room, RoomPeer
from school import archive as archiving
from school import clock

log = structlog.get_logger(__name__)


def close(room: Room, *, reason: ClosedReason, by: Any) -> Room:
    """Ends the lesson for everybody in it; a room that is closed keeps its first reason."""
    with transaction.atomic():
        stored = Room.objects.select_for_update(of=("self",)).get(pk=room.pk)
        if stored.status == RoomStatus.OPEN:
            stored.status, stored.closed_reason, stored.closed_at = RoomStatus.CLOSED, reason, clock.now()
            stored.save(update_fields=["status", "closed_reason", "closed_at"])
            RoomPeer.objects.filter(room=stored, status=PeerStatus.JOINED).update(status=PeerStatus.LEFT)
            log.info("room.closed", room=stored.pk, reason=reason, by=by.pk if by else None)
    room.status, room.closed_reason, room.closed_at = stored.status, stored.closed_reason, stored.closed_at
    return room


def archive(room: Room, *, by: Any, reason: str) -> Room:
    """Puts the room away; an open one is closed first, so that nobody is left playing in a room that is not there."""
    with transaction.atomic():
        close(room, reason=ClosedReason.STAFF_CLOSED, by=by)
        return archiving.archive(room, by=by, reason=reason)


def create(
    *,
    title: str,
    kind: str,
    by: User,
    not_before: datetime | None = None,
    not_after: datetime | None = None,
    capacity: int | None = None,
    has_lobby: bool = True,
    relay_only: bool = False,
) -> Room:
    """A room of one's own, open at once, at an address that can be read out. Refused to whoever holds no lessons."""
    raise NotImplementedError


def change(room: Room, *, by: User, **fields: Any) -> Room:
    """Other title, window, capacity, lobby or relay_only, also while people are in it. Refused as `create`."""
    raise NotImplementedError


def reopen(room: Room, *, by: User) -> Room:
    """The same address, a fresh lesson, and everybody knocks again; an open room stays as it is. By a host of it."""
    raise NotImplementedError
