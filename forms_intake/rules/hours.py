"""Working hours of the office: every day, from the policy's opening to its closing hour, local time."""

from datetime import datetime, timedelta

from forms_intake.policies import PolicyValues
from school import clock


def opening(moment: datetime, policy: PolicyValues) -> datetime:
    """When the office opens on the local day of this moment."""
    return _at(moment, policy.office_opens_hour)


def closing(moment: datetime, policy: PolicyValues) -> datetime:
    """When the office closes on the local day of this moment; 24 is midnight."""
    return _at(moment, policy.office_closes_hour)


def is_open(moment: datetime, policy: PolicyValues) -> bool:
    """Whether somebody is there to read."""
    return opening(moment, policy) <= moment < closing(moment, policy)


def next_opening(moment: datetime, policy: PolicyValues) -> datetime:
    """The moment itself while the office is open, else its next opening."""
    today = opening(moment, policy)
    if moment < closing(moment, policy):
        return max(moment, today)
    return opening(today + timedelta(days=1), policy)


def reply_due(moment: datetime, policy: PolicyValues) -> datetime:
    """By when an answer is promised: `reply_promise_hours` of working time later, local time."""
    return later(moment, timedelta(hours=policy.reply_promise_hours), policy)


def later(moment: datetime, left: timedelta, policy: PolicyValues) -> datetime:
    """The moment after so much working time, local time."""
    start = next_opening(clock.at_school(moment), policy)
    while left > closing(start, policy) - start:
        left -= closing(start, policy) - start
        start = opening(start + timedelta(days=1), policy)
    return start + left


def _at(moment: datetime, hour: int) -> datetime:
    return clock.on_school_day(clock.at_school(moment).date()) + timedelta(hours=hour)
