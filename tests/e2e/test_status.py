"""A family follows a slip: what the office decides appears by itself, and everything works without scripts too."""

import re
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, expect

from accounts.enums import Role
from accounts.models import User
from forms_intake import work
from forms_intake.models import SenderMessage, Submission
from forms_intake.status import links
from tests import factories
from tests.e2e.looks import THEMES, at_widths, too_wide, violations
from tests.forms_intake.file_samples import PDF
from tests.forms_intake.status_pages import asked

pytestmark = pytest.mark.django_db(transaction=True)
QUESTION = "Chị gửi giúp ảnh giấy khám của bé An để giáo vụ xét châm chước báo muộn."


@pytest.fixture
def linh() -> User:
    return factories.user(Role.STAFF, name="cô Linh")


@pytest.fixture
def sent(linh: User) -> Submission:
    return asked(linh, QUESTION, contact_phone="+84912345678", contact_email="huong.pham@gmail.com")


def test_a_decision_appears_on_the_open_page_and_leaves_alone_who_is_typing(
    page: Page, sent: Submission, linh: User
) -> None:
    with page.expect_websocket(), page.expect_response(re.compile(rf"/phieu/status/{sent.reference}/$")):
        page.goto(urlsplit(links.address(sent)).path)
    # The page that has been there all the time, wherever it is looked at.
    page.evaluate("document.body.dataset.mine = 'yes'")
    page.locator("#id_text").press_sequentially("Giấy khám đây")
    with page.expect_response(re.compile(rf"/phieu/status/{sent.reference}/$")):
        work.decline(sent, by=linh, reason="Lớp tuần này đã kín chỗ.")
    expect(page.locator("#status-head .badge")).to_have_text(re.compile("Từ chối"))
    expect(page.locator("[data-reason]")).to_have_text("Lớp tuần này đã kín chỗ.")
    expect(page.locator("[data-said]")).to_contain_text("Từ chối")
    expect(page.locator("#id_text")).to_have_value("Giấy khám đây")
    expect(page.locator("#id_text")).to_be_focused()
    assert page.evaluate("document.body.dataset.mine") == "yes"


def test_without_scripts_a_slip_is_found_answered_and_withdrawn(
    browser: Browser, live_url: str, sent: Submission
) -> None:
    context = browser.new_context(base_url=live_url, java_script_enabled=False, viewport={"width": 360, "height": 740})
    page = context.new_page()
    page.goto("/phieu/")
    page.locator("a[href='/phieu/status/']").click()
    page.locator("#id_reference").fill(sent.reference.lower().replace("-", ""))
    page.locator("#id_digits").fill("5678")
    page.locator("main button[type=submit]").click()
    expect(page.locator(".ask .quote")).to_contain_text(QUESTION)
    page.locator("#id_text").fill("Giấy đây ạ")
    page.locator("#id_attachments").set_input_files({"name": "giay.pdf", "mimeType": "application/pdf", "buffer": PDF})
    page.locator(".ask button[type=submit]").click()
    expect(page.locator(".timeline")).to_contain_text("Giấy đây ạ")
    page.locator("a[href$='/withdraw/']").click()
    page.locator("main form button[type=submit]").click()
    expect(page.locator(".badge")).to_contain_text("Đã rút")
    assert list(SenderMessage.objects.values_list("kind", "files")) == [("answer", 1), ("withdrawal", 0)]
    context.close()


@pytest.mark.parametrize("theme", THEMES)
def test_the_pages_can_be_read_by_everybody_on_every_screen(page: Page, sent: Submission, theme: str) -> None:
    page.emulate_media(color_scheme=theme)  # type: ignore[arg-type]  # one of the two words
    page.goto("/phieu/status/")
    page.locator("main button[type=submit]").click()
    expect(page.locator(".error-summary")).to_be_visible()
    faults = violations(page)
    page.goto(urlsplit(links.address(sent)).path)
    faults += [fault for _ in at_widths(page) for fault in [*violations(page), *too_wide(page)]]
    page.goto(f"/phieu/status/{sent.reference}/withdraw/")
    faults += [*violations(page), *too_wide(page)]
    assert faults == []
