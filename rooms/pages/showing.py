"""One room as its host keeps it: links, accounts, its lessons."""

from collections.abc import Iterable
from http import HTTPStatus

from django.db.models import Prefetch, Q, QuerySet, prefetch_related_objects
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from rooms.forms import LinkForm, MemberForm
from rooms.models import Lesson, Room, RoomMember, RoomPeer
from rooms.pages.attendance import Attended, attended
from rooms.pages.hosting import hosted, people_and_links, topics_of
from school import keyset

_LESSONS_A_PAGE, _LATELY = 20, 3
_NEWEST = ("-began_at", "-id")


@hosted
def show(request: HttpRequest, room: Room) -> HttpResponse:
    """The room."""
    return page(request, room)


def page(
    request: HttpRequest,
    room: Room,
    *,
    link_form: LinkForm | None = None,
    member_form: MemberForm | None = None,
    status: int = HTTPStatus.OK,
) -> HttpResponse:
    """The room's page; the forms are those that were refused."""
    prefetch_related_objects([room], *people_and_links())
    rights = _rights(room)
    context = {
        "room": room,
        "topics": topics_of(request),
        "address": request.build_absolute_uri(reverse("rooms:room", args=[room.slug])),
        "is_owner": room.host_id == request.user.pk,
        "members": [member for member in rights if not member.banned_at],
        "banned": [member for member in rights if member.banned_at],
        "lessons": _read(_lessons(room).order_by(*_NEWEST)[:_LATELY]),
        "link_form": link_form or LinkForm(),
        "member_form": member_form or MemberForm(),
    }
    return render(request, "rooms/show.html", context, status=status)


def _rights(room: Room) -> list[RoomMember]:
    """Those who need no link, and those who were banned, however they came."""
    found = room.members.filter(Q(invite=None) | Q(banned_at__isnull=False))
    return list(found.select_related("user").order_by("created_at"))


@hosted
def lessons(request: HttpRequest, room: Room) -> HttpResponse:
    """When there were lessons, how long each was, and who was there from when to when."""
    cursor, filters = request.GET.get("at"), {"room": str(room.pk)}
    found = keyset.page(_lessons(room), order=_NEWEST, cursor=cursor, size=_LESSONS_A_PAGE, filters=filters)
    context = {"room": room, "page": found, "lessons": _read(found.items), "topics": topics_of(request)}
    return render(request, "rooms/lessons.html", context)


def _lessons(room: Room) -> QuerySet[Lesson]:
    stays = RoomPeer.objects.filter(is_camera=False).order_by("joined_at")
    return Lesson.objects.filter(room=room).prefetch_related(Prefetch("stays", stays, to_attr="people"))


def _read(lessons: Iterable[Lesson]) -> list[Attended]:
    return [attended(lesson, getattr(lesson, "people")) for lesson in lessons]  # noqa: B009 - set by the prefetch
