"""A submission's Lark status is a summary of its deliveries, written in the transaction that changes them."""

from collections.abc import Iterable

from django.db import connection

from forms_intake.enums import Flag
from forms_intake.hints import Hint
from forms_intake.models import Submission
from forms_intake.models.delivery import OPEN_STATES
from school import live

_HINTS = {
    "exhausted": Hint.EXHAUSTED.value,
    "switched_off": Hint.SWITCHED_OFF.value,
    "paused": Hint.PAUSED.value,
    "access": Hint.ACCESS.value,
    "no_destination": Hint.NO_DESTINATION.value,
    "cancelled": Hint.CANCELLED.value,
    "possible_spam": Hint.POSSIBLE_SPAM.value,
    "spam_flag": Flag.POSSIBLE_SPAM.value,
}
# Written out, because it is asked with every batch. The words are those of DeliveryQuerySet: to_lark, open, stuck.
# Of a slip whose sender was forgotten, Lark is owed nothing any more.
_SQL = """
WITH told AS (
    SELECT delivery.submission_id, delivery.id, delivery.state, delivery.attempts, delivery.last_error,
        delivery.next_attempt_at, delivery.state = ANY(%(open)s) AS is_open, NOT place.is_active AS is_off,
        place.paused_at IS NOT NULL AS is_paused, place.circuit = 'open' AS is_held, place.circuit_error
    FROM forms_intake_delivery AS delivery JOIN forms_intake_destination AS place ON place.id = delivery.destination_id
    WHERE delivery.submission_id = ANY(%(ids)s) AND delivery.purpose = 'create' AND delivery.state <> 'cancelled'
        AND place.kind <> 'email'
), summed AS (
    SELECT slip.id, slip.purged_at IS NOT NULL AS is_forgotten, count(told.id) AS count,
        slip.lark_status AS status_before, slip.lark_error AS error_before,
        COALESCE(sum(told.attempts), 0) AS attempts,
        COALESCE(bool_or(told.state = 'dead'), false) AS is_dead,
        COALESCE(bool_or(is_open), false) AS is_open,
        COALESCE(bool_or(is_open AND told.state <> 'leased' AND next_attempt_at > now()), false) AS is_put_off,
        COALESCE(bool_or(is_open AND is_off), false) AS is_off,
        COALESCE(bool_or(is_open AND is_paused), false) AS is_paused,
        COALESCE(bool_or(is_open AND is_held), false) AS is_held,
        (array_agg(told.last_error ORDER BY told.id) FILTER (WHERE told.state = 'dead'))[1] AS dead_error,
        (array_agg(circuit_error ORDER BY told.id) FILTER (WHERE is_open AND is_held))[1] AS held_error
    FROM forms_intake_submission AS slip LEFT JOIN told ON told.submission_id = slip.id
    WHERE slip.id = ANY(%(ids)s)
    GROUP BY slip.id
)
UPDATE forms_intake_submission AS slip
SET lark_attempts = summed.attempts,
    lark_status = CASE
        WHEN is_forgotten THEN 'sent'
        WHEN is_dead OR is_off OR is_paused OR is_held OR count = 0 THEN 'failed'
        WHEN is_open THEN 'pending'
        ELSE 'sent'
    END,
    lark_error = CASE
        WHEN is_forgotten THEN ''
        WHEN is_dead THEN COALESCE(NULLIF(dead_error, ''), %(exhausted)s)
        WHEN is_off THEN %(switched_off)s
        WHEN is_held THEN COALESCE(NULLIF(held_error, ''), %(access)s)
        WHEN is_paused THEN %(paused)s
        WHEN count = 0 AND %(spam_flag)s = ANY(slip.flags) THEN %(possible_spam)s
        -- All that took it were cancelled by a person, or nobody took it: only the latter is mended by a destination.
        WHEN count = 0 AND EXISTS (
            SELECT FROM forms_intake_delivery AS stopped
            WHERE stopped.submission_id = slip.id AND stopped.purpose = 'create' AND stopped.cancel_reason <> ''
        ) THEN %(cancelled)s
        WHEN count = 0 THEN %(no_destination)s
        ELSE ''
    END
FROM summed
WHERE slip.id = summed.id
RETURNING slip.lark_status, slip.lark_error,
    is_put_off OR (slip.lark_status, slip.lark_error) IS DISTINCT FROM (status_before, error_before)
"""


def refresh(submission_ids: Iterable[int]) -> dict[int, int]:
    """Recomputes status, error and attempts; returns the revision of each slip, which stay locked.

    Rows are locked in one order, so that two refreshes cannot deadlock.

    The status tells whether Lark has the slip. An update that was given up leaves it as it is: the card is there and
    only shows an older status, which the deliveries page and an alert tell. So does a copy that its sender never got.
    """
    revisions = lock(submission_ids)
    _write(list(revisions))
    return revisions


def lock(submission_ids: Iterable[int]) -> dict[int, int]:
    """Locks the slips until the transaction ends; returns the revision of each."""
    locked = Submission.objects.select_for_update(no_key=True).filter(pk__in=set(submission_ids)).order_by("pk")
    return dict(locked.values_list("pk", "revision"))


def show(submission: Submission) -> None:
    """Recomputes one slip that is locked, or known to nobody else yet, and has the object say so too."""
    submission.lark_status, submission.lark_error, _is_other = _write([submission.pk])[0]


def _write(ids: list[int]) -> list[tuple[str, str, bool]]:
    with connection.cursor() as cursor:
        cursor.execute(_SQL, {"ids": ids, "open": OPEN_STATES, **_HINTS})
        found = list(cursor.fetchall())
    # Lists show status, error and the next try; fifty inboxes that look for nothing keep the web process for 0.2 s.
    lists = ["submissions"] if any(is_other for *_said, is_other in found) else []
    live.changed(*lists, "deliveries", *(f"submission:{pk}" for pk in ids[:20]))
    return found
