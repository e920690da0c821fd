"""What a status page shows of a slip: whoever knows reference and four digits reads no number, address or birthday."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from forms_intake.slips.dates import BirthDate
from forms_intake.slips.fields import StudentCode
from forms_intake.slips.files import FilesField
from forms_intake.slips.rows import Group, Row

if TYPE_CHECKING:
    from forms_intake.models import Submission
    from forms_intake.slips.registry import Slip

_HIDDEN = "•"
# A day or a time, which begins like a number and is shown.
_MOMENT = r"(?<!\d)(?:\d{1,2}/\d{1,2}(?:/\d{2,4})?|\d{1,2}:\d{2})(?!\d)"
# Between two digits of a number: what people write between its groups, unless a day or a time comes next.
_GROUPED = rf"(?:(?:[\s.()\u2010-\u2015_-]{{1,3}}|,)(?!{_MOMENT})|)\d"
# As numbers are dialled at home or from abroad; money begins otherwise, or has fewer digits.
_NUMBER = rf"(?<!\d)(?<!\d[.,])(?:\+\d(?:{_GROUPED}){{7,}}|0(?:{_GROUPED}){{8,}}|84(?:{_GROUPED}){{9,10}}(?!\d))"
_PHONE = re.compile(rf"{_MOMENT}|(?P<number>{_NUMBER})")
_EMAIL = re.compile(r"([^\s@<>()]{1,64})@([^\s@<>()]{1,255})")
_LEFT_OUT = (StudentCode, BirthDate)
# Where somebody lives.
_LEFT_OUT_NAMES = frozenset({"address_line", "ward", "province"})
_SHOWN_DIGITS = 3


def groups(slip: "Slip", submission: "Submission") -> list[Group]:
    """The answers in words, without codes, birthdays and homes; numbers and addresses are masked.

    What is kept apart is not among them. Papers are told as they are by now: some came later.
    """
    fields = slip.form.base_fields
    papers: dict[str, list[str]] = {name: [] for name, field in fields.items() if isinstance(field, FilesField)}
    for name, shown in submission.attachments.order_by("pk").values_list("field", "name"):
        papers.setdefault(name, []).append(shown)
    hidden = [name for name, field in fields.items() if isinstance(field, _LEFT_OUT) or name in _LEFT_OUT_NAMES]
    told = []
    for group in slip.groups(submission.payload):
        rows = [_as_now(row, papers) for row in group.rows if not any(_is_of(row.anchor, name) for name in hidden)]
        if kept := [_masked_row(row) for row in rows if row.value]:
            told.append(Group(group.title, kept))
    return told


def all_masked(told: Iterable[Group]) -> list[Group]:
    """The same answers, none left out, with numbers and addresses masked."""
    return [replace(group, rows=[_masked_row(row) for row in group.rows]) for group in told]


def masked(text: str) -> str:
    """The text with telephone numbers down to their last three digits and the first letter of e-mail addresses."""
    return _EMAIL.sub(_mask_email, _PHONE.sub(_mask_phone, text))


def _as_now(row: Row, papers: Mapping[str, list[str]]) -> Row:
    """A row of papers with those that the school has; any other as it is."""
    names = next((names for field, names in papers.items() if _is_of(row.anchor, field)), None)
    return row if names is None else replace(row, value=", ".join(names))


def _masked_row(row: Row) -> Row:
    return replace(row, value=masked(row.value))


def _mask_phone(found: re.Match[str]) -> str:
    """The same length and the same blanks, so that a number is known again by whoever knows it."""
    number = found[0]
    if not found["number"]:
        return number
    kept = len(number) - _SHOWN_DIGITS
    return "".join(_HIDDEN if sign.isdigit() and at < kept else sign for at, sign in enumerate(number))


def _mask_email(found: re.Match[str]) -> str:
    return f"{found[1][0]}{_HIDDEN * 3}@{found[2]}"


def _is_of(anchor: str, name: str) -> bool:
    """Anchors are the ids of controls: of a question, or of its first choice or box."""
    return re.fullmatch(rf"id_{re.escape(name)}(_\d+)?(_day)?", anchor) is not None
