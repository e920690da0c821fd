"""The student-info slip in a real browser: five short pages on a phone, with JavaScript and without."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from forms_intake.models import Submission
from school import sensitive
from tests import factories
from tests.e2e.looks import THEMES, settled, too_wide, violations

pytestmark = pytest.mark.django_db(transaction=True)
FORM = "/phieu/student-info/"


@pytest.fixture(autouse=True)
def _school() -> None:
    factories.branch(code="quan-7", name="Cơ sở Quận 7, Nguyễn Thị Thập")
    factories.branch(code="thu-duc", name="Cơ sở Thủ Đức, Võ Văn Ngân")
    factories.product(name="Piano kèm 1-1, 24 buổi", sku="P24", price=9_600_000)
    factories.product(name="Piano nhóm, 12 buổi", sku="N12", price=2_400_000)


@pytest.fixture
def plain(browser: Browser, live_url: str) -> Iterator[Page]:
    """A tab without JavaScript."""
    context = browser.new_context(base_url=live_url, viewport={"width": 360, "height": 740}, java_script_enabled=False)
    yield context.new_page()
    context.close()


def on(page: Page) -> None:
    """The one black button."""
    page.locator("main .btn--primary").click()


def expect_step(page: Page, number: int, title: str) -> None:
    expect(settled(page).locator(".steps [aria-current]")).to_contain_text(f"{number}")
    expect(page.locator("h2").first).to_have_id(title)


def who(page: Page) -> None:
    page.locator("#id_student_name").fill("Nguyễn Bảo An")
    page.locator("#id_branch").select_option("quan-7")
    page.locator("#id_contact_name").fill("Phạm Thị Hường")
    page.locator("#id_contact_relationship").select_option("mother")
    page.locator("#id_contact_phone").fill("0912 345 678")


def student(page: Page) -> None:
    for part, value in (("day", "27"), ("month", "03"), ("year", "2017")):
        page.locator(f"#id_date_of_birth_{part}").fill(value)
    page.locator("#id_address_line").fill("12 Nguyễn Thị Thập")
    page.locator("#id_ward").fill("Tân Hưng")
    page.locator("#id_province").select_option("79")


def parents(page: Page) -> None:
    page.locator("#id_emergency_name").fill("Nguyễn Văn Bình")
    page.locator("#id_emergency_phone").fill("0987 654 321")


def course(page: Page) -> None:
    page.locator("input[name=course_interest][value=P24]").check()
    page.locator("input[name=lesson_mode][value=one_one]").check()
    page.locator("input[name=level][value=none]").check()
    for part, value in (("weekday", "sat"), ("start", "09:00"), ("end", "11:00")):
        page.locator(f"#id_preferred_slots_1_{part}").select_option(value)


def consents(page: Page) -> None:
    page.locator("#id_health_note").fill("Dị ứng đậu phộng")
    page.locator("#id_consent_health").check()
    page.locator("input[name=contact_channel][value=zalo]").check()
    page.locator("#id_policy_ack").check()
    page.locator("#id_consent_privacy").check()


def expect_sent(page: Page) -> None:
    expect(page.locator(".receipt__ref dd")).to_have_text(re.compile("TT-"))
    slip = Submission.objects.get()
    assert slip.payload["facts"]["age"] == 9
    assert "health_note" not in slip.payload
    assert sensitive.keys(slip, "sensitive") == ["health_note"]


def test_five_pages_on_a_phone_with_a_reload_and_a_way_back_in_between(page: Page) -> None:
    page.goto(FORM)
    who(page)
    on(page)
    expect_step(page, 2, "h-student")
    student(page)
    on(page)
    expect_step(page, 3, "h-guardian2")
    parents(page)
    page.reload()
    expect_step(page, 3, "h-guardian")
    expect(page.locator("#id_emergency_name")).to_have_value("Nguyễn Văn Bình")
    on(page)
    expect_step(page, 4, "h-course")
    page.locator("button[formaction*='/edit/parents/']").click()
    expect_step(page, 3, "h-guardian2")
    on(page)
    course(page)
    on(page)
    consents(page)
    on(page)
    expect(page.locator("dd", has_text="Piano kèm 1-1, 24 buổi")).to_be_visible()
    page.wait_for_load_state("load")
    on(page)

    expect_sent(page)


def test_without_javascript_a_mistake_leads_to_its_page_and_back_to_the_check(plain: Page) -> None:
    plain.goto(FORM)
    on(plain)
    expect(plain.locator(".error-summary a").first).to_have_attribute("href", "#id_student_name")
    for fill in (who, student, parents, course, consents):
        fill(plain)
        on(plain)
    plain.locator("button[formaction$='#id_date_of_birth_day']").click()
    expect(plain.locator("#id_date_of_birth_year")).to_have_value("2017")
    plain.locator("#id_date_of_birth_year").fill("1890")
    on(plain)
    expect(plain.locator(".error-summary a")).to_have_attribute("href", "#id_date_of_birth_day")
    plain.locator("#id_date_of_birth_year").fill("2017")
    on(plain)
    on(plain)

    expect_sent(plain)


def test_every_page_is_readable_for_everybody(page: Page, live_url: str) -> None:
    page.goto(FORM)
    on(page)
    found = too_wide(page) + violations(page)
    for theme, fill in zip(THEMES * 3, (who, student, parents, course, consents), strict=False):
        page.emulate_media(color_scheme=theme)
        fill(settled(page))
        found += too_wide(page) + violations(page)
        on(page)
    page.context.add_cookies([{"name": "language", "value": "en", "url": live_url}])
    page.goto(f"{FORM}?step=update")
    page.locator("details summary").first.click()

    assert found + too_wide(page) + violations(page) == []
