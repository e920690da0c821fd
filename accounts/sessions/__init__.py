"""Where a person is signed in, and ending it: the next request and the open sockets of an ended session are refused."""

from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.db import transaction
from django.db.models import QuerySet

from accounts.models import User
from school import clock


def open_sessions(person: User) -> list[UserSession]:
    """The person's sessions that still work, the one used last first."""
    alive = Session.objects.filter(expire_date__gt=clock.now()).values("session_key")
    rows = UserSession.objects.filter(user_id=person.pk, session_key__in=alive)
    return list(rows.order_by("-last_seen_at", "-pk"))


def end(person: User, pk: int) -> bool:
    """Ends one of the person's own sessions; False when there is no such session (any more)."""
    return bool(_end(UserSession.objects.filter(user_id=person.pk, pk=pk)))


def end_all(person: User, *, but: str | None = None) -> int:
    """Ends every session of the person, except the one with the key `but`, and says how many."""
    rows = UserSession.objects.filter(user_id=person.pk)
    return _end(rows.exclude(session_key=but) if but else rows)


def _end(rows: "QuerySet[UserSession]") -> int:
    with transaction.atomic():
        keys = list(rows.values_list("session_key", flat=True))
        # Django announces each deleted row of a session, and that is what closes its sockets.
        Session.objects.filter(session_key__in=keys).delete()
        rows.model.objects.filter(session_key__in=keys).delete()
    return len(keys)
