"""A hold slip opened from a long leave: its dates stand there already (`?first_day=…&last_day=…`, ISO)."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from forms_intake.policies import PolicyValues
from forms_intake.rules.hold import end_of
from forms_intake.slips.dates import add_months
from forms_intake.slips.hold_choices import LONGER
from forms_intake.slips.widgets import DateParts
from school import clock

# What no leave reaches is no link of ours.
_WITHIN = timedelta(days=366)


def asked(query: Mapping[str, str], policy: PolicyValues) -> dict[str, Any]:
    """Answers for the days away; nothing for days that cannot be, because a link may be old or altered."""
    first, last = _day(query.get("first_day")), _day(query.get("last_day"))
    if first is None or last is None:
        return {}
    today = clock.today()
    if not (today <= first <= last and first <= today + _WITHIN and last <= first + _WITHIN):
        return {}
    length = _length(first, last, policy)
    wanted = {"hold_end_wanted": _parts(last)} if length == LONGER else {}
    back = _parts(last + timedelta(days=1))
    return {"hold_start": _parts(first), "hold_months": length, "return_date": back} | wanted


def _length(first: date, last: date, policy: PolicyValues) -> str:
    """The shortest one that holds all days; a day more than the longest is the longest and a later return."""
    if last > add_months(first, policy.hold_max_months):
        return LONGER
    offered = range(policy.hold_min_months, policy.hold_max_months)
    fitting = (months for months in offered if end_of(first, months) >= last)
    return str(next(fitting, policy.hold_max_months))


def _day(typed: str | None) -> date | None:
    try:
        return date.fromisoformat(typed or "")
    except ValueError:
        return None


def _parts(day: date) -> DateParts:
    return DateParts(f"{day.day:02}", f"{day.month:02}", str(day.year))
