"""What /health/ready asks of this app."""

from datetime import timedelta

from forms_intake.deliveries import moments, queue
from forms_intake.models import DeliveryAttempt
from school.health import Result

OVERDUE = timedelta(seconds=60)


def deliveries() -> Result:
    """Nothing due waits for over a minute while nothing is sent; a queue that moves is only a queue."""
    now = moments.now()
    age = max(now - min(queue.heads().values(), default=now), timedelta())
    stuck = age > OVERDUE and not DeliveryAttempt.objects.filter(started_at__gt=now - OVERDUE).exists()
    return Result(ok=not stuck, age=age.total_seconds())
