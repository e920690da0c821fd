"""Archive and restore while somebody else has the list open."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from accounts.enums import Role
from tests import factories
from tests.e2e.conftest import SignIn

pytestmark = pytest.mark.django_db(transaction=True)
LIST = "/admin/catalog/product/"
Desk = Callable[[Role], Page]


@pytest.fixture
def desk(browser: Browser, live_url: str, sign_in: SignIn) -> Iterator[Desk]:
    """Opens a browser of its own for a person of the role, signed in."""
    contexts = []

    def open_desk(role: Role) -> Page:
        person = factories.user(role)
        context = browser.new_context(base_url=live_url, viewport={"width": 1280, "height": 800}, locale="vi-VN")
        contexts.append(context)
        page = context.new_page()
        sign_in(page, person)
        page.goto(LIST)
        return page

    yield open_desk
    for context in contexts:
        context.close()


def test_a_row_leaves_an_open_list_in_another_browser_and_comes_back(desk: Desk) -> None:
    factories.product(name="Piano kèm 45 phút")
    factories.product(name="Sách luyện ngón")
    clerk, colleague = desk(Role.STAFF), desk(Role.ADMIN)
    row = colleague.locator("#result_list").get_by_role("link", name="Piano kèm 45 phút")
    expect(row).to_be_visible()
    expect(colleague.locator(".lamp--on")).to_be_visible()
    colleague.evaluate("window.sameDocument = true")

    clerk.get_by_role("link", name="Piano kèm 45 phút").click()
    clerk.locator(".archive-link a").click()
    clerk.locator("[name=reason]").fill("Không bán nữa")
    clerk.locator(".archive-buttons button").click()
    expect(row).to_have_count(0)

    clerk.locator(".archive-note button").click()
    expect(row).to_be_visible()
    assert colleague.evaluate("window.sameDocument")


def test_the_way_back_still_stands_after_ten_seconds_and_without_scripts(browser: Browser, desk: Desk) -> None:
    factories.product(name="Piano kèm 45 phút")
    clerk = desk(Role.STAFF)
    still = browser.new_context(
        base_url=clerk.url.removesuffix(LIST), java_script_enabled=False, storage_state=clerk.context.storage_state()
    )
    page = still.new_page()
    page.goto(LIST)
    page.get_by_role("link", name="Piano kèm 45 phút").click()
    page.locator(".archive-link a").click()
    page.locator("[name=reason]").fill("Không bán nữa")
    page.locator(".archive-buttons button").click()
    page.reload()
    page.locator(".archive-note button").click()
    expect(page.get_by_role("link", name="Piano kèm 45 phút")).to_be_visible()
    still.close()
