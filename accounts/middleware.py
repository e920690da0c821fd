"""Middleware that needs to know who is signed in."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponseBase
from django.utils import timezone

from accounts import profiles, zones
from accounts.models import Profile
from school import reader

Handler = Callable[[HttpRequest], HttpResponseBase]


def profile_preferences(get_response: Handler) -> Handler:
    """Language, theme and time zone of the signed-in person, on every device; before sign-in, this browser's cookies.

    No query: it was read with the person (accounts.backends). The cookies follow, so that the page after signing out
    looks the same.
    """

    def middleware(request: HttpRequest) -> HttpResponseBase:
        profile = _profile(request)
        if profile is None:
            return get_response(request)
        with (
            reader.applied(request, language=profile.language, theme=profile.theme),
            timezone.override(zones.of(profile.timezone)),
        ):
            response = get_response(request)
        for name in reader.CHOICES:
            # What the view itself has just written is newer than what was read before it.
            if name not in response.cookies and reader.chosen(request, name) != getattr(profile, name):
                reader.remember(response, name, getattr(profile, name))
        return response

    return middleware


def _profile(request: HttpRequest) -> Profile | None:
    # Whoever sees the site as somebody else keeps their own language, theme and time.
    if not request.user.is_authenticated or getattr(request.user, "is_hijacked", False):
        return None
    return profiles.read_with(request.user)
