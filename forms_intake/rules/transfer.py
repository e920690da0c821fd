"""Rules of the transfer slip (slips.md section 6)."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import TypedDict

from forms_intake.enums import Flag
from forms_intake.policies import PolicyValues
from forms_intake.rules import hours
from forms_intake.slips.transfer_choices import TransferKind
from school import clock


@dataclass(frozen=True, kw_only=True)
class Transfer:
    """A transfer, as far as the rules look at it."""

    kind: str
    effective: date
    receiver_age: int | None = None


@dataclass(frozen=True, kw_only=True)
class History:
    """How often this course was passed on before, with the school's approval."""

    transfers: int = 0


class Facts(TypedDict):
    """What the rules found, stored with the answers: a card and later pages show it without computing again."""

    notice_days: int
    notice_rule: int
    fee_percent: int
    transfers_before: int
    # The card tells the age; a date of birth never gets into Lark.
    receiver_age: int | None


def notice_rule(kind: str, policy: PolicyValues) -> int:
    """How many days ahead such a transfer is to be sent."""
    return policy.transfer_notice_days if kind == TransferKind.PERSON else policy.branch_notice_days


def find(transfer: Transfer, policy: PolicyValues, history: History, now: datetime) -> Facts:
    """All that the flags and the sentences are made of. A move between branches costs nothing."""
    is_person = transfer.kind == TransferKind.PERSON
    return Facts(
        notice_days=(transfer.effective - clock.at_school(now).date()).days,
        notice_rule=notice_rule(transfer.kind, policy),
        fee_percent=policy.transfer_fee_percent if is_person else 0,
        transfers_before=history.transfers if is_person else 0,
        receiver_age=transfer.receiver_age,
    )


def flags(transfer: Transfer, facts: Facts, policy: PolicyValues, now: datetime) -> list[Flag]:
    """The rules that this slip touches."""
    before = facts["transfers_before"]
    touched = {
        Flag.LATE_NOTICE: facts["notice_days"] < facts["notice_rule"],
        Flag.TRANSFER_REPEAT: before > 0 and before >= policy.transfer_most,
        Flag.OUT_OF_HOURS: not hours.is_open(now, policy),
    }
    return [flag for flag, applies in touched.items() if applies]
