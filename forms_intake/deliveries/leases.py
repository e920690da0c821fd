"""Claiming a delivery: a short transaction that leases it, notes the attempt, and ends before Lark is called."""

import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction

from forms_intake.deliveries import circuits, moments, pace, schedule, summary
from forms_intake.enums import Circuit, DeliveryState, DestinationKind, Outcome
from forms_intake.hints import Hint
from forms_intake.models import Delivery, DeliveryAttempt, Destination


@dataclass(frozen=True)
class Claim:
    """One leased delivery and the attempt that was noted for it; the token fences late outcomes out."""

    delivery: Delivery
    attempt: DeliveryAttempt
    token: uuid.UUID


@transaction.atomic
def claim(pk: int) -> Claim | None:
    """Leases the delivery if it is due and its destination takes a call now; otherwise None."""
    now = moments.now()
    delivery = Delivery.objects.due().select_for_update(skip_locked=True, of=("self",)).filter(pk=pk).first()
    if delivery is None:
        return None
    _close_abandoned(delivery, now)
    if delivery.spent >= len(schedule.WAITS):
        _give_up(delivery)
        return None
    return _lease(delivery, now) if _destination_admits(delivery, now) else None


def _destination_admits(delivery: Delivery, now: datetime) -> bool:
    """Asks the pace under the destination's lock; a refusal parks the whole destination until its next slot."""
    locked = Destination.objects.without_access().select_for_update(no_key=True)
    destination = locked.get(pk=delivery.destination_id)
    if not _takes_calls(destination, now):
        return False
    admitted, moment = pace.admit(pace.PACES[DestinationKind(destination.kind)], destination.arrival_at, now)
    if admitted:
        destination.arrival_at, destination.parked_until = moment, None
        destination.probe_at = circuits.next_probe(now) if destination.circuit == Circuit.OPEN else None
    else:
        destination.parked_until = moment
    destination.save(update_fields=["arrival_at", "parked_until", "probe_at"])
    delivery.destination = destination
    return admitted


def _takes_calls(destination: Destination, now: datetime) -> bool:
    """Asked again under the lock: it may have been parked, held or switched off since the delivery was found due."""
    parked = destination.parked_until and destination.parked_until > now
    held = destination.circuit == Circuit.OPEN and destination.probe_at and destination.probe_at > now
    return destination.is_active and not destination.paused_at and not parked and not held


def _close_abandoned(delivery: Delivery, now: datetime) -> None:
    """Ends attempts of a sender that was stopped; nobody knows whether Lark got them, so each spends a try."""
    abandoned = delivery.tries.filter(finished_at=None).update(
        outcome=Outcome.CRASH, finished_at=now, is_ambiguous=True, message="lease ran out"
    )
    if abandoned:
        delivery.spent += abandoned
        delivery.save(update_fields=["spent"])


def _lease(delivery: Delivery, now: datetime) -> Claim:
    token = uuid.uuid4()
    delivery.state, delivery.lease_token = DeliveryState.LEASED, token
    delivery.lease_until = delivery.next_attempt_at = now + timedelta(seconds=6 * settings.LARK_TIMEOUT_S)
    delivery.attempts += 1
    delivery.save(update_fields=["state", "lease_token", "lease_until", "next_attempt_at", "attempts"])
    return Claim(delivery, DeliveryAttempt.objects.create(delivery=delivery, lease_token=token, started_at=now), token)


def _give_up(delivery: Delivery) -> None:
    delivery.state, delivery.last_error, delivery.next_attempt_at = DeliveryState.DEAD, Hint.EXHAUSTED, None
    delivery.lease_token = delivery.lease_until = None
    delivery.save()
    summary.refresh([delivery.submission_id])
