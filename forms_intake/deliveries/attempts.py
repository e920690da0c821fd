"""The outcome of attempts, filled in once for many."""

from collections.abc import Sequence

from django.db import connection

from forms_intake.deliveries import moments
from forms_intake.deliveries.calls import Done
from forms_intake.enums import Outcome

_SQL = """
UPDATE forms_intake_deliveryattempt AS attempt
SET outcome = given.outcome, finished_at = GREATEST(%s, attempt.started_at), http_status = given.http_status,
    code = given.code, message = given.message, log_id = given.log_id, is_ambiguous = given.is_ambiguous
FROM unnest(%s::bigint[], %s::text[], %s::int[], %s::bigint[], %s::text[], %s::text[], %s::bool[])
    AS given (id, outcome, http_status, code, message, log_id, is_ambiguous)
WHERE attempt.id = given.id AND attempt.outcome IN ('', %s)
RETURNING attempt.id
"""


def finish(done: Sequence[Done]) -> int:
    """Writes what came of each; also where a lease was lost and the attempt was closed with a guess.

    Returns how many calls of theirs count to the quota: of an answer that was written before, none.
    """
    answers = [entry.answer for entry in done]
    columns = (
        [entry.claim.attempt.pk for entry in done],
        [answer.outcome for answer in answers],
        [answer.http_status for answer in answers],
        [answer.code for answer in answers],
        [answer.message[:500] for answer in answers],
        [answer.log_id[:80] for answer in answers],
        [answer.is_ambiguous for answer in answers],
    )
    with connection.cursor() as cursor:
        cursor.execute(_SQL, [moments.now(), *columns, Outcome.CRASH])
        written = {pk for (pk,) in cursor.fetchall()}
    return sum(entry.answer.counted for entry in done if entry.claim.attempt.pk in written)
