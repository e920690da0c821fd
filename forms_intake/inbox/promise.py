"""How long the office still has for its promised answer, counted in its working hours."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from forms_intake import policies
from forms_intake.enums import FormType, WorkStatus
from forms_intake.models import Submission
from forms_intake.policies import PolicyValues
from forms_intake.rules import hours

# Nobody counts minutes of a slip that is older than this.
_LONGEST = timedelta(days=60)
_SOON = timedelta(hours=1)
# Until one of these is left, the sender waits for the office.
WAITING = frozenset({WorkStatus.RECEIVED, WorkStatus.IN_REVIEW})


@dataclass(frozen=True)
class Promise:
    """Working seconds left, negative when missed; its words."""

    due_at: datetime
    left: int
    words: str

    @property
    def is_late(self) -> bool:
        """Whether the promise is missed."""
        return self.left < 0

    @property
    def is_soon(self) -> bool:
        """Whether it is about to be missed."""
        return not self.is_late and self.left <= _SOON.total_seconds()


class Watch:
    """One moment for a whole page, and the working hours of each kind of slip, read when they are needed."""

    def __init__(self, now: datetime) -> None:
        self.now = now

    @cached_property
    def _policy(self) -> PolicyValues:
        # Opening hours are those of the office, the same for all slips (policies._OF_ALL).
        return policies.current(FormType.LEAVE_REQUEST)

    def of(self, row: Submission) -> Promise | None:
        """The promise to a sender who still waits for the office; nobody waits for an archived slip."""
        if row.due_at is None or row.work_status not in WAITING or row.is_archived:
            return None
        left = int(working(self.now, row.due_at, self._policy).total_seconds())
        if row.due_at < self.now:
            left = min(left, -1)
        return Promise(row.due_at, left, words(left))

    def window(self) -> tuple[datetime, datetime]:
        """From when to when the office works now, or next."""
        opens = hours.next_opening(self.now, self._policy)
        return hours.opening(opens, self._policy), hours.closing(opens, self._policy)


def working(start: datetime, end: datetime, policy: PolicyValues) -> timedelta:
    """Working time from one moment to the other; negative when the end is past."""
    if end < start:
        return -working(end, start, policy)
    start, total = max(start, end - _LONGEST), timedelta()
    day = start
    while hours.opening(day, policy) < end:
        first, last = max(start, hours.opening(day, policy)), min(end, hours.closing(day, policy))
        total += max(last - first, timedelta())
        day += timedelta(days=1)
    return total


def words(left: int) -> str:
    """3 h 44 min left, or 18 min late."""
    if left < 0:
        return _("%(span)s late") % {"span": _span(-left)}
    return _("%(span)s left") % {"span": _span(left)}


def _span(seconds: int) -> str:
    """In hours and minutes; a minute that has begun counts."""
    total = max(-(-seconds // 60), 1)
    many, minutes = divmod(total, 60)
    parts = []
    if many:
        parts.append(ngettext("%(n)s hour", "%(n)s hours", many) % {"n": many})
    if minutes or not many:
        parts.append(ngettext("%(n)s minute", "%(n)s minutes", minutes) % {"n": minutes})
    return " ".join(parts)
