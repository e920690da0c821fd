"""From a row of text to a person, or to sentences that say what to correct. Asks no database."""

from dataclasses import dataclass, field

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from accounts.enums import Language, Role
from accounts.importing.columns import language_of, role_of
from accounts.importing.reading import Row
from accounts.signing import fields
from accounts.student_codes import CodeField
from school.csv_text import FORMULA_SIGNS


@dataclass(frozen=True)
class Person:
    """Who a row is about; `errors` is empty when everything can be used."""

    name: str = ""
    email: str = ""
    phone: str = ""
    role: str = ""
    language: str = Language.VIETNAMESE.value
    student_code: str = ""
    errors: tuple[str, ...] = field(default=())


def read(row: Row) -> Person:
    """The person in a row, with each cell cleaned as the sign-up cleans it."""
    cells, errors = row.cells, list[str]()
    name = _cleaned(fields.PersonName(), cells["name"], errors)
    if cells["name"].lstrip().startswith(FORMULA_SIGNS):
        errors.append(_("Name: begin with a letter, not with = + - or @"))
    email = _cleaned(fields.Email(), cells["email"], errors)
    # Excel keeps the leading zero of a number behind an apostrophe, and drops it without one.
    typed = cells["phone"].strip().removeprefix("'")
    phone = _cleaned(fields.Phone(required=False), f"0{typed}" if _lost_zero(typed) else typed, errors)
    role = role_of(cells["role"])
    if not role:
        errors.append(_("Role: write administrator, office staff, teacher or student"))
    language = language_of(cells["language"]) if cells["language"].strip() else Language.VIETNAMESE.value
    if not language:
        errors.append(_("Language: write vi or en, or leave it empty"))
    code = _cleaned(CodeField(), cells["student_code"], errors)
    if code and role and role != Role.STUDENT:
        errors.append(_("Student code: only students have one"))
    if row.has_more:
        errors.append(_("There are more cells than headings: put cells with commas between quotation marks"))
    return Person(name, email, phone, role, language, code, tuple(errors))


def _cleaned(box: forms.Field, cell: str, errors: list[str]) -> str:
    try:
        return str(box.clean(cell))
    except ValidationError as refused:
        errors.extend(f"{box.label}: {message}" for message in refused.messages)
        return ""


def _lost_zero(typed: str) -> bool:
    return len(typed) == 9 and typed.isascii() and typed.isdigit()
