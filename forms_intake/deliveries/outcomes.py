"""Recording what came of an attempt: one reaction for each class of answer (lark.md section 4.4)."""

import random
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta

import structlog
from django.db import transaction
from django.utils import timezone

from forms_intake.deliveries import circuits, moments, schedule, summary
from forms_intake.deliveries.leases import Claim
from forms_intake.enums import DeliveryState, Outcome
from forms_intake.hints import Hint
from forms_intake.lark.answers import Answer
from forms_intake.lark.transports import TRANSPORTS
from forms_intake.models import Delivery

log = structlog.get_logger(__name__)
_random = random.SystemRandom()
# Waiting for a destination spends no try, so it is bounded by age instead.
LONGEST_WAIT = timedelta(days=7)
_RATE_WAIT_S = 60.0


@transaction.atomic
def record(claim: Claim, answer: Answer) -> bool:
    """Writes the outcome if the lease is still ours; False when somebody else has taken over meanwhile."""
    delivery = Delivery.objects.select_for_update().filter(pk=claim.delivery.pk, lease_token=claim.token).first()
    _finish_attempt(claim, answer)
    if delivery is None:
        # The attempt keeps the truth all the same: it was closed with a guess when the lease ran out.
        log.warning("delivery.lease_lost", delivery=claim.delivery.pk, outcome=answer.outcome)
        return False
    delivery.lease_token = delivery.lease_until = None
    delivery.last_outcome = answer.outcome
    delivery.last_error = answer.hint or ""
    _REACTIONS[answer.outcome](delivery, answer)
    delivery.save()
    summary.refresh([delivery.submission_id])
    log.info("delivery.attempted", delivery=delivery.pk, outcome=answer.outcome, code=answer.code, state=delivery.state)
    return True


def _finish_attempt(claim: Claim, answer: Answer) -> None:
    attempt = claim.attempt
    attempt.outcome, attempt.finished_at = answer.outcome, max(moments.now(), attempt.started_at)
    attempt.http_status, attempt.code, attempt.message = answer.http_status, answer.code, answer.message
    attempt.log_id, attempt.is_ambiguous = answer.log_id, answer.is_ambiguous
    attempt.save()


def _accepted(delivery: Delivery, answer: Answer) -> None:
    delivery.state, delivery.delivered_at, delivery.next_attempt_at = DeliveryState.DELIVERED, moments.now(), None
    delivery.remote_id = answer.remote_id
    circuits.close(delivery.destination_id)


def _later(delivery: Delivery, _answer: Answer) -> None:
    delivery.spent += 1
    moment = schedule.next_try(delivery.spent)
    if moment is None:
        _dead(delivery, Hint.EXHAUSTED)
    else:
        delivery.state, delivery.next_attempt_at = DeliveryState.WAITING, moment


def _parked(delivery: Delivery, answer: Answer) -> None:
    """Leaves the whole destination alone, never shorter than Lark asked for; but not for ever."""
    wait_s = _RATE_WAIT_S if answer.wait_s is None else answer.wait_s
    _park(delivery, moments.now() + timedelta(seconds=wait_s + _random.uniform(0.2, 2)))
    since = max(delivery.waiting_since, delivery.destination.released_at)
    if since < moments.now() - LONGEST_WAIT:
        _dead(delivery, Hint.EXHAUSTED)


def _quota(delivery: Delivery, _answer: Answer) -> None:
    """Waits for the month to end, however long that is."""
    _park(delivery, _next_month())


def _park(delivery: Delivery, moment: datetime) -> None:
    destination = circuits.locked(delivery.destination_id)
    destination.parked_until = max(destination.parked_until or moment, moment)
    destination.save(update_fields=["parked_until"])
    delivery.state, delivery.next_attempt_at = DeliveryState.PARKED, destination.parked_until


def _held(delivery: Delivery, answer: Answer) -> None:
    """Opens the circuit: everything for this destination waits, with nothing lost, until a person has mended it.

    No try is spent, however often it is probed: a person's delay must not use up the schedule.
    """
    delivery.state, delivery.next_attempt_at = DeliveryState.PARKED, moments.now()
    circuits.hold(delivery.destination_id, answer.hint or Hint.ACCESS)


def _refused(delivery: Delivery, answer: Answer) -> None:
    """Steps down the ladder of simpler cards, at once; below the last one a person is needed."""
    if answer.http_status:
        # Whoever refuses the content has accepted address and signature.
        circuits.close(delivery.destination_id)
    delivery.spent += 1
    delivery.card_level += 1
    if delivery.card_level >= TRANSPORTS[delivery.destination.kind].levels:
        _dead(delivery, Hint.CONTENT)
    else:
        delivery.state, delivery.next_attempt_at = DeliveryState.PENDING, moments.now()


def _dead(delivery: Delivery, hint: Hint) -> None:
    delivery.state, delivery.next_attempt_at, delivery.last_error = DeliveryState.DEAD, None, hint
    log.error("delivery.given_up", delivery=delivery.pk, hint=hint)


def _next_month() -> datetime:
    first = timezone.localtime(moments.now()).replace(day=1, hour=0, minute=5, second=0, microsecond=0)
    return (first + timedelta(days=32)).replace(day=1)


_REACTIONS: Mapping[Outcome, Callable[[Delivery, Answer], None]] = {
    Outcome.OK: _accepted,
    Outcome.BACKOFF: _later,
    Outcome.TOKEN: _later,
    Outcome.RATE: _parked,
    Outcome.QUOTA: _quota,
    Outcome.CONFIG: _held,
    Outcome.CONTENT: _refused,
}
