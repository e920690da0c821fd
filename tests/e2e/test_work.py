"""Two people of the office at the same slip, and one whose browser runs no scripts."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from accounts.enums import Role
from forms_intake.models import Submission
from tests import factories
from tests.e2e.conftest import SignIn
from tests.e2e.looks import THEMES, at_widths, too_wide, violations

pytestmark = pytest.mark.django_db(transaction=True)
Desk = Callable[..., Page]


@pytest.fixture
def sent() -> Submission:
    return factories.submission()


@pytest.fixture
def desk(browser: Browser, live_url: str, sign_in: SignIn, sent: Submission) -> Iterator[Desk]:
    """Opens the slip in a browser of its own for somebody of the office."""
    contexts = []

    def open_desk(name: str, **options: object) -> Page:
        context = browser.new_context(base_url=live_url, locale="vi-VN", **options)  # type: ignore[arg-type]  # Playwright's own
        contexts.append(context)
        page = context.new_page()
        sign_in(page, factories.user(Role.STAFF, name=name))
        page.goto(f"/admin/forms_intake/submission/{sent.pk}/change/")
        return page

    yield open_desk
    for context in contexts:
        context.close()


def button(page: Page, verb: str) -> str:
    """What leads to a deed, a link or a form."""
    return f"#work :is(a[href$='/work/{verb}/'], form[action$='/work/{verb}/'] button)"


def test_who_decides_second_is_told_who_was_first(desk: Desk, sent: Submission) -> None:
    ha, minh = desk("cô Hà"), desk("thầy Minh")
    minh.locator(button(minh, "decline")).click()
    minh.locator("[name=reason]").fill("Lớp tuần này đã kín chỗ.")
    minh.locator(".work__button--primary").click()
    expect(minh.locator("#work .work__reason")).to_have_text("Lớp tuần này đã kín chỗ.")

    ha.locator(button(ha, "approve")).click()
    expect(ha.locator("body")).to_contain_text("thầy Minh")
    sent.refresh_from_db()
    assert (sent.work_status, str(sent.status_by)) == ("declined", "thầy Minh")


def test_a_slip_is_dealt_with_where_no_scripts_run(desk: Desk, sent: Submission) -> None:
    page = desk("cô Hà", java_script_enabled=False)
    page.locator(button(page, "take")).click()
    page.locator(button(page, "needs-info")).click()
    page.locator("[name=reason]").fill("Cần giấy khám")
    page.locator(".work__button--primary").click()
    expect(page.locator("#work .work__reason")).to_have_text("Cần giấy khám")


@pytest.mark.parametrize("theme", THEMES)
def test_panel_and_question_can_be_read_by_everybody_on_every_screen(desk: Desk, theme: str) -> None:
    page = desk("Nguyễn Thị Thanh Hà", color_scheme=theme)
    faults = [fault for _ in at_widths(page) for fault in [*violations(page, "#work"), *too_wide(page)]]
    page.locator(button(page, "decline")).click()
    faults += [fault for _ in at_widths(page) for fault in [*violations(page, ".work"), *too_wide(page)]]
    assert faults == []
