"""How many slips one address or one telephone sends; beyond that they are held back, never refused (slips.md, 10)."""

from datetime import datetime, timedelta

from django.conf import settings

from forms_intake.enums import Source
from forms_intake.models import Submission
from forms_intake.models.submission import SubmissionQuerySet

LIMITS = ((5, timedelta(minutes=10)), (20, timedelta(days=1)))


def is_over(*, ip_hash: str, contact_phone: str, now: datetime) -> bool:
    """Whether earlier slips have used up what the address or the telephone may send.

    What the office entered does not count: its callers' telephones, and the address that it shares with the families
    in the school's own network. Hashes of addresses change with the month, so each month begins anew.
    """
    if settings.SPAM_CHECKS == "none":
        return False
    sent = Submission.objects.exclude(source=Source.STAFF)
    # Tests and imports know no address.
    by_address = sent.filter(ip_hash=ip_hash) if ip_hash else sent.none()
    return _is_used_up(by_address, now) or _is_used_up(sent.filter(contact_phone=contact_phone), now)


def _is_used_up(sent: SubmissionQuerySet, now: datetime) -> bool:
    most, longest = LIMITS[-1]
    newest = sent.filter(submitted_at__gt=now - longest).order_by("-submitted_at")
    times = list(newest.values_list("submitted_at", flat=True)[:most])
    return any(len(times) >= count and times[count - 1] > now - period for count, period in LIMITS)
