"""Promised answers that are about to be missed, and those that were: found every minute, told once to each."""

from collections import defaultdict
from collections.abc import Collection, Iterator
from datetime import datetime, timedelta

from django.db import transaction

from forms_intake import policies
from forms_intake.enums import FormType, Happening
from forms_intake.models import Notice, Submission
from forms_intake.notices import audience, telling
from forms_intake.notices.audience import Reader
from forms_intake.rules import hours
from school import clock, locks
from school.locks import Lock

# Of working time.
SOON = timedelta(hours=1)
# Whoever was off for longer learns it from the inbox.
_LOOKED_BACK, _MOST = timedelta(days=2), 1_000


def look() -> int:
    """Tells what is due and what is missed; returns how many slips that were. One process at a time."""
    now = clock.now()
    # Opening hours are those of the office, the same for all slips (policies._OF_ALL).
    soon = hours.later(now, SOON, policies.current(FormType.LEAVE_REQUEST))
    with locks.alone(Lock.NOTICES) as alone:
        if not alone:
            return 0
        missed = _tell(Happening.MISSED, now - _LOOKED_BACK, now)
        return missed + _tell(Happening.DUE, now, soon)


@transaction.atomic
def _tell(what: Happening, after: datetime, until: datetime) -> int:
    """To whoever deals with the slip; where nobody does, to everybody of the office who wants it."""
    slips = dict(_waiting(after, until))
    everybody = audience.readers(what) if slips else []
    told, run = _told(what, slips), clock.now()
    news: dict[Reader, list[int]] = defaultdict(list)
    for slip, assignee in slips.items():
        for reader in _of(assignee, everybody):
            if (reader.pk, slip) not in told:
                news[reader].append(slip)
    for reader, theirs in news.items():
        # With the minute: a slip that was taken out of a stack and has come back is told of in another one.
        telling.tell(what, [reader], cause=f"slip:{min(theirs)}:{run:%Y%m%d%H%M}", slips=theirs)
    return len({slip for theirs in news.values() for slip in theirs})


def _waiting(after: datetime, until: datetime) -> Iterator[tuple[int, int | None]]:
    """Slips whose sender waits, with whoever deals with them; of too many the latest."""
    # The computed key is far away where nobody waits: answered, archived, possible spam.
    rows = Submission.objects.filter(due_key__gt=after, due_key__lte=until, purged_at=None)
    yield from rows.order_by("-due_key", "-pk").values_list("pk", "assignee")[:_MOST]


def _of(assignee: int | None, everybody: list[Reader]) -> list[Reader]:
    return everybody if assignee is None else [reader for reader in everybody if reader.pk == assignee]


def _told(what: Happening, slips: Collection[int]) -> set[tuple[int, int]]:
    """Who knows of which slip already."""
    rows = Notice.objects.filter(what=what, slips__overlap=list(slips)) if slips else Notice.objects.none()
    return {(reader, slip) for reader, told in rows.values_list("user", "slips") for slip in told}
