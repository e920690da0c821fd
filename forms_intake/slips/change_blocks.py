"""What each change asks for: other times, another teacher, another course (slips.md section 8)."""

from collections.abc import Mapping

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from forms_intake.slips.base import SlipForm, When
from forms_intake.slips.change_choices import (
    ChangeKind,
    CourseReason,
    LessonsPerWeek,
    ScheduleScope,
    TeacherGender,
    TeacherReason,
)
from forms_intake.slips.choices import TIMES
from forms_intake.slips.dates import DateField
from forms_intake.slips.fields import Choice, Text, Tick
from forms_intake.slips.files import FilesField
from forms_intake.slips.slots import SlotsField

FUTURE = 180  # days, as every day ahead (slips.md section 2)
TEMPORARY_WITHIN = 90  # days, from the day on which the change begins
LASTING = (ScheduleScope.FIXED.value, ScheduleScope.TEMPORARY.value)


def _with(*kinds: ChangeKind, required: bool = True) -> When:
    return When("change_kinds", tuple(kind.value for kind in kinds), required=required)


class ScheduleBlock(SlipForm):
    """Which lesson or which fixed time moves, and where to."""

    schedule_scope = Choice(
        label=_("Scope"),
        options=ScheduleScope.choices,
        missing=_("Choose one lesson, the fixed times or a while"),
        required=False,
    )
    once_date = DateField(
        label=_("Lesson to move (date)"),
        named=_("Date of the lesson to move"),
        days=FUTURE,
        quick=True,
        required=False,
    )
    once_time = Choice(
        label=_("Lesson to move (time)"),
        missing=_("Choose the time of the lesson to move"),
        help_text=_("To work out how early the notice is"),
        options=TIMES,
        listed=True,
        width="w-12 num",
        required=False,
    )
    temporary_until = DateField(
        label=_("Until"),
        named=_("Last day of the change"),
        missing=_("Enter the last day of the change"),
        help_text=format_lazy(_("At most {days} days"), days=TEMPORARY_WITHIN),
        days=FUTURE + TEMPORARY_WITHIN,
        required=False,
    )
    current_slot = SlotsField(
        label=_("Current slot"), most=1, missing=_("Choose weekday, from and to of the current lesson"), required=False
    )
    new_slots = SlotsField(
        label=_("New times"),
        help_text=_("The time you like best first"),
        missing=_("Choose at least one new time"),
        required=False,
    )
    lessons_per_week = Choice(label=_("Lessons a week"), options=LessonsPerWeek.choices, columns="pair", required=False)
    accept_other_teacher = Tick(label=_("Another teacher if needed for the slot"), required=False)


class TeacherBlock(SlipForm):
    """Whom the student leaves and why, and what only the management reads of it."""

    current_teacher = Choice(label=_("Current teacher"), listed=True, required=False)
    teacher_reason = Choice(
        label=_("Reason for another teacher"), options=TeacherReason.choices, columns="2", required=False
    )
    wanted_teacher = Choice(
        label=_("Wanted teacher"),
        help_text=_("Leave it empty and the school suggests somebody"),
        listed=True,
        required=False,
    )
    teacher_gender = Choice(label=_("Prefer to learn with"), options=TeacherGender.choices, columns="3", required=False)
    private_note = Text(
        label=_("Private note to the manager"),
        help_text=_("Teachers cannot read this"),
        limit=1000,
        lines=True,
        required=False,
    )


class CourseBlock(SlipForm):
    """From which course to which, and that the fees may differ."""

    current_course = Choice(label=_("Current course"), listed=True, required=False)
    wanted_course = Choice(
        label=_("Wanted course"),
        help_text=_("With its price; the difference is shown below"),
        listed=True,
        required=False,
    )
    course_reason = Choice(
        label=_("Reason for another course"), options=CourseReason.choices, columns="2", required=False
    )
    difference_ack = Tick(
        label=_("I understand that I may have to pay more, and that nothing is refunded where the fee is lower"),
        missing=_("Tick to confirm the rule about different fees"),
        required=False,
    )


class DetailBlock(SlipForm):
    """What no list of reasons holds."""

    reason_detail = Text(
        label=_("Details"),
        help_text=_("Needed when the reason is “Other”"),
        missing=_("Enter details of the reason for the change"),
        limit=500,
        least=3,
        lines=True,
        required=False,
    )
    attachments = FilesField(label=_("Attachments"))


_SCHEDULE, _TEACHER, _COURSE = ChangeKind
CONDITIONS: Mapping[str, When] = {
    "schedule_scope": _with(_SCHEDULE),
    "once_date": When("schedule_scope", (ScheduleScope.ONCE.value,)),
    "once_time": When("schedule_scope", (ScheduleScope.ONCE.value,)),
    "temporary_until": When("schedule_scope", (ScheduleScope.TEMPORARY.value,)),
    "current_slot": When("schedule_scope", LASTING),
    "new_slots": _with(_SCHEDULE),
    "lessons_per_week": When("schedule_scope", LASTING, required=False),
    "accept_other_teacher": _with(_SCHEDULE, required=False),
    "current_teacher": _with(_TEACHER),
    "teacher_reason": _with(_TEACHER),
    "wanted_teacher": _with(_TEACHER, required=False),
    "teacher_gender": _with(_TEACHER, required=False),
    "private_note": _with(_TEACHER, required=False),
    "current_course": _with(_COURSE),
    "wanted_course": _with(_COURSE),
    "course_reason": _with(_COURSE),
    "difference_ack": _with(_COURSE),
    "reason_detail": _with(_TEACHER, _COURSE, required=False),
}
NESTED: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "schedule_scope": {
        ScheduleScope.ONCE.value: ("once_date", "once_time"),
        ScheduleScope.TEMPORARY.value: ("temporary_until",),
    },
}
