"""The same student's earlier change slips, counted."""

from datetime import datetime, timedelta

from forms_intake import submissions
from forms_intake.enums import Flag, FormType, WorkStatus
from forms_intake.rules.change import Change, History
from forms_intake.slips.change_choices import ChangeKind, ScheduleScope

# The quota is one of a course, and there is no table of enrolments: a course is taken to last a year.
COURSE_DAYS = 365


def of(change: Change, now: datetime, *, student_code: str, contact_phone: str, student_name: str) -> History:
    """Changes of the fixed times and of the teacher in a year; declined and withdrawn ones not."""
    if not change.is_fixed and not change.is_of_teacher:
        return History()
    rows = (
        submissions.history_of(student_code=student_code, contact_phone=contact_phone, student_name=student_name)
        .active()
        .filter(form_type=FormType.CHANGE, submitted_at__gte=now - timedelta(days=COURSE_DAYS))
        .exclude(work_status__in=[WorkStatus.DECLINED, WorkStatus.WITHDRAWN])
        .exclude(flags__contains=[Flag.POSSIBLE_SPAM.value])
        .order_by("-submitted_at", "-pk")
        .values_list("pk", "duplicate_of", "payload__change_kinds", "payload__schedule_scope")
    )
    # Of the same slip sent several times the first that still counts: the very first may have been withdrawn since.
    earlier = {first or pk: (kinds if isinstance(kinds, list) else [], scope) for pk, first, kinds, scope in rows}
    return History(
        slots=sum(ChangeKind.SCHEDULE in kinds and scope == ScheduleScope.FIXED for kinds, scope in earlier.values()),
        teachers=sum(ChangeKind.TEACHER in kinds for kinds, _scope in earlier.values()),
    )
