"""Links into a room, and accounts that need none."""

from datetime import timedelta
from http import HTTPStatus

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from accounts.entering import signed_in
from accounts.models import User
from rooms import invites, moderation
from rooms.forms import LinkForm, MemberForm
from rooms.models import Room, RoomInvite
from rooms.pages import codes, showing
from rooms.pages.hosting import back, deed, hosted, room_page
from rooms.refusals import Refused

_ONE_DAY = timedelta(days=1)


@deed
def today(request: HttpRequest, room: Room) -> HttpResponse:
    """The usual link in one press: for students, for a day."""
    invites.make(room, lasts=_ONE_DAY, by=signed_in(request))
    return back(request, room)


@deed
def new(request: HttpRequest, room: Room) -> HttpResponse:
    """A link as the form wants it, shown with its QR code."""
    form = LinkForm(request.POST)
    if not form.is_valid():
        return showing.page(request, room, link_form=form, status=HTTPStatus.BAD_REQUEST)
    made, _address = invites.make(room, **form.wanted(), by=signed_in(request))
    return redirect("rooms:link", room.slug, made.pk)


@deed
def revoke(request: HttpRequest, room: Room, pk: int) -> HttpResponse:
    """Ends a link."""
    invites.revoke(_link_of(room, pk), by=signed_in(request))
    messages.success(request, _("The link no longer lets anybody in."))
    return redirect(room_page(room))


@hosted
def link(request: HttpRequest, room: Room, pk: int) -> HttpResponse:
    """One link: to copy, with words for a chat, and as a QR code."""
    invite = _link_of(room, pk)
    try:
        address = invites.link(invite, by=signed_in(request))
    except Refused as refused:
        messages.error(request, str(refused))
        return redirect(room_page(room))
    return render(request, "rooms/link.html", {"room": room, "invite": invite, "address": address})


@hosted
def qr(request: HttpRequest, room: Room, pk: int) -> HttpResponse:
    """The link as a QR code."""
    try:
        address = invites.link(_link_of(room, pk), by=signed_in(request))
    except Refused as refused:
        raise Http404 from refused
    response = codes.drawn(address)
    if "download" in request.GET:
        response["Content-Disposition"] = f'attachment; filename="{room.slug}.svg"'
    return response


@deed
def add_member(request: HttpRequest, room: Room) -> HttpResponse:
    """Gives an account the right to come in."""
    form = MemberForm(request.POST)
    if not form.is_valid():
        return showing.page(request, room, member_form=form, status=HTTPStatus.BAD_REQUEST)
    student: User = form.cleaned_data["person"]
    invites.add(room, student, by=signed_in(request))
    messages.success(request, _("%(name)s can come in without a link.") % {"name": student})
    return redirect(room_page(room))


@deed
def remove_member(request: HttpRequest, room: Room, pk: int) -> HttpResponse:
    """Takes the right away again."""
    member = get_object_or_404(room.members, pk=pk)
    invites.take_away(room, member, by=signed_in(request))
    messages.success(request, _("This account cannot come in any more."))
    return redirect(room_page(room))


@deed
def unban(request: HttpRequest, room: Room, pk: int) -> HttpResponse:
    """The person may knock again, without any link."""
    member = get_object_or_404(room.members.exclude(banned_at=None).select_related("user"), pk=pk)
    moderation.unban(room, member, by=signed_in(request))
    messages.success(request, _("%(name)s may come in again, at the address of the room.") % {"name": member.user})
    return redirect(room_page(room))


def _link_of(room: Room, pk: int) -> RoomInvite:
    links = RoomInvite.objects.select_related("invitation", "room")
    found: RoomInvite = get_object_or_404(links, room=room, pk=pk)
    return found
