"""What each class of answer means for its delivery (lark.md section 4.4)."""

import random
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta

import structlog

from forms_intake.deliveries import circuits, moments, schedule, usage
from forms_intake.enums import DeliveryState, DestinationKind, Outcome
from forms_intake.hints import Hint
from forms_intake.lark.answers import Answer
from forms_intake.lark.transports import TRANSPORTS
from forms_intake.models import Delivery, Destination, LarkApp

log = structlog.get_logger(__name__)
_random = random.SystemRandom()
# Waiting for a destination spends no try, so it is bounded by age instead.
LONGEST_WAIT = timedelta(days=7)
# A Base shows what was written only after a while (lark.md section 3), so a look before that would find nothing.
REPLICA_LAG = timedelta(seconds=5)
_RATE_WAIT_S = 60.0
# Then the schedule goes on, so that 13 tries last for three days however often Lark says "soon".
_TIMES_SOON = 3
# After so many tries, a code that nobody has documented may be the content's fault as well (lark.md section 4.4).
_TRIES_OF_AN_UNKNOWN_CODE = 5


def react(delivery: Delivery, answer: Answer) -> None:
    """Changes the delivery, which the caller saves, and what concerns all of its destination."""
    _REACTIONS[answer.outcome](delivery, answer)


def _later(delivery: Delivery, answer: Answer) -> None:
    delivery.spent += 1
    moment = _soon(answer) if delivery.spent <= _TIMES_SOON else None
    moment = moment or schedule.next_try(delivery.spent)
    if moment is None:
        _dead(delivery, Hint.EXHAUSTED)
        return
    if answer.is_unknown and delivery.spent >= _TRIES_OF_AN_UNKNOWN_CODE:
        # The schedule goes on: a fault of Lark's own must not cost slips that wait for it to pass.
        simplest = TRANSPORTS[delivery.destination.kind].levels - 1
        delivery.card_level = min(delivery.card_level + 1, simplest)
    if answer.is_ambiguous and delivery.destination.kind == DestinationKind.BASE:
        moment = max(moment, moments.now() + REPLICA_LAG)
    delivery.state, delivery.next_attempt_at = DeliveryState.WAITING, moment


def _soon(answer: Answer) -> datetime | None:
    """For codes that say themselves how soon to come back: somebody else is writing, the same message is being sent."""
    if answer.wait_s is None:
        return None
    return moments.now() + timedelta(seconds=answer.wait_s * _random.uniform(1, 1 + schedule.JITTER))


def _parked(delivery: Delivery, answer: Answer) -> None:
    """Leaves the whole destination alone, never shorter than Lark asked for; but not for ever."""
    wait_s = _RATE_WAIT_S if answer.wait_s is None else answer.wait_s
    _park(delivery, moments.now() + timedelta(seconds=wait_s + _random.uniform(0.2, 2)))


def _park(delivery: Delivery, moment: datetime) -> None:
    destination = circuits.locked(delivery.destination_id)
    destination.parked_until = max(destination.parked_until or moment, moment)
    destination.save(update_fields=["parked_until"])
    _wait(delivery)
    if max(delivery.waiting_since, destination.released_at, *_end_of_quota(destination)) < moments.now() - LONGEST_WAIT:
        _dead(delivery, Hint.EXHAUSTED)


def _end_of_quota(destination: Destination) -> list[datetime]:
    """When its app could call again: a month without calls is no waiting that ends in giving up."""
    if destination.app_id is None:
        return []
    apps = LarkApp.objects.filter(pk=destination.app_id, parked_until__isnull=False)
    return [until for until in apps.values_list("parked_until", flat=True) if until]


def _quota(delivery: Delivery, answer: Answer) -> None:
    """Waits for the month to end, however long that is; so does everything else of the app."""
    app = delivery.destination.app_id
    if app is None:
        _parked(delivery, answer)
        return
    usage.used_up(app)
    _wait(delivery)


def _held(delivery: Delivery, answer: Answer) -> None:
    """Opens the circuit. No try is spent, however often it is probed: a person's delay must not use up the schedule."""
    _wait(delivery)
    circuits.hold(delivery.destination_id, answer.hint or Hint.ACCESS)


def _wait(delivery: Delivery) -> None:
    """Due by itself: what it waits for stands at its destination, so that nothing is left to change when that ends."""
    delivery.state, delivery.next_attempt_at = DeliveryState.PARKED, moments.now()


def _refused(delivery: Delivery, answer: Answer) -> None:
    """Steps down the ladder of simpler forms, at once; below the last one a person is needed."""
    if answer.http_status:
        # Whoever refuses the content has accepted address and signature.
        circuits.close(delivery.destination_id)
    delivery.spent += 1
    delivery.card_level += 1
    if delivery.card_level >= TRANSPORTS[delivery.destination.kind].levels:
        _dead(delivery, answer.hint or Hint.CONTENT)
    else:
        at_once(delivery, answer)


def at_once(delivery: Delivery, _answer: Answer) -> None:
    """Due again now: the answer says nothing about another try."""
    delivery.state, delivery.next_attempt_at = DeliveryState.PENDING, moments.now()


def _dead(delivery: Delivery, hint: Hint) -> None:
    delivery.state, delivery.next_attempt_at, delivery.last_error = DeliveryState.DEAD, None, hint
    log.error("delivery.given_up", delivery=delivery.pk, hint=hint)


_REACTIONS: Mapping[Outcome, Callable[[Delivery, Answer], None]] = {
    Outcome.BACKOFF: _later,
    # Its transport has fetched a new token and asked again already.
    Outcome.TOKEN: _held,
    Outcome.RATE: _parked,
    Outcome.QUOTA: _quota,
    Outcome.CONFIG: _held,
    Outcome.CONTENT: _refused,
    # Not sent at all.
    Outcome.CRASH: at_once,
}
