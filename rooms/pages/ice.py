"""The servers by which the device page tries the network out."""

from http import HTTPStatus

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, JsonResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from accounts.models import User
from rooms import access, turn
from rooms.enums import PeerRole
from rooms.models import Room
from rooms.pages import rates
from rooms.refusals import Refused


@require_GET
@never_cache
def ice(request: HttpRequest, slug: str) -> JsonResponse:
    """{"ice_servers": [...]} for whoever has a right to the room; the relay only for hosts and who has been let in.

    404 for a room that is not open and for one that is not theirs; 429 after ten requests in a minute.
    """
    person = request.user
    if not isinstance(person, User):
        raise PermissionDenied
    if not rates.may_ask_for_relay(request):
        return JsonResponse({}, status=HTTPStatus.TOO_MANY_REQUESTS)
    room = get_object_or_404(Room.objects.open(), slug=slug)
    servers = turn.ice_servers(person.pk)
    if not _may_relay(room, person):
        servers = [server for server in servers if "credential" not in server]
    return JsonResponse({"ice_servers": servers})


def _may_relay(room: Room, person: User) -> bool:
    try:
        right = access.right_to(room, person)
    except Refused as refused:
        raise Http404 from refused
    return right.role == PeerRole.HOST or (right.member is not None and access.was_admitted(room, right.member))
