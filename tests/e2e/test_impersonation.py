"""Seeing the site as somebody else, in a real browser: the button, the line that stays in sight, the way back."""

import re

import pytest
from playwright.sync_api import Page, expect

from accounts import profiles
from accounts.enums import Role
from accounts.models import User
from tests import factories
from tests.e2e.conftest import SignIn
from tests.e2e.looks import at_widths, in_themes, too_wide, violations

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def boss(page: Page, sign_in: SignIn) -> User:
    """An administrator at a desk."""
    person = factories.user(Role.ADMIN, name="Hiệu trưởng Minh")
    profiles.change(person, by=person, theme="light")
    sign_in(page, person)
    page.set_viewport_size({"width": 1280, "height": 860})
    return person


def become(page: Page, person: User) -> None:
    page.goto(f"/admin/accounts/user/{person.pk}/change/")
    page.locator("form[action='/hijack/acquire/'] [type=submit]").click()
    expect(page.locator(".impersonation strong")).to_have_text(person.name)


def test_an_administrator_looks_as_a_clerk_and_comes_back_to_the_clerks_page(page: Page, boss: User) -> None:
    clerk = factories.user(Role.STAFF, name="Giáo vụ Hà")
    become(page, clerk)
    page.goto("/admin/catalog/product/")
    expect(page.locator(".impersonation strong")).to_have_text("Giáo vụ Hà")
    page.locator(".impersonation__back").click()
    expect(page).to_have_url(re.compile(f"/admin/accounts/user/{clerk.pk}/change/"))
    expect(page.locator(".impersonation")).to_have_count(0)


def test_the_line_stays_in_sight_while_the_page_is_scrolled(page: Page, boss: User) -> None:
    become(page, factories.user(Role.TEACHER, name="Cô Lan"))
    page.set_viewport_size({"width": 360, "height": 500})
    for path in ("/privacy/", "/phieu/leave-request/"):
        page.goto(path)
        page.evaluate("window.scrollTo(0, document.body.scrollHeight)")
        expect(page.locator(".impersonation__back")).to_be_in_viewport()


def test_it_is_readable_and_nothing_is_cut_off(page: Page, boss: User) -> None:
    become(page, factories.user(Role.STAFF, name="Nguyễn Thị Phương Thảo Nguyên"))
    for path in ("/", "/accounts/2fa/"):
        page.goto(path)
        for _width in at_widths(page):
            expect(page.locator(".impersonation")).to_be_visible()
            assert too_wide(page) + [one for _theme in in_themes(page) for one in violations(page)] == []
