"""Destinations: what happens when a person changes one."""

import structlog
from django.db import transaction

from accounts.models import User
from forms_intake.deliveries import circuits, moments, outbox, summary
from forms_intake.models import Destination

log = structlog.get_logger(__name__)


def reconfigured(destination: Destination, *, has_new_access: bool) -> None:
    """After a change by a person: what was held is tried at once, with no click for each slip.

    Parking is Lark's own wish (its rate limit) and stays, unless address or secret are new.
    """
    with transaction.atomic():
        if has_new_access:
            # Later than any try that is still under way with the old access.
            Destination.objects.filter(pk=destination.pk).update(parked_until=None, released_at=moments.now())
        circuits.close(destination.pk)
    _go_on(destination)


def pause(destination: Destination, *, by: User) -> None:
    """Slips go on queueing for it, and none is sent until somebody resumes it. Pausing twice changes nothing."""
    rows = Destination.objects.filter(pk=destination.pk, paused_at=None)
    if rows.update(paused_at=moments.now(), unsettled_since=moments.now()):
        log.info("destination.paused", destination=destination.pk, by=by.pk)
        summary.settle()


def resume(destination: Destination, *, by: User) -> None:
    """What waited is sent at once, and its waiting counts from now."""
    rows = Destination.objects.filter(pk=destination.pk, paused_at__isnull=False)
    if rows.update(paused_at=None, released_at=moments.now(), unsettled_since=moments.now()):
        log.info("destination.resumed", destination=destination.pk, by=by.pk)
        _go_on(destination)


def _go_on(destination: Destination) -> None:
    """Slips say that they are on their way again, and workers hear of it."""
    Destination.objects.filter(pk=destination.pk).update(unsettled_since=moments.now())
    outbox.wake()
    summary.settle()
    outbox.adopt_orphans()
