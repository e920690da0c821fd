"""Stored answers of the student-info slip in words: the same on every page, in every card and letter."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from django import forms
from django.db.models import TextChoices
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from catalog.prices import dong
from forms_intake.slips import rows, slots
from forms_intake.slips.choices import Channel, Level, Relationship
from forms_intake.slips.rows import Answers, Row
from forms_intake.slips.student_info import StudentInfoForm
from forms_intake.slips.student_info_choices import Gender, Goal, Instrument, Media, Minutes, Mode, Referral
from forms_intake.slips.student_info_provinces import PROVINCES
from school import phones

_CHOICES: Mapping[str, type[TextChoices]] = {
    "gender": Gender,
    "guardian_relationship": Relationship,
    "lesson_mode": Mode,
    "lesson_minutes": Minutes,
    "level": Level,
    "instrument_at_home": Instrument,
    "goal": Goal,
    "consent_media": Media,
    "contact_channel": Channel,
    "referral": Referral,
}
_NUMBERS = ("date_of_birth", "start_date", "invoice_tax_code")


def say(key: str, answers: Answers) -> str:
    """One answer in words; empty when it was not given."""
    value = answers.get(key)
    if not value:
        return ""
    if own := _OWN.get(key):
        return own(answers)
    if key in _CHOICES:
        chosen = value if isinstance(value, list) else [value]
        return ", ".join(str(_CHOICES[key](one).label) for one in chosen)
    if value is True:
        return _("Yes")
    return phones.unbroken(value) if key.endswith("_phone") else str(value)


def row(key: str, answers: Answers) -> list[Row]:
    """A row for one answer, none when it was not given."""
    value = say(key, answers)
    is_number = key in _NUMBERS or key.endswith("_phone")
    return [Row(label(key), value, _anchor(key), is_number)] if value else []


def label(key: str) -> str:
    """What the form calls the question; of the health note's consent without the note, which stands nowhere else."""
    if key == "consent_health":
        return _("Consent to store health information")
    return str(StudentInfoForm.base_fields[key].label)


def _anchor(key: str) -> str:
    widget = StudentInfoForm.base_fields[key].widget
    if isinstance(widget, forms.RadioSelect | forms.CheckboxSelectMultiple):
        return f"id_{key}_0"
    return str(widget.id_for_label(f"id_{key}"))


def course_names(answers: Answers) -> str:
    """The wanted courses by name alone."""
    return ", ".join(str(one["name"]) for one in answers.get("courses", []))


def _courses(answers: Answers) -> str:
    return "\n".join(f"{one['name']} · {dong(int(one['price']))}" for one in answers.get("courses", []))


def _slots(answers: Answers) -> str:
    # Word joiners: a line end between the two times would read as one time alone.
    return "\n".join(slots.words(slot).replace("–", "\u2060–\u2060") for slot in answers["preferred_slots"])


_OWN: Mapping[str, Callable[[Mapping[str, Any]], str]] = {
    "date_of_birth": lambda answers: date_format(date.fromisoformat(answers["date_of_birth"])),
    "start_date": lambda answers: rows.day(answers["start_date"]),
    "province": lambda answers: PROVINCES.get(answers["province"], ""),
    "course_interest": _courses,
    "preferred_slots": _slots,
    "preferred_teacher": lambda answers: str(answers.get("preferred_teacher_name", "")),
    "photo": lambda answers: "\n".join(answers["photo"]),
}
