"""What the school knows of whoever opens a slip, by the names of the slip's fields."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from django.utils.crypto import salted_hmac

from forms_intake.models import PersonalLink
from forms_intake.slips.block_a import BlockA
from forms_intake.slips.fields import Choice, Several
from forms_intake.slips.rows import Group, Row
from forms_intake.status import masks
from school import phones

# As they stand on the page (slips.md, section 3).
BLOCK_A = (
    *("submitter_role", "student_name", "student_code", "branch", "contact_name", "contact_relationship"),
    *("contact_phone", "contact_has_zalo", "contact_email"),
)
# Never shown to the holder of a link: it may have been passed on.
KEPT = ("contact_phone", "contact_email")


@dataclass(frozen=True)
class Student:
    """One of a family's students, by the slip that named them last."""

    reference: str
    name: str
    is_chosen: bool


@dataclass(frozen=True, kw_only=True)
class Known:
    """`initial` stands in the form; `kept` stands in for an answer that is left empty, and is never shown."""

    initial: Mapping[str, Any] = field(default_factory=dict)
    kept: Mapping[str, str] = field(default_factory=dict)
    link: PersonalLink | None = None
    students: tuple[Student, ...] = ()

    def mark(self) -> str:
        """Differs with the data, so that a draft of one student never comes back into the form of another."""
        if not self.initial:
            return ""
        told = json.dumps([dict(self.initial), dict(self.kept)], sort_keys=True, default=str)
        return "-" + salted_hmac("forms_intake.known", told).hexdigest()[:8]


NOTHING = Known()


def fitting(form: BlockA, values: Mapping[str, Any]) -> dict[str, Any]:
    """Of the values, those that this form asks for; a choice that it does not offer (any more) is left out."""
    return {name: value for name, value in values.items() if name in form.fields and _is_offered(form, name, value)}


def _is_offered(form: BlockA, name: str, value: Any) -> bool:
    match form.fields[name]:
        case Choice() as one:
            return one.valid_value(value)
        case Several() as several:
            return all(several.valid_value(key) for key in value)
        case _:
            return True


def hidden(kept: Mapping[str, str]) -> dict[str, str]:
    """The kept answers as their owner knows them again; as on the status page, so that both together tell no more."""
    return {name: masks.masked(phones.grouped(value)) for name, value in kept.items() if value}


def without(groups: Iterable[Group], known: Known, form: BlockA) -> list[Group]:
    """The groups for reading, with the dots in place of what the holder of a link did not type."""
    dots = {f"id_{name}": shown for name, shown in hidden(known.kept).items() if not form.data.get(name)}
    return [replace(group, rows=[_dotted(row, dots) for row in group.rows]) for group in groups]


def _dotted(row: Row, dots: Mapping[str, str]) -> Row:
    return replace(row, value=dots[row.anchor]) if row.anchor in dots else row
