"""What takes over while an app's monthly quota is used up (lark.md section 4.4, QUOTA)."""

import math
import time
from collections.abc import Iterable

from django.db import transaction

from forms_intake.deliveries import moments, summary
from forms_intake.enums import DeliveryState, Purpose
from forms_intake.hints import Hint
from forms_intake.models import Delivery, DeliveryAttempt, Destination

_CHUNK = 200
_WAITING = [DeliveryState.PENDING, DeliveryState.WAITING, DeliveryState.PARKED]


def instead(wanting: Iterable[Destination]) -> list[Destination]:
    """The destinations to which a new slip goes now: those whose quota is used up send their fallback, each once.

    Whoever stands by for one of them gets the slip only while standing in: nobody wants to read it twice.
    """
    now, rows, chosen = moments.now(), list(wanting), {}
    standing_by = {row.fallback_id for row in rows}
    for destination in rows:
        app, stand_in = destination.app, destination.fallback
        spent = app is not None and app.parked_until is not None and app.parked_until > now
        taking = stand_in if spent and stand_in and stand_in.is_active else destination
        if taking is not destination or destination.pk not in standing_by:
            chosen[taking.pk] = taking
    return list(chosen.values())


def divert(seconds: float = math.inf) -> list[int]:
    """Gives what waits for a used-up quota to the fallback until the time is over, at least some; returns the slips.

    Only slips of which Lark cannot have anything yet: never one with a try that may have arrived. Whatever is done
    twice, or by two at once, is done once.
    """
    parked = Destination.objects.filter(app__parked_until__gt=moments.now(), is_active=True, fallback__is_active=True)
    made, deadline = list[int](), time.monotonic() + seconds
    for destination, stand_in in parked.values_list("pk", "fallback"):
        while stand_in and (chunk := _divert_some(destination, stand_in)):
            made += chunk
            if time.monotonic() > deadline:
                return made
    return made


@transaction.atomic
def _divert_some(destination: int, stand_in: int) -> list[int]:
    rows = Delivery.objects.filter(destination=destination, purpose=Purpose.CREATE, state__in=_WAITING)
    waiting = rows.exclude(tries__is_ambiguous=True).order_by("pk")[:_CHUNK]
    locked = Delivery.objects.select_for_update(skip_locked=True).filter(
        pk__in=list(waiting.values_list("pk", flat=True))
    )
    held = [row for row in locked.order_by("pk") if row.state in _WAITING]
    # Asked again, now that nobody can send them: a try may have ended meanwhile.
    unclear = DeliveryAttempt.objects.filter(delivery__in=held, is_ambiguous=True)
    doubtful = set(unclear.values_list("delivery", flat=True))
    chosen = [row for row in held if row.pk not in doubtful]
    now = moments.now()
    stand_ins = [
        Delivery(
            submission_id=row.submission_id,
            destination_id=stand_in,
            next_attempt_at=now,
            created_at=now,
            waiting_since=now,
        )
        for row in chosen
    ]
    Delivery.objects.bulk_create(stand_ins, ignore_conflicts=True)
    Delivery.objects.filter(pk__in=[row.pk for row in chosen]).update(
        state=DeliveryState.CANCELLED, next_attempt_at=None, last_error=Hint.DIVERTED
    )
    summary.refresh(row.submission_id for row in chosen)
    return [row.submission_id for row in chosen]
