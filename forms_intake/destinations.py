"""Destinations: what happens when a person changes one."""

from django.db import transaction

from forms_intake.deliveries import outbox, outcomes
from forms_intake.models import Destination


@transaction.atomic
def reconfigured(destination: Destination) -> None:
    """After a change by a person: what was held for a fault is tried at once, with no click for each slip."""
    Destination.objects.filter(pk=destination.pk).update(parked_until=None)
    outcomes.close_circuit(destination.pk)
    destination.refresh_from_db()
    outbox.adopt_orphans()
    outbox.wake(destination.deliveries.open().order_by("pk").values_list("pk", flat=True)[:20])
