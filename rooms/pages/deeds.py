"""Buttons of a host: the room's life, and who waits in its lobby."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from accounts.entering import signed_in
from rooms import access, lifecycle, moderation
from rooms.enums import ClosedReason
from rooms.models import Room
from rooms.pages.hosting import back, deed


@deed
def close(request: HttpRequest, room: Room) -> HttpResponse:
    """Ends the lesson for everybody."""
    lifecycle.close(room, reason=ClosedReason.HOST_ENDED, by=signed_in(request))
    messages.success(request, _("The room is closed."))
    return back(request, room)


@deed
def reopen(request: HttpRequest, room: Room) -> HttpResponse:
    """The same address again."""
    lifecycle.reopen(room, by=signed_in(request))
    messages.success(request, _("The room is open again, at the same address."))
    return back(request, room)


@deed
def archive(request: HttpRequest, room: Room) -> HttpResponse:
    """Puts the room away; its owner alone may."""
    by = signed_in(request)
    access.check_owner(room, by)
    lifecycle.archive(room, by=by, reason=_("By its host"), closed=ClosedReason.HOST_ENDED)
    messages.success(request, _("The room is put away. The office can bring it back."))
    return redirect("rooms:home")


@deed
def admit(request: HttpRequest, room: Room, knock: int) -> HttpResponse:
    """Lets somebody in from the lobby; another host may have been faster, which comes to the same."""
    moderation.admit(room, knock, by=signed_in(request))
    return back(request, room)


@deed
def deny(request: HttpRequest, room: Room, knock: int) -> HttpResponse:
    """Turns somebody in the lobby away."""
    moderation.deny(room, knock, by=signed_in(request))
    return back(request, room)
