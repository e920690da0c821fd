"""The same student's earlier holds, and the leaves that lie inside a new one, counted."""

from datetime import date, timedelta

from forms_intake import submissions
from forms_intake.enums import Flag, FormType, WorkStatus
from forms_intake.models import Submission
from forms_intake.models.submission import SubmissionQuerySet
from forms_intake.rules import leave_history
from forms_intake.rules.hold import History, Hold
from forms_intake.slips.choices import LeaveKind

# A range of days away is at most this long, so that an earlier first day cannot reach into the hold.
_LONGEST_LEAVE = timedelta(days=366)


def of(hold: Hold, *, student_code: str, contact_phone: str, student_name: str) -> History:
    """Declined and withdrawn slips are none, nor is possible spam; the same hold sent twice is one hold."""
    rows = submissions.history_of(
        student_code=student_code, contact_phone=contact_phone, student_name=student_name
    ).active()
    rows = rows.exclude(work_status__in=[WorkStatus.DECLINED, WorkStatus.WITHDRAWN])
    rows = rows.exclude(flags__contains=[Flag.POSSIBLE_SPAM.value])
    holds = rows.filter(form_type=FormType.HOLD).exclude(key_date=hold.starts)
    return History(
        earlier_holds=holds.values("key_date").distinct().count(),
        leaves_inside=len(_leaves(rows, hold.starts, hold.ends)),
    )


def open_leaves(slip: Submission, *, starts: date, ends: date) -> list[Submission]:
    """The student's leaves on days of the hold that the office has not closed yet, the earliest first."""
    rows = submissions.history_of(
        student_code=slip.student_code, contact_phone=str(slip.contact_phone), student_name=slip.student_name
    ).active()
    closed = [WorkStatus.DECLINED, WorkStatus.WITHDRAWN, WorkStatus.DONE]
    rows = rows.exclude(work_status__in=closed).exclude(flags__contains=[Flag.POSSIBLE_SPAM.value])
    return _leaves(rows.order_by("key_date", "pk"), starts, ends)


def _leaves(rows: SubmissionQuerySet, starts: date, ends: date) -> list[Submission]:
    near = rows.filter(form_type=FormType.LEAVE_REQUEST, key_date__range=(starts - _LONGEST_LEAVE, ends))
    return [row for row in near.only("reference", "payload") if _lies_inside(row.payload, starts, ends)]


def _lies_inside(payload: dict[str, object], starts: date, ends: date) -> bool:
    """Whether any day of the leave is a day of the hold."""
    leave = leave_history.from_answers(payload)
    if leave.kind == LeaveKind.RANGE and leave.days:
        return leave.days[0] <= ends and leave.days[-1] >= starts
    return any(starts <= day <= ends for day in leave.days)
