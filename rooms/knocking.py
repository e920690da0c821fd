"""Knocking at the door of a room, over and over too: hosts are not kept from their lesson by it."""

from datetime import timedelta

import structlog

from accounts.models import User
from rooms.enums import KnockAnswer
from rooms.models import Room, RoomKnock
from rooms.refusals import Refused
from rooms.wire.close import Close
from school import clock

log = structlog.get_logger(__name__)

# Whoever was turned away comes again after this, and after each further time twice as long.
PAUSE, LONGEST_PAUSE = timedelta(seconds=30), timedelta(minutes=8)
# Whoever went away and comes again within this has never been away.
TAKEN_UP_FOR = timedelta(seconds=30)


def knock(room: Room, person: User, name: str) -> tuple[RoomKnock, bool]:
    """The person waits; whether hosts see something new by it. Raises Refused (`denied`) too soon after a denial.

    The room's row is held by the caller.
    """
    found = _standing(room, person)
    if found is None:
        _check_pause(room, person)
        log.info("room.knocked", room=room.pk, user=person.pk)
        return RoomKnock.objects.create(room=room, user=person, display_name=name), True
    is_news = bool(found.answer) or found.display_name != name
    found.answer, found.answered_at = "", None
    found.display_name, found.last_seen_at = name, clock.now()
    found.save(update_fields=["answer", "answered_at", "display_name", "last_seen_at"])
    return found, is_news


def _standing(room: Room, person: User) -> RoomKnock | None:
    """The knock with which they wait, or did a moment ago."""
    last = RoomKnock.objects.filter(room=room, user=person).order_by("-pk").first()
    if last is None or last.answered_at is None:
        return last
    is_fresh = last.knocked_at >= room.opened_at and clock.now() - last.answered_at < TAKEN_UP_FOR
    return last if last.answer == KnockAnswer.GONE and is_fresh else None


def _check_pause(room: Room, person: User) -> None:
    knocks = RoomKnock.objects.filter(room=room, user=person, knocked_at__gte=room.opened_at)
    denials = knocks.filter(answer=KnockAnswer.DENIED, answered_by__isnull=False)
    times = list(denials.order_by("-answered_at").values_list("answered_at", flat=True)[:6])
    if times and times[0] and clock.now() < times[0] + min(PAUSE * 2 ** (len(times) - 1), LONGEST_PAUSE):
        raise Refused(Close.NOT_ALLOWED, "denied")
