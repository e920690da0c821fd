"""The change slip in a real browser: with and without JavaScript, in the states that people see."""

import re
from collections.abc import Iterator
from datetime import timedelta

import pytest
from playwright.sync_api import Browser, Page, expect

from accounts.enums import Role
from forms_intake.models import Submission
from school import clock
from tests import factories
from tests.e2e.looks import too_wide, violations

pytestmark = pytest.mark.django_db(transaction=True)
FORM = "/phieu/change/"


@pytest.fixture(autouse=True)
def _school() -> None:
    factories.branch(code="quan-7", name="Cơ sở Quận 7, Nguyễn Thị Thập")
    factories.user(Role.TEACHER, name="Nguyễn Thị Hà")
    factories.product(sku="P24", name="Piano kèm 1-1, 24 buổi", price=9_600_000)
    factories.product(sku="P36", name="Piano kèm 1-1, 36 buổi", price=12_000_000)


@pytest.fixture
def plain(browser: Browser, live_url: str) -> Iterator[Page]:
    """A tab without JavaScript."""
    context = browser.new_context(base_url=live_url, viewport={"width": 360, "height": 740}, java_script_enabled=False)
    yield context.new_page()
    context.close()


def fill_in(page: Page) -> None:
    """Who asks, and from when."""
    page.locator("#id_student_name").fill("Nguyễn Bảo An")
    page.locator("#id_branch").select_option("quan-7")
    page.locator("#id_contact_name").fill("Phạm Thị Hường")
    page.locator("#id_contact_relationship").select_option("mother")
    page.locator("#id_contact_phone").fill("0912 345 678")
    page.locator("#id_course_text").fill("Piano kèm 1-1, T3 17:30")
    day = clock.today() + timedelta(days=14)
    for part, value in (("day", day.day), ("month", day.month), ("year", day.year)):
        page.locator(f"#id_effective_date_{part}").fill(str(value))
    page.locator("#id_policy_ack").check()
    page.locator("#id_consent_privacy").check()


def slot(page: Page, name: str, weekday: str) -> None:
    page.locator(f"#id_{name}_1_weekday").select_option(weekday)
    page.locator(f"#id_{name}_1_start").select_option("17:30")
    page.locator(f"#id_{name}_1_end").select_option("18:15")


def ask_for_other_times(page: Page) -> None:
    page.locator("[name=change_kinds][value=schedule]").check()
    page.locator("[name=schedule_scope][value=fixed]").check()
    slot(page, "current_slot", "tue")
    slot(page, "new_slots", "thu")


def ask_for_another_course(page: Page) -> None:
    page.locator("[name=change_kinds][value=course]").check()
    page.locator("#id_current_course").select_option("P24")
    page.locator("#id_wanted_course").select_option("P36")
    page.locator("[name=course_reason][value=length]").check()
    page.locator("#id_difference_ack").check()


def send(page: Page) -> None:
    page.locator(".actions .btn--primary").click()
    expect(page.locator("[data-send-button]")).to_be_visible()
    page.wait_for_load_state("load")
    page.locator("[data-send-button]").click()
    expect(page.locator(".receipt__ref dd")).to_have_text(re.compile("^TD-"))


def test_blocks_open_one_by_one_and_only_what_is_open_is_sent(page: Page) -> None:
    page.goto(FORM)
    fill_in(page)
    for block in ("#h-schedule", "#h-teacher", "#h-course"):
        expect(page.locator(block)).to_be_hidden()
    page.locator("[name=change_kinds][value=teacher]").check()
    page.locator("#id_private_note").fill("Chỉ quản lý đọc")
    page.locator("[name=change_kinds][value=teacher]").uncheck()
    ask_for_other_times(page)
    ask_for_another_course(page)
    expect(page.locator("#consequence")).to_contain_text("2.400.000đ")
    send(page)

    sent = Submission.objects.get()
    assert sent.payload["change_kinds"] == ["schedule", "course"]
    assert sent.sensitive == {}
    assert sent.payload["facts"]["price_difference"] == 2_400_000


def test_the_whole_way_without_javascript(plain: Page) -> None:
    plain.goto(FORM)
    fill_in(plain)
    plain.locator("[name=change_kinds][value=teacher]").check()
    plain.locator("#id_current_teacher").select_option(label="Nguyễn Thị Hà")
    plain.locator("[name=teacher_reason][value=style]").check()
    plain.locator("#id_private_note").fill("Chỉ quản lý đọc")
    send(plain)

    assert Submission.objects.get().sensitive == {"private_note": "Chỉ quản lý đọc"}


def test_axe_finds_nothing_and_nothing_is_cut_off_in_any_state(page: Page, live_url: str) -> None:
    page.context.add_cookies([{"name": "theme", "value": "dark", "url": live_url}])
    page.set_viewport_size({"width": 320, "height": 740})
    page.goto(FORM)
    for kind in page.locator("[name=change_kinds]").all():
        kind.check()
    for scope in ("once", "temporary"):
        page.locator(f"[name=schedule_scope][value={scope}]").check()
        assert [*violations(page, "main"), *too_wide(page)] == []
    page.locator(".actions .btn--primary").click()
    expect(page.locator(".error-summary")).to_be_focused()
    assert [*violations(page, "main"), *too_wide(page)] == []
    ask_for_other_times(page)
    ask_for_another_course(page)
    page.locator("[name=change_kinds][value=teacher]").uncheck()
    fill_in(page)
    page.locator(".actions .btn--primary").click()
    expect(page.locator("[data-send-button]")).to_be_visible()
    assert [*violations(page), *too_wide(page)] == []
