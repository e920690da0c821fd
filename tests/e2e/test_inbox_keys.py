"""The inbox by keyboard alone, and two people at one slip."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from accounts.enums import Role
from forms_intake.models import Submission
from tests import factories
from tests.e2e.conftest import SignIn
from tests.e2e.looks import too_wide, violations

pytestmark = pytest.mark.django_db(transaction=True)
Desk = Callable[..., Page]


@pytest.fixture
def desk(browser: Browser, live_url: str, sign_in: SignIn) -> Iterator[Desk]:
    """A browser of somebody of the office, at this address."""
    contexts, errors = [], list[str]()

    def sit_down(name: str, address: str) -> Page:
        context = browser.new_context(base_url=live_url, locale="vi-VN", viewport={"width": 1280, "height": 800})
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: errors.append(str(error)))
        sign_in(page, factories.user(Role.STAFF, name=name))
        page.goto(address)
        return page

    yield sit_down
    for context in contexts:
        context.close()
    assert errors == []


def status(sent: Submission) -> str:
    return str(Submission.objects.get(pk=sent.pk).work_status)


def row(page: Page, sent: Submission) -> str:
    return f"#slip-{sent.reference}"


def test_a_pile_of_slips_is_dealt_with_by_keyboard_alone(desk: Desk) -> None:
    old, mid, new = (factories.submission(student_name=name) for name in ("Lê An", "Trần Bình", "Võ Chi"))
    page = desk("cô Hà", "/inbox/")
    expect(page.locator("#rows li")).to_have_count(3)
    page.keyboard.press("j")
    expect(page.locator(f"{row(page, new)} a")).to_be_focused()
    page.keyboard.press("a")
    expect(page.locator("#toasts .toast")).to_contain_text("Võ Chi")
    expect(page.locator(f"{row(page, mid)} a")).to_be_focused()
    page.keyboard.press("z")
    expect(page.locator("#last-deed")).to_be_empty()
    assert status(new) == "received"

    page.keyboard.press("x")
    page.keyboard.press("j")
    page.keyboard.press("Shift+X")
    page.keyboard.press("t")
    expect(page.locator("#bulk-reason")).to_be_focused()
    assert violations(page, "#bulk-question") == []
    page.keyboard.type("Lớp này đã kín chỗ.")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator("#toasts .toast p")).to_contain_text("2")
    assert (status(old), status(mid), status(new)) == ("declined", "declined", "received")

    page.keyboard.press("?")
    expect(page.locator("#keys")).to_be_visible()
    assert violations(page, "#keys") == []
    page.keyboard.press("Escape")
    page.keyboard.press("/")
    expect(page.locator("#q")).to_be_focused()
    page.keyboard.type("ja")
    expect(page.locator("#q")).to_have_value("ja")
    assert (status(new), too_wide(page)) == ("received", [])


def test_two_people_at_one_slip_see_each_other_and_the_second_sees_what_the_first_has_done(desk: Desk) -> None:
    sent = factories.submission()
    address = f"/inbox/{sent.reference}/"
    ha, minh = desk("cô Hà", address), desk("thầy Minh", address)
    expect(ha.locator("#presence")).to_contain_text("thầy Minh")
    expect(minh.locator("#presence")).to_contain_text("cô Hà")

    minh.locator("[data-verb=decline]").click()
    minh.locator("#slip-form textarea").press_sequentially("Lớp tuần này")
    expect(ha.locator("#presence [data-who='thầy Minh'] use[href$='#i-edit']")).to_have_count(1)
    ha.locator("[data-verb=approve]").click()
    expect(minh.locator("#presence .presence__changed")).to_contain_text("cô Hà")
    expect(minh.locator("#slip-form textarea")).to_have_value("Lớp tuần này")
    minh.locator("#slip-form [type=submit].btn--primary").click()
    expect(minh.locator("#slip-form [role=alert]")).to_contain_text("cô Hà")
    expect(minh.locator("#slip-form textarea")).to_have_value("Lớp tuần này")
    assert status(sent) == "approved"

    ha.locator("#toasts [data-undo] button").click()
    expect(ha.locator("#last-deed")).to_be_empty()
    assert status(sent) == "received"
    minh.goto("/inbox/")
    expect(ha.locator("#presence")).to_be_empty()
