"""Keeps the list of sessions true: when and from where each was last used, written once a minute at most."""

import threading
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import NamedTuple

from allauth.account.adapter import get_adapter
from allauth.usersessions.models import UserSession
from django.http import HttpRequest, HttpResponseBase

from accounts import audit
from school import clock

Handler = Callable[[HttpRequest], HttpResponseBase]

WRITTEN_EVERY = timedelta(minutes=1)
_MOST_REMEMBERED = 10_000


class _Use(NamedTuple):
    person: int
    address: str
    agent: str


class _Written:
    """What this process wrote lately. Losing it costs a query; the table stays the only truth."""

    def __init__(self) -> None:
        self._uses: dict[str, tuple[_Use, datetime]] = {}
        self._lock = threading.Lock()

    def is_fresh(self, key: str, use: _Use) -> bool:
        known, at = self._uses.get(key, (None, None))
        return known == use and at is not None and clock.now() - at < WRITTEN_EVERY

    def remember(self, key: str, use: _Use) -> None:
        with self._lock:
            if len(self._uses) >= _MOST_REMEMBERED:
                self._uses.clear()
            self._uses[key] = (use, clock.now())

    def forget(self) -> None:
        with self._lock:
            self._uses.clear()


written = _Written()


def track(get_response: Handler) -> Handler:
    """Takes the place of allauth's middleware, which writes at every request."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        # Who impersonates somebody must not appear in that person's list.
        if request.user.is_authenticated and not getattr(request.user, "is_hijacked", False):
            _note(request)
        return get_response(request)

    return middleware


def _note(request: HttpRequest) -> None:
    key, agent = request.session.session_key, audit.user_agent(request)
    if key is None or request.user.pk is None:
        return
    use = _Use(request.user.pk, get_adapter().get_client_ip(request), agent)
    if not written.is_fresh(key, use):
        _write(key, use)
        written.remember(key, use)


def _write(key: str, use: _Use) -> None:
    new = {"user_id": use.person, "ip": use.address, "user_agent": use.agent, "last_seen_at": clock.now()}
    session, is_new = UserSession.objects.get_or_create(session_key=key, defaults=new)
    if is_new:
        return
    if session.ip != use.address:
        # The row knows one address; the first one is told too.
        new["data"] = {"first_ip": session.ip} | session.data
    UserSession.objects.filter(pk=session.pk).update(**new)
