"""Celery's thin end: what is due stands in PostgreSQL, so a lost or repeated message changes nothing."""

from functools import partial
from typing import Any

from celery import shared_task
from celery.signals import worker_ready

from forms_intake import alert_mail, alerts
from forms_intake.dashboard import counting
from forms_intake.deliveries import bulk, engine, fallback, outbox, queue, settling, slots
from forms_intake.deliveries.pump import Pump
from forms_intake.exports import sweeping, writing
from forms_intake.files import ends, opening
from forms_intake.handover import letters as receivers
from forms_intake.holds import daily, letters
from forms_intake.lark import robot
from forms_intake.models import LarkApp
from forms_intake.notices import mailing, promises
from school.models import beat

# Shorter than the ten seconds between two sweeps; and what is further ahead than PATIENCE_S is left to the next one.
PUMP_S, PATIENCE_S = 8.0, 2.0
# How long whatever goes on with much work keeps a child of the worker from the others; then it queues up again.
SLICE_S = 5.0
# As long as the beat waits before it says so again.
KEEP_HOLDS_S = 900.0
TELL_OFFICE_S = 60.0
# Longer than the pumps that may stand before it.
_SLICE_EXPIRES_S = 30.0
# A million slips as XLSX take minutes; what takes longer than this is stuck.
EXPORT_S = 3600
# As long as the beat waits before it says so again.
SWEEP_EXPORTS_S = 60.0
KEEP_FIGURES_S = 60.0


@shared_task(expires=PUMP_S)
def deliver(pk: int) -> None:
    """One try of one delivery that a person wants at once; everything else is the pump's."""
    engine.deliver(pk)


@shared_task
def sweep() -> None:
    """Every ten seconds: has lost wake-ups, due retries and expired leases picked up, and says that a worker is alive.

    It only starts others, so that nothing which takes long keeps it, and no other sweep after it.
    """
    beat("worker")
    if queue.is_near():
        pump.apply_async(retry=False)
    if receivers.is_due():
        ask_receivers.apply_async(retry=False)
    watch.apply_async(retry=False)
    settle.apply_async(retry=False)
    for unfinished in bulk.unfinished():
        resend.apply_async((unfinished,), retry=False)


@shared_task(expires=PUMP_S)
def pump(*, helper: bool = False) -> None:
    """Works off what is due for a while, and queues itself again while there is more; a helper only once."""
    with slots.slot(helper=helper) as is_mine:
        if not is_mine:
            return
        on_full = _do_nothing if helper else _Help()
        # A child that pumps is alive, and has the only place when the worker has no other.
        run = Pump(PUMP_S, patience=PATIENCE_S, on_full=on_full, on_look=partial(beat, "worker"))
        run.run()
    # After the place is free: whatever came a moment ago was told that a pump is at work.
    if not helper and run.is_wanted():
        pump.apply_async(retry=False)


class _Help:
    """Asks for a helper, once."""

    def __init__(self) -> None:
        self._asked = False

    def __call__(self) -> None:
        if not self._asked:
            self._asked = True
            pump.apply_async(kwargs={"helper": True}, retry=False)


def _do_nothing() -> None:
    """A helper needs no helper."""


@shared_task(expires=_SLICE_EXPIRES_S)
def resend(pk: int) -> None:
    """Goes on with one bulk resend, and queues itself again; returns at once when another worker is at it."""
    if bulk.work_off(pk, seconds=SLICE_S) and pk in bulk.unfinished():
        resend.apply_async((pk,), retry=False)


@shared_task(expires=_SLICE_EXPIRES_S)
def settle() -> None:
    """What changes of destinations mean for slips that wait, and queues itself again while there is more."""
    outbox.adopt_orphans()
    fallback.divert(SLICE_S)
    if settling.settle(SLICE_S):
        settle.apply_async(retry=False)


@shared_task(expires=PUMP_S)
def watch() -> None:
    """What a person must mend, and the letters about it; apart from the sweep, which waits for no mail server."""
    alerts.watch()
    alert_mail.send_due()


@shared_task(expires=PUMP_S)
def ask_receivers() -> None:
    """The letters and codes to receivers of transferred courses; apart from the sweep, as watching is."""
    receivers.send_due()


@shared_task(expires=KEEP_HOLDS_S)
def keep_holds() -> None:
    """What the day does to holds, and the letters about it; again and again, so that a missed hour is made up for."""
    daily.run()
    letters.send_due()


@shared_task(expires=TELL_OFFICE_S)
def tell_office() -> None:
    """Every minute: promised answers that are due, and the e-mails about all that people were told."""
    promises.look()
    mailing.send_due()


@shared_task
def say_in_lark(app: int, open_id: str, outcome: str, key: str) -> None:
    """One sentence of the robot to one person."""
    robot.say(LarkApp.objects.get(pk=app), open_id=open_id, outcome=outcome, key=key)


@shared_task
def scan_files(submission: int) -> None:
    """The virus scanner's look at what came with a slip; one that is lost is made up for when a file is opened."""
    opening.scan_waiting(submission)


@shared_task
def sweep_files() -> None:
    """Every night, after the purge: files without rows go, rows without files are told of."""
    ends.sweep()


@shared_task(soft_time_limit=EXPORT_S, time_limit=EXPORT_S + 60)
def write_exports() -> None:
    """Writes the export that waits longest, and queues itself again; returns at once when another worker writes."""
    if writing.write_next():
        write_exports.apply_async(retry=False)


@shared_task(expires=SWEEP_EXPORTS_S)
def sweep_exports() -> None:
    """Every minute: exports of workers that died, and files whose day is over."""
    sweeping.sweep()


@shared_task(expires=KEEP_FIGURES_S)
def keep_figures() -> None:
    """Every minute: days whose slips have changed are counted anew; at first all days there are, a slice at a time."""
    if counting.keep_true():
        keep_figures.apply_async(retry=False)


@worker_ready.connect
def _sweep_at_once(**_: Any) -> None:
    """What waited while no worker ran need not wait for the next beat as well."""
    sweep.apply_async(retry=False)
