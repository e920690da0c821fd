"""The admin page of the rules."""

import html
import re
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.enums import Role
from forms_intake import policies
from forms_intake.admin.policy_form import RULES
from forms_intake.enums import FormType
from forms_intake.models import Policy
from tests import factories

pytestmark = pytest.mark.django_db
ADD = reverse("admin:forms_intake_policy_add")
PREVIEW = reverse("admin:forms_intake_policy_preview")


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


class TestPreview:
    """What senders would read, before anything is in force."""

    def page(self, admin: Client, kind: str = "leave-request", **changes: Any) -> str:
        values = policies.current(kind)
        typed = {name: getattr(values, name) for name in policies.names(kind)} | changes
        admin.cookies["language"] = "en"
        return str(admin.post(f"{PREVIEW}?form_type={kind}", typed).content.decode())

    def test_the_page_of_new_rules_offers_it(self, admin: Client) -> None:
        assert f'formaction="{PREVIEW}?form_type=hold"' in admin.get(ADD, {"form_type": "hold"}).content.decode()

    def test_the_sentences_have_the_typed_numbers_in_both_languages(self, admin: Client) -> None:
        page = self.page(admin, leave_notice_hours=48, leave_quota=5)

        assert "Give notice at least 48 hours ahead." in page
        assert "Báo trước ít nhất 48 giờ." in page
        assert "Notice of 24 hours (the rule is 48 hours)" in page
        assert "6 lessons asked for (the rule is 5 in 12 lessons)" in page
        assert not Policy.objects.exists()

    def test_only_what_changes_is_listed_with_what_it_was(self, admin: Client) -> None:
        changes = self.page(admin, leave_quota=5).partition("<table")[2].partition("</table>")[0]

        assert [cell.strip() for cell in re.findall(r"<td[^>]*>([^<]*)", changes)] == ["3", "5"]

    @pytest.mark.parametrize("kind", FormType.values)
    def test_every_slip_has_one_under_the_rules_in_force(self, admin: Client, kind: str) -> None:
        page = self.page(admin, kind)

        assert "Nothing: these are the rules in force." in page
        assert "The office is closed now" in page
        assert "Save these rules" not in page

    def test_numbers_that_make_no_sense_are_named_and_kept(self, admin: Client) -> None:
        page = self.page(admin, leave_quota="ba", leave_notice_hours=-1)

        assert page.count("<li>Leaves allowed in one course: ") == 1
        assert "leave_quota=ba" in page
        assert "Save these rules" not in page

    def test_its_button_puts_the_numbers_into_force(self, admin: Client) -> None:
        page = self.page(admin, leave_quota=5)
        numbers = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', page.partition(ADD)[2])
        admin.post(f"{ADD}?form_type=leave-request", dict(numbers))

        assert policies.current(FormType.LEAVE_REQUEST).leave_quota == 5

    def test_the_way_back_leads_to_boxes_with_the_typed_numbers(self, admin: Client) -> None:
        back = html.unescape(self.page(admin, leave_quota=37).partition('a href="' + ADD)[2].partition('"')[0])

        assert 'value="37"' in admin.get(ADD + back).content.decode()

    @pytest.mark.parametrize("role", [Role.STAFF, Role.TEACHER])
    def test_it_is_for_those_who_make_rules(self, client: Client, role: Role) -> None:
        client.force_login(factories.user(role))
        assert client.post(f"{PREVIEW}?form_type=hold").status_code in {302, 403}

    def test_it_is_posted(self, admin: Client) -> None:
        assert admin.get(PREVIEW).status_code == 405


class TestWhoChangedWhat:
    """The versions tell it themselves."""

    def test_a_version_shows_what_its_numbers_were(self, admin: Client) -> None:
        row = policies.revise(FormType.LEAVE_REQUEST, {"leave_quota": 5}, by=None)
        admin.cookies["language"] = "en"
        page = admin.get(reverse("admin:forms_intake_policy_change", args=[row.pk])).content.decode()

        assert "5 (before: 3)" in page
        assert page.count("(before: ") == 1

    def test_the_list_names_every_change_and_who_made_it(self, admin: Client) -> None:
        mai = factories.user(Role.ADMIN, name="Cô Mai")
        policies.revise(FormType.LEAVE_REQUEST, {"leave_quota": 5, "leave_notice_hours": 48}, by=mai)
        admin.cookies["language"] = "en"
        page = admin.get(reverse("admin:forms_intake_policy_changelist")).content.decode()

        assert "Notice before a leave, hours: 24 → 48; Leaves allowed in one course: 3 → 5" in page
        assert "Cô Mai" in page

    def test_the_list_asks_the_same_however_many_versions_there_are(self, admin: Client) -> None:
        counts = []
        for quota in (4, 5, 6):
            policies.revise(FormType.LEAVE_REQUEST, {"leave_quota": quota}, by=None)
            with CaptureQueriesContext(connection) as asked:
                admin.get(reverse("admin:forms_intake_policy_changelist"))
            counts.append(len(asked))

        assert counts[1] == counts[2]
