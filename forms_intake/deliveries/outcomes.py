"""Recording what came of attempts, each only while its lease is still ours (lark.md section 6)."""

import time
from collections.abc import Iterable, Sequence

import structlog
from django.conf import settings
from django.db import InterfaceError, OperationalError, connection, transaction

from forms_intake import drift
from forms_intake.deliveries import circuits, fallback, limits, moments, settling, summary, usage
from forms_intake.deliveries.accepted import accept
from forms_intake.deliveries.attempts import finish
from forms_intake.deliveries.calls import Done
from forms_intake.deliveries.leases import Claim
from forms_intake.deliveries.limits import Answered
from forms_intake.deliveries.reactions import at_once, react
from forms_intake.enums import Outcome
from forms_intake.lark import mapping
from forms_intake.lark.answers import Answer
from forms_intake.models import Delivery

log = structlog.get_logger(__name__)
_RETRY_S = 0.5


def record_patiently(done: Sequence[Done]) -> int:
    """As record_all; but a database that is away is waited for while leases last: only here are the answers known.

    Once more in any case: the connection of a process that stood still has ended meanwhile.
    """
    deadline, is_first = min(entry.claim.not_after for entry in done) + settings.LARK_TIMEOUT_S, True
    while True:
        try:
            return record_all(done)
        except (OperationalError, InterfaceError):
            if connection.in_atomic_block or (time.monotonic() > deadline and not is_first):
                raise
            if is_first:
                log.warning("delivery.database_away", deliveries=[entry.claim.delivery.pk for entry in done])
            is_first = False
            # Only a dead one: a live one that is put back would keep the pump's place.
            connection.close_if_unusable_or_obsolete()
            time.sleep(_RETRY_S)


def record_all(done: Sequence[Done]) -> int:
    """Writes what came of many tries; returns how many could not be written.

    What Lark has accepted is written for each destination at once, the rest one by one. An outcome that breaks the
    engine itself keeps its lease until that ends, and nobody else waiting.
    """
    now, ticks = moments.now().timestamp(), time.monotonic()
    limits.give_back(Answered(entry.claim.slot, now - (ticks - entry.ended)) for entry in done)
    broken = 0
    for destination in {entry.claim.delivery.destination_id for entry in done}:
        of_one = [entry for entry in done if entry.claim.delivery.destination_id == destination]
        good = [entry for entry in of_one if entry.answer.outcome is Outcome.OK]
        others = [entry for entry in of_one if entry not in good]
        # The last answer says whether the destination works.
        is_good_last = max(of_one, key=lambda entry: entry.ended) in good
        for group in (others, good) if is_good_last else (good, others):
            broken += _write(group)
    _follow_up(done)
    return broken


def record(claim: Claim, answer: Answer, *, revision: int = 0) -> bool:
    """Writes one outcome; False when somebody else has taken over the delivery meanwhile."""
    done = Done(claim, answer, revision, 0.0)
    return bool(accept([done])) if answer.outcome is Outcome.OK else _react(done)


def _write(done: Sequence[Done]) -> int:
    """All at once; if one of them breaks that, each for itself. How many could not be written."""
    if not done or (done[0].answer.outcome is Outcome.OK and _safely(done)):
        return 0
    return sum(not _safely([entry]) for entry in done)


def _safely(done: Sequence[Done]) -> bool:
    """Whether it could be written. A database that is away is the caller's affair."""
    try:
        is_good = done[0].answer.outcome is Outcome.OK
        held = accept(done) if is_good else {entry.claim.delivery.pk for entry in done if _react(entry)}
    except (OperationalError, InterfaceError):
        raise
    except Exception:
        log.exception("delivery.broken", deliveries=[entry.claim.delivery.pk for entry in done])
        return False
    for entry in done:
        _tell(entry, is_ours=entry.claim.delivery.pk in held)
    return True


@transaction.atomic
def _react(done: Done) -> bool:
    claim, answer = done.claim, done.answer
    rows = Delivery.objects.select_for_update(of=("self",)).select_related("destination")
    mine = rows.defer("destination__config").filter(pk=claim.delivery.pk, lease_token=claim.token)
    delivery = mine.first()
    usage.count(claim.delivery.destination.app_id, finish([done]))
    if delivery is None:
        return False
    delivery.lease_token = delivery.lease_until = None
    delivery.last_outcome, delivery.last_error = answer.outcome, answer.hint or ""
    delivery.left_out = list(answer.left_out) or delivery.left_out
    if answer.outcome is Outcome.CONFIG and _was_mended(claim):
        at_once(delivery, answer)
    else:
        react(delivery, answer)
    delivery.save()
    summary.refresh([delivery.submission_id])
    return True


def _was_mended(claim: Claim) -> bool:
    """Whether a person has given the destination another access while this try was under way with the old one."""
    before = claim.delivery.destination
    return circuits.locked(before.pk).released_at > before.released_at


def _tell(done: Done, *, is_ours: bool) -> None:
    pk, answer = done.claim.delivery.pk, done.answer
    if not is_ours:
        # The attempt keeps the truth all the same: it was closed with a guess when the lease ran out.
        log.warning("delivery.lease_lost", delivery=pk, outcome=answer.outcome)
    log.info("delivery.attempted", delivery=pk, outcome=answer.outcome, code=answer.code)


def _follow_up(done: Iterable[Done]) -> None:
    """What an answer means for other slips, in transactions of its own: for many, every sweep has the rest done."""
    columns = {entry.claim.delivery.destination_id: entry.answer.columns for entry in done if entry.answer.columns}
    for destination, read in columns.items():
        drift.note(destination, mapping.fields(read))
    outcomes = {entry.answer.outcome for entry in done}
    if outcomes & {Outcome.CONFIG, Outcome.TOKEN} or any(entry.claim.was_held for entry in done):
        settling.settle(0)
    if Outcome.QUOTA in outcomes:
        fallback.divert(0)
