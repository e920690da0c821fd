"""Rules of the leave request (slips.md section 5, Computed)."""

import math
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import NotRequired, TypedDict

from forms_intake.enums import Flag
from forms_intake.policies import PolicyValues
from forms_intake.rules import hours
from forms_intake.slips.choices import LeaveKind, LeaveReason
from school import clock

LONG_ABSENCE_DAYS = 28


@dataclass(frozen=True, kw_only=True)
class Leave:
    """A leave request, as far as the rules look at it. `days`: sorted; first and last only for a range."""

    kind: str
    days: tuple[date, ...]
    start: time | None = None
    reason: str = ""
    has_papers: bool = False


@dataclass(frozen=True, kw_only=True)
class History:
    """The same student's earlier leaves."""

    leaves_used: int = 0
    late_used: int = 0


class Facts(TypedDict):
    """What the rules found, stored with the answers: a card and later pages show it without computing again."""

    notice_minutes: int | None
    is_start_known: bool
    days_away: int
    leaves_used: int
    leaves_allowed: int
    late_grace_left: int
    lessons: int
    # Of a range of days; slips of earlier days do not have them.
    first_day: NotRequired[str]
    last_day: NotRequired[str]


def lessons(leave: Leave) -> int:
    """How many lessons are missed; a range counts one a week, because no timetable is known."""
    if leave.kind == LeaveKind.RANGE:
        return math.ceil(days_away(leave) / 7)
    return len(leave.days)


def days_away(leave: Leave) -> int:
    """Calendar days of a range, first and last included; 0 for single lessons."""
    return (leave.days[-1] - leave.days[0]).days + 1 if leave.kind == LeaveKind.RANGE else 0


def notice(leave: Leave, policy: PolicyValues, now: datetime) -> timedelta | None:
    """Time from now to the first lesson. Where its hour is unknown, the latest it can be: closing time."""
    if not leave.days:
        return None
    start = clock.on_school_day(leave.days[0], leave.start or time.min)
    return (start if leave.start else hours.closing(start, policy)) - now


def find(leave: Leave, policy: PolicyValues, history: History, now: datetime) -> Facts:
    """All that the flags and the sentences are made of."""
    ahead = notice(leave, policy, now)
    found = Facts(
        notice_minutes=None if ahead is None else math.floor(ahead / timedelta(minutes=1)),
        is_start_known=leave.start is not None,
        days_away=days_away(leave),
        leaves_used=history.leaves_used + lessons(leave),
        leaves_allowed=policy.leave_quota,
        late_grace_left=max(0, policy.late_grace_per_year - history.late_used),
        lessons=lessons(leave),
    )
    if days_away(leave):
        found |= {"first_day": leave.days[0].isoformat(), "last_day": leave.days[-1].isoformat()}
    return found


def flags(leave: Leave, facts: Facts, policy: PolicyValues, now: datetime) -> list[Flag]:
    """The rules that this request touches."""
    late = facts["notice_minutes"] is not None and facts["notice_minutes"] < policy.leave_notice_hours * 60
    after = facts["notice_minutes"] is not None and facts["notice_minutes"] < 0 and facts["is_start_known"]
    touched = {
        Flag.AFTER_START: after,
        Flag.LATE_NOTICE: late and not after,
        Flag.OVER_QUOTA: facts["leaves_used"] > policy.leave_quota,
        Flag.LONG_ABSENCE: facts["days_away"] > LONG_ABSENCE_DAYS,
        Flag.MISSING_EVIDENCE: late and leave.reason == LeaveReason.SICK and not leave.has_papers,
        Flag.OUT_OF_HOURS: not hours.is_open(now, policy),
    }
    return [flag for flag, applies in touched.items() if applies]


def window_start(leave_days: Iterable[date], policy: PolicyValues) -> date | None:
    """First day of the block of lessons that the quota counts, at one lesson a week up to the first missed one."""
    first = min(leave_days, default=None)
    return first - timedelta(weeks=policy.leave_quota_lessons) if first else None
