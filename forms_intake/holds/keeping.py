"""A hold held for one transaction, and what every change of one does: slip and lists are told."""

from django.db.models import Q
from django.utils.translation import gettext as _

from accounts.models import User
from forms_intake import access, office_tasks, policies, work
from forms_intake.deliveries import outbox
from forms_intake.enums import FormType, TaskKind
from forms_intake.models import Hold, Submission
from forms_intake.policies import PolicyValues

KINDS = (TaskKind.HOLD_REMIND, TaskKind.HOLD_RETURN, TaskKind.HOLD_LAPSED, TaskKind.HOLD_LEAVES)


def locked(hold: Hold) -> Hold | None:
    """The hold as it is now, its slip's deliveries and its slip locked before it; nothing for a slip put away."""
    slip = work.held(hold.submission)
    if slip is None or slip.is_archived or slip.purged_at:
        return None
    stored = Hold.objects.select_for_update(of=("self",)).filter(pk=hold.pk).first()
    if stored:
        stored.submission = slip
    return stored


def locked_for(hold: Hold, *, by: User) -> Hold:
    """The same for a person who may deal with slips; Refused for others, and for a slip that is gone."""
    if not access.may_work(by):
        raise work.Refused(_("You may look at slips, but not deal with them. Ask an administrator."))
    stored = locked(hold)
    if stored is None:
        raise work.Refused(_("This slip is archived or deleted. Nothing can be done with it."))
    return stored


def tell(slip: Submission) -> None:
    """Lets every place that has the slip show what became of its hold. The slip must be locked."""
    slip.revision += 1
    slip.save(update_fields=["revision", "flags"])
    outbox.tell_changed(slip)


def rules(slip: Submission) -> PolicyValues:
    """The rules that the sender saw."""
    try:
        return policies.at(FormType.HOLD, slip.policy_version)
    except policies.UnknownPolicy:
        return policies.current(FormType.HOLD)


def settle_tasks(slip: Submission, *, by: User | None) -> None:
    """What was to be done about the former dates is needless."""
    office_tasks.settle(slip, Q(kind__in=KINDS), by=by)
