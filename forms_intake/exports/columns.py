"""The columns of an export, and how a slip becomes a row. Health, private notes and notes of the office have none."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

from django.db.models import CharField
from django.db.models.functions import Cast
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from forms_intake.enums import ExportContent, Flag, FormType, LarkStatus, Source, WorkStatus
from forms_intake.exports.answers import Answers
from forms_intake.exports.cells import Cell
from forms_intake.exports.writers import Column, Kind
from forms_intake.models import Submission
from school import clock, phones

_Say = Callable[[Any], Cell]


@dataclass(frozen=True)
class Sheet:
    """Which columns, which values they need of a slip, and the row that these make."""

    columns: Sequence[Column]
    paths: Sequence[str]
    row: Callable[[Sequence[Any]], list[Cell]]

    def values(self, pks: Sequence[int]) -> dict[int, Sequence[Any]]:
        """What the database says of these slips, by their keys; nothing of those that are gone."""
        # As text: to make a telephone number of each would take longer than all the rest.
        rows = Submission.objects.filter(pk__in=pks).order_by().annotate(phone=Cast("contact_phone", CharField()))
        return {found[0]: found[1:] for found in rows.values_list("pk", *self.paths)}


def sheet(content: str, form_type: str) -> Sheet:
    """The columns in the language that is active, at the school's time."""
    told = _common()
    columns, paths = [column for column, _path, _say in told], [path for _column, path, _say in told]
    says = [say for _column, _path, say in told]
    if content != ExportContent.ANSWERS or not form_type:
        return Sheet(columns, paths, partial(_row, says))
    answers = Answers(form_type)
    return Sheet([*columns, *answers.columns], [*paths, "payload"], partial(_row_with_answers, says, answers))


def _row(says: Sequence[_Say], values: Sequence[Any]) -> list[Cell]:
    return [say(value) for say, value in zip(says, values, strict=True)]


def _row_with_answers(says: Sequence[_Say], answers: Answers, values: Sequence[Any]) -> list[Cell]:
    return [*_row(says, values[:-1]), *answers.cells(values[-1])]


def _common() -> list[tuple[Column, str, _Say]]:
    """What a slip of any kind has."""
    day, moment = partial(Column, kind=Kind.DAY), partial(Column, kind=Kind.MOMENT)
    long = partial(Column, kind=Kind.LONG)
    return [
        (Column(_("Reference")), "reference", _as_it_is),
        (Column(_("Slip")), "form_type", _label(FormType)),
        (moment(_("Sent at")), "submitted_at", _moment),
        (Column(_("Student")), "student_name", _as_it_is),
        (Column(_("Student code")), "student_code", _as_it_is),
        (Column(_("Contact person")), "contact_name", _as_it_is),
        (Column(_("Phone number")), "phone", _phone),
        (Column(_("E-mail")), "contact_email", _as_it_is),
        (Column(_("Branch")), "branch__name", _as_it_is),
        (day(pgettext("export", "Concerns the day")), "key_date", _as_it_is),
        (long(_("Flags")), "flags", _flags),
        (Column(_("Work status")), "work_status", _label(WorkStatus)),
        (long(_("Reason given to the parent")), "status_reason", _as_it_is),
        (moment(_("Status changed at")), "status_at", _moment),
        (Column(_("Assignee")), "assignee__name", _as_it_is),
        (moment(_("Answer promised by")), "due_at", _moment),
        (Column(_("Lark")), "lark_status", _label(LarkStatus)),
        (Column(_("Source")), "source", _label(Source)),
        (moment(_("Archived at")), "archived_at", _moment),
    ]


def _as_it_is(value: Any) -> Cell:
    found: Cell = value
    return found


def _label(choices: Any) -> _Say:
    """The words of a closed list, made once for all rows."""
    return {value: str(label) for value, label in choices.choices}.get


def _flags(stored: Sequence[str]) -> str:
    return "; ".join(str(Flag(flag).label) for flag in stored)


def _moment(at: datetime | None) -> datetime | None:
    return at and timezone.make_naive(clock.at_school(at), timezone.get_default_timezone())


def _phone(e164: str) -> str:
    """With blanks: no spreadsheet takes it for a number and loses the zero."""
    return phones.grouped(e164) if e164 else ""
