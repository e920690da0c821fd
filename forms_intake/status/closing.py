"""Closing the links of a slip, when one has come into the wrong hands."""

import pghistory
import structlog
from django.db import transaction

from accounts.models import User
from forms_intake import work
from forms_intake.models import Submission
from school import clock

log = structlog.get_logger(__name__)


def close_links(submission: Submission, *, by: User) -> Submission:
    """From now on opens nothing that was made before: no link, and no browser that was let in.

    Reference and digits, and links that are made later, lead to the slip as before. Raises work.Refused.
    """
    with transaction.atomic(), pghistory.context(user=by.pk):
        stored = work.locked(submission, by=by)
        # Words know thousandths: one that is made from now on is not older than this.
        now = clock.now()
        stored.links_since = now.replace(microsecond=now.microsecond // 1000 * 1000)
        stored.save(update_fields=["links_since"])
    log.info("status.links_closed", submission=stored.pk, by=by.pk)
    return stored
