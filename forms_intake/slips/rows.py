"""Answers as rows for reading, made from what is stored, so that check, confirmation and later pages agree."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from forms_intake.slips.choices import Relationship, SubmitterRole, Weekday
from school import phones

if TYPE_CHECKING:
    from forms_intake.slips.block_a import BlockA

Answers = Mapping[str, Any]


@dataclass(frozen=True)
class Row:
    """One line; `anchor` is the id of the control that changes it."""

    label: str
    value: str
    anchor: str
    is_number: bool = False
    # What the sender may still do about it; nobody else is told.
    hint: str = ""

    @property
    def told(self) -> str:
        """The value for the sender."""
        return f"{self.value}. {self.hint}" if self.hint else self.value


@dataclass(frozen=True)
class Group:
    """Rows under one heading."""

    title: str
    rows: list[Row]


def day(iso: str) -> str:
    """A stored date for reading: Friday, 21/08/2026."""
    value = date.fromisoformat(iso)
    return f"{list(Weekday)[value.weekday()].label}, {date_format(value)}"


def people(answers: Answers) -> Group:
    """Block A: the student and how to reach the family."""
    return Group(
        _("Student and contact"),
        [
            _role(answers),
            *text(answers, "student_name", _("Student")),
            *text(answers, "student_code", _("Student code")),
            *text(answers, "branch_name", _("Current branch"), "branch"),
            *_contact(answers),
            _phone(answers),
            *text(answers, "contact_email", _("E-mail")),
        ],
    )


def text(answers: Answers, key: str, label: str, control: str = "") -> list[Row]:
    """A row for a text that was given, else none."""
    value = answers.get(key)
    return [Row(label, str(value), f"id_{control or key}")] if value else []


def files(answers: Answers, key: str, label: str) -> list[Row]:
    """The names of the papers that came along, or that they may follow."""
    names = answers.get(key, [])
    if not names:
        return [Row(label, _("None yet"), f"id_{key}", hint=_("You can add them later"))]
    return [Row(label, "\n".join(names), f"id_{key}")]


def confirmed(answers: Answers, form: "type[BlockA]") -> list[Group]:
    """What was ticked, in the words of the form: what is stored is shown."""
    said = [str(form.base_fields[name].label) for name in form.CONFIRMED if answers.get(name)]
    row = Row(pgettext("slip", "Confirmed"), "\n".join(said), "id_policy_ack")
    return [Group(_("Confirmation"), [row])] if said else []


def _role(answers: Answers) -> Row:
    return Row(_("Who is filling this in"), str(SubmitterRole(answers["submitter_role"]).label), "id_submitter_role_0")


def _contact(answers: Answers) -> list[Row]:
    if answers["submitter_role"] == SubmitterRole.STUDENT:
        return []
    relation = answers.get("contact_relationship")
    name = answers["contact_name"] + (f" ({str(Relationship(relation).label).lower()})" if relation else "")
    return [Row(_("Contact person"), name, "id_contact_name")]


def _phone(answers: Answers) -> Row:
    number = phones.unbroken(answers["contact_phone"])
    on_zalo = _("%(number)s, on Zalo") % {"number": number} if answers.get("contact_has_zalo") else number
    return Row(_("Phone number"), on_zalo, "id_contact_phone", is_number=True)
