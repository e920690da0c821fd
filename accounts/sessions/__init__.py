"""Where a person is signed in, and ending it: the next request and the open sockets of an ended session are refused."""

from collections.abc import Collection

from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.db import transaction

from accounts.models import User
from school import clock


def open_sessions(person: User) -> list[UserSession]:
    """The person's sessions that still work, the one used last first."""
    alive = Session.objects.filter(expire_date__gt=clock.now()).values("session_key")
    rows = UserSession.objects.filter(user_id=person.pk, session_key__in=alive)
    return list(rows.order_by("-last_seen_at", "-pk"))


def end(person: User, pk: int) -> bool:
    """Ends one of the person's own sessions; False when there is no such session (any more)."""
    rows = UserSession.objects.filter(user_id=person.pk, pk=pk)
    return bool(_end(set(rows.values_list("session_key", flat=True))))


def end_all(person: User, *, but: str | None = None, also: Collection[str] = ()) -> int:
    """Ends every session of the person and those with the keys `also`, except the one with the key `but`: how many."""
    keys = UserSession.objects.filter(user_id=person.pk).values_list("session_key", flat=True)
    return _end({*keys, *also} - {but})


def _end(keys: Collection[str]) -> int:
    with transaction.atomic():
        # Django announces each deleted row of a session, and that is what closes its sockets.
        Session.objects.filter(session_key__in=keys).delete()
        UserSession.objects.filter(session_key__in=keys).delete()
    return len(keys)
