"""The leave request for reading: rows of the check page and of the receipt, and its rules in a few lines."""

from django.utils.translation import gettext as _

from forms_intake.policies import PolicyValues
from forms_intake.slips import rows, slots
from forms_intake.slips.choices import LeaveKind, LeaveReason, MakeupWish
from forms_intake.slips.leave_request import LeaveRequestForm
from forms_intake.slips.rows import Answers, Group, Row


def rule_lines(policy: PolicyValues) -> list[str]:
    """The rules of a leave, with the numbers in force."""
    lines = [
        _("Give notice at least %(hours)s hours ahead.") % {"hours": policy.leave_notice_hours},
        _("In %(lessons)s lessons, %(quota)s leaves can be made up.")
        % {"lessons": policy.leave_quota_lessons, "quota": policy.leave_quota},
        _("A make-up lesson must be taken within %(days)s days of the leave.") % {"days": policy.makeup_expiry_days},
        _("Late notice is accepted too. The lesson may then count as taken."),
    ]
    return lines if policy.makeup_max_open else [line for line in lines if line not in lines[1:3]]


def groups(answers: Answers) -> list[Group]:
    """Everything that was answered, the lesson first."""
    lesson = [
        *when(answers),
        *rows.text(answers, "course_text", _("Class or course")),
        *rows.text(answers, "teacher_name", _("Teacher"), "teacher"),
        _reason(answers),
        *_makeup(answers),
        *_online(answers),
        *rows.files(answers, "attachments", _("Attachments")),
        *rows.text(answers, "note", _("Anything else")),
    ]
    return [Group(_("The lesson"), lesson), rows.people(answers), *rows.confirmed(answers, LeaveRequestForm)]


def receipt(answers: Answers) -> list[Row]:
    """What the confirmation repeats."""
    return [*rows.text(answers, "student_name", _("Student")), *when(answers), *_makeup(answers)]


def when(answers: Answers) -> list[Row]:
    """Day and time, all days, or first and last day."""
    kind = answers["leave_kind"]
    if kind == LeaveKind.SINGLE:
        return [
            Row(_("Lesson date"), rows.day(answers["lesson_date"]), "id_lesson_date_day"),
            Row(_("Lesson time"), answers["lesson_time"], "id_lesson_time", is_number=True),
        ]
    if kind == LeaveKind.SEVERAL:
        days = "; ".join(rows.day(day) for day in answers["lesson_dates"])
        return [Row(_("Lesson dates"), days, "id_lesson_dates_1_day")]
    return [
        Row(_("First day away"), rows.day(answers["date_from"]), "id_date_from_day"),
        Row(_("Last day away"), rows.day(answers["date_to"]), "id_date_to_day"),
    ]


def _reason(answers: Answers) -> Row:
    reason = str(LeaveReason(answers["reason"]).label)
    detail = answers.get("reason_detail")
    return Row(_("Reason"), f"{reason}: {detail}" if detail else reason, "id_reason_0")


def _makeup(answers: Answers) -> list[Row]:
    wish = answers.get("makeup_wanted")
    if not wish:
        return []
    # Word joiners: a line end between the two times would read as one time alone.
    details = [slots.words(slot).replace("–", "\u2060–\u2060") for slot in answers.get("makeup_slots", [])]
    if "makeup_date" in answers:
        details.append(rows.day(answers["makeup_date"]))
    if answers.get("makeup_other_teacher"):
        details.append(_("another teacher is fine"))
    label = str(MakeupWish(wish).label)
    return [Row(_("Make-up lesson"), f"{label}: {'; '.join(details)}" if details else label, "id_makeup_wanted_0")]


def _online(answers: Answers) -> list[Row]:
    return [Row(_("Online"), _("This lesson could be held online"), "id_online_ok")] if answers.get("online_ok") else []
