"""The student-info slip for reading: rows of the check page and of the receipt, and its rules in a few lines."""

from dataclasses import replace

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from forms_intake.policies import PolicyValues
from forms_intake.slips import rows
from forms_intake.slips import student_info_steps as pages
from forms_intake.slips.rows import Answers, Group, Row
from forms_intake.slips.student_info import StudentInfoForm
from forms_intake.slips.student_info_choices import Purpose
from forms_intake.slips.student_info_words import row


def rule_lines(policy: PolicyValues) -> list[str]:
    """What a registration means."""
    return [
        _("Registering costs nothing and binds to nothing until the school and you agree on a course."),
        _("The school answers within %(hours)s working hours.") % {"hours": policy.reply_promise_hours},
        _("Times and teachers are wishes: the school looks for what fits best."),
        _("A health note is stored encrypted. Whoever reads it is recorded."),
        _("Whatever you tell here can be changed with the same slip at any time."),
    ]


def groups(answers: Answers) -> list[Group]:
    """Everything that was answered, in the order of the pages."""
    people = rows.people(answers)
    shown = [
        replace(people, rows=[_purpose(answers), *people.rows]),
        Group(_("Student"), _rows(pages.STUDENT, answers)),
        Group(_("Parents and emergencies"), _rows(pages.PARENTS, answers)),
        Group(_("Course and times"), _rows(pages.COURSE, answers)),
        Group(
            _("Consents and more"), [*_rows(pages.CONSENTS, answers), *rows.text(answers, "note", _("Anything else"))]
        ),
    ]
    return [*(group for group in shown if group.rows), *rows.confirmed(answers, StudentInfoForm)]


def receipt(answers: Answers) -> list[Row]:
    """What the confirmation repeats."""
    wanted = ("course_interest", "preferred_slots", "start_date")
    return [_purpose(answers), *rows.text(answers, "student_name", _("Student")), *_rows(wanted, answers)]


def _rows(keys: tuple[str, ...], answers: Answers) -> list[Row]:
    return [one for key in keys for one in row(key, answers)]


def _purpose(answers: Answers) -> Row:
    return Row(pgettext("slip", "Purpose"), str(Purpose(answers["purpose"]).label), "id_purpose_0")
