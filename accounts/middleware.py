"""Middleware that needs to know who is signed in."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponseBase

from accounts.models import Profile
from school import reader

Handler = Callable[[HttpRequest], HttpResponseBase]


def profile_preferences(get_response: Handler) -> Handler:
    """The profile's language and theme, where this browser's cookies do not say otherwise; one query at most."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        language, theme = reader.chosen(request, "language"), reader.chosen(request, "theme")
        profile = None if language and theme else _profile(request)
        if profile is None:
            return get_response(request)
        with reader.applied(request, language=language or profile.language, theme=theme or profile.theme):
            return get_response(request)

    return middleware


def _profile(request: HttpRequest) -> Profile | None:
    if not request.user.is_authenticated:
        return None
    return Profile.objects.filter(user_id=request.user.pk).only("language", "theme").first()
