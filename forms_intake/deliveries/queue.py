"""What stands in the queue: each destination's oldest open delivery, found by an index however long the queue is."""

from datetime import datetime, timedelta

from django.db.models import OuterRef, Subquery

from forms_intake.deliveries import moments
from forms_intake.models import Delivery, Destination

ALL = 0


def heads(destination: int = ALL) -> dict[int, datetime]:
    """When each destination with open deliveries may be called next; none that waits for a person."""
    oldest = Delivery.objects.open().filter(destination=OuterRef("pk")).order_by("next_attempt_at")
    rows = Destination.objects.without_access().filter(is_active=True, paused_at=None)
    rows = rows.filter(pk=destination) if destination != ALL else rows
    annotated = rows.annotate(head_at=Subquery(oldest.values("next_attempt_at")[:1])).order_by("pk")
    # Not before the delivery's own time, Lark's parking, the month's end, and the next probe, set while it is held.
    columns = annotated.values_list("pk", "head_at", "parked_until", "app__parked_until", "probe_at")
    return {pk: max(moment for moment in (head, *others) if moment) for pk, head, *others in columns if head}


def is_near(within: timedelta = timedelta(0), destination: int = ALL) -> bool:
    """Whether something is due, or will be within this time."""
    limit = moments.now() + within
    return any(at <= limit for at in heads(destination).values())
