"""What /health/ready asks of this app."""

from datetime import timedelta

from forms_intake.deliveries import moments, queue
from forms_intake.models import DeliveryAttempt
from school.health import Result

OVERDUE = timedelta(seconds=60)


def deliveries() -> Result:
    """At no destination does what is due wait for over a minute without a try; a queue that moves is only a queue."""
    now = moments.now()
    heads = queue.heads()
    age = max(now - min(heads.values(), default=now), timedelta())
    late = {pk for pk, due in heads.items() if now - due > OVERDUE}
    tries = DeliveryAttempt.objects.filter(started_at__gt=now - OVERDUE, delivery__destination__in=late)
    moving = set(tries.values_list("delivery__destination", flat=True)) if late else set()
    return Result(ok=late <= moving, age=age.total_seconds())
