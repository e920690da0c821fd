"""What /health/ready asks of this app."""

from datetime import timedelta

from forms_intake.models import Delivery
from school import clock

OVERDUE = timedelta(seconds=60)


def oldest_due_age() -> timedelta:
    """How long the oldest due delivery has been waiting; zero when nothing is due."""
    oldest = Delivery.objects.due().order_by("next_attempt_at").values_list("next_attempt_at", flat=True).first()
    return max(clock.now() - oldest, timedelta()) if oldest else timedelta()
