"""A host's own rooms: which they are, who may open the pages, and what came of a verb."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from accounts.entering import signed_in
from accounts.models import Invitation, User
from rooms import access, news
from rooms.enums import PeerRole
from rooms.models import Room, RoomInvite, RoomKnock, RoomMember, RoomPeer
from rooms.refusals import Refused
from school import ways

View = Callable[..., HttpResponse]


def rooms_of(person: User) -> QuerySet[Room]:
    """The rooms that the person hosts, as owner or co-host; those put away are not among them."""
    cohosted = RoomMember.objects.filter(room=OuterRef("pk"), user=person, role=PeerRole.HOST, banned_at=None)
    mine: QuerySet[Room] = Room.objects.filter(Q(host=person) | Exists(cohosted), archived_at=None)
    return mine.select_related("host")


def people_and_links() -> "list[Prefetch[Any]]":
    """Brings `inside`, `waiting` and `links` (those that work, the newest first), in one query each for all rooms."""
    people = RoomPeer.objects.joined().filter(is_camera=False)
    knocks = RoomKnock.objects.filter(answer="")
    links = RoomInvite.objects.filter(invitation__in=Invitation.objects.open())
    return [
        Prefetch("peers", people.select_related("user").order_by("joined_at"), to_attr="inside"),
        Prefetch("knocks", knocks.select_related("user").order_by("knocked_at", "pk"), to_attr="waiting"),
        Prefetch("invites", links.select_related("invitation").order_by("-pk"), to_attr="links"),
    ]


def hosted(view: View) -> View:
    """Hands the view the room of this address; for whoever does not host it, there is none."""

    @never_cache
    @wraps(view)
    def found(request: HttpRequest, slug: str, **more: Any) -> HttpResponse:
        if not access.may_have_rooms(request.user):
            raise PermissionDenied
        room = get_object_or_404(rooms_of(signed_in(request)), slug=slug)
        return view(request, room, **more)

    return found


def deed(verb: View) -> View:
    """A button of a host: does it, says what came of it, and leads back to the page on which the button stood."""

    @wraps(verb)
    def done(request: HttpRequest, room: Room, **more: Any) -> HttpResponse:
        try:
            return verb(request, room, **more)
        except Refused as refused:
            messages.error(request, str(refused))
            return back(request, room)

    return require_POST(hosted(done))


def back(request: HttpRequest, room: Room) -> HttpResponse:
    """The page that the form names, if it is one of this site, or else that of the room."""
    wanted = request.POST.get("next", "")
    return redirect(wanted if ways.is_own(wanted) else room_page(room))


def topics_of(request: HttpRequest) -> str:
    """What a host's pages follow: their rooms, those that they are a co-host of too."""
    return f"{news.MINE}:{request.user.pk}"


def room_page(room: Room) -> str:
    """Where a host keeps the room."""
    return reverse("rooms:show", args=[room.slug])
