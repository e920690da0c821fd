"""Destinations: what happens when a person changes one."""

from collections.abc import Sequence

import structlog
from django.db import transaction

from accounts.models import User
from forms_intake.deliveries import circuits, moments, outbox, settling
from forms_intake.models import Destination
from school.live.saves import tell

log = structlog.get_logger(__name__)
# While a person waits for the page.
_ADOPTED = 20


def reconfigured(*destinations: Destination, has_new_access: bool) -> None:
    """After a change by a person: what was held is tried at once, with no click for each slip.

    Parking is Lark's own wish (its rate limit) and stays, unless address or secret are new.
    """
    with transaction.atomic():
        # All before the first slip, as everybody locks them.
        for destination in sorted(destinations, key=lambda row: row.pk):
            if has_new_access:
                # Later than any try that is still under way with the old access.
                Destination.objects.filter(pk=destination.pk).update(parked_until=None, released_at=moments.now())
            circuits.close(destination.pk)
    _go_on(destinations)


def pause(destination: Destination, *, by: User) -> None:
    """Slips go on queueing for it, and none is sent until somebody resumes it. Pausing twice changes nothing."""
    rows = Destination.objects.filter(pk=destination.pk, paused_at=None)
    if rows.update(paused_at=moments.now(), unsettled_since=moments.now()):
        log.info("destination.paused", destination=destination.pk, by=by.pk)
        tell(Destination, destination.pk)
        settling.settle(0)


def resume(destination: Destination, *, by: User) -> None:
    """What waited is sent at once, and its waiting counts from now."""
    rows = Destination.objects.filter(pk=destination.pk, paused_at__isnull=False)
    if rows.update(paused_at=None, released_at=moments.now(), unsettled_since=moments.now()):
        log.info("destination.resumed", destination=destination.pk, by=by.pk)
        _go_on([destination])


def _go_on(destinations: Sequence[Destination]) -> None:
    """Slips say that they are on their way again, and workers hear of it; of many, the rest is left to the sweep."""
    Destination.objects.filter(pk__in=[row.pk for row in destinations]).update(unsettled_since=moments.now())
    tell(Destination, *(row.pk for row in destinations))
    outbox.wake()
    settling.settle(0)
    outbox.adopt_orphans(_ADOPTED)
