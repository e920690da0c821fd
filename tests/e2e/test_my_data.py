"""My data in a real browser: read, download, delete."""

import json
import re
from zipfile import ZipFile

import pytest
from playwright.sync_api import Page, expect

from accounts.enums import Role
from accounts.models import User
from tests import factories
from tests.e2e.looks import at_widths, in_themes, too_wide, violations

pytestmark = pytest.mark.django_db(transaction=True)
PASSWORD = "lesson-piano"


@pytest.fixture
def person(page: Page) -> User:
    """A teacher, signed in by the page for it: typing the password again must find it hashed as the server does."""
    person = factories.user(Role.TEACHER, name="Cô Hà")
    page.goto("/accounts/login/?next=/accounts/data/")
    page.locator("[name=login]").fill(str(person.email))
    page.locator("[name=password]").fill(PASSWORD)
    page.locator("[name=password]").press("Enter")
    expect(page).to_have_url("/accounts/data/")
    return person


def confirm_password(page: Page) -> None:
    """The page that asks for the password once more."""
    expect(page).to_have_url(re.compile("/accounts/reauthenticate/"))
    page.locator("[name=password]").fill(PASSWORD)
    page.locator("[name=password]").press("Enter")


def test_a_copy_is_downloaded_after_the_password_was_typed_again(page: Page, person: User) -> None:
    button = page.locator("form[action$='/data/download/'] button")
    button.click()
    confirm_password(page)
    expect(page).to_have_url("/accounts/data/")
    with page.expect_download() as download:
        button.click()
    with ZipFile(download.value.path()) as file:
        assert json.loads(file.read("data.json"))["account"]["account"]["name"] == "Cô Hà"


def test_a_person_deletes_the_account_and_is_out(page: Page, person: User) -> None:
    page.locator("a[href$='/data/delete/']").click()
    confirm_password(page)
    expect(page).to_have_url("/accounts/data/delete/")
    page.locator("[name=word]").fill("nhầm")
    page.locator("[name=word]").press("Enter")
    expect(page.get_by_role("alert")).to_be_visible()
    page.locator("[name=word]").fill("xoá")
    page.locator("[name=word]").press("Enter")
    expect(page).to_have_url("/accounts/data/deleted/")
    page.goto("/accounts/data/")
    expect(page).to_have_url(re.compile("/accounts/login/"))
    person.refresh_from_db()
    assert person.deletion_requested_at


def test_the_pages_are_accessible_and_nothing_is_cut_off(page: Page, person: User) -> None:
    page.goto("/accounts/data/delete/")
    confirm_password(page)
    expect(page).to_have_url("/accounts/data/delete/")
    for path in ("/accounts/data/", "/accounts/data/delete/", "/accounts/data/deleted/"):
        page.goto(path)
        for _width in at_widths(page):
            assert too_wide(page) + [one for _theme in in_themes(page) for one in violations(page)] == []
