"""What one slip says, in words for the office: its flags with their rules, its answers, and how to reach the family."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import structlog

from forms_intake import policies
from forms_intake.admin import files, handover, holds
from forms_intake.admin.submissions import answer_groups, failure
from forms_intake.enums import Flag
from forms_intake.models import Submission
from forms_intake.policies import UnknownPolicy
from forms_intake.rules.sentences import Consequence
from forms_intake.sensitive import may_read, present
from forms_intake.slips.online import SLIPS
from forms_intake.slips.rows import Group, Row
from school import phones
from school.encryption import Undecryptable

log = structlog.get_logger(__name__)
_PHONE = "id_contact_phone"
_LOUD = (Flag.POSSIBLE_SPAM, Flag.MINOR_NO_GUARDIAN)


@dataclass(frozen=True)
class Contact:
    """How to reach the family."""

    rows: list[Row]
    phone: str
    tel: str
    has_zalo: bool


def consequences(row: Submission) -> list[Consequence]:
    """The rules that the slip has touched, as its sender was told.

    Not that the office was closed then: that is a word for families, and no longer true for whoever reads it at work.
    """
    slip = SLIPS.get(row.form_type)
    if slip is None or row.purged_at or "facts" not in row.payload:
        return []
    try:
        policy = policies.at(row.form_type, row.policy_version)
    except UnknownPolicy:
        return []
    told = [flag for flag in row.flags if flag != Flag.OUT_OF_HOURS]
    return slip.retell(told, row.payload["facts"], policy)


def flags(row: Submission, told: list[Consequence]) -> list[tuple[str, str]]:
    """Tone and word of each flag that no sentence tells already."""
    known = {consequence.flag for consequence in told} - {Flag.OUT_OF_HOURS}
    left = [Flag(flag) for flag in row.flags if flag not in known]
    return [("warning" if flag in _LOUD else "", str(flag.label)) for flag in left]


def answers(row: Submission) -> tuple[list[Group], Contact]:
    """What was filled in, and apart from it the block that all slips share. Of a forgotten sender nothing is left."""
    groups = [] if row.purged_at else _groups(row)
    shared = [group for group in groups if any(line.anchor == _PHONE for line in group.rows)]
    lines = [line for group in shared for line in group.rows if line.anchor != _PHONE]
    number = str(row.contact_phone)
    has_zalo = bool(row.payload.get("contact_has_zalo"))
    contact = Contact(lines, phones.unbroken(number) if number else "", number, has_zalo)
    return [group for group in groups if group not in shared], contact


def _groups(row: Submission) -> list[Group]:
    """In words; answers that are not those of the form by their keys, for a slip must open whatever is in it."""
    try:
        return answer_groups(row)
    except (KeyError, ValueError, TypeError):
        log.error("slip.untold", submission=row.pk, form_type=row.form_type)
        return [Group(row.get_form_type_display(), [Row(key, str(value), "") for key, value in row.payload.items()])]


def apart(row: Submission, reader: Any) -> dict[str, Any]:
    """Which sensitive answers there are, and which of them the reader may open; nothing of what they say."""
    try:
        return {"sensitive": [(answer, may_read(reader, answer)) for answer in present(row)]}
    except Undecryptable:
        return {"sensitive": [], "is_sensitive_lost": True}


def panels(row: Submission, reader: Any) -> Iterator[tuple[str, Any]]:
    """What some slips have and others have not."""
    yield "failure", failure(row, reader)
    yield "files", files.shown(row)
    yield "is_private", files.is_private(row)
    yield "receiver", handover.facts(row, reader)
    yield "hold_facts", holds.facts(row, reader)
