"""What no event sets right: rooms nobody is in, people whose process died, signals nobody came back for.

Runs every 15 s beside the web processes. All times are compared in the database, by its own clock. Each thing that is
found is looked at again with its room locked, for somebody may have come in meanwhile.
"""

from collections.abc import Callable
from datetime import timedelta

import structlog
from django.db import Error, transaction
from django.db.models import Case, Exists, F, Max, OuterRef, Q, QuerySet, Subquery, TextField, Value, When
from django.db.models.functions import Greatest, Now

from rooms import admission, lifecycle, locked
from rooms.enums import ClosedReason, PeerRole, RoomStatus
from rooms.models import Lesson, Room, RoomKnock, RoomPeer, SignalingMessage
from school.locks import Lock, alone
from school.models import Heartbeat

log = structlog.get_logger(__name__)

# Beats arrive every 10 s and are written every 15 s at most.
LEFT_AFTER = timedelta(seconds=45)
IDLE_AFTER = HOST_ABSENT_AFTER = timedelta(seconds=300)
# Sweeps come every 15 s: one is missing.
GAP = timedelta(seconds=25)
_SWEPT, _STEADY = "rooms.swept", "rooms.steady"
# A room is made in the morning for a lesson in the evening: until somebody has been in it, it waits (ADR 39).
UNUSED_AFTER = timedelta(hours=24)


def sweep() -> None:
    """Everything once; while another sweep is at work, nothing."""
    with alone(Lock.ROOMS) as is_mine:
        if is_mine:
            forget_expired()
            if is_steady():
                leave_silent()
                give_up_knocks()
                close_rooms()
            else:
                close_expired()
            end_lessons()
            note_success()


def is_steady() -> bool:
    """Whether the database has been there for so long that whoever is silent would have been noted.

    After a while in which nobody could write, the silence is the database's own.
    """
    last = Heartbeat.objects.filter(name=_SWEPT, seen_at__gt=Now() - GAP)
    if not last.exists():
        _note(_STEADY)
    return Heartbeat.objects.filter(name=_STEADY, seen_at__lte=Now() - LEFT_AFTER).exists()


def note_success() -> None:
    """The next sweep sees whether one is missing between."""
    _note(_SWEPT)


def forget_expired() -> None:
    """Signals whose recipients did not come back in time."""
    SignalingMessage.objects.expired().delete()


def leave_silent() -> None:
    """People whose browsers nobody has heard of: their process died, and no other was asked to go on."""
    for room in silent().values_list("room", flat=True).distinct():
        _in_room(room, _leave_silent_of)


def silent() -> QuerySet[RoomPeer]:
    """Those in a room of whom no process has heard for a while."""
    return RoomPeer.objects.joined().filter(last_seen_at__lte=Now() - LEFT_AFTER)


def give_up_knocks() -> None:
    """People in the lobby whose browsers are gone."""
    for room in gone().values_list("room", flat=True).distinct():
        _in_room(room, _give_up_knocks_of)


def gone() -> QuerySet[RoomKnock]:
    """Those in a lobby of whom no process has heard for a while."""
    return RoomKnock.objects.filter(answer="", last_seen_at__lte=Now() - LEFT_AFTER)


def close_rooms() -> None:
    """Rooms whose time is over, without a host for long, or empty for long."""
    for room in due().values_list("pk", flat=True):
        _in_room(room, _close_if_due)


def close_expired() -> None:
    """Rooms whose time is over, whoever is in them."""
    for room in due().filter(not_after__lte=Now()).values_list("pk", flat=True):
        _in_room(room, _close_if_due)


def due() -> QuerySet[Room]:
    """Open rooms that have to close, each with the reason as `why`."""
    now = Now()
    of_lesson = RoomPeer.objects.filter(room=OuterRef("pk"), lesson__ended_at=None, lesson__isnull=False)
    hosts = of_lesson.filter(Q(is_host=True) | Q(role=PeerRole.HOST))
    knocks = RoomKnock.objects.filter(room=OuterRef("pk"))
    rooms = Room.objects.open().annotate(
        is_anybody_there=Exists(of_lesson.joined()) | Exists(knocks.filter(answer="")),
        is_host_there=Exists(hosts.joined()),
        # PostgreSQL's GREATEST passes over what is not known.
        last_there=Greatest(F("opened_at"), F("not_before"), _last(of_lesson), _last(knocks)),
        last_host=_last(hosts),
        last_use=_last(of_lesson),
    )
    is_left = Q(last_use__isnull=False, last_there__lte=now - IDLE_AFTER)
    is_idle = Q(is_anybody_there=False) & (is_left | Q(last_there__lte=now - UNUSED_AFTER))
    is_begun = Q(not_before=None) | Q(not_before__lte=now - HOST_ABSENT_AFTER)
    is_host_absent = Q(is_host_there=False, last_host__lte=now - HOST_ABSENT_AFTER) & is_begun
    why = Case(
        When(not_after__lte=now, then=Value(ClosedReason.EXPIRED.value)),
        When(is_idle, then=Value(ClosedReason.IDLE.value)),
        When(is_host_absent, then=Value(ClosedReason.HOST_ABSENT.value)),
        output_field=TextField(),
    )
    return rooms.annotate(why=why).filter(why__isnull=False)


def end_lessons() -> None:
    """Lessons that a closed room has left running."""
    for lesson in Lesson.objects.filter(ended_at=None, room__status=RoomStatus.CLOSED).select_related("room"):
        ended = Lesson.objects.filter(pk=lesson.pk, ended_at=None, room__status=RoomStatus.CLOSED)
        ended.update(ended_at=Greatest(lesson.room.closed_at, lesson.began_at), ended_reason=lesson.room.closed_reason)


def _note(name: str) -> None:
    """By the database's clock."""
    Heartbeat.objects.bulk_create(
        [Heartbeat(name=name, seen_at=Now())],
        update_conflicts=True,
        unique_fields=["name"],
        update_fields=["seen_at"],
    )


def _last(rows: QuerySet[RoomPeer] | QuerySet[RoomKnock]) -> Subquery:
    return Subquery(rows.order_by().values("room").annotate(last=Max("last_seen_at")).values("last"))


def _in_room(pk: int, verb: Callable[[Room], object]) -> None:
    """With the room's row locked; a room that cannot be dealt with keeps no other one waiting."""
    try:
        with transaction.atomic():
            verb(locked.held(pk))
    except (Error, Room.DoesNotExist) as error:
        log.warning("rooms.not_swept", room=pk, error=type(error).__name__)


def _leave_silent_of(room: Room) -> None:
    for peer in silent().filter(room=room):
        admission.leave(peer.pk, reason="timeout")
        log.info("peer.swept", room=room.pk, peer=str(peer.pk))


def _give_up_knocks_of(room: Room) -> None:
    for knock in gone().filter(room=room):
        admission.stop_waiting(knock.pk)


def _close_if_due(room: Room) -> None:
    if found := due().filter(pk=room.pk).first():
        why: str = vars(found)["why"]
        lifecycle.close(room, reason=ClosedReason(why), by=None)
