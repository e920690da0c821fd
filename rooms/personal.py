"""What Piano Mirror holds of a person (school.personal)."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Model, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.models import Invitation, User
from rooms.enums import ClosedReason, KnockAnswer, PeerStatus, RoomStatus
from rooms.models import Room, RoomInvite, RoomKnock, RoomMember, RoomPeer, SignalingMessage
from school import clock
from school import personal as registry
from school.folding import fold
from school.personal import Kept
from school.retention import erase

KEPT = (
    Kept(
        _("Lesson rooms: which, when and under which name"),
        _("To hold the lesson and to settle questions about it"),
        "rooms.Room",
    ),
    Kept(
        _("Which lesson rooms you may enter, and who let you in"),
        _("So that nobody else comes into a lesson"),
        "rooms.RoomMember",
    ),
)
# A given name alone stands in too many titles to say whose it is.
_WORDS_OF_A_NAME = 2


def register() -> None:
    """To be called when the app is ready."""
    registry.register("rooms", kept=KEPT, export=export, forget=forget)


def export(person: User) -> dict[str, Any]:
    """Rooms the person was in or may enter, their knocks, and rooms of their own."""
    stays = RoomPeer.objects.filter(user=person).order_by("joined_at")
    rights = RoomMember.objects.filter(user=person).order_by("created_at")
    knocks = RoomKnock.objects.filter(user=person).order_by("knocked_at")
    rooms = Room.objects.filter(host=person).order_by("opened_at")
    return {
        "stays": list(stays.values("room__title", "display_name", "role", "is_camera", "joined_at", "last_seen_at")),
        "rights": list(rights.values("room__title", "role", "created_at", "banned_at")),
        "knocks": list(knocks.values("room__title", "display_name", "knocked_at", "answer", "answered_at")),
        "rooms": list(rooms.values("title", "slug", "kind", "status", "opened_at", "closed_at")),
    }


def forget(person: User, name: str) -> None:
    """Stays and rooms stay, under the pseudonym; rooms are closed, for nobody is left to hold a lesson there."""
    _forget_stays(person, name)
    _forget_knocks(person, name)
    for room in Room.objects.filter(host=person):
        _forget_room(room, name, is_closed=True)
    for room in _rooms_named_after(person):
        _forget_room(room, name, is_closed=False)
    # Whoever is nobody any more may enter nothing.
    erase.delete(RoomMember.objects.filter(user=person))


def _forget_stays(person: User, name: str) -> None:
    stays = list(RoomPeer.objects.filter(user=person).values_list("pk", flat=True))
    SignalingMessage.objects.filter(Q(sender__in=stays) | Q(recipient__in=stays)).delete()
    erase.forget_history(RoomPeer, stays, name=name)
    RoomPeer.objects.filter(pk__in=stays).update(display_name=name, status=PeerStatus.LEFT, secret_digest="")


def _forget_knocks(person: User, name: str) -> None:
    knocks = RoomKnock.objects.filter(user=person)
    erase.forget_history(RoomKnock, list(knocks.values_list("pk", flat=True)), name=name)
    knocks.update(display_name=name)
    knocks.filter(answer="").update(answer=KnockAnswer.GONE, answered_at=clock.now())


def _rooms_named_after(person: User) -> Iterable[Room]:
    """Rooms of others are called after their student; only those that the person was in or may enter are looked at."""
    words = fold(person.name).split()
    if len(words) < _WORDS_OF_A_NAME:
        return []
    ids = [pk for model in (RoomPeer, RoomKnock, RoomMember) for pk in _rooms_of(model, person)]
    full_name = f" {' '.join(words)} "
    others = Room.objects.filter(pk__in=ids).exclude(host=person)
    return [room for room in others if full_name in f" {fold(room.title)} "]


def _rooms_of(model: type[Model], person: User) -> QuerySet[Any, Any]:
    return model._default_manager.filter(user=person).values_list("room", flat=True)


def _forget_room(room: Room, name: str, *, is_closed: bool) -> None:
    """The title and the address often name somebody; links into it lead to an address that is no more."""
    erase.forget_history(Room, [room.pk], name=name)
    _forget_links(room)
    room.title, room.slug = name, f"deleted-{room.pk}" if is_closed else f"phong-{room.pk}"
    if is_closed and room.status == RoomStatus.OPEN:
        room.status, room.closed_reason, room.closed_at = RoomStatus.CLOSED, ClosedReason.STAFF_CLOSED, clock.now()
    if is_closed and room.is_archived:
        room.archive_reason = "—"
    room.save()


def _forget_links(room: Room) -> None:
    links = list(RoomInvite.objects.filter(room=room).values_list("invitation", flat=True))
    erase.forget_history(Invitation, links)
    # First, for history notes the whole row at each change.
    Invitation.objects.filter(pk__in=links).update(name="", leads_to="/")
    Invitation.objects.filter(pk__in=links, revoked_at=None).update(revoked_at=clock.now())
