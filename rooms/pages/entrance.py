"""The page of one room: device check and lesson in one document, so that camera and permissions are kept."""

from http import HTTPStatus

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from accounts.models import Invitation, User
from rooms import access, turn
from rooms.access import Right
from rooms.enums import ClosedReason, PeerRole, RoomStatus
from rooms.models import Room, RoomInvite
from rooms.pages import rates
from rooms.refusals import Refused
from school import clock
from school.pages import too_many_requests


@never_cache
def room(request: HttpRequest, slug: str) -> HttpResponse:
    """The room, or a calm page that says why it cannot be entered now, and what to do."""
    if not isinstance(request.user, User) or not request.user.may_enter:
        messages.info(request, _("No account? Open the invite link that your teacher sent you."))
        return redirect_to_login(request.get_full_path(), "account_login")
    found = Room.objects.active().select_related("host").filter(slug=slug).first()
    if found is None:
        return _missed(request, HTTPStatus.NOT_FOUND)
    try:
        right = access.right_to(found, request.user)
    except Refused as refused:
        return _no_right(request, refused)
    if found.status == RoomStatus.CLOSED:
        return _closed(request, found, right)
    if found.not_before and clock.now() < found.not_before and right.role != PeerRole.HOST:
        return render(request, "rooms/not_yet.html", {"room": found})
    return _inside(request, found, right)


def _inside(request: HttpRequest, room: Room, right: Right) -> HttpResponse:
    is_host = right.role == PeerRole.HOST
    context = {
        "room": room,
        "is_host": is_host,
        "is_owner": room.host_id == request.user.pk,
        "role": right.role,
        "is_cut_off": room.relay_only and not turn.is_there(),
        # Come by the code for a phone: beside the device that is there, and never in its place.
        "is_camera": "camera" in request.GET and right.role != PeerRole.OBSERVER,
        "invite": _newest_link(room) if is_host else None,
    }
    return render(request, "rooms/room.html", context | {"page_address": request.build_absolute_uri(request.path)})


def _newest_link(room: Room) -> RoomInvite | None:
    """What a host sends from inside of the lesson."""
    links = RoomInvite.objects.filter(room=room, role=PeerRole.STUDENT, invitation__in=Invitation.objects.open())
    return links.select_related("invitation").order_by("-pk").first()


def _no_right(request: HttpRequest, refused: Refused) -> HttpResponse:
    """Without a link, or sent out by a host."""
    if refused.reason == "banned":
        return render(request, "rooms/no_right.html", {"is_banned": True}, status=HTTPStatus.FORBIDDEN)
    return _missed(request, HTTPStatus.FORBIDDEN)


def _missed(request: HttpRequest, status: HTTPStatus) -> HttpResponse:
    """Addresses begin with names of children: whoever guesses them learns not even which exist."""
    if not rates.may_miss(request):
        return too_many_requests(request)
    shown = status if access.may_have_rooms(request.user) else HTTPStatus.NOT_FOUND
    return render(request, "rooms/no_right.html", status=shown)


def _closed(request: HttpRequest, room: Room, right: Right) -> HttpResponse:
    context = {"room": room, "sentence": _why(room), "may_reopen": _may_reopen(request, right)}
    return render(request, "rooms/closed_room.html", context)


def _may_reopen(request: HttpRequest, right: Right) -> bool:
    return right.role == PeerRole.HOST and access.may_have_rooms(request.user)


def _why(room: Room) -> str:
    """What happened, in the words of those who come to a closed room."""
    return {
        ClosedReason.HOST_ENDED: _("The teacher has ended the lesson."),
        ClosedReason.HOST_ABSENT: _("The teacher was away for more than five minutes, so the room closed by itself."),
        ClosedReason.IDLE: _("Nobody was in the room for five minutes, so it closed by itself."),
        ClosedReason.EXPIRED: _("The time of the lesson was over, so the room closed by itself."),
        ClosedReason.STAFF_CLOSED: _("The office has closed the room."),
    }[ClosedReason(room.closed_reason)]
