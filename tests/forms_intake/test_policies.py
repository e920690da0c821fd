"""Versioned rules."""

from collections.abc import Callable

import pytest

from forms_intake import policies
from forms_intake.enums import FormType
from forms_intake.models import Policy

pytestmark = pytest.mark.django_db
LEAVE = FormType.LEAVE_REQUEST


def test_the_shipped_defaults_are_version_one_and_reading_them_writes_nothing() -> None:
    rules = policies.current(LEAVE)
    assert (rules.version, rules.leave_notice_hours, rules.leave_quota) == (1, 24, 3)
    assert policies.at(LEAVE, 1) == rules
    assert not Policy.objects.exists()


def test_the_first_revision_writes_down_what_was_shipped_too() -> None:
    policies.revise(LEAVE, {"leave_quota": 5}, by=None)
    assert list(Policy.objects.order_by("version").values_list("version", flat=True)) == [1, 2]
    assert policies.at(LEAVE, 1).leave_quota == 3


def test_a_revision_is_a_new_version_and_the_old_one_stays_readable() -> None:
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


@pytest.mark.parametrize("ask", [lambda name: policies.at(name, 1), lambda name: policies.revise(name, {}, by=None)])
def test_no_other_question_about_it_is_answered_either(ask: Callable[[str], object]) -> None:
    with pytest.raises(policies.UnknownPolicy):
        ask("no-such-slip")
