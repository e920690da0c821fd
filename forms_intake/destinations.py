"""Destinations: what happens when a person changes one."""

from django.db import transaction

from forms_intake.deliveries import outbox, outcomes, summary
from forms_intake.models import Destination

_WOKEN = 20


def reconfigured(destination: Destination, *, has_new_access: bool) -> None:
    """After a change by a person: what was held is tried at once, with no click for each slip.

    Parking is Lark's own wish (its rate limit) and stays, unless address or secret are new.
    """
    with transaction.atomic():
        if has_new_access:
            Destination.objects.filter(pk=destination.pk).update(parked_until=None)
        outcomes.close_circuit(destination.pk)
        waiting = destination.deliveries.open().order_by("next_attempt_at").values_list("pk", flat=True)
        outbox.wake(list(waiting[:_WOKEN]))
    summary.follow_destinations()
    outbox.adopt_orphans()
