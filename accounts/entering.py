"""Signing somebody in who has proven themself in another way than on allauth's pages; and who is signed in."""

from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.login import record_authentication
from django.http import HttpRequest, HttpResponse

from accounts.models import User


def enter(
    request: HttpRequest, user: User, *, to: str, has_set_password: bool = False, detail: str = ""
) -> HttpResponse:
    """Signs in with a new session key, and leads on. A guest stays signed in for as long as they are one.

    Whoever has just set a password need not enter it again to set up a second factor. `detail` is for the history.
    """
    adapter: Any = get_adapter()
    adapter.login(request, user)
    if user.is_guest:
        # They could not sign in again.
        request.session.set_expiry(user.expires_at)
    if has_set_password:
        record_authentication(request, user, method="password")
    response: HttpResponse = adapter.post_login(
        request,
        user,
        email_verification="none",
        signal_kwargs={"detail": detail},
        email=user.email,
        signup=False,
        redirect_url=to,
    )
    return response


def signed_in(request: HttpRequest) -> User:
    """The reader of a page that nobody else opens: `login_required`, or the admin site, has asked."""
    assert isinstance(request.user, User)  # noqa: S101 - the type checker cannot know
    return request.user
