"""Coming back to a slip: drafts, the back button, the other language, a field put right."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests import factories
from tests.e2e.test_leave_request import FORM, check, checked, expect_sent, fill_in, send

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _branch() -> None:
    factories.branch(code="quan-7", name="Cơ sở Quận 7, Nguyễn Thị Thập")


def test_details_are_asked_for_under_the_reason_called_other_and_are_sent_only_with_it(page: Page) -> None:
    page.goto(FORM)
    fill_in(page)
    expect(page.locator("#id_reason_detail")).to_be_hidden()
    page.locator("[name=reason][value=other]").check()
    page.locator("#id_reason_detail").fill("Khám răng")
    page.get_by_label("Ốm, sức khoẻ").check()
    check(page)

    expect(page.get_by_role("heading", level=1)).to_have_text("Kiểm tra lại trước khi gửi")
    expect(page.get_by_text("Khám răng")).to_have_count(0)


def test_a_mended_field_no_longer_looks_wrong_and_the_summary_stays(page: Page) -> None:
    page.goto(FORM)
    check(page)
    wrong = page.locator(".field--error").count()
    page.locator("#id_student_name").fill("Nguyễn Bảo An")
    page.locator("#id_policy_ack").check()
    page.locator("#id_lesson_date_day").fill("1")

    expect(page.locator(".field--error")).to_have_count(wrong - 2)
    expect(page.locator("#id_student_name")).not_to_have_attribute("aria-invalid", "true")
    expect(page.locator(".error-summary a")).to_have_count(wrong)


def test_the_draft_is_spoken_of_above_the_form(page: Page) -> None:
    page.goto(FORM)
    fill_in(page)
    expect(page.locator("[data-draft-state]")).to_contain_text("Đã lưu nháp trên máy này lúc")
    page.goto(FORM)
    note = page.get_by_text("Đã khôi phục nháp lưu lúc")

    expect(note).to_contain_text("Đánh dấu lại các ô xác nhận")
    expect(note).to_be_in_viewport()


def test_the_other_language_on_the_check_page_keeps_the_answers_and_asks_for_the_consents(page: Page) -> None:
    checked(page)
    page.get_by_role("banner").get_by_role("button", name="English").click()

    expect(page.locator("#id_student_name")).to_have_value("Nguyễn Bảo An")
    expect(page.get_by_text("Tick the confirmations again, and choose files again if there were any.")).to_be_visible()


def test_a_shared_device_shows_nothing_to_the_next_person(page: Page) -> None:
    page.goto(FORM + "?kiosk=1")
    fill_in(page)
    check(page)
    expect(page.get_by_role("heading", level=1)).to_have_text("Kiểm tra lại trước khi gửi")
    page.go_back()

    expect(page.locator("#id_student_name")).to_have_value("")


def test_back_after_a_change_and_sending_leads_to_the_form(page: Page) -> None:
    checked(page).get_by_role("button", name="Sửa phiếu").last.click()
    expect(page.locator("#id_student_name")).to_have_value("Nguyễn Bảo An")
    check(page)
    expect(page.get_by_role("heading", level=1)).to_have_text("Kiểm tra lại trước khi gửi")
    send(page)
    expect_sent(page)
    page.go_back()

    expect(page).to_have_url(re.compile(FORM + "$"))
    expect(page.get_by_role("button", name="Kiểm tra lại")).to_be_visible()
