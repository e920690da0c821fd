"""The first whole thing: a parent sends a slip, Lark has it, and the open list of the office shows it."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from accounts.enums import Role
from forms_intake.models import Submission
from tests import factories
from tests.lark import Lark
from tests.processes import Process, eventually
from tests.slips import answers

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def office(browser: Browser, live_url: str) -> Iterator[Page]:
    """The list of slips, open on a clerk's desk."""
    clerk = factories.user(Role.STAFF)
    context = browser.new_context(base_url=live_url, viewport={"width": 1280, "height": 800}, locale="vi-VN")
    page = context.new_page()
    page.goto("/admin/forms_intake/submission/")
    page.get_by_label("Email").fill(str(clerk.email))
    page.get_by_label("Mật khẩu", exact=True).fill("lesson-piano")
    page.get_by_role("button", name="Đăng nhập", exact=True).click()
    expect(page).to_have_url(f"{live_url}/admin/forms_intake/submission/")
    yield page
    context.close()


def fill(page: Page) -> None:
    """Types what a parent types."""
    given = answers()
    page.goto("/phieu/leave-request/")
    page.get_by_label("Phụ huynh", exact=True).check()
    for name in ("student_name", "contact_name", "contact_phone", "course_text"):
        page.locator(f"[name={name}]").fill(given[name])
    for name in ("branch", "contact_relationship", "lesson_time"):
        page.locator(f"[name={name}]").select_option(given[name])
    for part in ("day", "month", "year"):
        page.locator(f"[name=lesson_date_{part}]").fill(given[f"lesson_date_{part}"])
    page.get_by_label("Việc gia đình").check()
    page.get_by_label("Không cần").check()
    page.locator("[name=policy_ack]").check()
    page.locator("[name=consent_privacy]").check()


def test_a_slip_goes_from_the_phone_to_lark_and_into_the_open_list(
    page: Page, office: Page, worker: Process, lark: Lark
) -> None:
    lark.destination()
    factories.branch(code="quan-7", name="Cơ sở Quận 7")
    office.evaluate("window.sameDocument = true")
    fill(page)
    page.get_by_role("button", name="Kiểm tra lại").click()
    page.get_by_role("button", name="Gửi phiếu").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Trung tâm đã nhận phiếu")
    sent = Submission.objects.get()
    expect(page.get_by_text(sent.reference)).to_be_visible()
    expect(office.get_by_role("link", name=sent.reference)).to_be_visible()
    eventually(lambda: lark.summary()["by_key"] == {sent.reference: 1}, what="the card")
    expect(office.locator("#result_list").get_by_text("Đã gửi", exact=True)).to_be_visible()
    assert office.evaluate("window.sameDocument")
