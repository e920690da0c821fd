"""The change slip for reading: rows of the check page and of the receipt, and its rules in a few lines."""

from django.db.models import TextChoices
from django.utils.translation import gettext as _

from catalog.prices import dong
from forms_intake.policies import PolicyValues
from forms_intake.slips import rows, slots
from forms_intake.slips.change import ChangeForm
from forms_intake.slips.change_choices import (
    ChangeKind,
    CourseReason,
    LessonsPerWeek,
    ScheduleScope,
    TeacherGender,
    TeacherReason,
)
from forms_intake.slips.choices import UNKNOWN
from forms_intake.slips.rows import Answers, Group, Row


def rule_lines(policy: PolicyValues) -> list[str]:
    """The rules of a change, with the numbers in force."""
    return [
        _("To move one lesson, give notice at least %(hours)s hours ahead.") % {"hours": policy.leave_notice_hours},
        _("For another course, send the slip at least %(days)s days ahead.") % {"days": policy.change_notice_days},
        _("In one course the fixed times can change %(slots)s times, and the teacher %(teachers)s times.")
        % {"slots": policy.change_slot_quota, "teachers": policy.change_teacher_quota},
        _("A higher fee is paid up; where the fee is lower, nothing is refunded."),
        _("What does not fit these rules is accepted too. The school then looks for a way and answers you."),
    ]


def groups(answers: Answers) -> list[Group]:
    """Everything that was answered, what changes first."""
    blocks = [
        Group(_("What changes"), [*_start(answers), *_extra(answers)]),
        Group(str(ChangeKind.SCHEDULE.label), _schedule(answers)),
        Group(str(ChangeKind.TEACHER.label), _teacher(answers)),
        Group(str(ChangeKind.COURSE.label), _course(answers)),
    ]
    return [*(block for block in blocks if block.rows), rows.people(answers), *rows.confirmed(answers, ChangeForm)]


def receipt(answers: Answers) -> list[Row]:
    """What the confirmation repeats."""
    return [*rows.text(answers, "student_name", _("Student")), *_start(answers)]


def kinds(answers: Answers) -> str:
    """What is to change, in words: Timetable + Teacher."""
    chosen = [label(ChangeKind, key) for key in answers.get("change_kinds", [])]
    return " + ".join(filter(None, chosen))


def label(choices: type[TextChoices], key: object) -> str:
    """The words for a stored key; empty for one that is not there."""
    return str(choices(key).label) if key in choices.values else ""


def _start(answers: Answers) -> list[Row]:
    return [
        Row(_("What to change"), kinds(answers), "id_change_kinds_0"),
        *rows.text(answers, "course_text", _("Current class")),
        *_day(answers, "effective_date", _("Effective from")),
    ]


def _extra(answers: Answers) -> list[Row]:
    return [
        *rows.files(answers, "attachments", _("Attachments")),
        *rows.text(answers, "note", _("Anything else")),
    ]


def _schedule(answers: Answers) -> list[Row]:
    return [
        *_chosen(answers, "schedule_scope", _("Scope"), ScheduleScope),
        *_day(answers, "once_date", _("Lesson to move (date)")),
        *rows.text(answers, "once_time", _("Lesson to move (time)")),
        *_day(answers, "temporary_until", _("Until")),
        *_slots(answers, "current_slot", _("Current slot")),
        *_slots(answers, "new_slots", _("New times")),
        *_chosen(answers, "lessons_per_week", _("Lessons a week"), LessonsPerWeek),
        *_ticked(answers, "accept_other_teacher", _("Another teacher"), _("Another teacher if needed for the slot")),
    ]


def _teacher(answers: Answers) -> list[Row]:
    detail = answers.get("reason_detail", "") if "course_reason" not in answers else ""
    return [
        *_named(answers, "current_teacher", _("Current teacher")),
        *_named(answers, "wanted_teacher", _("Wanted teacher")),
        *_chosen(answers, "teacher_gender", _("Prefer to learn with"), TeacherGender),
        *_chosen(answers, "teacher_reason", _("Reason for another teacher"), TeacherReason),
        *rows.text({"reason_detail": detail}, "reason_detail", _("Details")),
        *rows.text(answers, "private_note", _("Private note to the manager")),
    ]


def _course(answers: Answers) -> list[Row]:
    detail = answers.get("reason_detail", "") if "course_reason" in answers else ""
    return [
        *_priced(answers, "current_course", _("Current course")),
        *_priced(answers, "wanted_course", _("Wanted course")),
        *_chosen(answers, "course_reason", _("Reason for another course"), CourseReason),
        *rows.text({"reason_detail": detail}, "reason_detail", _("Details")),
    ]


def _day(answers: Answers, key: str, label: str) -> list[Row]:
    return [Row(label, rows.day(answers[key]), f"id_{key}_day")] if answers.get(key) else []


def _chosen(answers: Answers, key: str, words: str, choices: type[TextChoices]) -> list[Row]:
    return [Row(words, label(choices, answers[key]), f"id_{key}_0")] if answers.get(key) else []


def _ticked(answers: Answers, key: str, words: str, value: str) -> list[Row]:
    return [Row(words, value, f"id_{key}")] if answers.get(key) else []


def _slots(answers: Answers, key: str, words: str) -> list[Row]:
    # Word joiners: a line end between the two times would read as one time alone.
    wanted = [slots.words(slot).replace("–", "\u2060–\u2060") for slot in answers.get(key, [])]
    return [Row(words, "; ".join(wanted), f"id_{key}_1_weekday")] if wanted else []


def _named(answers: Answers, key: str, words: str) -> list[Row]:
    if answers.get(key) == UNKNOWN:
        return [Row(words, _("Do not remember / other"), f"id_{key}")]
    return rows.text(answers, f"{key}_name", words, key)


def _priced(answers: Answers, key: str, words: str) -> list[Row]:
    if answers.get(key) == UNKNOWN:
        unsure = key == "wanted_course"
        said = _("Not sure, the school suggests one") if unsure else _("Do not remember / other")
        return [Row(words, said, f"id_{key}")]
    if f"{key}_name" not in answers:
        return []
    return [Row(words, f"{answers[f'{key}_name']} · {dong(answers[f'{key}_price'])}", f"id_{key}")]
