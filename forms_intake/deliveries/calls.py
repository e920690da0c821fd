"""Getting claimed deliveries ready to be sent, with the database; and sending them, in any thread, without it."""

import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import NamedTuple

import structlog
from django.conf import settings

from forms_intake.deliveries import keys, moments
from forms_intake.deliveries.leases import TRY, Claim
from forms_intake.enums import DestinationKind, Outcome, Purpose
from forms_intake.hints import Hint
from forms_intake.lark import deadlines
from forms_intake.lark.answers import Answer
from forms_intake.lark.transports import TRANSPORTS, Access, Call
from forms_intake.models import Delivery, DeliveryAttempt, Destination, Submission
from school.encryption import Undecryptable

log = structlog.get_logger(__name__)
# After an hour Lark no longer knows an idempotency key (lark.md section 5), and a clerk no longer the first card.
FORGOTTEN_AFTER = timedelta(hours=1)
# What cannot be looked up in Lark, so that a card says that it may be the second one.
_UNCERTAIN = {DestinationKind.WEBHOOK, DestinationKind.MESSAGE}


@dataclass(frozen=True)
class Ready:
    """A claim with its call, or with the answer to a call that cannot be made; and the revision that it shows."""

    claim: Claim
    revision: int
    call: Call | None = None
    answer: Answer | None = None


class Done(NamedTuple):
    """What came of a claim, and when the call ended by this process's monotonic clock."""

    claim: Claim
    answer: Answer
    revision: int
    ended: float


class _Past(NamedTuple):
    """What earlier tries and messages mean for this one."""

    doubtful: set[int]
    forgotten: set[int]
    remote_ids: dict[int, str]


def prepare(claims: Sequence[Claim]) -> list[Ready]:
    """Builds what to send for claims of one destination, from the slips as they are now."""
    if not claims:
        return []
    slips = _slips(claims)
    try:
        access = _access(claims[0].delivery.destination_id)
    except Undecryptable:
        unreadable = Answer(outcome=Outcome.CONFIG, hint=Hint.UNREADABLE)
        return [Ready(claim, slips[claim.delivery.submission_id].revision, answer=unreadable) for claim in claims]
    past = _past(claims)
    for claim in claims:
        claim.delivery.submission = slips[claim.delivery.submission_id]
    return [_ready(claim, access, past) for claim in claims]


def send(ready: Ready) -> Done:
    """Waits for its moment, and makes the call; neither raises nor asks the database."""
    claim = ready.claim
    answer = ready.answer
    if answer is None:
        time.sleep(max(0.0, claim.not_before - time.monotonic()))
        answer = _sent(ready) if time.monotonic() < claim.not_after else TOO_LATE
    return Done(claim, answer, ready.revision, time.monotonic())


# A process that was stopped for a while must not call in the time of those who take over from it.
TOO_LATE = Answer(outcome=Outcome.CRASH, message="not sent: too late")


def _sent(ready: Ready) -> Answer:
    assert ready.call  # noqa: S101 - a claim has either a call or an answer
    try:
        with deadlines.within(TRY * settings.LARK_TIMEOUT_S):
            return TRANSPORTS[ready.claim.delivery.destination.kind].send(ready.call)
    except Exception as error:
        # Only the kind: messages may hold addresses.
        log.error("transport.failed", delivery=ready.claim.delivery.pk, error=type(error).__name__)
        return Answer(outcome=Outcome.BACKOFF, message=type(error).__name__, is_ambiguous=True)


def _ready(claim: Claim, access: tuple[Access, Destination], past: _Past) -> Ready:
    """A card that cannot be built counts as refused, so that a simpler one is tried."""
    delivery, revision = claim.delivery, claim.delivery.submission.revision
    delivery.destination = access[1]
    remote_id = past.remote_ids.get(delivery.submission_id, "")
    try:
        message = TRANSPORTS[delivery.destination.kind].build(
            delivery, level=delivery.card_level, may_repeat=delivery.pk in past.forgotten
        )
    except Exception as error:
        log.error("card.failed", delivery=delivery.pk, level=delivery.card_level, error=type(error).__name__)
        failed = Answer(outcome=Outcome.CONTENT, message=f"card builder: {type(error).__name__}")
        return Ready(claim, revision, answer=failed)
    call = Call(
        purpose=Purpose(delivery.purpose),
        access=access[0],
        key=delivery.idempotency_key,
        reference=delivery.submission.reference,
        message=message,
        remote_id=remote_id if delivery.purpose == Purpose.UPDATE else delivery.remote_id,
        look_first=delivery.pk in past.doubtful,
    )
    return Ready(claim, revision, call=call)


def _slips(claims: Sequence[Claim]) -> dict[int, Submission]:
    rows = Submission.objects.select_related("branch", "entry_branch", "assignee", "status_by")
    return rows.in_bulk([claim.delivery.submission_id for claim in claims])


def _access(destination_id: int) -> tuple[Access, Destination]:
    """Decrypted credentials; raises Undecryptable."""
    destination = Destination.objects.select_related("app").get(pk=destination_id)
    app = destination.app
    credentials = {"app_id": app.app_id, **app.config} if app else {}
    if not destination.limit_keys:
        # Nobody could read its access when it was stored.
        destination.limit_keys = keys.of(destination.kind, destination.config, app.app_id if app else "")
        Destination.objects.filter(pk=destination_id).update(limit_keys=destination.limit_keys)
    return Access(config=destination.config, app=credentials), destination


def _past(claims: Sequence[Claim]) -> _Past:
    """Asked only for those that were tried before, and for updates."""
    again = [claim.delivery.pk for claim in claims if claim.delivery.attempts > 1]
    tries = DeliveryAttempt.objects.filter(delivery__in=again, is_ambiguous=True) if again else None
    seen = (
        list(tries.values_list("delivery", "started_at", "delivery__purpose", "delivery__destination__kind"))
        if tries
        else []
    )
    limit = moments.now() - FORGOTTEN_AFTER
    forgotten = {
        pk for pk, at, purpose, kind in seen if at < limit and kind in _UNCERTAIN and purpose == Purpose.CREATE
    }
    return _Past({pk for pk, *_ in seen}, forgotten, _first_ids(claims))


def _first_ids(claims: Sequence[Claim]) -> dict[int, str]:
    """For updates: what the first message of the same slip is called in Lark."""
    updated = [claim.delivery for claim in claims if claim.delivery.purpose == Purpose.UPDATE]
    if not updated:
        return {}
    firsts = Delivery.objects.filter(destination=updated[0].destination_id, purpose=Purpose.CREATE)
    rows = firsts.filter(submission__in=[row.submission_id for row in updated])
    return dict(rows.values_list("submission", "remote_id"))
