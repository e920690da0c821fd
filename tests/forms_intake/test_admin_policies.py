"""The admin page of the rules."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.enums import Role
from forms_intake import policies
from forms_intake.admin.policy_form import RULES
from forms_intake.enums import FormType
from forms_intake.models import Policy
from tests import factories

pytestmark = pytest.mark.django_db
ADD = reverse("admin:forms_intake_policy_add")


@pytest.fixture
def admin(client: Client) -> Client:
    client.force_login(factories.user(Role.ADMIN))
    return client


def numbers(**changes: Any) -> dict[str, Any]:
    values = policies.current(FormType.LEAVE_REQUEST)
    return {name: getattr(values, name) for name in RULES} | changes


def test_every_rule_has_a_box() -> None:
    assert set(RULES) == set(policies.PolicyValues.__dataclass_fields__) - {"form_type", "version"}


def test_a_version_shows_its_rules_in_words_even_when_it_names_none(admin: Client) -> None:
    first = Policy.objects.create(form_type=FormType.LEAVE_REQUEST, version=1, values={})
    page = admin.get(reverse("admin:forms_intake_policy_change", args=[first.pk])).content.decode()
    assert "Xin nghỉ báo trước (giờ)" in page
    assert "{}" not in page
    assert f"{ADD}?form_type=leave-request" in page


def test_the_boxes_begin_with_the_numbers_in_force(admin: Client) -> None:
    policies.revise(FormType.HOLD, {"reply_promise_hours": 37}, by=None)
    assert 'value="37"' in admin.get(ADD, {"form_type": "hold"}).content.decode()
    assert 'value="37"' not in admin.get(ADD).content.decode()


def test_saving_puts_a_new_version_into_force_and_keeps_the_old_one(admin: Client) -> None:
    answer = admin.post(f"{ADD}?form_type=leave-request", numbers(leave_notice_hours=48))
    assert answer.status_code == 302
    newest = Policy.objects.get(form_type=FormType.LEAVE_REQUEST, version=2)
    assert (newest.values["leave_notice_hours"], newest.created_by is not None) == (48, True)
    assert policies.at(FormType.LEAVE_REQUEST, 1).leave_notice_hours == 24


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"office_opens_hour": 20, "office_closes_hour": 8}, "Giờ đóng cửa phải sau giờ mở cửa."),
        ({}, "Đây là quy định đang áp dụng."),
        ({"leave_quota": -1}, "lớn hơn hoặc bằng"),
        ({"office_closes_hour": 25}, "bằng với 24"),
        ({"leave_quota": ""}, "Trường này là bắt buộc"),
        ({"leave_quota": "ba"}, "Nhập một số"),
        ({"leave_quota": "9" * 5000}, "Nhập một số"),
    ],
)
def test_what_makes_no_sense_is_refused_with_a_reason(admin: Client, changes: dict[str, Any], sentence: str) -> None:
    page = admin.post(ADD, numbers(**changes)).content.decode()
    assert sentence in page
    assert "Please correct" not in page
    assert not Policy.objects.exists()


@pytest.mark.parametrize("name", ["x", "", "leave-request'"])
def test_a_slip_that_does_not_exist_has_no_rules(admin: Client, name: str) -> None:
    assert admin.get(ADD, {"form_type": name}).status_code == 404


def test_an_old_version_is_never_changed(admin: Client) -> None:
    first = Policy.objects.create(form_type=FormType.LEAVE_REQUEST, version=1, values={})
    address = reverse("admin:forms_intake_policy_change", args=[first.pk])
    assert admin.post(address, numbers(leave_quota=9)).status_code == 403


def test_the_office_does_not_make_rules(client: Client) -> None:
    client.force_login(factories.user(Role.STAFF))
    assert client.post(ADD, numbers(leave_quota=9)).status_code == 403
