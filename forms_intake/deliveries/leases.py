"""Claiming deliveries: a short transaction that leases them, notes the attempts, and ends before Lark is called."""

import time
import uuid
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import F

from forms_intake.deliveries import circuits, keys, limits, moments, schedule, summary
from forms_intake.deliveries.limits import Slot
from forms_intake.enums import Circuit, DeliveryState, Outcome
from forms_intake.hints import Hint
from forms_intake.models import Delivery, DeliveryAttempt, Destination
from school import live
from school.live.saves import tell

# In time-outs of one call. A try that has not begun after START is not made: it could outlive its lease. A try may be
# many calls, which together end after TRY; one more time-out is left for a token that another thread is fetching.
LEASE, START, TRY = 6, 3, 2


@dataclass(frozen=True)
class Claim:
    """One leased delivery and the attempt that was noted for it; the token fences late outcomes out.

    `not_before`, `not_after`: when the call may start, in seconds of this process's monotonic clock.
    """

    delivery: Delivery
    attempt: DeliveryAttempt
    token: uuid.UUID
    slot: Slot
    not_before: float
    not_after: float
    was_held: bool


@dataclass(frozen=True)
class Claimed:
    """What one transaction leased of a destination, and when its limits admit more, if they did not admit all."""

    claims: list[Claim] = field(default_factory=list)
    opens_at: datetime | None = None


def claim(pk: int) -> Claim | None:
    """Leases the delivery if it is due and its destination takes a call now; otherwise None."""
    destination = Delivery.objects.filter(pk=pk).values_list("destination", flat=True).first()
    claims = claim_some(destination, 1, only=pk).claims if destination else []
    return claims[0] if claims else None


@transaction.atomic
def claim_some(destination_id: int, most: int, *, ahead: timedelta = timedelta(0), only: int | None = None) -> Claimed:
    """Leases up to `most` due deliveries of one destination, for calls that may start within `ahead`.

    Locks are taken in the order destination, deliveries, limits.
    """
    ticks, now = time.monotonic(), moments.now()
    destination = _locked(destination_id)
    if destination is None or not _takes_calls(destination, now):
        return Claimed()
    was_held = destination.circuit == Circuit.OPEN
    rows = _due(destination, now, 1 if was_held else most, only)
    until = now + timedelta(seconds=LEASE * settings.LARK_TIMEOUT_S)
    reserved = limits.reserve(
        # Those that nobody could name yet share one limit of their kind.
        destination.limit_keys or keys.of(destination.kind, {}, ""),
        len(rows),
        now=now.timestamp(),
        until=(now + ahead).timestamp(),
        held_until=until.timestamp(),
    )
    rows = rows[: len(reserved.slots)]
    if was_held and rows:
        Destination.objects.filter(pk=destination.pk).update(probe_at=circuits.next_probe(now))
        tell(Destination, destination.pk)
    token = uuid.uuid4()
    attempts = _lease(rows, token, now, until)
    claims = [
        Claim(
            delivery=row,
            attempt=attempt,
            token=token,
            slot=slot,
            not_before=ticks + slot.start - now.timestamp(),
            not_after=ticks + START * settings.LARK_TIMEOUT_S,
            was_held=was_held,
        )
        for row, attempt, slot in zip(rows, attempts, reserved.slots, strict=True)
    ]
    opens_at = reserved.opens_at
    return Claimed(claims, None if opens_at is None else datetime.fromtimestamp(opens_at, now.tzinfo))


def _locked(pk: int) -> Destination | None:
    rows = Destination.objects.without_access().select_for_update(no_key=True, of=("self",)).select_related("app")
    return rows.defer("config", "app__config").filter(pk=pk).first()


def _takes_calls(destination: Destination, now: datetime) -> bool:
    """Asked again under the lock: it may have been parked, held or switched off since something was found due."""
    app = destination.app
    parked = any(until and until > now for until in (destination.parked_until, app and app.parked_until))
    held = destination.circuit == Circuit.OPEN and destination.probe_at and destination.probe_at > now
    return destination.is_active and not destination.paused_at and not parked and not held


def _due(destination: Destination, now: datetime, most: int, only: int | None) -> list[Delivery]:
    """The oldest due rows that nobody else holds, without those that were tried often enough."""
    rows = Delivery.objects.open().filter(destination=destination.pk, next_attempt_at__lte=now)
    rows = rows.filter(pk=only) if only else rows
    locked = list(rows.select_for_update(skip_locked=True).order_by("next_attempt_at")[:most])
    close_abandoned([row for row in locked if row.state == DeliveryState.LEASED], now)
    exhausted = [row for row in locked if row.spent >= len(schedule.WAITS)]
    _give_up(exhausted)
    for row in locked:
        row.destination = destination
    return [row for row in locked if row not in exhausted]


def close_abandoned(rows: Iterable[Delivery], now: datetime) -> None:
    """Ends attempts of a sender that was stopped; nobody knows whether Lark got them, so each spends a try."""
    for row in rows:
        abandoned = row.tries.filter(finished_at=None).update(
            outcome=Outcome.CRASH, finished_at=now, is_ambiguous=True, message="lease ran out"
        )
        row.spent += abandoned
        row.save(update_fields=["spent"])


def _lease(rows: list[Delivery], token: uuid.UUID, now: datetime, until: datetime) -> list[DeliveryAttempt]:
    leased = {
        "state": DeliveryState.LEASED,
        "lease_token": token,
        "lease_until": until,
        "next_attempt_at": until,
    }
    if not rows:
        return []
    Delivery.objects.filter(pk__in=[row.pk for row in rows]).update(**leased, attempts=F("attempts") + 1)
    for row in rows:
        row.attempts += 1
        for name, value in leased.items():
            setattr(row, name, value)
    attempts = [DeliveryAttempt(delivery=row, lease_token=token, started_at=now) for row in rows]
    live.changed("deliveries", *(f"submission:{row.submission_id}" for row in rows[:20]))
    return DeliveryAttempt.objects.bulk_create(attempts)


def _give_up(rows: list[Delivery]) -> None:
    for row in rows:
        row.state, row.last_error, row.next_attempt_at = DeliveryState.DEAD, Hint.EXHAUSTED, None
        row.lease_token = row.lease_until = None
        row.save()
    if rows:
        summary.refresh(row.submission_id for row in rows)
