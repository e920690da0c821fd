"""Recording what Lark has accepted: many deliveries of one destination in a handful of statements."""

from collections.abc import Sequence
from datetime import datetime

from django.db import connection, transaction

from forms_intake.deliveries import circuits, moments, outbox, summary, usage
from forms_intake.deliveries.attempts import finish
from forms_intake.deliveries.calls import Done
from forms_intake.enums import Circuit, DeliveryState, Outcome
from forms_intake.models import Delivery, Destination

# Fenced by the token in its own condition: a lease that was lost meanwhile changes nothing.
_SQL = """
UPDATE forms_intake_delivery AS delivery
SET state = %s, last_outcome = %s, last_error = '', delivered_at = %s, next_attempt_at = NULL, lease_token = NULL,
    lease_until = NULL, remote_id = COALESCE(NULLIF(given.remote_id, ''), delivery.remote_id),
    revision = given.revision
FROM unnest(%s::bigint[], %s::uuid[], %s::text[], %s::int[]) AS given (id, token, remote_id, revision)
WHERE delivery.id = given.id AND delivery.lease_token = given.token
RETURNING delivery.id, delivery.submission_id, delivery.revision
"""


@transaction.atomic
def accept(done: Sequence[Done]) -> set[int]:
    """Writes outcomes of class OK of one destination; returns the deliveries whose lease was still ours."""
    destination = done[0].claim.delivery.destination
    now = moments.now()
    usage.count(destination.app_id, finish(done))
    # Before their slips, and in the order in which everybody locks deliveries: also those that `tell_changed` asks for.
    told = [entry.claim.delivery.submission_id for entry in done]
    of_slips = Delivery.objects.filter(destination=destination.pk, submission__in=told)
    list(of_slips.select_for_update().order_by("pk").values_list("pk"))
    rows = _mark(done, now)
    if Destination.objects.filter(pk=destination.pk, circuit=Circuit.OPEN).exists():
        circuits.close(destination.pk)
    for entry in done:
        _note_left_out(entry)
    slips = summary.refresh(submission for _pk, submission, _revision in rows)
    for _pk, submission, revision in rows:
        # The slip has changed while it was on its way.
        if submission in slips and slips[submission] > revision:
            outbox.tell_changed(Delivery.objects.get(pk=_pk).submission, destination=destination.pk)
    return {pk for pk, *_ in rows}


def _mark(done: Sequence[Done], now: datetime) -> list[tuple[int, int, int]]:
    columns = (
        [entry.claim.delivery.pk for entry in done],
        [entry.claim.token for entry in done],
        [entry.answer.remote_id[:64] for entry in done],
        [entry.revision for entry in done],
    )
    with connection.cursor() as cursor:
        cursor.execute(_SQL, [DeliveryState.DELIVERED, Outcome.OK, now, *columns])
        rows: list[tuple[int, int, int]] = cursor.fetchall()
    return rows


def _note_left_out(entry: Done) -> None:
    """Columns that were not written: staff see them, and the next try need not find out again."""
    left_out = list(entry.answer.left_out)
    if left_out != entry.claim.delivery.left_out:
        Delivery.objects.filter(pk=entry.claim.delivery.pk).update(left_out=left_out)
