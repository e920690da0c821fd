"""What /health/ready asks of this app."""

from datetime import timedelta

from forms_intake.models import Delivery, DeliveryAttempt
from school import clock
from school.health import Result

OVERDUE = timedelta(seconds=60)


def deliveries() -> Result:
    """Nothing due waits for over a minute while nothing is sent; a queue that moves is only a queue."""
    oldest = Delivery.objects.due().order_by("next_attempt_at").values_list("next_attempt_at", flat=True).first()
    now = clock.now()
    age = max(now - oldest, timedelta()) if oldest else timedelta()
    stuck = age > OVERDUE and not DeliveryAttempt.objects.filter(started_at__gt=now - OVERDUE).exists()
    return Result(ok=not stuck, age=age.total_seconds())
