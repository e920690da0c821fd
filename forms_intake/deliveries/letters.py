"""How many copies of slips one mailbox gets: whoever types somebody else's address cannot fill it."""

import re
from datetime import timedelta

from django.conf import settings

from forms_intake.deliveries import moments
from forms_intake.enums import DeliveryState, DestinationKind, Purpose
from forms_intake.models import Delivery, Submission

MOST, PERIOD = 5, timedelta(days=1)


def mailbox(address: str) -> str:
    """The address as `models.submission.MAILBOX` has it: no capitals, nothing after a plus."""
    return re.sub(r"\+[^@]*", "", address.lower())


def are_enough(address: str) -> bool:
    """Whether this mailbox has had its copies for now; letters about a status are the office's, and do not count."""
    if settings.SPAM_CHECKS == "none":
        return False
    copies = Delivery.objects.filter(destination__kind=DestinationKind.EMAIL, purpose=Purpose.CREATE)
    recent = copies.exclude(state=DeliveryState.CANCELLED).filter(created_at__gt=moments.now() - PERIOD)
    return recent.filter(submission__in=Submission.objects.of_mailbox(mailbox(address))).count() >= MOST


def is_owed(submission: Submission) -> bool:
    """Whether a copy is on its way to the sender, or there."""
    copies = submission.deliveries.filter(destination__kind=DestinationKind.EMAIL, purpose=Purpose.CREATE)
    return copies.exclude(state__in=[DeliveryState.CANCELLED, DeliveryState.DEAD]).exists()
