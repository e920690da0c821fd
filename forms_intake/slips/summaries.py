"""What a slip asks, in one short line for lists: T6 21/08 17:30 · cô Hà. Names of students stand elsewhere."""

from collections.abc import Callable, Mapping
from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext_lazy

from forms_intake.enums import FormType
from forms_intake.slips import change_rows, transfer_rows
from forms_intake.slips.choices import LeaveKind
from forms_intake.slips.rows import Answers
from forms_intake.slips.student_info_choices import Purpose
from forms_intake.slips.transfer_choices import TransferKind

_WEEKDAYS = (
    pgettext_lazy("weekday", "Mon"),
    pgettext_lazy("weekday", "Tue"),
    pgettext_lazy("weekday", "Wed"),
    pgettext_lazy("weekday", "Thu"),
    pgettext_lazy("weekday", "Fri"),
    pgettext_lazy("weekday", "Sat"),
    pgettext_lazy("weekday", "Sun"),
)
# What a purged slip, or one of an older form, no longer says.
_GONE = (KeyError, TypeError, ValueError, AttributeError, IndexError)


def of(form_type: str, answers: Answers) -> str:
    """The line; what the answers do not tell is left out."""
    parts = (_said(part, answers) for part in PARTS.get(FormType(form_type), ()))
    return " · ".join(filter(None, parts))


def weekday(day: date) -> str:
    """T6, as timetables write it."""
    return str(_WEEKDAYS[day.weekday()])


def short(day: date) -> str:
    """T6 21/08, as timetables write it."""
    return f"{weekday(day)} {day:%d/%m}"


def _said(part: Callable[[Answers], str], answers: Answers) -> str:
    try:
        return part(answers)
    except _GONE:
        return ""


def _day(answers: Answers, key: str) -> date:
    return date.fromisoformat(answers[key])


def _lessons_away(answers: Answers) -> str:
    """The lesson, the first of several, or the first and the last day."""
    if answers["leave_kind"] == LeaveKind.RANGE:
        return f"{_day(answers, 'date_from'):%d/%m} → {_day(answers, 'date_to'):%d/%m}"
    if answers["leave_kind"] == LeaveKind.SEVERAL:
        days = answers["lesson_dates"]
        more = ngettext("%(n)s lesson", "%(n)s lessons", len(days)) % {"n": len(days)}
        return f"{short(date.fromisoformat(days[0]))} ({more})"
    return f"{short(_day(answers, 'lesson_date'))} {answers.get('lesson_time', '')}".strip()


def _text(key: str) -> Callable[[Answers], str]:
    return lambda answers: str(answers[key])


def _held(answers: Answers) -> str:
    months = str(answers.get("hold_months", ""))
    period = f"{_day(answers, 'hold_start'):%d/%m} → {_day(answers, 'hold_end'):%d/%m}"
    if not months.isdigit():
        return period
    length = ngettext("%(n)s month", "%(n)s months", int(months)) % {"n": int(months)}
    return f"{period} ({length})"


def _back(answers: Answers) -> str:
    return _("back on %(day)s") % {"day": f"{_day(answers, 'return_date'):%d/%m}"}


def _changes(answers: Answers) -> str:
    """What is to change, and from when."""
    what = change_rows.kinds(answers).replace(" + ", ", ").lower()
    since = (
        _("from %(day)s") % {"day": f"{_day(answers, 'effective_date'):%d/%m}"} if "effective_date" in answers else ""
    )
    return f"{what} {since}".strip()


def _goes_to(answers: Answers) -> str:
    """The receiver and how they are related, or the branch."""
    if answers["transfer_kind"] == TransferKind.BRANCH:
        return f"→ {answers['to_branch_name']}"
    return f"→ {answers['receiver_name']} ({transfer_rows.relationship(answers).lower()})"


def _purpose(answers: Answers) -> str:
    return str(Purpose(answers["purpose"]).label).lower()


def _age(answers: Answers) -> str:
    return _("%(years)s years old") % {"years": int(answers["facts"]["age"])}


def _courses(answers: Answers) -> str:
    first, more = answers["courses"][0]["name"], len(answers["courses"]) - 1
    return f"{first} +{more}" if more else str(first)


def _effective(answers: Answers) -> str:
    return date_format(_day(answers, "effective_date"), "d/m")


# Beside each slip what its line says, the most telling first: a narrow list shows the beginning.
PARTS: Mapping[FormType, tuple[Callable[[Answers], str], ...]] = {
    FormType.STUDENT_INFO: (_purpose, _age, _courses),
    FormType.LEAVE_REQUEST: (_lessons_away, _text("teacher_name")),
    FormType.TRANSFER: (_goes_to, transfer_rows.lessons, _effective),
    FormType.HOLD: (_held, _back),
    FormType.CHANGE: (_changes,),
}
