"""Examples of what senders read: made by the rules themselves, whatever the numbers."""

from typing import Any

import pytest
from django.utils import translation
from hypothesis import given, settings
from hypothesis import strategies as st

from forms_intake import policy_changes, policy_examples
from forms_intake.admin.policy_form import RULES
from forms_intake.enums import FormType
from forms_intake.policies import PolicyValues
from forms_intake.policy_changes import Difference

LIMITS: Any = {name: (box.min_value, box.max_value) for name, box in RULES.items()}
NUMBERS = {name: st.integers(least, min(most, 400)) for name, (least, most) in LIMITS.items()}
policies = st.builds(PolicyValues, form_type=st.sampled_from(FormType), version=st.just(1), **NUMBERS)


def told(kind: FormType, **numbers: int) -> str:
    with translation.override("en"):
        found = policy_examples.consequences(PolicyValues(form_type=kind, version=1, **numbers))
        return " ".join(f"{one.title}. {one.text}" for one in found)


@pytest.mark.parametrize(
    ("kind", "numbers", "sentence"),
    [
        (FormType.LEAVE_REQUEST, {"leave_notice_hours": 10}, "Notice of 5 hours (the rule is 10 hours)"),
        (FormType.CHANGE, {"change_notice_days": 20}, "Notice of 10 days (the rule is 20 days)"),
        (FormType.CHANGE, {"leave_notice_hours": 10}, "Notice of 5 hours (the rule is 10 hours)"),
        (FormType.HOLD, {"hold_notice_days": 20}, "Notice of 10 days (the rule is 20 days)"),
        (FormType.TRANSFER, {"transfer_notice_days": 20}, "Notice of 10 days (the rule is 20 days)"),
        (FormType.TRANSFER, {"branch_notice_days": 30}, "Notice of 15 days (the rule is 30 days)"),
        (FormType.STUDENT_INFO, {"office_opens_hour": 9}, "from 09:00"),
    ],
)
def test_the_numbers_stand_in_the_sentences(kind: FormType, numbers: dict[str, int], sentence: str) -> None:
    assert sentence in told(kind, **numbers)


def test_of_a_rule_that_nobody_can_break_nothing_is_said() -> None:
    assert "Notice" not in told(FormType.LEAVE_REQUEST, leave_notice_hours=0)
    assert "closed" not in told(FormType.LEAVE_REQUEST, office_opens_hour=0, office_closes_hour=24)


@settings(max_examples=60)
@given(policies)
def test_whatever_is_typed_can_be_looked_at(policy: PolicyValues) -> None:
    assert all(one.title and one.text for one in policy_examples.consequences(policy))


def test_only_rules_of_the_slip_count_as_changes() -> None:
    before = PolicyValues(form_type=FormType.HOLD, version=1)
    after = PolicyValues(form_type=FormType.HOLD, version=2, hold_fee_vnd=50_000, leave_quota=9)

    assert policy_changes.between(before, after) == [Difference("hold_fee_vnd", 0, 50_000)]
    assert policy_changes.between(before, before) == []
