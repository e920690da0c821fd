"""The page of one room: device check and lesson in one document, so that camera and permissions are kept."""

from http import HTTPStatus

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from accounts.models import User
from rooms.models import Room


@never_cache
def room(request: HttpRequest, slug: str) -> HttpResponse:
    """The room, or a calm page that says why it cannot be entered now."""
    if not isinstance(request.user, User):
        messages.info(request, _("No account? Open the link that your teacher sent you."))
        return redirect_to_login(request.get_full_path(), "account_login")
    found = get_object_or_404(Room.objects.select_related("host"), slug=slug, archived_at=None)
    return render(
        request, "rooms/room.html", {"room": found, "is_host": found.host_id == request.user.pk}, status=HTTPStatus.OK
    )
