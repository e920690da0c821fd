"""Delivering: claim, call Lark outside any transaction, record; and the pump that works off what is due."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

import structlog
from django.db import connection
from django.db.models import OuterRef, Subquery

from forms_intake.deliveries import moments, summary
from forms_intake.deliveries.leases import Claim, claim
from forms_intake.deliveries.outcomes import record
from forms_intake.enums import Circuit, Outcome, Purpose
from forms_intake.hints import Hint
from forms_intake.lark.answers import Answer
from forms_intake.lark.transports import TRANSPORTS, Access, Call
from forms_intake.models import Delivery, Destination
from school.encryption import Undecryptable

log = structlog.get_logger(__name__)
_PUMP_LOCKS = 7_404_001
_ALL = 0
_LONGEST_NAP_S = 1.0
# After an hour Lark no longer knows an idempotency key (lark.md section 5), and a clerk no longer the first card.
FORGOTTEN_AFTER = timedelta(hours=1)


def deliver(pk: int) -> bool:
    """One try, if the delivery is due; whether one was made."""
    claimed = claim(pk)
    if claimed is None:
        return False
    was_held = claimed.delivery.destination.circuit == Circuit.OPEN
    answer = _call(claimed)
    record(claimed, answer)
    if was_held or answer.outcome is Outcome.CONFIG:
        summary.settle()
    return True


def pump(seconds: float, *, destination: int = _ALL, patience: float | None = None) -> int:
    """Works off what is due, and what falls due within `patience` (default: all the time); how many tries were made.

    Takes the oldest delivery of each destination in turn. Only one pump runs for a destination (or for all) at a
    time, over all processes: a second one returns at once.
    """
    tries, deadline, broken = 0, time.monotonic() + seconds, set[int]()
    with _alone(destination) as alone:
        while alone and time.monotonic() < deadline:
            heads = {pk: at for pk, at in _heads(destination) if pk not in broken}
            made = [_try(pk, broken) for pk, at in heads.items() if at <= moments.now()]
            tries += sum(made)
            longest = min(deadline - time.monotonic(), seconds if patience is None else patience)
            if not any(made) and not _nap(min(heads.values(), default=None), longest):
                break
    return tries


def destinations_with_work() -> list[int]:
    """Destinations for which something is due now."""
    return list(Delivery.objects.due().values_list("destination", flat=True).distinct())


def _heads(destination: int) -> list[tuple[int, datetime]]:
    """For each destination its oldest open delivery, and when that can be tried."""
    oldest = Delivery.objects.open().filter(destination=OuterRef("pk")).order_by("next_attempt_at", "pk")
    rows = Destination.objects.without_access().filter(is_active=True, paused_at=None)
    rows = rows.filter(pk=destination) if destination != _ALL else rows
    annotated = rows.annotate(
        head=Subquery(oldest.values("pk")[:1]), head_at=Subquery(oldest.values("next_attempt_at")[:1])
    )
    # Not before the delivery's own time, the destination's parking, and the next probe, which is set while it is held.
    moments = annotated.values_list("head", "head_at", "parked_until", "app__parked_until", "probe_at")
    return [(pk, max(moment for moment in others if moment)) for pk, *others in moments if pk is not None]


def _try(pk: int, broken: set[int]) -> bool:
    """One try; a delivery that breaks the engine itself is left for the next sweep, and keeps nobody else waiting."""
    try:
        return deliver(pk)
    except Exception:
        broken.add(pk)
        log.exception("delivery.broken", delivery=pk)
        return False


def _nap(until: datetime | None, longest: float) -> bool:
    """Waits for the next moment; False when there is none, or it lies too far ahead."""
    wait = max((until - moments.now()).total_seconds(), 0.05) if until else None
    if wait is None or wait > longest:
        return False
    time.sleep(min(wait, _LONGEST_NAP_S))
    return True


@contextmanager
def _alone(destination: int) -> Iterator[bool]:
    """An advisory lock of this session; the database gives it back when the process dies."""
    key = [_PUMP_LOCKS, destination]
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s, %s)", key)
        row = cursor.fetchone()
    alone = bool(row and row[0])
    try:
        yield alone
    finally:
        if alone:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s, %s)", key)


def _call(claimed: Claim) -> Answer:
    """Builds the card and sends it. A card that cannot be built counts as refused, so a simpler one is tried."""
    delivery = claimed.delivery
    forgotten = moments.now() - FORGOTTEN_AFTER
    doubtful = delivery.tries.filter(is_ambiguous=True, started_at__lt=forgotten).exists()
    transport = TRANSPORTS[delivery.destination.kind]
    try:
        message = transport.build(delivery, level=delivery.card_level, may_repeat=doubtful)
    except Exception as error:
        log.error("card.failed", delivery=delivery.pk, level=delivery.card_level, error=type(error).__name__)
        return Answer(outcome=Outcome.CONTENT, message=f"card builder: {type(error).__name__}")
    try:
        access = _access(delivery.destination)
    except Undecryptable:
        return Answer(outcome=Outcome.CONFIG, hint=Hint.UNREADABLE)
    call = Call(
        purpose=Purpose(delivery.purpose),
        access=access,
        key=delivery.idempotency_key,
        reference=delivery.submission.reference,
        message=message,
        remote_id=delivery.remote_id,
        look_first=delivery.tries.filter(is_ambiguous=True).exists(),
    )
    return transport.send(call)


def _access(destination: Destination) -> Access:
    """Decrypted credentials; raises Undecryptable."""
    app = destination.app
    return Access(config=destination.config, app={"app_id": app.app_id, **app.config} if app else {})
