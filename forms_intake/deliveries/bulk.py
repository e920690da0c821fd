"""“Send again” for all given-up deliveries of a filter: small steps, one worker at a time, cancelled between two.

RUNNING --step--> RUNNING --nothing left--> FINISHED · RUNNING --cancel--> CANCELLED. A worker that dies leaves the row
RUNNING with its cursor; the sweep starts another one, which goes on behind it.
"""

import time
from typing import Any

import pghistory
import structlog
from django.db import OperationalError, connection, transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from forms_intake.deliveries import outbox
from forms_intake.deliveries.criteria import Criteria
from forms_intake.enums import ResendState
from forms_intake.models import BulkResend
from school import aftercommit, clock, locks
from school.archive import Refused
from school.locks import Lock

log = structlog.get_logger(__name__)
STEP = 200
# Well below the time after which a task is stopped.
WORK_S = 60.0
# How long a click waits for another one that is starting a resend.
_PATIENCE = "2s"
# The newest delivery when it was started: what is given up later is not part of it.
_LAST = "last"


@transaction.atomic
def start(criteria: Criteria, *, by: Any) -> BulkResend:
    """Begins to work through them; the one that already does is returned instead. Refused when there are none."""
    _one_after_the_other()
    wanted = criteria.stored()
    for running in BulkResend.objects.filter(state=ResendState.RUNNING):
        if {name: value for name, value in running.criteria.items() if name != _LAST} == wanted:
            return running
    rows = criteria.given_up()
    total, last = rows.count(), rows.aggregate(last=Max("pk"))["last"]
    if not total:
        raise Refused(_("Nothing that was given up fits these filters, so there is nothing to send again."))
    resend = BulkResend.objects.create(created_by=by, criteria={**wanted, _LAST: last}, total=total)
    aftercommit.on_commit(_publish, resend.pk)
    log.info("resend.started", resend=resend.pk, by=by.pk, total=total)
    return resend


@transaction.atomic
def cancel(resend: BulkResend, *, by: Any) -> BulkResend:
    """Stops between two steps: what was sent again stays so. One that is over stays as it is."""
    row = BulkResend.objects.select_for_update().get(pk=resend.pk)
    if row.state == ResendState.RUNNING:
        _end(row, ResendState.CANCELLED)
        log.info("resend.cancelled", resend=row.pk, by=by.pk)
    return row


def work_off(pk: int, *, seconds: float = WORK_S) -> bool:
    """Goes on with one resend until it is over or the time is; False when another worker is at it.

    Whatever time leaves over is the next sweep's.
    """
    with locks.alone(Lock.RESEND, pk) as is_mine:
        deadline = time.monotonic() + seconds
        while is_mine and step(pk) and time.monotonic() < deadline:
            pass
    return is_mine


def step(pk: int) -> bool:
    """The next 200 at most, in one transaction with how far it has come; whether something is left."""
    with transaction.atomic():
        resend = BulkResend.objects.select_for_update().filter(pk=pk, state=ResendState.RUNNING).first()
        if resend is None:
            return False
        rows = Criteria.read(resend.criteria).given_up().filter(pk__gt=resend.cursor, pk__lte=resend.criteria[_LAST])
        found = list(rows.order_by("pk")[:STEP])
        if found:
            # History tells the person who started it, not only the task.
            with pghistory.context(user=resend.created_by_id):
                resend.revived += outbox.send_again(found)
            resend.done += len(found)
            resend.cursor = found[-1].pk
        if len(found) < STEP:
            _end(resend, ResendState.FINISHED)
        else:
            resend.save(update_fields=["revived", "done", "cursor"])
    return resend.state == ResendState.RUNNING


def unfinished() -> list[int]:
    """Those that a worker must be at; oldest first."""
    return list(BulkResend.objects.filter(state=ResendState.RUNNING).order_by("pk").values_list("pk", flat=True))


def _one_after_the_other() -> None:
    """Of two clicks at once, the second one finds what the first has begun; no request waits for it for long."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT set_config('lock_timeout', %s, true)", [_PATIENCE])
            # 0 is no resend's number.
            cursor.execute("SELECT pg_advisory_xact_lock(%s, 0)", [Lock.RESEND])
    except OperationalError:
        raise Refused(_("Another resend is just being started. Try again in a moment.")) from None


def _end(resend: BulkResend, state: ResendState) -> None:
    resend.state, resend.finished_at = state, clock.now()
    resend.save()


def _publish(pk: int) -> None:
    # Imported here: tasks import this module.
    from forms_intake import tasks

    tasks.resend.apply_async((pk,), retry=False)
