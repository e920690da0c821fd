"""Seeing the site as somebody else: who does it is known at every request, and it ends with the right to it."""

from collections.abc import Callable
from typing import Any

import structlog
from allauth.usersessions.models import UserSession
from django.contrib.auth.middleware import get_user
from django.contrib.auth.models import AnonymousUser
from django.contrib.sessions.backends.base import SessionBase
from django.http import HttpRequest, HttpResponseBase
from django.utils.crypto import constant_time_compare
from django.utils.functional import SimpleLazyObject
from hijack.signals import hijack_ended, hijack_started

from accounts import access, audit
from accounts.models import User

log = structlog.get_logger(__name__)

Handler = Callable[[HttpRequest], HttpResponseBase]
# Changes with the administrator's password, so that a new one ends the impersonation too.
STAMP = "impersonator_stamp"


def connect() -> None:
    """Called once, when the apps are ready."""
    hijack_started.connect(started, dispatch_uid="accounts.impersonation")
    hijack_ended.connect(ended, dispatch_uid="accounts.impersonation")


def reader(get_response: Handler) -> Handler:
    """`request.user` with `is_hijacked` and `impersonator`; nothing is asked before a view wants to know."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        request.user = SimpleLazyObject(lambda: _resolved(request))  # type: ignore[assignment]  # as Django's own does
        return get_response(request)

    return middleware


def started(request: HttpRequest, hijacker: User, hijacked: User, **_: object) -> None:
    """Signal receiver: notes what the impersonation hangs on."""
    request.session[STAMP] = hijacker.get_session_auth_hash()
    request.session.save()  # so that it has a key
    # In the administrator's own list of sessions: signing out everywhere ends this one too.
    UserSession.objects.create(
        user=hijacker,
        session_key=request.session.session_key,
        ip=audit.address(request),
        user_agent=audit.user_agent(request),
    )
    log.info("impersonation.started", by=hijacker.pk, user=hijacked.pk)


def ended(request: HttpRequest, hijacker: User, hijacked: User, **_: object) -> None:
    """Signal receiver: the administrator is back."""
    request.session.pop(STAMP, None)
    log.info("impersonation.ended", by=hijacker.pk, user=hijacked.pk)


def seen(person: Any, session: SessionBase) -> Any:
    """The person with `is_hijacked` and `impersonator`; nobody at all once the administrator behind has lost the right.

    Pages and sockets ask the same.
    """
    person.is_hijacked, person.impersonator = False, None
    # Only then is there a session; asking would start one.
    if not person.is_authenticated or (pk := audit.behind(session)) is None:
        return person
    impersonator = User.objects.filter(pk=pk).first()
    if not _still_may(impersonator, person, session):
        log.warning("impersonation.revoked", by=pk, user=person.pk)
        return AnonymousUser()
    person.is_hijacked, person.impersonator = True, impersonator
    return person


def _resolved(request: HttpRequest) -> Any:
    found: Any = get_user(request)
    person = seen(found, request.session)
    if found.is_authenticated and not person.is_authenticated:
        request.session.flush()
    return person


def _still_may(impersonator: User | None, person: User, session: SessionBase) -> bool:
    if impersonator is None or not access.may_impersonate(hijacker=impersonator, hijacked=person):
        return False
    return constant_time_compare(session.get(STAMP, ""), impersonator.get_session_auth_hash())
