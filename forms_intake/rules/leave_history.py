"""The same student's earlier leave requests, counted."""

import json
from collections.abc import Iterable
from datetime import date
from typing import Any, NamedTuple

from django.db.models import QuerySet

from forms_intake import submissions
from forms_intake.enums import Flag, FormType, WorkStatus
from forms_intake.models import Submission
from forms_intake.policies import PolicyValues
from forms_intake.rules.leave import History, Leave, lessons, window_start
from forms_intake.slips.choices import LeaveKind
from school.compiled import Compiled
from school.folding import fold

_LATE = {Flag.LATE_NOTICE, Flag.AFTER_START}


class _Earlier(NamedTuple):
    payload: dict[str, Any]
    flags: list[str]
    key_date: date


def _sample(student_code: str) -> QuerySet[Submission, Any]:
    return (
        submissions.history_of(student_code=student_code, contact_phone=_PHONE, student_name=_NAME)
        .active()
        .filter(form_type=FormType.LEAVE_REQUEST, key_date__range=(date.min, date.max))
        .exclude(work_status__in=[WorkStatus.DECLINED, WorkStatus.WITHDRAWN])
        .exclude(flags__contains=[Flag.POSSIBLE_SPAM.value])
        .values_list("payload", "flags", "key_date")
    )


_PHONE, _NAME, _CODE = "+84900000000", "a name", "A-CODE"
# Asked with every leave request, twice.
_BY_CODE, _BY_NAME = Compiled(lambda: _sample(_CODE)), Compiled(lambda: _sample(""))


def of(leave: Leave, policy: PolicyValues, *, student_code: str, contact_phone: str, student_name: str) -> History:
    """Leaves in the current block of lessons, and late ones in the calendar year; declined and withdrawn ones not."""
    since = window_start(leave.days, policy)
    if since is None:
        return History()
    year = leave.days[0].year
    rows = (_BY_CODE if student_code else _BY_NAME).rows(
        {
            _CODE: student_code,
            _PHONE: contact_phone,
            _NAME: fold(student_name),
            date.min: min(since, date(year, 1, 1)),
            date.max: date(year, 12, 31),
        }
    )
    earlier = [_Earlier(json.loads(payload), flags, day) for payload, flags, day in rows]
    return _counted(earlier, leave, since)


def _counted(rows: Iterable[_Earlier], leave: Leave, since: date) -> History:
    until, year = leave.days[0], leave.days[0].year
    in_block = [row for row in rows if since <= row.key_date <= until]
    return History(
        leaves_used=_lessons([from_answers(row.payload) for row in in_block], leave),
        late_used=sum(bool(_LATE & set(row.flags)) for row in rows if row.key_date.year == year),
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
