"""The way of a guest's phone into the room, as their second camera."""

from http import HTTPStatus

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from accounts.entering import enter, signed_in
from rooms import phones
from rooms.models import Room
from rooms.pages import codes, rates


@require_GET
@never_cache
def qr(request: HttpRequest, slug: str) -> HttpResponse:
    """A fresh code for each look; 404 for whoever needs none, and for rooms that are not theirs; 429 for too many."""
    room, guest = get_object_or_404(Room.objects.open(), slug=slug), signed_in(request)
    if not phones.may_bring(room, guest):
        raise Http404
    if not rates.may_have_code(request):
        return HttpResponse(status=HTTPStatus.TOO_MANY_REQUESTS)
    return codes.drawn(request.build_absolute_uri(reverse("rooms:phone", args=[slug, phones.code(room, guest)])))


@never_cache
def phone(request: HttpRequest, slug: str, code: str) -> HttpResponse:
    """Asks first, for whoever looks at an address must not use it up; then signs this phone in as the guest."""
    try:
        response = _signed_in_by(request, slug, code)
    except phones.Ended:
        response = render(request, "rooms/phone_ended.html", status=HTTPStatus.NOT_FOUND)
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response


def _signed_in_by(request: HttpRequest, slug: str, code: str) -> HttpResponse:
    room = Room.objects.open().filter(slug=slug).first()
    if room is None:
        raise phones.Ended
    guest = phones.whose(room, code)
    if request.user == guest:
        return redirect(_as_camera(slug))
    if request.method != "POST":
        return render(request, "rooms/phone.html", {"room": room, "guest": guest})
    # Until somebody is signed in, this cookie is all that tells one browser from another; signing in changes it.
    phones.use(code, browser=request.META.get("CSRF_COOKIE", ""))
    return enter(request, guest, to=_as_camera(slug), detail="phone-code")


def _as_camera(slug: str) -> str:
    """Into the room beside the device that is there, and not in its place."""
    return f"{reverse('rooms:room', args=[slug])}?camera"
