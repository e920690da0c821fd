"""What the office does with a slip: one verb for pages, buttons in Lark and lists; who comes second is told so."""

from collections.abc import Callable

import pghistory
import structlog
from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.models import User
from forms_intake import access, work_rules
from forms_intake.deliveries import outbox
from forms_intake.enums import WorkStatus
from forms_intake.models import Delivery, Submission
from forms_intake.work_rules import Verb
from school import clock
from school.archive import Refused as _Refused
from school.text import clean

log = structlog.get_logger(__name__)
_WRITTEN = ["work_status", "status_reason", "status_by", "status_at", "answered_at", "assignee", "revision"]


_REACTIONS: list[Callable[[Submission], None]] = []
_ON_GIVEN: list[Callable[[Submission, int | None, User | None], None]] = []


def when_changed(react: Callable[[Submission], None]) -> None:
    """Has this called with every slip whose status, reason or assignee was written, in the same transaction."""
    if react not in _REACTIONS:
        _REACTIONS.append(react)


def when_given(react: Callable[[Submission, int | None, User | None], None]) -> None:
    """Has this called with every slip that changes hands, whose it was, and who did it; in the same transaction."""
    if react not in _ON_GIVEN:
        _ON_GIVEN.append(react)


class Refused(_Refused):
    """Not allowed, or somebody was faster; the text says so to the person who tried."""


def change(submission: Submission, *, to: str, by: User, reason: str = "", seen: int | None = None) -> Submission:
    """Brings the slip to a status and returns it as stored; Refused says what to do instead.

    `seen`: the revision that the person was looking at. The same person doing the same twice changes nothing.
    """
    target, why = WorkStatus(to), _reason(to, reason)
    with transaction.atomic(), pghistory.context(user=by.pk):
        stored = locked(submission, by=by)
        is_mine = stored.status_by_id == by.pk and stored.work_status == target
        if is_mine and why in ("", stored.status_reason):
            return stored
        check_seen(stored, seen)
        if not is_mine and not work_rules.leads(stored.work_status, target):
            raise _too_late(stored)
        if target == WorkStatus.APPROVED and not access.may_approve(by, stored):
            raise Refused(
                _("This hold is longer than the rules allow: the management approves it. Ask an administrator.")
            )
        return written(stored, target, by=by, reason=why, assignee=stored.assignee or by)


def take(submission: Submission, *, by: User, seen: int | None = None) -> Submission:
    """Makes the person the one who deals with the slip, and a new slip one in review.

    Taken over from a colleague only by somebody who saw (`seen`) that it is theirs.
    """
    with transaction.atomic(), pghistory.context(user=by.pk):
        stored = locked(submission, by=by)
        target = work_rules.TABLE[Verb.TAKE].get(WorkStatus(stored.work_status))
        if stored.assignee_id == by.pk and target == stored.work_status:
            return stored
        check_seen(stored, seen)
        if target is None or (stored.assignee and stored.assignee_id != by.pk and seen is None):
            raise _too_late(stored)
        return written(stored, target, by=by, reason=stored.status_reason, assignee=by)


def assign(submission: Submission, *, to: User | None, by: User, seen: int | None = None) -> Submission:
    """Gives the slip to a colleague, or back to nobody; its status stays. Refused where `to` cannot deal with it."""
    with transaction.atomic(), pghistory.context(user=by.pk):
        stored = locked(submission, by=by)
        if stored.assignee_id == (to.pk if to else None):
            return stored
        check_seen(stored, seen)
        if stored.work_status in work_rules.ENDED:
            raise Refused(_("This slip is settled. Put it back to review before you give it to somebody."))
        if to and not access.may_be_given(to):
            words = _("%(person)s does not deal with slips any more. Choose somebody else.")
            raise Refused(words % {"person": to})
        before, stored.assignee = stored.assignee_id, to
        stored.revision += 1
        stored.save(update_fields=["assignee", "revision"])
        _tell(stored, before=before, by=by)
        log.info("work.assigned", submission=stored.pk, to=to.pk if to else None, by=by.pk)
        return stored


def approve(submission: Submission, *, by: User, reason: str = "", seen: int | None = None) -> Submission:
    """The school agrees."""
    return change(submission, to=WorkStatus.APPROVED, by=by, reason=reason, seen=seen)


def decline(submission: Submission, *, by: User, reason: str, seen: int | None = None) -> Submission:
    """The school does not agree, and says why."""
    return change(submission, to=WorkStatus.DECLINED, by=by, reason=reason, seen=seen)


def do(verb: Verb, submission: Submission, *, by: User, reason: str = "", seen: int | None = None) -> Submission:
    """The verb of a button."""
    if verb is Verb.TAKE:
        return take(submission, by=by, seen=seen)
    return change(submission, to=work_rules.target(verb), by=by, reason=reason, seen=seen)


def _reason(to: str, typed: str) -> str:
    reason = clean(typed)
    if not reason and to in work_rules.WITH_REASON:
        raise Refused(_("Enter the reason. The sender reads it."))
    if len(reason) > work_rules.LONGEST_REASON:
        words = _("Shorten the reason to %(most)s characters, it has %(length)s now.")
        raise Refused(words % {"most": work_rules.LONGEST_REASON, "length": len(reason)})
    return reason


def locked(submission: Submission, *, by: User) -> Submission:
    """The slip as it is now, held for a person who may deal with it; Refused for others."""
    if not access.may_work(by):
        raise Refused(_("You may look at slips, but not deal with them. Ask an administrator."))
    stored = held(submission)
    if stored is None or stored.purged_at:
        raise Refused(_("The data of this slip have been deleted. Nothing can be done with it any more."))
    if stored.is_archived:
        raise Refused(_("This slip is archived. Restore it first."))
    return stored


def held(submission: Submission) -> Submission | None:
    """The slip as it is now, for this transaction alone; nothing when there is none any more. Asks nobody's right.

    Its deliveries first, as the engine does, so that neither waits for the other.
    """
    list(Delivery.objects.select_for_update().filter(submission=submission.pk).order_by("pk").values_list("pk"))
    rows = Submission.objects.select_for_update(no_key=True, of=("self",)).select_related("assignee", "status_by")
    return rows.defer("sensitive").filter(pk=submission.pk).first()


def check_seen(stored: Submission, seen: int | None) -> None:
    """Refused, with who did what, where the slip is no longer as the person saw it."""
    if seen is not None and seen != stored.revision:
        raise _too_late(stored)


def written(
    stored: Submission, target: WorkStatus, *, by: User | None, reason: str, assignee: User | None
) -> Submission:
    """Writes the status of a slip that is held, and tells everybody; `by` is nobody when the sender did it."""
    if target != stored.work_status or target == WorkStatus.IN_REVIEW or reason != stored.status_reason:
        # Not when a slip that waits for the sender only changes hands: somebody else has asked.
        stored.status_by, stored.status_at = by, clock.now()
    if target in work_rules.ANSWERS and by is not None:
        stored.answered_at = stored.answered_at or stored.status_at
    before = stored.assignee_id
    stored.work_status, stored.status_reason, stored.assignee = target, reason, assignee
    stored.revision += 1
    stored.save(update_fields=_WRITTEN)
    _tell(stored, before=before, by=by)
    log.info("work.changed", submission=stored.pk, status=target, by=by.pk if by else None)
    return stored


def put_back(stored: Submission, *, assignee: User | None, by: User) -> Submission:
    """Writes a held slip whose status the caller has set to what it was, with whose it was and since when (undo)."""
    before, stored.assignee = stored.assignee_id, assignee
    stored.revision += 1
    stored.save(update_fields=_WRITTEN)
    _tell(stored, before=before, by=by)
    log.info("work.put_back", submission=stored.pk, status=stored.work_status, by=by.pk)
    return stored


def _tell(stored: Submission, *, before: int | None, by: User | None) -> None:
    outbox.tell_changed(stored)
    for react in _REACTIONS:
        react(stored)
    for given in _ON_GIVEN if stored.assignee_id != before else ():
        given(stored, before, by)


def _too_late(stored: Submission) -> Refused:
    """Who did what, for whoever came second."""
    given = {"status": stored.get_work_status_display(), "person": stored.status_by, "when": _when(stored)}
    words = _("%(person)s set this slip to “%(status)s” at %(when)s. Look at it again before you change it.")
    is_given = stored.work_status == WorkStatus.RECEIVED and stored.assignee_id is not None
    if stored.status_by is None and not is_given:
        words = _("This slip is “%(status)s” now. Look at it again before you change it.")
    elif stored.work_status == WorkStatus.IN_REVIEW and stored.status_by_id == stored.assignee_id:
        words = _("%(person)s took this slip at %(when)s. Look at it again before you change it.")
    elif stored.work_status in work_rules.OPEN and stored.assignee_id not in {None, stored.status_by_id}:
        given["person"] = stored.assignee
        words = _("%(person)s deals with this slip now. Look at it again before you change it.")
    return Refused(words % given)


def _when(stored: Submission) -> str:
    if stored.status_at is None:
        return ""
    moment = timezone.localtime(stored.status_at)
    return date_format(moment, "H:i" if moment.date() == timezone.localdate() else "H:i d/m/Y")
