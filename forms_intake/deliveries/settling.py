"""Statuses of slips that a change of their destination has left behind: a little at once, the rest in a task."""

import math
import time
from datetime import timedelta

from django.db import connection, transaction
from django.db.models import Exists, OuterRef, Q

from forms_intake.deliveries import moments, summary
from forms_intake.enums import Circuit, DeliveryState, LarkStatus
from forms_intake.models import Delivery, Destination
from school.locks import Lock

# Slips in one transaction, during which nobody else can change them; and how many are looked up at a time.
_CHUNK, _LOOKED_UP = 200, 20_000
_LATECOMERS = timedelta(seconds=60)


def settle(seconds: float = math.inf) -> bool:
    """Refreshes what was left behind until the time is over, at least some; whether there is more to do.

    A fault of one destination may concern tens of thousands of slips: neither in the transaction that found it, nor in
    the process that sends, nor in a request. There, `settle(0)` shows the first of them; every sweep has the rest done.
    """
    deadline = time.monotonic() + seconds
    # What a person has changed just now, and looks at, comes first.
    unsettled = Destination.objects.filter(unsettled_since__isnull=False).order_by("-unsettled_since")
    for pk, since in unsettled.values_list("pk", "unsettled_since"):
        now = moments.now()
        is_through = _settle_one(pk, deadline)
        # For a minute, because a slip that was being stored at that moment may not have known of the change.
        if is_through and since and since < now - _LATECOMERS:
            Destination.objects.filter(pk=pk, unsettled_since=since).update(unsettled_since=None)
        if not is_through and time.monotonic() > deadline:
            return True
    return False


def _settle_one(destination: int, deadline: float) -> bool:
    """Whether all of its slips say how they stand; False when the time is over, or somebody else is at it."""
    while ids := left_behind(destination, _CHUNK if time.monotonic() > deadline else _LOOKED_UP):
        for at in range(0, len(ids), _CHUNK):
            if not _refresh(destination, ids[at : at + _CHUNK]) or time.monotonic() > deadline:
                return False
    return True


@transaction.atomic
def _refresh(destination: int, ids: list[int]) -> bool:
    """By one process at a time: two would only wait for each other."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s, %s)", [Lock.SETTLING, destination])
        is_mine = bool((cursor.fetchone() or [False])[0])
    if is_mine:
        summary.refresh(ids)
    return is_mine


def left_behind(destination: int, most: int) -> list[int]:
    """Slips that claim to be on their way although nothing is tried, or the other way round."""
    mine = Delivery.objects.to_lark().open().filter(destination=destination)
    waits_for_a_person = Q(is_active=False) | Q(paused_at__isnull=False) | Q(circuit=Circuit.OPEN)
    if Destination.objects.filter(waits_for_a_person, pk=destination).exists():
        rows = mine.filter(submission__lark_status=LarkStatus.PENDING)
    else:
        others = Delivery.objects.to_lark().filter(submission=OuterRef("submission"))
        waiting = Exists(others.stuck()) | Exists(others.filter(state=DeliveryState.DEAD))
        rows = mine.filter(~waiting, submission__lark_status=LarkStatus.FAILED)
    return sorted(set(rows.values_list("submission", flat=True)[:most]))
