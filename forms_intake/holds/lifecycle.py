"""What begins, moves and ends a hold: the office's word on the slip, an extension, a return."""

from datetime import date, timedelta

import pghistory
import structlog
from django.db import transaction
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.models import User
from forms_intake import office_tasks
from forms_intake.enums import Flag, FormType, HoldState, TaskKind, WorkStatus
from forms_intake.holds import keeping
from forms_intake.models import Hold, Submission
from forms_intake.models.hold import LIVE
from forms_intake.rules import hold as rules
from forms_intake.rules import hold_history
from forms_intake.slips.dates import add_months
from forms_intake.work import Refused
from school import clock
from school.text import clean

log = structlog.get_logger(__name__)
LONGEST_REASON = 300


def follow(submission: Submission) -> None:
    """Registered with `work.when_changed`: approval starts the hold, everything that takes it back cancels it."""
    if submission.form_type != FormType.HOLD or submission.work_status == WorkStatus.DONE:
        return
    if submission.work_status == WorkStatus.APPROVED:
        _start(submission)
    else:
        _cancel(submission)


def _start(slip: Submission) -> None:
    """With the dates of the slip; of one that was approved before, with the dates that held then."""
    hold = Hold.objects.select_for_update(of=("self",)).filter(submission=slip).first()
    if hold is None:
        hold = _asked_for(slip)
    elif hold.state != HoldState.CANCELLED:
        return
    if hold is None:
        return
    hold.state = _of_day(hold)
    _save(hold, by=slip.status_by)
    _ask_about_leaves(hold)
    log.info("hold.started", hold=hold.pk, submission=slip.pk)


def _asked_for(slip: Submission) -> Hold | None:
    """As the slip says; nothing when its answers are not those of this form, which stops nobody from approving it."""
    try:
        dates = [date.fromisoformat(slip.payload[key]) for key in ("hold_start", "hold_end", "return_date")]
    except (KeyError, TypeError, ValueError):
        log.error("hold.without_dates", submission=slip.pk)
        return None
    return Hold(submission=slip, starts_on=dates[0], ends_on=dates[1], returns_on=dates[2])


def _ask_about_leaves(hold: Hold) -> None:
    """A leave may reach beyond the hold, or be agreed to already: a person decides what becomes of it."""
    if hold_history.open_leaves(hold.submission, starts=hold.starts_on, ends=hold.ends_on):
        due_on = max(hold.starts_on, clock.today())
        office_tasks.open_once(hold.submission, TaskKind.HOLD_LEAVES, due_on=due_on)


def _cancel(slip: Submission) -> None:
    hold = Hold.objects.select_for_update(of=("self",)).filter(submission=slip, state__in=LIVE).first()
    if hold is None:
        return
    hold.state = HoldState.CANCELLED
    _save(hold, by=slip.status_by)
    keeping.settle_tasks(slip, by=slip.status_by)
    log.info("hold.cancelled", hold=hold.pk, submission=slip.pk)


def extend(hold: Hold, *, until: date, by: User, reason: str) -> Hold:
    """Moves the last day, and the return to the day after it; a course that has lapsed comes back to life.

    Refused says what to do instead. Longer than the rules know is the management's matter, and flagged.
    """
    why = _reason(reason)
    with transaction.atomic(), pghistory.context(user=by.pk):
        stored = keeping.locked_for(hold, by=by)
        _check_extension(stored, until)
        stored.ends_on, stored.returns_on = until, until + timedelta(days=1)
        stored.state = _of_day(stored)
        _save(stored, by=by, reason=why)
        if rules.is_too_long(stored.starts_on, until, keeping.rules(stored.submission)):
            flags = stored.submission.flags
            stored.submission.flags = sorted({*flags, Flag.HOLD_TOO_LONG.value})
        keeping.settle_tasks(stored.submission, by=by)
        _ask_about_leaves(stored)
        keeping.tell(stored.submission)
    log.info("hold.extended", hold=stored.pk, by=by.pk)
    return stored


def returned(hold: Hold, *, by: User, reason: str = "") -> Hold:
    """The student is back: early, in time, or after the course had lapsed. Twice is once."""
    with transaction.atomic(), pghistory.context(user=by.pk):
        stored = keeping.locked_for(hold, by=by)
        if stored.state == HoldState.RETURNED:
            return stored
        if stored.state == HoldState.CANCELLED:
            raise Refused(_("This hold was cancelled with its slip. Approve the slip again first."))
        stored.state = HoldState.RETURNED
        _save(stored, by=by, reason=_shortened(reason))
        keeping.settle_tasks(stored.submission, by=by)
        keeping.tell(stored.submission)
    log.info("hold.returned", hold=stored.pk, by=by.pk)
    return stored


def _check_extension(hold: Hold, until: date) -> None:
    if hold.state in (HoldState.CANCELLED, HoldState.RETURNED):
        raise Refused(_("This hold is over. Ask the family for a new slip."))
    last = add_months(hold.starts_on, rules.MOST_MONTHS)
    if until <= hold.ends_on or until < clock.today():
        after = max(hold.ends_on, clock.today() - timedelta(days=1))
        raise Refused(_("Choose a day after %(day)s.") % {"day": date_format(after)})
    if until > last:
        raise Refused(_("A hold lasts a year at most: choose %(day)s or earlier.") % {"day": date_format(last)})


def _reason(typed: str) -> str:
    if not (reason := _shortened(typed)):
        raise Refused(_("Enter the reason. Whoever looks at the hold later reads it."))
    return reason


def _shortened(typed: str) -> str:
    reason = clean(typed)
    if len(reason) > LONGEST_REASON:
        words = _("Shorten the reason to %(most)s characters, it has %(length)s now.")
        raise Refused(words % {"most": LONGEST_REASON, "length": len(reason)})
    return reason


def _of_day(hold: Hold) -> HoldState:
    return HoldState.ACTIVE if hold.starts_on <= clock.today() else HoldState.PLANNED


def _save(hold: Hold, *, by: User | None, reason: str = "") -> None:
    hold.reason, hold.changed_by, hold.changed_at = reason, by, clock.now()
    hold.save()
