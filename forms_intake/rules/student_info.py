"""Rules of the student-info slip (slips.md section 4): none has a deadline, so they tell the office what to ask."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypedDict

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from forms_intake.enums import Flag
from forms_intake.policies import PolicyValues
from forms_intake.rules import hours
from forms_intake.rules import sentences as shared
from forms_intake.rules.sentences import Consequence

ADULT = 16


@dataclass(frozen=True, kw_only=True)
class Student:
    """A student, as far as the rules look at them. `slots`: from and to as HH:MM, in the order of preference."""

    age: int | None = None
    has_guardian: bool = False
    has_health_note: bool = False
    slots: tuple[tuple[str, str], ...] = ()


class Facts(TypedDict):
    """What the rules found, stored with the answers. `closed_slots`: numbers of the times outside opening hours."""

    age: int | None
    has_health_note: bool
    closed_slots: list[int]


def find(student: Student, policy: PolicyValues) -> Facts:
    """All that cards and sentences are made of."""
    opens, closes = _clock(policy.office_opens_hour), _clock(policy.office_closes_hour)
    closed = [number for number, (start, end) in enumerate(student.slots, 1) if start < opens or end > closes]
    return Facts(age=student.age, has_health_note=student.has_health_note, closed_slots=closed)


def flags(student: Student, policy: PolicyValues, now: datetime) -> list[Flag]:
    """The rules that this slip touches."""
    touched = {
        Flag.MINOR_NO_GUARDIAN: student.age is not None and student.age < ADULT and not student.has_guardian,
        Flag.OUT_OF_HOURS: not hours.is_open(now, policy),
    }
    return [flag for flag, applies in touched.items() if applies]


def sentences(flags: Sequence[str], facts: Any, policy: PolicyValues) -> list[Consequence]:
    """What the sender reads before sending; a time outside opening hours is no flag, the school may still open."""
    found = [_no_guardian()] if Flag.MINOR_NO_GUARDIAN in flags else []
    closed = facts.get("closed_slots", [])
    found += [_closed(closed, policy)] if closed else []
    return found + ([shared.out_of_hours(policy)] if Flag.OUT_OF_HOURS in flags else [])


def _no_guardian() -> Consequence:
    text = _("The school will call to ask for a parent or guardian before the first lesson.")
    return Consequence(Flag.MINOR_NO_GUARDIAN, _("Under 16, and no parent named"), text, icon="info")


def _closed(numbers: list[int], policy: PolicyValues) -> Consequence:
    title = ngettext(
        "Time %(numbers)s is outside opening hours", "Times %(numbers)s are outside opening hours", len(numbers)
    )
    text = _("The school is open from %(opens)s to %(closes)s. It still accepts the slip and will look for a time.")
    hours_shown = {"opens": _clock(policy.office_opens_hour), "closes": _clock(policy.office_closes_hour)}
    shown = ", ".join(str(number) for number in numbers)
    return Consequence(Flag.OUT_OF_HOURS, title % {"numbers": shown}, text % hours_shown, "info", "clock")


def _clock(hour: int) -> str:
    return f"{hour:02}:00"
