"""Sessions in the database, as Django keeps them; every page and socket looks one up, so that its SQL is made once."""

from datetime import UTC, datetime
from typing import Any

from django.contrib.sessions.backends import db
from django.utils import timezone

from school.compiled import Compiled

_KEY, _NOW = "?", datetime(2000, 1, 1, tzinfo=UTC)


def _sample() -> Any:
    # Models are not there yet when settings name this module.
    from django.contrib.sessions.models import Session

    return Session.objects.filter(session_key=_KEY, expire_date__gt=_NOW)


_ASKED = Compiled(_sample)


class SessionStore(db.SessionStore):
    """Django's own, which asks the database as often."""

    def _get_session_from_db(self) -> Any:
        """The row of a session that has not expired; as in Django, a key that opens none is forgotten."""
        found = _ASKED.objects({_KEY: self.session_key, _NOW: timezone.now()})
        if not found:
            self._session_key = None
        return found[0] if found else None
