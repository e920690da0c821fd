"""What Piano Mirror holds of a person (school.personal)."""

from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from rooms.enums import ClosedReason, PeerStatus, RoomStatus
from rooms.models import Room, RoomPeer, SignalingMessage
from school import clock
from school import personal as registry
from school.personal import Kept
from school.retention import erase

KEPT = (
    Kept(
        _("Lesson rooms: which, when and under which name"),
        _("To hold the lesson and to settle questions about it"),
        "rooms.Room",
    ),
)


def register() -> None:
    """To be called when the app is ready."""
    registry.register("rooms", kept=KEPT, export=export, forget=forget)


def export(person: User) -> dict[str, Any]:
    """Rooms the person was in, and rooms of their own."""
    stays = RoomPeer.objects.filter(user=person).order_by("joined_at")
    rooms = Room.objects.filter(host=person).order_by("opened_at")
    return {
        "stays": list(stays.values("room__title", "display_name", "is_host", "joined_at", "last_seen_at")),
        "rooms": list(rooms.values("title", "slug", "kind", "status", "opened_at", "closed_at")),
    }


def forget(person: User, name: str) -> None:
    """Stays and rooms stay, under the pseudonym; rooms are closed, for nobody is left to hold a lesson there."""
    stays = list(RoomPeer.objects.filter(user=person).values_list("pk", flat=True))
    SignalingMessage.objects.filter(Q(sender__in=stays) | Q(recipient__in=stays)).delete()
    erase.forget_history(RoomPeer, stays, name=name)
    RoomPeer.objects.filter(pk__in=stays).update(display_name=name, status=PeerStatus.LEFT)
    rooms = Room.objects.filter(host=person)
    erase.forget_history(Room, list(rooms.values_list("pk", flat=True)), name=name)
    for room in rooms:
        _forget_room(room, name)


def _forget_room(room: Room, name: str) -> None:
    """The title and the address often name the teacher."""
    room.title, room.slug = name, f"deleted-{room.pk}"
    if room.status == RoomStatus.OPEN:
        room.status, room.closed_reason, room.closed_at = RoomStatus.CLOSED, ClosedReason.STAFF_CLOSED, clock.now()
    if room.is_archived:
        room.archive_reason = "—"
    room.save()
