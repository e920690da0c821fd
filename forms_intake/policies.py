"""The rules in force, typed. Numbers come from policy rows; what a row does not name has the shipped default."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any

from django.db import transaction

from accounts.models import User
from forms_intake.enums import FormType
from forms_intake.models import Policy
from school.compiled import Compiled


class UnknownPolicy(Exception):  # noqa: N818 - says what is wrong
    """There is no such version."""


@dataclass(frozen=True, kw_only=True)
class PolicyValues:
    """Version and values of the rules of one form type (slips.md section 1)."""

    form_type: FormType
    version: int
    reply_promise_hours: int = 4
    office_opens_hour: int = 8
    office_closes_hour: int = 20
    leave_notice_hours: int = 24
    leave_quota: int = 3
    leave_quota_lessons: int = 12
    late_grace_per_year: int = 2
    makeup_expiry_days: int = 60
    makeup_max_open: int = 4
    hold_notice_days: int = 7
    hold_min_months: int = 1
    hold_max_months: int = 3
    hold_most: int = 1
    hold_fee_vnd: int = 0
    hold_grace_days: int = 14
    transfer_notice_days: int = 5
    transfer_most: int = 1
    transfer_fee_percent: int = 0
    branch_notice_days: int = 7
    change_notice_days: int = 7
    change_slot_quota: int = 2
    change_teacher_quota: int = 2


# Asked with every page that a browser posts.
_AT = Compiled(lambda: Policy.objects.filter(form_type="?", version=2_000_000_000).order_by().values_list("values"))
_NAMES = {field.name for field in fields(PolicyValues)} - {"form_type", "version"}
_OF_ALL = ("reply_promise_hours", "office_opens_hour", "office_closes_hour")
# Which numbers concern a slip besides those of all.
_PREFIXES: Mapping[str, tuple[str, ...]] = {
    FormType.STUDENT_INFO: (),
    FormType.LEAVE_REQUEST: ("leave_", "late_", "makeup_"),
    FormType.TRANSFER: ("transfer_", "branch_"),
    FormType.HOLD: ("hold_",),
    FormType.CHANGE: ("change_", "leave_notice_hours"),
}


def names(form_type: str) -> list[str]:
    """The rules that concern this slip, in the order of PolicyValues."""
    return [
        field.name
        for field in fields(PolicyValues)
        if field.name in _OF_ALL or field.name.startswith(_PREFIXES[form_type] or ("-",))
    ]


def current(form_type: str) -> PolicyValues:
    """The version in force: the shipped defaults are version 1 until somebody revises them. Raises UnknownPolicy."""
    row = Policy.objects.filter(form_type=form_type).order_by("-version").first()
    return typed(row) if row else _shipped(form_type)


def at(form_type: str, version: int) -> PolicyValues:
    """The version that a sender saw. Raises UnknownPolicy."""
    found = _AT.rows({"?": form_type, 2_000_000_000: version})
    if not found and version == 1:
        return _shipped(form_type)
    if not found:
        raise UnknownPolicy
    return typed(Policy(form_type=form_type, version=version, values=json.loads(found[0][0])))


def revise(form_type: str, values: dict[str, int], *, by: User | None) -> Policy:
    """Writes the next version with these values changed. ValueError for a name that is no rule."""
    if unknown := values.keys() - _NAMES:
        raise ValueError(f"not a rule: {', '.join(sorted(unknown))}")
    with transaction.atomic():
        base = _locked(form_type)
        kept = {name: getattr(base, name) for name in _NAMES}
        return Policy.objects.create(form_type=form_type, version=base.version + 1, values=kept | values, created_by=by)


def _locked(form_type: str) -> PolicyValues:
    """The version in force, which nobody else revises meanwhile. Version 1 is written here: reading writes nothing."""
    first = {"form_type": form_type, "version": _shipped(form_type).version}
    Policy.objects.get_or_create(**first, defaults={"values": {}})
    # The first row is the lock: which one is the last is only known with it.
    Policy.objects.select_for_update().get(**first)
    return current(form_type)


def _shipped(form_type: str) -> PolicyValues:
    try:
        return PolicyValues(form_type=FormType(form_type), version=1)
    except ValueError as error:
        raise UnknownPolicy from error


def typed(row: Policy) -> PolicyValues:
    """The values of a stored version; what it does not name has the shipped default."""
    values: dict[str, Any] = {name: value for name, value in row.values.items() if name in _NAMES}
    return PolicyValues(form_type=FormType(row.form_type), version=row.version, **values)
