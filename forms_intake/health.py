"""What /health/ready asks of this app."""

from datetime import timedelta

from django.db.models import Min

from forms_intake.deliveries import moments, queue
from forms_intake.models import DeliveryAttempt, Submission
from school import clock
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


def quarantine() -> Result:
    """For how long a slip that may be spam has waited for somebody to look at it: its sender was promised an answer.

    Never a reason to take the site away.
    """
    waiting = Submission.objects.quarantined().unfinished()
    oldest = waiting.aggregate(oldest=Min("submitted_at"))["oldest"] or clock.now()
    return Result(ok=True, age=max((clock.now() - oldest).total_seconds(), 0))
