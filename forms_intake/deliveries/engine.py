"""Delivering: claim, call Lark outside any transaction, record; and the pump that works off what is due."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

import structlog
from django.db import connection
from django.db.models import Case, F, When
from django.db.models.functions import Coalesce, Greatest

from forms_intake.deliveries.leases import Claim, claim
from forms_intake.deliveries.outcomes import record
from forms_intake.deliveries.schedule import FORGOTTEN_AFTER
from forms_intake.enums import Circuit, DeliveryState, Outcome
from forms_intake.lark import cards, webhook
from forms_intake.lark.answers import Answer
from forms_intake.models import Delivery
from school import clock

log = structlog.get_logger(__name__)
_PUMP_LOCK = 7_404_001
_LONGEST_NAP_S = 1.0


def deliver(pk: int) -> bool:
    """One try, if the delivery is due; whether one was made."""
    claimed = claim(pk)
    if claimed is None:
        return False
    record(claimed, _call(claimed))
    return True


def pump(seconds: float) -> int:
    """Works off what is due, oldest first, and what falls due within that time; how many tries were made.

    Only one pump runs at a time, over all processes: a second one returns at once.
    """
    tries, deadline = 0, time.monotonic() + seconds
    with _alone() as alone:
        while alone and time.monotonic() < deadline:
            pk = Delivery.objects.due().order_by("next_attempt_at", "pk").values_list("pk", flat=True).first()
            if pk is not None and deliver(pk):
                tries += 1
            elif not _nap(pk, deadline):
                break
    return tries


def next_due_at() -> datetime | None:
    """When the next open delivery can be tried; None when nothing is open."""
    due = Case(When(state=DeliveryState.LEASED, then=F("lease_until")), default=F("next_attempt_at"))
    parked = Coalesce(F("destination__parked_until"), due)
    probe = Case(When(destination__circuit=Circuit.OPEN, then=F("destination__probe_at")), default=due)
    moments = Delivery.objects.open().filter(destination__is_active=True).annotate(at=Greatest(due, parked, probe))
    return moments.order_by("at").values_list("at", flat=True).first()


def _nap(pk: int | None, deadline: float) -> bool:
    """Waits for the next due moment; False when it lies behind the deadline."""
    moment = clock.now() if pk is not None else next_due_at()
    wait = max((moment - clock.now()).total_seconds(), 0.05) if moment else None
    if wait is None or time.monotonic() + wait > deadline:
        return False
    time.sleep(min(wait, _LONGEST_NAP_S))
    return True


@contextmanager
def _alone() -> Iterator[bool]:
    """An advisory lock of this session; the database gives it back when the process dies."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [_PUMP_LOCK])
        row = cursor.fetchone()
    alone = bool(row and row[0])
    try:
        yield alone
    finally:
        if alone:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [_PUMP_LOCK])


def _call(claimed: Claim) -> Answer:
    """Builds the card and sends it. A card that cannot be built counts as refused, so a simpler one is tried."""
    delivery = claimed.delivery
    doubtful = delivery.spent >= FORGOTTEN_AFTER and delivery.tries.filter(is_ambiguous=True).exists()
    try:
        message = cards.message(delivery.submission, level=delivery.card_level, may_repeat=doubtful)
    except Exception as error:
        # Whatever a card builder does wrong must not lose the slip.
        log.error("card.failed", delivery=delivery.pk, level=delivery.card_level, error=type(error).__name__)
        return Answer(outcome=Outcome.CONTENT, message=f"card builder: {type(error).__name__}")
    return webhook.send(delivery.destination.config, message)
