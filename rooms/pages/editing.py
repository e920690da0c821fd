"""Making a room, and changing what it is like."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from accounts import zones
from accounts.entering import signed_in
from rooms import access, invites, lifecycle
from rooms.enums import RoomKind
from rooms.forms import EditRoomForm, NewRoomForm
from rooms.models import Room
from rooms.pages.hosting import hosted, room_page
from rooms.refusals import Refused

_USUAL = {"kind": RoomKind.ONE_ON_ONE, "capacity": lifecycle.PLACES[RoomKind.CLASS], "has_lobby": True}


@never_cache
def new(request: HttpRequest) -> HttpResponse:
    """A room, open at once, with a link to send."""
    if not access.may_have_rooms(request.user):
        raise PermissionDenied
    form = NewRoomForm(request.POST if request.method == "POST" else None, initial=_USUAL)
    room = _made(request, form) if form.is_valid() else None
    return redirect(room_page(room)) if room else render(request, "rooms/new.html", {"form": form, "zone": _zone()})


def _made(request: HttpRequest, form: NewRoomForm) -> Room | None:
    """None when a verb refuses; the form says why."""
    by = signed_in(request)
    try:
        # Together: a room that nobody could come to would stay behind each time.
        with transaction.atomic():
            room = lifecycle.create(**form.wanted(), by=by)
            if student := form.cleaned_data["student"]:
                invites.add(room, student, by=by)
            else:
                invites.make(room, by=by)
    except Refused as refused:
        form.add_error(None, str(refused))
        return None
    if student:
        messages.success(request, _("The room is open. %(name)s comes in with their account.") % {"name": student})
    else:
        messages.success(request, _("The room is open. Send its link to your student."))
    return room


@hosted
def edit(request: HttpRequest, room: Room) -> HttpResponse:
    """What the room is like."""
    form = EditRoomForm(request.POST if request.method == "POST" else None, room=room)
    if form.is_valid() and _changed(request, room, form):
        return redirect(room_page(room))
    return render(request, "rooms/edit.html", {"form": form, "room": room, "zone": _zone()})


def _zone() -> str:
    return zones.label(timezone.get_current_timezone_name())


def _changed(request: HttpRequest, room: Room, form: EditRoomForm) -> bool:
    try:
        lifecycle.change(room, by=signed_in(request), **form.wanted())
    except Refused as refused:
        form.add_error(None, str(refused))
        return False
    messages.success(request, _("Saved."))
    return True
