"""The servers by which the device page tries the network out."""

from uuid import uuid4

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, JsonResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from accounts.models import User
from rooms import access, turn
from rooms.enums import PeerRole
from rooms.models import Room
from rooms.refusals import Refused


@require_GET
@never_cache
def ice(request: HttpRequest, slug: str) -> JsonResponse:
    """{"ice_servers": [...]} for whoever has a right to the room; the relay only for hosts and who has been let in."""
    room = get_object_or_404(Room.objects.open(), slug=slug)
    servers = turn.ice_servers(uuid4())
    if not _may_relay(room, request.user):
        servers = [server for server in servers if "credential" not in server]
    return JsonResponse({"ice_servers": servers})


def _may_relay(room: Room, person: object) -> bool:
    if not isinstance(person, User):
        raise PermissionDenied
    try:
        right = access.right_to(room, person)
    except Refused as refused:
        raise PermissionDenied from refused
    return right.role == PeerRole.HOST or (right.member is not None and access.was_admitted(room, right.member))
