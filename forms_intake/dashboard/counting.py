"""Keeps the figures of days true: each day whose slips have changed is counted anew.

What has changed is read from the history and from the deliveries, so that neither a sender nor the office waits for
any counting, and nobody's transaction waits for another one's.
"""

import time
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any

import structlog
from django.conf import settings
from django.db import connection, transaction

from forms_intake.dashboard import spreads
from forms_intake.dashboard.spreads import Counted
from forms_intake.enums import DestinationKind, FormType
from forms_intake.models import DayFigures, FiguresState, Submission
from forms_intake.policies import PolicyValues
from school import clock, live
from school.locks import Lock, alone

log = structlog.get_logger(__name__)

# A transaction that began so long ago may commit only now, with the moment at which it began.
OVERLAP = timedelta(minutes=10)
# Whatever takes longer queues up again.
SLICE_S = 5.0
_STEP = timedelta(days=7)
# Slips are deleted after two years (school/retention.yaml): what is left of such a day is not its count.
_OLDEST = timedelta(days=720)
_DAY = "({moment} AT TIME ZONE %(zone)s)::date"
# Working minutes since some Saturday, for office hours that are the same on every day.
_WORKED = """((local.{name}::date - DATE '2000-01-01') * hours.length
    + least(greatest(extract(epoch FROM local.{name}::time) / 60 - hours.opens, 0), hours.length))"""
# The figures of all slips between two moments; the office's hours are those of the rules that the sender saw.
_CELLS = f"""
SELECT local.sent::date AS day, slip.form_type, slip.branch_id, count(*)::int AS received,
    (count(*) FILTER (WHERE 'late_notice' = ANY (slip.flags)))::int AS late_notice,
    (count(*) FILTER (WHERE slip.answered_at <= slip.due_at))::int AS kept,
    coalesce(array_agg(floor(greatest({_WORKED.format(name="answered")} - {_WORKED.format(name="sent")}, 0))::int)
        FILTER (WHERE slip.answered_at IS NOT NULL AND slip.due_at IS NOT NULL), '{{}}') AS reply_minutes,
    coalesce(array_agg(lark.ms) FILTER (WHERE lark.ms IS NOT NULL), '{{}}') AS lark_ms
FROM forms_intake_submission slip
LEFT JOIN forms_intake_policy policy ON policy.form_type = slip.form_type AND policy.version = slip.policy_version
CROSS JOIN LATERAL (SELECT slip.submitted_at AT TIME ZONE %(zone)s AS sent,
    slip.answered_at AT TIME ZONE %(zone)s AS answered) local
CROSS JOIN LATERAL (SELECT 60 * coalesce((policy.values->>'office_opens_hour')::int, %(opens)s) AS opens,
    60 * coalesce((policy.values->>'office_closes_hour')::int, %(closes)s) AS closes) day
CROSS JOIN LATERAL (SELECT day.opens, day.closes - day.opens AS length) hours
LEFT JOIN LATERAL (
    SELECT least(greatest(extract(epoch FROM delivered_at - slip.submitted_at) * 1000, 0), 2147483647)::int AS ms
    FROM forms_intake_delivery
    WHERE submission_id = slip.id AND purpose = 'create' AND state = 'delivered' AND destination_id = ANY (
        ARRAY(SELECT id FROM forms_intake_destination WHERE kind <> %(letters)s))
    ORDER BY delivered_at LIMIT 1
) lark ON true
WHERE slip.submitted_at >= %(from)s AND slip.submitted_at < %(to)s AND NOT 'possible_spam' = ANY (slip.flags)
GROUP BY local.sent::date, slip.form_type, slip.branch_id
"""  # noqa: S608 - our own words
_CHANGED = f"""
SELECT {_DAY.format(moment="submitted_at")} FROM forms_intake_submissionevent WHERE pgh_created_at >= %(since)s
UNION SELECT {_DAY.format(moment="slip.submitted_at")} FROM forms_intake_delivery delivery
    JOIN forms_intake_submission slip ON slip.id = delivery.submission_id
    WHERE delivery.state = 'delivered' AND delivery.delivered_at >= %(since)s
"""  # noqa: S608 - our own words


def between(first: date, last: date) -> dict[str, Any]:
    """The moments and office hours for days of the school, both included."""
    rules = PolicyValues(form_type=FormType.LEAVE_REQUEST, version=1)
    return {
        "zone": settings.TIME_ZONE,
        "from": clock.on_school_day(first),
        "to": clock.on_school_day(last + timedelta(days=1)),
        "opens": rules.office_opens_hour,
        "closes": rules.office_closes_hour,
        "letters": DestinationKind.EMAIL.value,
    }


def cells(first: date, last: date) -> list[Counted]:
    """The slips of these days as they are now."""
    with connection.cursor() as cursor:
        cursor.execute(_CELLS, between(first, last))
        return [Counted(*row) for row in cursor.fetchall()]


def state() -> FiguresState | None:
    """How far the counting is; nothing before its first run."""
    return FiguresState.objects.first()


def keep_true() -> bool:
    """Counts what has changed, and for a while what was never counted; whether there is more of that.

    One process at a time; the others have nothing to do.
    """
    with alone(Lock.FIGURES) as is_mine:
        if not is_mine:
            return False
        now = clock.now()
        found = state() or FiguresState(changes_until=now, back_to=clock.today() + timedelta(days=1))
        count(_changed_since(found.changes_until - OVERLAP))
        found.changes_until = now
        found.save()
        return _back(found, until=time.monotonic() + SLICE_S)


def count(days: Iterable[date]) -> None:
    """Counts these days anew, and has the pages that show them look again."""
    oldest = clock.today() - _OLDEST
    counted = [day for day in sorted(set(days)) if day >= oldest]
    for day in counted:
        _write(day, day)
    if counted:
        live.changed("figures")


def _changed_since(moment: datetime) -> list[date]:
    with connection.cursor() as cursor:
        cursor.execute(_CHANGED, {"zone": settings.TIME_ZONE, "since": moment})
        return [row[0] for row in cursor.fetchall()]


def _back(found: FiguresState, *, until: float) -> bool:
    """The days from before the first run, newest first, as many as there is time for."""
    if found.back_to is None:
        return False
    first = Submission.objects.order_by("submitted_at").values_list("submitted_at", flat=True).first()
    oldest = clock.at_school(first).date() if first else found.back_to
    while found.back_to and time.monotonic() < until:
        _write(found.back_to - _STEP, found.back_to - timedelta(days=1))
        found.back_to -= _STEP
        if found.back_to <= oldest:
            found.back_to = None
        found.save()
    live.changed("figures")
    log.info("figures.counted_back", to=str(found.back_to))
    return found.back_to is not None


@transaction.atomic
def _write(first: date, last: date) -> None:
    found = cells(first, last)
    DayFigures.objects.filter(day__range=(first, last)).delete()
    DayFigures.objects.bulk_create(
        DayFigures(
            day=cell.day,
            form_type=cell.form_type,
            branch_id=cell.branch,
            received=cell.received,
            late_notice=cell.late_notice,
            kept=cell.kept,
            answered=len(cell.reply_minutes),
        )
        for cell in found
    )
    spreads.write(first, last, found)
