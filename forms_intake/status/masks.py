"""What a status page shows of a slip: whoever knows reference and four digits reads no number, address or birthday."""

import re
from typing import TYPE_CHECKING

from forms_intake.slips.dates import BirthDate
from forms_intake.slips.fields import StudentCode
from forms_intake.slips.rows import Group, Row

if TYPE_CHECKING:
    from forms_intake.models import Submission
    from forms_intake.slips.registry import Slip

_HIDDEN = "•"
# As numbers are dialled at home or from abroad, in one piece or in groups; dates, times and money begin otherwise.
_PHONE = re.compile(r"(?<![\d/.:])(?:(?:\+\d|0)(?:[\s.-]?\d){7,}|84(?:\s?\d){9,10})(?![\d/:])")
_EMAIL = re.compile(r"([^\s@<>()]{1,64})@([^\s@<>()]{1,255})")
_LEFT_OUT = (StudentCode, BirthDate)
_SHOWN_DIGITS = 3


def groups(slip: "Slip", submission: "Submission") -> list[Group]:
    """The answers in words, without what is kept apart, codes and birthdays; numbers and addresses are masked."""
    apart = slip.form.SENSITIVE
    payload = {name: value for name, value in submission.payload.items() if name not in apart}
    hidden = [name for name, field in slip.form.base_fields.items() if isinstance(field, _LEFT_OUT)]
    told = []
    for group in slip.groups(payload):
        rows = [_masked_row(row) for row in group.rows if not any(_is_of(row.anchor, name) for name in hidden)]
        if rows:
            told.append(Group(group.title, rows))
    return told


def masked(text: str) -> str:
    """The text with telephone numbers down to their last three digits and the first letter of e-mail addresses."""
    return _EMAIL.sub(_mask_email, _PHONE.sub(_mask_phone, text))


def _masked_row(row: Row) -> Row:
    return Row(row.label, masked(row.value), row.anchor, row.is_number)


def _mask_phone(found: re.Match[str]) -> str:
    """The same length and the same blanks, so that a number is known again by whoever knows it."""
    number = found[0]
    kept = len(number) - _SHOWN_DIGITS
    return "".join(_HIDDEN if sign.isdigit() and at < kept else sign for at, sign in enumerate(number))


def _mask_email(found: re.Match[str]) -> str:
    return f"{found[1][0]}{_HIDDEN * 3}@{found[2]}"


def _is_of(anchor: str, name: str) -> bool:
    """Anchors are the ids of controls: of a question, or of its first choice or box."""
    return re.fullmatch(rf"id_{re.escape(name)}(_\d+)?(_day)?", anchor) is not None
