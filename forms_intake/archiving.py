"""Slips are put away and brought back: one verb for the list, the open slip and its button."""

import pghistory
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from forms_intake import work
from forms_intake.models import Submission
from forms_intake.work import Refused
from school import archive
from school.text import clean


def put_away(slip: Submission, *, by: User, seen: int | None, reason: str = "") -> Submission:
    """Archives a slip that still is as it was seen."""
    with transaction.atomic(), pghistory.context(user=by.pk):
        stored = work.locked(slip, by=by)
        if not by.has_perm("forms_intake.archive_submission"):
            raise Refused(_("You may not archive slips. Ask an administrator."))
        work.check_seen(stored, seen)
        return archive.archive(stored, by=by, reason=clean(reason) or _("Put away from the inbox"))


def take_out(slip: Submission, *, by: User) -> Submission:
    """Brings an archived slip back into the lists; twice is once."""
    with transaction.atomic(), pghistory.context(user=by.pk):
        stored = work.held(slip)
        if stored is None:
            raise Refused(_("There is no such slip any more."))
        if not by.has_perm("forms_intake.restore_submission"):
            raise Refused(_("You may not restore slips. Ask an administrator."))
        return archive.restore(stored, by=by)
