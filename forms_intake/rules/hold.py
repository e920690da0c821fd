"""Rules of the hold slip (slips.md section 7, Computed)."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TypedDict

from forms_intake.enums import Flag
from forms_intake.policies import PolicyValues
from forms_intake.rules import hours
from forms_intake.slips.dates import add_months
from forms_intake.slips.hold_choices import LONGER, HoldReason
from school import clock

# The longest hold that can be asked for at all.
MOST_MONTHS = 12


@dataclass(frozen=True, kw_only=True)
class Hold:
    """A hold slip, as far as the rules look at it; `ends` is the last day without lessons."""

    starts: date
    ends: date
    reason: str = ""
    has_proof: bool = False


@dataclass(frozen=True, kw_only=True)
class History:
    """The same student's earlier slips: other holds, and leaves that fall inside this one."""

    earlier_holds: int = 0
    leaves_inside: int = 0


class Facts(TypedDict):
    """What the rules found, stored with the answers: a card and later pages show it without computing again."""

    hold_end: str
    days_ahead: int
    earlier_holds: int
    leaves_inside: int
    has_proof: bool


def end_of(start: date, months: int) -> date:
    """The last day of a hold of whole months; of 31/01 and one month it is 27/02, or 28/02 in leap years."""
    return add_months(start, months) - timedelta(days=1)


def end(start: date | None, length: str, wanted: date | None) -> date | None:
    """The last day of the hold, as far as it can be told."""
    if length == LONGER:
        return wanted
    return end_of(start, int(length)) if start and length else None


def latest_return(ends: date, policy: PolicyValues) -> date:
    """The last day on which lessons may go on without the course lapsing."""
    return ends + timedelta(days=policy.hold_grace_days)


def is_too_long(starts: date, ends: date, policy: PolicyValues) -> bool:
    """Whether the management decides, and not the office alone."""
    return ends > end_of(starts, policy.hold_max_months)


def find(hold: Hold, history: History, now: datetime) -> Facts:
    """All that the flags and the sentences are made of."""
    return Facts(
        hold_end=hold.ends.isoformat(),
        days_ahead=(hold.starts - clock.at_school(now).date()).days,
        earlier_holds=history.earlier_holds,
        leaves_inside=history.leaves_inside,
        has_proof=hold.has_proof,
    )


def flags(hold: Hold, facts: Facts, policy: PolicyValues, now: datetime) -> list[Flag]:
    """The rules that this slip touches."""
    touched = {
        Flag.LATE_NOTICE: facts["days_ahead"] < policy.hold_notice_days,
        Flag.HOLD_TOO_LONG: is_too_long(hold.starts, hold.ends, policy),
        Flag.HOLD_REPEAT: facts["earlier_holds"] + 1 > policy.hold_most,
        Flag.MISSING_EVIDENCE: hold.reason == HoldReason.HEALTH and not hold.has_proof,
        Flag.OUT_OF_HOURS: not hours.is_open(now, policy),
    }
    return [flag for flag, applies in touched.items() if applies]
