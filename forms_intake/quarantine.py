"""Possible spam: kept, shown to the office, and sent to nobody until a person says that it is none."""

import pghistory
import structlog
from django.db import transaction

from accounts.models import User
from forms_intake import work
from forms_intake.deliveries import outbox
from forms_intake.enums import Flag
from forms_intake.models import Submission

log = structlog.get_logger(__name__)


@transaction.atomic
def release(submission: Submission, *, by: User) -> Submission:
    """Takes the flag away and sends the slip wherever it belongs; returns it as stored. Twice is once.

    Raises work.Refused with a sentence for the person.
    """
    with pghistory.context(user=by.pk):
        stored = work.locked(submission, by=by)
        if Flag.POSSIBLE_SPAM not in stored.flags:
            return stored
        stored.flags = [flag for flag in stored.flags if flag != Flag.POSSIBLE_SPAM]
        stored.revision += 1
        stored.save(update_fields=["flags", "revision"])
        # Those that have it already: some went out before slips were held back.
        outbox.tell_changed(stored)
        outbox.enqueue(stored)
    log.info("quarantine.released", submission=stored.pk, by=by.pk)
    return stored
