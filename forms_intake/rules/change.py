"""Rules of the change slip (slips.md sections 1 and 8)."""

import math
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import TypedDict

from forms_intake.enums import Flag
from forms_intake.policies import PolicyValues
from forms_intake.rules import hours, leave
from forms_intake.slips.change_choices import ChangeKind, ScheduleScope
from forms_intake.slips.choices import LeaveKind
from school import clock


@dataclass(frozen=True, kw_only=True)
class Change:
    """A change slip, as far as the rules look at it; prices in VND, None for a course without one."""

    kinds: tuple[str, ...]
    effective: date | None = None
    scope: str = ""
    lesson: date | None = None
    start: time | None = None
    current_price: int | None = None
    wanted_price: int | None = None
    has_private_note: bool = False

    @property
    def is_fixed(self) -> bool:
        """Whether the fixed times change, which the quota counts."""
        return ChangeKind.SCHEDULE in self.kinds and self.scope == ScheduleScope.FIXED

    @property
    def is_of_teacher(self) -> bool:
        """Whether another teacher is asked for."""
        return ChangeKind.TEACHER in self.kinds


@dataclass(frozen=True, kw_only=True)
class History:
    """The same student's earlier changes."""

    slots: int = 0
    teachers: int = 0


class Facts(TypedDict):
    """What the rules found, stored with the answers. Of what was not asked for there is None."""

    notice_minutes: int | None
    notice_days: int | None
    slot_changes: int | None
    slot_changes_allowed: int
    teacher_changes: int | None
    teacher_changes_allowed: int
    current_price: int | None
    wanted_price: int | None
    price_difference: int | None


def find(change: Change, policy: PolicyValues, history: History, now: datetime) -> Facts:
    """All that the flags and the sentences are made of; each count holds this slip too."""
    return Facts(
        notice_minutes=_minutes(change, policy, now),
        notice_days=_days(change, now),
        slot_changes=history.slots + 1 if change.is_fixed else None,
        slot_changes_allowed=policy.change_slot_quota,
        teacher_changes=history.teachers + 1 if change.is_of_teacher else None,
        teacher_changes_allowed=policy.change_teacher_quota,
        current_price=change.current_price,
        wanted_price=change.wanted_price,
        price_difference=_difference(change),
    )


def _minutes(change: Change, policy: PolicyValues, now: datetime) -> int | None:
    """From now to the one lesson that is to move, as for a leave."""
    is_once = ChangeKind.SCHEDULE in change.kinds and change.scope == ScheduleScope.ONCE
    if not is_once or change.lesson is None or change.start is None:
        return None
    missed = leave.Leave(kind=LeaveKind.SINGLE, days=(change.lesson,), start=change.start)
    ahead = leave.notice(missed, policy, now)
    return None if ahead is None else math.floor(ahead / timedelta(minutes=1))


def _days(change: Change, now: datetime) -> int | None:
    """From today to the first day of another course."""
    if ChangeKind.COURSE not in change.kinds or change.effective is None:
        return None
    return (change.effective - clock.at_school(now).date()).days


def _difference(change: Change) -> int | None:
    if change.current_price is None or change.wanted_price is None:
        return None
    return change.wanted_price - change.current_price


def flags(change: Change, facts: Facts, policy: PolicyValues, now: datetime) -> list[Flag]:
    """The rules that this slip touches, and to whom it must not be shown."""
    minutes = facts["notice_minutes"]
    after = minutes is not None and minutes < 0
    touched = {
        Flag.AFTER_START: after,
        Flag.LATE_NOTICE: (is_late_lesson(facts, policy) and not after) or is_late_course(facts, policy),
        Flag.CHANGE_QUOTA: is_over(facts["slot_changes"], policy.change_slot_quota)
        or is_over(facts["teacher_changes"], policy.change_teacher_quota),
        Flag.PRICE_DIFFERENCE: bool(facts["price_difference"]),
        Flag.TEACHER_CHANGE: change.is_of_teacher,
        Flag.PRIVATE_NOTE: change.has_private_note,
        Flag.OUT_OF_HOURS: not hours.is_open(now, policy),
    }
    return [flag for flag, applies in touched.items() if applies]


def is_late_lesson(facts: Facts, policy: PolicyValues) -> bool:
    """Whether one lesson is to move with less notice than a leave needs."""
    minutes = facts["notice_minutes"]
    return minutes is not None and minutes < policy.leave_notice_hours * 60


def is_late_course(facts: Facts, policy: PolicyValues) -> bool:
    """Whether another course is to begin sooner than the office can arrange."""
    days = facts["notice_days"]
    return days is not None and days < policy.change_notice_days


def is_over(count: int | None, allowed: int) -> bool:
    """Whether there were more changes of a kind than the rules foresee."""
    return count is not None and count > allowed
