"""What ends a person's other sessions: a new password, and a second factor that came or went."""

from typing import Any

from allauth.account.signals import password_changed, password_reset, password_set
from allauth.mfa.signals import authenticator_added, authenticator_removed
from django.http import HttpRequest

from accounts import sessions
from accounts.models import User


def connect() -> None:
    """Called once, when the apps are ready."""
    for signal in (password_changed, password_reset, password_set, authenticator_added, authenticator_removed):
        signal.connect(_end_others, dispatch_uid="accounts.sessions.endings")


def _end_others(request: HttpRequest, user: User, **_: Any) -> None:
    """Whoever sat in one of them showed less than is asked for from now on."""
    sessions.end_all(user, but=request.session.session_key)
