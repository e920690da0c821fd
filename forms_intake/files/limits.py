"""How much one address may upload, and all senders together before their slips arrive; beyond that, a sentence."""

from datetime import timedelta

from django.conf import settings
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.db.models import Sum
from django.utils.translation import gettext as _

from forms_intake.files import storage
from forms_intake.models import Attachment
from school import clock

MOST_BYTES = 10_000_000
# Families in the school's own network share an address.
MOST_OF_ADDRESS = ((30, timedelta(minutes=10)), (150, timedelta(days=1)))
MOST_UNSENT_BYTES = 2_000_000_000
# Files of one address that had to be read to be refused, until as many seconds pass without one: reading is the work.
MOST_REFUSED, REFUSED_S = 10, 600
# Refusals that hold for every file of the request, whatever it is.
OF_ALL = frozenset({"flood", "full"})


def check(ip_hash: str) -> None:
    """Raises ValidationError when nothing more is taken: from this address, or from anybody."""
    if ip_hash and settings.SPAM_CHECKS != "none" and _is_flood(ip_hash):
        message = _("Many files came from your network. Send the slip without files now and add them later")
        raise ValidationError(message, code="flood")
    waiting = Attachment.objects.unsent().aggregate(bytes=Sum("size"))["bytes"] or 0
    if waiting > MOST_UNSENT_BYTES or storage.is_full():
        raise no_room()


def count_refused(ip_hash: str) -> None:
    """Notes that a file of this address was read and refused. Two at once may count as one."""
    if ip_hash:
        cache.set(_refused(ip_hash), cache.get(_refused(ip_hash), 0) + 1, REFUSED_S)


def no_room() -> ValidationError:
    """What is said when the disk takes no more."""
    message = _("Files cannot be kept at the moment. Send the slip without files now and add them later")
    return ValidationError(message, code="full")


def _is_flood(ip_hash: str) -> bool:
    if cache.get(_refused(ip_hash), 0) >= MOST_REFUSED:
        return True
    now = clock.now()
    return any(
        Attachment.objects.filter(ip_hash=ip_hash, uploaded_at__gt=now - period)[most - 1 : most].exists()
        for most, period in MOST_OF_ADDRESS
    )


def _refused(ip_hash: str) -> str:
    return f"files.refused.{ip_hash}"
