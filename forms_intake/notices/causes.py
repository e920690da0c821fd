"""What people are told of, as it happens; each is called in the transaction of what happened."""

from accounts.enums import Role
from accounts.models import User
from forms_intake import alerts, office_tasks, sender, work
from forms_intake.enums import AlertKind, HandoverState, HandoverVia, Happening, MessageKind
from forms_intake.handover import answers
from forms_intake.inbox.promise import WAITING
from forms_intake.models import Alert, Handover, SenderMessage, Submission, Task
from forms_intake.notices import audience, telling
from school import archive

_SAID = {
    MessageKind.ANSWER: Happening.ANSWER,
    MessageKind.FILES: Happening.PAPERS,
    MessageKind.WITHDRAWAL: Happening.WITHDRAWN,
}
# A warning that nothing waits for yet, and columns that changed, are no slip that does not arrive.
_FAILING = {AlertKind.HELD, AlertKind.OVERDUE, AlertKind.QUOTA, AlertKind.GIVEN_UP, AlertKind.NOWHERE}


def connect() -> None:
    """Listens. Called when the app is ready."""
    work.when_given(given)
    work.when_changed(answered_by_office)
    office_tasks.when_given(task_given)
    sender.when_said(said)
    answers.when_answered(receiver_answered)
    alerts.when_opened(failing)
    archive.when_archived(Submission, put_away)


def given(slip: Submission, before: int | None, by: User | None) -> None:
    """The slip has changed hands: whoever has it now is told, whoever had it is not told any more."""
    if before:
        telling.take_back(slip.pk, [Happening.ASSIGNED, Happening.DUE, Happening.MISSED], of=before)
    reader, doer = slip.assignee_id, by.pk if by else None
    if reader is None or reader == doer:
        return
    act = telling.act()
    if not telling.add_to(Happening.ASSIGNED, reader, slip.pk, cause=act):
        to = audience.readers(Happening.ASSIGNED, [reader])
        telling.tell(Happening.ASSIGNED, to, cause=act, slips=[slip.pk], by=doer)


def task_given(task: Task) -> None:
    """Somebody has put down a task for a person."""
    if task.assignee_id:
        to = audience.readers(Happening.TASK, [task.assignee_id])
        cause = f"task:{task.pk}"
        telling.tell(Happening.TASK, to, cause=cause, slips=[task.submission_id], by=task.created_by_id)


def said(slip: Submission, message: SenderMessage, asker: int | None) -> None:
    """The sender has let the office know something. What nobody deals with is seen in the inbox by all."""
    what = _SAID[MessageKind(message.kind)]
    to = audience.readers(what, audience.first_there([slip.assignee_id, asker]))
    telling.tell(what, to, cause=f"message:{message.pk}", slips=[slip.pk])


def receiver_answered(slip: Submission, handover: Handover) -> None:
    """The receiver of a transferred course has said yes or no."""
    agrees = handover.state == HandoverState.CONFIRMED
    what = Happening.RECEIVER_AGREES if agrees else Happening.RECEIVER_REFUSES
    by = handover.noted_by_id if handover.answered_via == HandoverVia.OFFICE else None
    to = audience.readers(what, audience.first_there([slip.assignee_id]))
    cause = f"receiver:{handover.pk}:{handover.answered_at}"
    telling.tell(what, to, cause=cause, slips=[slip.pk], by=by)


def failing(alert: Alert) -> None:
    """Slips do not arrive: administrators mend it. They have had letters about it already."""
    if alert.kind in _FAILING:
        to = audience.readers(Happening.FAILING, role=Role.ADMIN)
        telling.tell(Happening.FAILING, to, cause=f"alert:{alert.pk}:{alert.opened_at}", alert=alert)


def put_away(slip: Submission) -> None:
    """Nothing is to be done about an archived slip; what its sender has said stays said."""
    telling.take_back(slip.pk, [Happening.ASSIGNED, Happening.DUE, Happening.MISSED])


def answered_by_office(slip: Submission) -> None:
    """A promise that is kept, or needed no more, is news to nobody."""
    if slip.work_status not in WAITING:
        telling.take_back(slip.pk, [Happening.DUE, Happening.MISSED])
