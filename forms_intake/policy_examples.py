"""What a sender would read under certain rules: the consequences of slips that touch the rules with a number."""

from collections.abc import Callable, Mapping
from datetime import date, datetime, time, timedelta

from forms_intake.enums import Flag, FormType
from forms_intake.policies import PolicyValues
from forms_intake.rules import (
    change,
    change_sentences,
    hold,
    hold_sentences,
    leave,
    sentences,
    student_info,
    transfer,
    transfer_sentences,
)
from forms_intake.rules.sentences import Consequence
from forms_intake.slips.change_choices import ChangeKind, ScheduleScope
from forms_intake.slips.choices import LeaveKind
from forms_intake.slips.transfer_choices import TransferKind
from school import clock

# An ordinary day, so that the sentences are the same whenever they are looked at.
_TODAY = date(2026, 8, 21)


def consequences(policy: PolicyValues) -> list[Consequence]:
    """The sentences, in the active language; of a rule that nobody can break there is none."""
    now = clock.on_school_day(_TODAY, time(policy.office_opens_hour))
    told = [one for one in _EXAMPLES[policy.form_type](policy, now) if one.flag is not Flag.OUT_OF_HOURS]
    is_always_open = (policy.office_opens_hour, policy.office_closes_hour) == (0, 24)
    return told if is_always_open else [*told, sentences.out_of_hours(policy)]


def _leave(policy: PolicyValues, now: datetime) -> list[Consequence]:
    """One with half the notice, and one of more lessons than can be made up."""
    soon = now + timedelta(hours=policy.leave_notice_hours) / 2
    late = leave.Leave(kind=LeaveKind.SINGLE, days=(soon.date(),), start=soon.time())
    later = _TODAY + timedelta(days=30)
    many = leave.Leave(
        kind=LeaveKind.SEVERAL, days=tuple(later + timedelta(days=n) for n in range(policy.leave_quota + 1))
    )
    told = []
    for asked in (late, many):
        facts = leave.find(asked, policy, leave.History(), now)
        told += sentences.for_leave(leave.flags(asked, facts, policy, now), facts, policy)
    return told


def _change(policy: PolicyValues, now: datetime) -> list[Consequence]:
    """One lesson with half the notice, and another course with half the days."""
    soon = now + timedelta(hours=policy.leave_notice_hours) / 2
    asked = change.Change(
        kinds=(ChangeKind.SCHEDULE, ChangeKind.COURSE),
        scope=ScheduleScope.ONCE,
        lesson=soon.date(),
        start=soon.time(),
        effective=_TODAY + timedelta(days=policy.change_notice_days // 2),
    )
    facts = change.find(asked, policy, change.History(), now)
    return change_sentences.for_change(change.flags(asked, facts, policy, now), facts, policy)


def _hold(policy: PolicyValues, now: datetime) -> list[Consequence]:
    """With half the notice, and a month longer than the rule."""
    starts = _TODAY + timedelta(days=policy.hold_notice_days // 2)
    asked = hold.Hold(starts=starts, ends=hold.end_of(starts, policy.hold_max_months + 1))
    facts = hold.find(asked, hold.History(), now)
    return hold_sentences.for_hold(hold.flags(asked, facts, policy, now), facts, policy)


def _transfer(policy: PolicyValues, now: datetime) -> list[Consequence]:
    """To a person and to a branch, each with half the notice."""
    told = []
    for kind in TransferKind:
        ahead = timedelta(days=transfer.notice_rule(kind, policy) // 2)
        asked = transfer.Transfer(kind=kind, effective=_TODAY + ahead)
        facts = transfer.find(asked, policy, transfer.History(), now)
        told += transfer_sentences.for_transfer(transfer.flags(asked, facts, policy, now), facts, policy)
    return told


def _student_info(policy: PolicyValues, now: datetime) -> list[Consequence]:
    """With a time at which the office is closed, if there is one."""
    asked = student_info.Student(age=student_info.ADULT, has_guardian=True, slots=(("06:00", "22:00"),))
    facts = student_info.find(asked, policy)
    return student_info.sentences(student_info.flags(asked, policy, now), facts, policy)


_EXAMPLES: Mapping[str, Callable[[PolicyValues, datetime], list[Consequence]]] = {
    FormType.STUDENT_INFO: _student_info,
    FormType.LEAVE_REQUEST: _leave,
    FormType.TRANSFER: _transfer,
    FormType.HOLD: _hold,
    FormType.CHANGE: _change,
}
