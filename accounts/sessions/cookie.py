"""The cookie of a session is taken away by signing out alone.

Signing in, seeing the site as somebody else and a new password give the browser a new session and end the old one.
What the page had asked before is answered after: for that request the session is dead, and Django would take the cookie
away, which by now is the new one. A dead key that stays in a browser opens nothing.
"""

from typing import Any

from django.conf import settings
from django.contrib.auth.signals import user_logged_out
from django.contrib.sessions import middleware
from django.http import HttpRequest, HttpResponse

_SIGNED_OUT = "_signed_out"


def connect() -> None:
    """Called once, when the apps are ready."""
    user_logged_out.connect(_note, dispatch_uid="accounts.sessions.cookie")


class SessionMiddleware(middleware.SessionMiddleware):
    """Django's own, which then signs nobody out by a late answer."""

    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        """Saves the session and sets its cookie; takes it away only if this request signed out."""
        answer = super().process_response(request, response)
        cookie = answer.cookies.get(settings.SESSION_COOKIE_NAME)
        if cookie is not None and not cookie.value and not hasattr(request, _SIGNED_OUT):
            del answer.cookies[settings.SESSION_COOKIE_NAME]
        return answer


def _note(request: HttpRequest, **_: Any) -> None:
    setattr(request, _SIGNED_OUT, True)
