"""The bell: it rings on a page that stays open, by keyboard, and without a script it leads to its page."""

import pytest
from playwright.sync_api import Browser, Page, expect

from accounts.enums import Role
from forms_intake import sender, work
from forms_intake.models import Notice
from tests import factories
from tests.e2e.conftest import SignIn

pytestmark = pytest.mark.django_db(transaction=True)


def test_the_bell_rings_and_is_answered_by_keyboard(page: Page, sign_in: SignIn) -> None:
    linh, ha = factories.user(Role.STAFF, name="cô Linh"), factories.user(Role.STAFF, name="cô Hà")
    slips = [factories.submission() for _ in range(2)]
    sign_in(page, linh)
    page.goto("/notices/")
    work.assign(slips[0], to=linh, by=ha)
    bell = page.locator("[data-bell]")
    expect(bell.locator("[data-bell-figure]")).to_have_text("1")
    expect(page.locator("#notices .notice")).to_have_count(1)
    bell.locator("summary").focus()
    page.keyboard.press("Enter")
    expect(bell.locator(".notice")).to_have_count(1)
    work.change(slips[0], to="needs_info", by=linh, reason="Buổi nào?")
    sender.answer(slips[0], text="Thứ Sáu")
    expect(bell.locator(".notice")).to_have_count(2)
    box = bell.locator(".bell__panel").bounding_box()
    assert box
    assert 0 <= box["x"] <= box["x"] + box["width"] <= 360
    bell.locator("#bell-read-all").focus()
    page.keyboard.press("Enter")
    expect(bell.locator("[data-bell-figure]")).to_have_text("")
    page.keyboard.press("Escape")
    expect(bell.locator(".bell__panel")).to_be_hidden()
    assert not Notice.objects.unread().exists()


def test_without_a_script_the_bell_leads_to_its_page(browser: Browser, live_url: str, sign_in: SignIn) -> None:
    linh = factories.user(Role.STAFF, name="cô Linh")
    slip = work.assign(factories.submission(), to=linh, by=factories.user(Role.STAFF))
    context = browser.new_context(base_url=live_url, java_script_enabled=False, viewport={"width": 320, "height": 640})
    page = context.new_page()
    sign_in(page, linh)
    page.goto("/accounts/")
    page.locator("[data-bell] summary").click()
    page.locator(".bell__all").click()
    page.locator("main .notice").click()
    expect(page).to_have_url(f"{live_url}/inbox/{slip.reference}/")
    context.close()
