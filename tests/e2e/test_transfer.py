"""The transfer slip in a real browser: given on one phone, confirmed on another, moved without JavaScript."""

import re
from collections.abc import Iterator
from datetime import timedelta

import pytest
from playwright.sync_api import Browser, Page, expect

from forms_intake.enums import HandoverState
from forms_intake.models import Handover, Submission
from school import clock
from tests import factories
from tests.e2e.looks import too_wide, violations

pytestmark = pytest.mark.django_db(transaction=True)
FORM, CONFIRM = "/phieu/transfer/", "/phieu/transfer/confirm/"


@pytest.fixture(autouse=True)
def _branches() -> None:
    factories.branch(code="quan-7", name="Cơ sở Quận 7")
    factories.branch(code="thu-duc", name="Cơ sở Thủ Đức")


@pytest.fixture
def plain(browser: Browser, live_url: str) -> Iterator[Page]:
    """A tab without JavaScript."""
    context = browser.new_context(base_url=live_url, viewport={"width": 360, "height": 740}, java_script_enabled=False)
    yield context.new_page()
    context.close()


@pytest.fixture
def other(browser: Browser, live_url: str) -> Iterator[Page]:
    """The receiver's phone."""
    context = browser.new_context(base_url=live_url, viewport={"width": 320, "height": 640}, locale="vi-VN")
    yield context.new_page()
    context.close()


def who(page: Page) -> None:
    """What every slip asks."""
    page.locator("#id_student_name").fill("Nguyễn Bảo An")
    page.locator("#id_branch").select_option("quan-7")
    page.locator("#id_contact_name").fill("Phạm Thị Hường")
    page.locator("#id_contact_relationship").select_option("mother")
    page.locator("#id_contact_phone").fill("0912 345 678")
    page.locator("#id_course_text").fill("Piano kèm 1-1")
    page.locator("#id_policy_ack").check()
    page.locator("#id_consent_privacy").check()


def day(page: Page, name: str, value: str) -> None:
    for part, typed in zip(("day", "month", "year"), value.split("/"), strict=True):
        page.locator(f"#id_{name}_{part}").fill(typed)


def in_days(days: int) -> str:
    return f"{clock.today() + timedelta(days=days):%d/%m/%Y}"


def go_on(page: Page, button: str) -> None:
    page.get_by_role("button", name=button, exact=True).click()
    page.wait_for_load_state("load")


def test_a_course_is_given_on_one_phone_and_taken_on_another(page: Page, other: Page) -> None:
    page.goto(FORM)
    expect(page.locator("#id_receiver_name")).to_be_hidden()
    page.get_by_label("Chuyển nhượng cho người khác").check()
    expect(page.locator("#id_receiver_name")).to_be_visible()
    expect(page.locator("#id_to_branch")).to_be_hidden()
    who(page)
    day(page, "effective_date", in_days(2))
    expect(page.locator("#consequence .callout--warning")).to_contain_text("Báo trước 2 ngày (quy định 5 ngày)")
    page.get_by_label("Không sắp xếp được thời gian").check()
    page.locator("#id_receiver_name").fill("Lê Minh Khoa")
    day(page, "receiver_dob", in_days(-3000))
    expect(page.locator("#id_receiver_guardian_name")).to_be_visible()
    day(page, "receiver_dob", "27/03/1998")
    expect(page.locator("#id_receiver_guardian_name")).to_be_hidden()
    page.locator("#id_receiver_relationship").select_option("sibling")
    page.locator("#id_receiver_phone").fill("0987 654 321")
    page.locator("[name=receiver_is_student][value=no]").check()
    page.locator("#id_receiver_level").select_option("none")
    page.get_by_label("Một phần").check()
    page.locator("#id_lessons_to_transfer").fill("8")
    page.locator("#id_receiver_consent").check()
    page.locator("#id_no_resale_ack").check()
    assert violations(page) == too_wide(page) == []
    go_on(page, "Kiểm tra lại")
    expect(page.get_by_text("miễn phí")).to_be_visible()
    go_on(page, "Gửi phiếu")
    expect(page.get_by_role("heading", level=1)).to_have_text("Trung tâm đã nhận phiếu")

    slip = Submission.objects.get()
    other.goto(CONFIRM)
    other.get_by_label("Mã phiếu").fill(slip.reference.lower())
    other.get_by_label("Mã xác nhận").fill(slip.handover.code["code"])
    go_on(other, "Tiếp tục")
    expect(other.locator("main")).to_contain_text("Một phần: 8 buổi")
    go_on(other, "Tôi nhận khoá học")
    expect(other.locator(".error-summary")).to_contain_text("Đánh dấu để đồng ý")
    expect(other.locator(".error-summary")).to_be_focused()
    assert violations(other) == too_wide(other) == []
    other.locator("#id_consent").check()
    go_on(other, "Tôi nhận khoá học")
    expect(other.get_by_role("heading", level=1)).to_have_text("Bạn nhận khoá học")
    assert violations(other) == too_wide(other) == []
    assert Handover.objects.get().state == HandoverState.CONFIRMED


def test_a_student_moves_to_another_branch_without_javascript(plain: Page) -> None:
    plain.goto(FORM)
    expect(plain.get_by_text("Chỉ điền khi chọn “Loại chuyển: Chuyển cơ sở”")).to_be_visible()
    expect(plain.locator("#id_receiver_name")).to_be_visible()
    who(plain)
    plain.get_by_label("Chuyển cơ sở", exact=True).check()
    day(plain, "effective_date", in_days(10))
    plain.get_by_label("Chuyển nơi ở").check()
    plain.locator("#id_to_branch").select_option("quan-7")
    plain.get_by_label("Giáo viên nào cũng được").check()
    for part, value in (("weekday", "sat"), ("start", "09:00"), ("end", "11:00")):
        plain.locator(f"#id_preferred_slots_1_{part}").select_option(value)
    go_on(plain, "Kiểm tra lại")
    expect(plain.locator(".error-summary a")).to_have_text("Cơ sở chuyển đến phải khác cơ sở đang học")
    plain.locator("#id_to_branch").select_option("thu-duc")
    go_on(plain, "Kiểm tra lại")
    plain.get_by_role("button", name=re.compile("^Sửa Cơ sở muốn chuyển đến")).click()
    expect(plain).to_have_url(re.compile(r"/edit/.*#id_to_branch$"))
    go_on(plain, "Kiểm tra lại")
    go_on(plain, "Gửi phiếu")

    expect(plain.get_by_role("heading", level=1)).to_have_text("Trung tâm đã nhận phiếu")
    assert Submission.objects.get().payload["to_branch"] == "thu-duc"
    assert not Handover.objects.exists()
