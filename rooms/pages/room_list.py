"""A host's rooms: the open ones with who is inside and who waits, the closed ones to open again."""

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.views.decorators.cache import never_cache

from accounts.entering import signed_in
from rooms import access
from rooms.enums import RoomStatus
from rooms.models import Room
from rooms.pages.hosting import people_and_links, rooms_of, topics_of
from school import clock, keyset, pages

_OPEN_A_PAGE, _CLOSED_A_PAGE, _LATELY = 10, 25, 3
_NEWEST = ("-opened_at", "-id")


def home(request: HttpRequest) -> HttpResponseBase:
    """For those who host: their open rooms. For everybody else: how one enters a room."""
    return _open(request) if access.may_have_rooms(request.user) else pages.rooms(request)


@never_cache
def _open(request: HttpRequest) -> HttpResponse:
    mine = rooms_of(signed_in(request))
    lately = mine.filter(status=RoomStatus.CLOSED).order_by("-closed_at", "-id")[:_LATELY]
    found = _page(request, mine.prefetch_related(*people_and_links()), RoomStatus.OPEN, _OPEN_A_PAGE)
    return render(
        request, "rooms/home.html", {"page": found, "lately": lately, "now": clock.now(), "topics": topics_of(request)}
    )


@never_cache
def closed(request: HttpRequest) -> HttpResponse:
    """The closed rooms."""
    if not access.may_have_rooms(request.user):
        raise PermissionDenied
    found = _page(request, rooms_of(signed_in(request)), RoomStatus.CLOSED, _CLOSED_A_PAGE)
    return render(request, "rooms/closed.html", {"page": found, "topics": topics_of(request)})


def _page(request: HttpRequest, rooms: QuerySet[Room], status: RoomStatus, size: int) -> keyset.Page[Room]:
    filters = {"status": str(status), "host": str(request.user.pk)}
    cursor = request.GET.get("at")
    return keyset.page(rooms.filter(status=status), order=_NEWEST, cursor=cursor, size=size, filters=filters)
