"""From a room's first day to its last: making it, opening and closing it, putting it away (rooms.md section 1)."""

import secrets
from datetime import datetime
from typing import Any

import pghistory
import structlog
from django.db import IntegrityError, transaction
from django.utils.text import slugify

from accounts.models import User
from rooms import access, bus, events, locked, news, turn
from rooms.enums import ClosedReason, KnockAnswer, PeerStatus, RoomKind, RoomStatus
from rooms.models import Lesson, Room, RoomKnock, RoomPeer, SignalingMessage
from rooms.refusals import Refused
from rooms.seen import room_view
from school import archive as archiving
from school import clock, text
from school.folding import fold

log = structlog.get_logger(__name__)

PLACES: dict[str, int] = {RoomKind.ONE_ON_ONE: 2, RoomKind.CLASS: 20}
FEWEST, MOST = 2, 50
LONGEST_TITLE = 120
# Read out on the telephone: nothing that looks or sounds like something else. A slug lets nobody in.
_SIGNS = "23456789abcdefghjkmnpqrstuvwxyz"
_CHANGEABLE = frozenset({"title", "kind", "not_before", "not_after", "capacity", "has_lobby", "relay_only"})


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
    if not access.may_have_rooms(by):
        raise Refused(None, "hosts_only")
    room = Room(host=by, title=title, kind=kind, has_lobby=has_lobby, relay_only=relay_only)
    room.not_before, room.not_after = not_before, not_after
    room.capacity = PLACES.get(kind, FEWEST) if capacity is None else capacity
    _check(room, has_new_end=True)
    with pghistory.context(user=by.pk):
        _save_with_slug(room)
    news.changed(room)
    log.info("room.created", room=room.pk, by=by.pk)
    return room


def change(room: Room, *, by: User, **fields: Any) -> Room:
    """Other title, kind, window, capacity, lobby or relay_only, also while people are in it. Refused as `create`."""
    if unknown := fields.keys() - _CHANGEABLE:
        raise TypeError(f"a room has no {', '.join(sorted(unknown))} to change")
    with locked.as_host(room, by) as stored:
        end = stored.not_after
        for name, value in fields.items():
            setattr(stored, name, value)
        _check(stored, has_new_end=stored.not_after != end)
        stored.save(update_fields=list(fields))
        bus.announce(stored.pk, events.room_updated(room_view(stored)))
        news.changed(stored)
    for name in fields:
        setattr(room, name, getattr(stored, name))
    log.info("room.changed", room=stored.pk, by=by.pk)
    return room


def close(room: Room, *, reason: ClosedReason, by: Any) -> Room:
    """Ends the lesson for everybody in it; a room that is closed keeps its first reason.

    `by` None is the system itself; a person must be a host of the room, or of the office.
    """
    with transaction.atomic():
        stored = locked.held(room.pk)
        if by is not None and not access.may_close(stored, by):
            raise Refused(None, "not_allowed")
        if stored.status == RoomStatus.OPEN:
            _close(stored, reason)
            log.info("room.closed", room=stored.pk, reason=reason, by=by.pk if by else None)
    return _mirror(stored, room)


def closed_if_over(room: Room) -> Room:
    """The room, whose row the caller holds; closed at this moment if its time is over."""
    if room.status == RoomStatus.OPEN and room.not_after and room.not_after <= clock.now():
        _close(room, ClosedReason.EXPIRED)
        log.info("room.closed", room=room.pk, reason=ClosedReason.EXPIRED, by=None)
    return room


def reopen(room: Room, *, by: User) -> Room:
    """The same address, a fresh lesson, and everybody knocks again; an open room stays as it is. By a host of it.

    A window that is over is taken away: the host wants to be in the room now.
    """
    with locked.as_host(room, by) as stored:
        if stored.is_archived:
            raise Refused(None, "archived")
        if stored.status == RoomStatus.CLOSED:
            stored.status, stored.closed_reason, stored.closed_at = RoomStatus.OPEN, "", None
            stored.opened_at, stored.is_locked, stored.spotlight = clock.now(), False, None
            if stored.not_after and stored.not_after <= stored.opened_at:
                stored.not_before = stored.not_after = None
            stored.save()
            news.changed(stored)
            log.info("room.reopened", room=stored.pk, by=by.pk)
    return _mirror(stored, room)


def archive(room: Room, *, by: Any, reason: str, closed: ClosedReason = ClosedReason.STAFF_CLOSED) -> Room:
    """Puts the room away; an open one is closed first, so that nobody is left playing in a room that is not there."""
    with transaction.atomic():
        close(room, reason=closed, by=by)
        return archiving.archive(room, by=by, reason=reason)


def _close(room: Room, reason: ClosedReason) -> None:
    now = clock.now()
    room.status, room.closed_reason, room.closed_at, room.spotlight = RoomStatus.CLOSED, reason, now, None
    room.save(update_fields=["status", "closed_reason", "closed_at", "spotlight"])
    there = RoomPeer.objects.joined().filter(room=room)
    # Whoever was away stays last seen when they were.
    there.filter(away_since=None).update(last_seen_at=now)
    there.update(status=PeerStatus.LEFT, process="", away_since=None)
    RoomKnock.objects.filter(room=room, answer="").update(answer=KnockAnswer.GONE, answered_at=now)
    SignalingMessage.objects.filter(room=room).delete()
    Lesson.objects.filter(room=room, ended_at=None).update(ended_at=now, ended_reason=reason)
    bus.announce(room.pk, events.room_closed(reason))
    news.changed(room)


def _mirror(stored: Room, room: Room) -> Room:
    for name in (
        "status",
        "closed_reason",
        "closed_at",
        "opened_at",
        "is_locked",
        "spotlight",
        "not_before",
        "not_after",
    ):
        setattr(room, name, getattr(stored, name))
    return room


def _is_kind(kind: str) -> bool:
    return kind in RoomKind.values


def _check(room: Room, *, has_new_end: bool) -> None:
    """Raises Refused for what no room can be; an end that was over before may stay."""
    room.title = text.clean(room.title)
    if not room.title or len(room.title) > LONGEST_TITLE:
        raise Refused(None, "no_title")
    if not _is_kind(room.kind):
        raise Refused(None, "no_shape")
    if not FEWEST <= room.capacity <= MOST:
        raise Refused(None, "capacity")
    if room.relay_only and not turn.is_there():
        raise Refused(None, "no_relay")
    if room.not_after and room.not_before and room.not_after <= room.not_before:
        raise Refused(None, "window")
    if room.not_after and has_new_end and room.not_after <= clock.now():
        raise Refused(None, "window")


def _save_with_slug(room: Room) -> None:
    """An address that is taken is no reason to fail: there are nearly a million of each name."""
    name = slugify(fold(room.title))[:40].strip("-") or "phong"
    while True:
        room.slug = f"{name}-{''.join(secrets.choice(_SIGNS) for _ in range(4))}"
        try:
            with transaction.atomic():
                room.save(force_insert=True)
        except IntegrityError:
            if not Room.objects.filter(slug=room.slug).exists():
                raise
        else:
            return
