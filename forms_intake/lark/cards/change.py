"""The card of a change slip (slips.md section 8). The free times of a wanted teacher are not known here: there is no
timetable yet."""

from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from catalog.prices import dong
from forms_intake.enums import Flag
from forms_intake.lark.cards import content
from forms_intake.lark.cards.content import Answers, Content, Line, said, typed
from forms_intake.models import Submission
from forms_intake.slips import change_rows, slots
from forms_intake.slips.change_choices import CourseReason, LessonsPerWeek, ScheduleScope, TeacherGender, TeacherReason
from forms_intake.slips.change_rows import label


def build(submission: Submission) -> Content:
    """What changes from when, one line for each kind with the old and the new, and why."""
    answers = content.answers(submission)
    since = _("from %(day)s") % {"day": said(_since, answers)} if said(_since, answers) else ""
    lines = [
        Line(_("Branch"), str(submission.branch or "")),
        Line(_("Course"), typed(answers, "course_text")),
        Line(_("Times"), said(_times, answers)),
        Line(_("Teacher"), said(_teacher, answers)),
        Line(_("Other course"), said(_course, answers)),
        Line(_("Reason"), said(_reason, answers)),
        Line(_("Changes in this course"), said(_counted, answers)),
        Line(_("To the management"), _("has a private note, see it in the system") if _has_note(submission) else ""),
        content.contact(submission),
        Line(_("Note"), typed(answers, "note")),
    ]
    # Words of the title in small letters: [Change: timetable + teacher].
    kinds = ": ".join(filter(None, [pgettext("card", "Change"), said(change_rows.kinds, answers).lower()]))
    title = " · ".join(filter(None, [f"[{kinds}] {submission.student_name}", since]))
    return content.of(submission, title=title, lines=lines)


def _has_note(submission: Submission) -> bool:
    return Flag.PRIVATE_NOTE.value in submission.flags


def _since(answers: Answers) -> str:
    return f"{date.fromisoformat(answers['effective_date']):%d/%m}" if "effective_date" in answers else ""


def _times(answers: Answers) -> str:
    if "schedule_scope" not in answers:
        return ""
    wanted = "; ".join(slots.words(slot) for slot in answers.get("new_slots", []))
    parts = [f"{label(ScheduleScope, answers['schedule_scope'])}: {_old_time(answers)} → {wanted}"]
    if "temporary_until" in answers:
        parts.append(_("until %(day)s") % {"day": f"{date.fromisoformat(answers['temporary_until']):%d/%m/%Y}"})
    if answers.get("lessons_per_week", LessonsPerWeek.KEEP) != LessonsPerWeek.KEEP:
        parts.append(_("%(lessons)s a week") % {"lessons": label(LessonsPerWeek, answers["lessons_per_week"])})
    if answers.get("accept_other_teacher"):
        parts.append(_("another teacher is fine"))
    return " · ".join(parts)


def _old_time(answers: Answers) -> str:
    if "once_date" in answers:
        return f"{date.fromisoformat(answers['once_date']):%d/%m} {typed(answers, 'once_time')}".strip()
    return "; ".join(slots.words(slot) for slot in answers.get("current_slot", []))


def _teacher(answers: Answers) -> str:
    if "teacher_reason" not in answers:
        return ""
    wanted = typed(answers, "wanted_teacher_name") or _("the school suggests somebody")
    gender = answers.get("teacher_gender")
    wish = label(TeacherGender, gender) if gender != TeacherGender.ANY else ""
    return " · ".join(filter(None, [f"{typed(answers, 'current_teacher_name') or '?'} → {wanted}", wish]))


def _course(answers: Answers) -> str:
    if "course_reason" not in answers:
        return ""
    names = [typed(answers, f"{key}_name") or "?" for key in ("current_course", "wanted_course")]
    difference = answers.get("facts", {}).get("price_difference")
    sign = "+" if (difference or 0) > 0 else "−"
    shown = f"{sign}{dong(abs(difference))}" if difference else ""
    return " · ".join(filter(None, [" → ".join(names), shown]))


def _reason(answers: Answers) -> str:
    reasons = [
        label(TeacherReason, answers.get("teacher_reason")),
        label(CourseReason, answers.get("course_reason")),
        typed(answers, "reason_detail"),
    ]
    return " · ".join(filter(None, reasons))


def _counted(answers: Answers) -> str:
    """How often with this slip, and how often the rules foresee: fixed times 1/2 · teacher 2/2."""
    facts = answers.get("facts", {})
    words = {"slot_changes": _("fixed times"), "teacher_changes": _("teacher")}
    counts = [
        f"{said} {facts[key]}/{facts[f'{key}_allowed']}" for key, said in words.items() if facts.get(key) is not None
    ]
    return " · ".join(counts)
