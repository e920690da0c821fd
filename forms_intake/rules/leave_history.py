"""The same student's earlier leave requests, counted."""

from collections.abc import Iterable
from datetime import date

from forms_intake import submissions
from forms_intake.enums import Flag, FormType, WorkStatus
from forms_intake.models import Submission
from forms_intake.policies import PolicyValues
from forms_intake.rules.leave import History, Leave, lessons, window_start
from forms_intake.slips.choices import LeaveKind

_LATE = {Flag.LATE_NOTICE, Flag.AFTER_START}


def of(leave: Leave, policy: PolicyValues, *, student_code: str, contact_phone: str, student_name: str) -> History:
    """Leaves in the current block of lessons, and late ones in the calendar year; declined and withdrawn ones not."""
    since = window_start(leave.days, policy)
    if since is None:
        return History()
    year = leave.days[0].year
    rows = (
        submissions.history_of(student_code=student_code, contact_phone=contact_phone, student_name=student_name)
        .active()
        .filter(form_type=FormType.LEAVE_REQUEST, key_date__range=(min(since, date(year, 1, 1)), date(year, 12, 31)))
        .exclude(work_status__in=[WorkStatus.DECLINED, WorkStatus.WITHDRAWN])
        .exclude(flags__contains=[Flag.POSSIBLE_SPAM.value])
        .only("payload", "flags", "key_date")
    )
    return _counted(list(rows), leave, since)


def _counted(rows: Iterable[Submission], leave: Leave, since: date) -> History:
    until, year = leave.days[0], leave.days[0].year
    in_block = [row for row in rows if row.key_date and since <= row.key_date <= until]
    return History(
        leaves_used=_lessons([from_answers(row.payload) for row in in_block], leave),
        late_used=sum(bool(_LATE & set(row.flags)) for row in rows if row.key_date and row.key_date.year == year),
    )


def _lessons(earlier: list[Leave], leave: Leave) -> int:
    """Lessons missed before; the same days reported again, now or then, are the same lessons."""
    days = {day for old in earlier if old.kind != LeaveKind.RANGE for day in old.days} - set(leave.days)
    ranges = {old.days: lessons(old) for old in earlier if old.kind == LeaveKind.RANGE and old.days != leave.days}
    return len(days) + sum(ranges.values())


def from_answers(answers: dict[str, object]) -> Leave:
    """The leave as it was stored."""
    several = answers.get("lesson_dates")
    typed = (
        several if isinstance(several, list) else [answers.get(key) for key in ("lesson_date", "date_from", "date_to")]
    )
    days = tuple(date.fromisoformat(str(day)) for day in typed if day)
    return Leave(kind=str(answers.get("leave_kind", "")), days=days)
