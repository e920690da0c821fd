"""The code by telephone: a hook for the school's SMS or Zalo gateway (docs/handover.md).

HANDOVER_PHONE_TRANSPORT names a function of the deployment, as PHONE_CODE_TRANSPORT does for signing in. Without one
the office sees the code on the slip's page, calls, and reads it out.
"""

from collections.abc import Callable
from datetime import timedelta

import structlog
from django.conf import settings
from django.db.models import Q
from django.urls import reverse
from django.utils.module_loading import import_string

from forms_intake.handover import tries
from forms_intake.models import Handover, Submission
from school import clock, env

log = structlog.get_logger(__name__)
# (number as E.164, code, reference, page to enter both, language); raises whatever it likes when it could not send.
Transport = Callable[[str, str, str, str, str], None]
# To one number: a text costs the school money, and nobody's telephone is to ring on a stranger's word.
MOST, PERIOD = 3, timedelta(days=1)


def transport() -> Transport | None:
    """The school's gateway, or nothing. Raises ImportError when the named function is not there."""
    path = env.text("HANDOVER_PHONE_TRANSPORT")
    return import_string(path) if path else None


def page() -> str:
    """Where reference and code are entered."""
    return settings.SITE_URL + reverse("forms_intake:handover_code")


def number_of(slip: Submission) -> str:
    """Whom to call, as E.164: the receiver, or the parent who answers for a child; empty when it is not known."""
    found = slip.payload.get("receiver_guardian_phone") or slip.payload.get("receiver_phone")
    return str(found or "")


def send(asked: Handover) -> bool:
    """Hands one code to the gateway; False when it was not taken, and is tried again later or given up."""
    gateway, number = transport(), number_of(asked.submission)
    next_try = tries.next_try(asked.phone_tries)
    if gateway is None or not number or _are_enough(number):
        next_try, gateway = None, None
    # Noted before it is sent: whoever dies in between has used up a try, and rings nobody's telephone for ever.
    due = Handover.objects.waiting_for_phone().filter(pk=asked.pk)
    if not due.update(phone_tries=asked.phone_tries + 1, phone_due_at=next_try) or gateway is None:
        return True
    try:
        gateway(number, asked.code["code"], asked.submission.reference, page(), asked.submission.locale)
    except Exception as error:
        log.error("handover.not_phoned", handover=asked.pk, error=type(error).__name__)
        return False
    # Not when the office has made a new code meanwhile.
    rows = Handover.objects.filter(pk=asked.pk, phone_tries=asked.phone_tries + 1)
    rows.update(phone_due_at=None, phoned_at=clock.now())
    log.info("handover.phoned", handover=asked.pk)
    return True


def _are_enough(number: str) -> bool:
    """Whether this number has had its codes for now."""
    recent = Handover.objects.filter(phoned_at__gt=clock.now() - PERIOD)
    same = Q(submission__payload__receiver_phone=number) | Q(submission__payload__receiver_guardian_phone=number)
    return recent.filter(same).count() >= MOST
