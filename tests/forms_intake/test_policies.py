"""Versioned rules."""

import pytest

from forms_intake import policies
from forms_intake.enums import FormType
from forms_intake.models import Policy

pytestmark = pytest.mark.django_db
LEAVE = FormType.LEAVE_REQUEST


def test_the_shipped_defaults_become_version_one() -> None:
    rules = policies.current(LEAVE)
    assert (rules.version, rules.leave_notice_hours, rules.leave_quota) == (1, 24, 3)
    assert Policy.objects.get().version == 1


def test_a_revision_is_a_new_version_and_the_old_one_stays_readable() -> None:
    policies.current(LEAVE)
    policies.revise(LEAVE, {"leave_notice_hours": 12}, by=None)
    assert (policies.current(LEAVE).version, policies.current(LEAVE).leave_notice_hours) == (2, 12)
    assert policies.at(LEAVE, 1).leave_notice_hours == 24


def test_a_revision_keeps_what_it_does_not_name() -> None:
    policies.revise(LEAVE, {"leave_quota": 5}, by=None)
    policies.revise(LEAVE, {"leave_notice_hours": 12}, by=None)
    assert policies.current(LEAVE).leave_quota == 5


def test_a_number_that_is_no_rule_is_refused() -> None:
    with pytest.raises(ValueError, match="leave_quotum"):
        policies.revise(LEAVE, {"leave_quotum": 5}, by=None)


def test_a_version_that_never_was_is_an_error() -> None:
    with pytest.raises(policies.UnknownPolicy):
        policies.at(LEAVE, 7)


def test_a_form_type_that_never_was_is_an_error() -> None:
    with pytest.raises(policies.UnknownPolicy):
        policies.current("no-such-slip")
