"""The hold slip in a real browser: on a phone, with and without JavaScript."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from playwright.sync_api import Browser, Page, expect

from forms_intake.models import Submission
from school import clock
from tests import factories
from tests.e2e.looks import in_themes, too_wide, violations

pytestmark = pytest.mark.django_db(transaction=True)
FORM = "/phieu/hold/"


@pytest.fixture(autouse=True)
def _branch() -> None:
    factories.branch(code="quan-7", name="Cơ sở Quận 7, Nguyễn Thị Thập")


@pytest.fixture
def plain(browser: Browser, live_url: str) -> Iterator[Page]:
    """A tab without JavaScript, on the smallest phone."""
    context = browser.new_context(base_url=live_url, viewport={"width": 320, "height": 740}, java_script_enabled=False)
    yield context.new_page()
    context.close()


def fill_in(page: Page, *, days: int) -> None:
    """What a parent types; the hold begins in so many days and is for reasons of health."""
    start = clock.today() + timedelta(days=days)
    page.locator("#id_student_name").fill("Nguyễn Bảo An")
    page.locator("#id_branch").select_option("quan-7")
    page.locator("#id_contact_name").fill("Phạm Thị Hường")
    page.locator("#id_contact_relationship").select_option("mother")
    page.locator("#id_contact_phone").fill("0912 345 678")
    page.locator("#id_course_text").fill("Piano kèm 1-1")
    for part, value in (("day", start.day), ("month", start.month), ("year", start.year)):
        page.locator(f"#id_hold_start_{part}").fill(str(value))
    for control in ("hold_months_1", "reason_0", "slot_wish_0", "remind_channel_0", "remind_channel_3"):
        page.locator(f"#id_{control}").check()
    for control in ("slot_ack", "expiry_ack", "policy_ack", "consent_privacy"):
        page.locator(f"#id_{control}").check()


def check(page: Page) -> None:
    page.get_by_role("button", name="Kiểm tra lại").click()


def expect_sent(page: Page) -> None:
    page.get_by_role("button", name="Gửi phiếu").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Trung tâm đã nhận phiếu")
    expect(page.locator(".receipt__ref dd")).to_have_text(Submission.objects.get().reference)


def wrong(page: Page) -> list[str]:
    """What axe finds in both themes, and what is cut off."""
    return [*too_wide(page), *(found for _theme in in_themes(page) for found in violations(page))]


def test_a_parent_sees_the_return_and_the_consequence_while_filling_in(page: Page) -> None:
    page.goto(FORM)
    check(page)
    expect(page.locator(".error-summary")).to_be_focused()
    assert wrong(page) == []
    fill_in(page, days=2)
    proposed = page.locator("#id_return_date_day")
    expect(proposed).not_to_have_value("")
    expect(page.locator("#consequence .callout--warning")).to_have_count(1)
    page.locator("#id_hold_months_3").check()
    expect(page.locator("#id_hold_end_wanted_day")).to_be_visible()
    page.locator("#id_hold_months_1").check()
    assert wrong(page) == []
    check(page)
    expect(page.locator(".callout--warning")).to_have_count(1)
    assert wrong(page) == []
    expect_sent(page)


def test_without_javascript_the_server_finds_the_day_of_return(plain: Page) -> None:
    plain.goto(FORM)
    expect(plain.locator("#id_hold_end_wanted_day")).to_be_visible()
    fill_in(plain, days=20)
    check(plain)
    assert too_wide(plain) == []
    expect(plain.locator(".kv")).not_to_have_count(0)
    expect_sent(plain)
    stored = Submission.objects.get().payload
    assert stored["return_date"] > stored["hold_end"] > stored["hold_start"]
