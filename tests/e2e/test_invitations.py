"""Invitations in a real browser: a guest link, keeping the account, a colleague, and the import of a sheet."""

import pytest
from playwright.sync_api import Page, ViewportSize, expect

from accounts import invitations
from accounts.enums import Role
from accounts.models import Invitation, User
from tests import factories
from tests.e2e.conftest import SignIn
from tests.e2e.looks import at_widths, too_wide, violations

pytestmark = pytest.mark.django_db(transaction=True)
WIDTHS = (360, 1280)
PASSWORD = "nhac-cu-moi-2026"


@pytest.fixture(autouse=True)
def _english(page: Page, live_url: str) -> None:
    page.context.add_cookies([{"name": "language", "value": "en", "url": live_url}])


def sound(page: Page) -> None:
    """Axe has nothing to say, and nothing is cut off."""
    for _width in at_widths(page, WIDTHS):
        assert violations(page) + too_wide(page) == []


def colleague_path() -> str:
    """A link as it stands in the e-mail, which another process would print."""
    invitation = invitations.invite_colleague(
        email="lan@school.test", role=Role.STAFF, name="Cô Lan", by=factories.user(Role.ADMIN, name="Ông Nam")
    )
    Invitation.objects.filter(pk=invitation.pk).update(token_digest=invitations.digest("token"), mail_due_at=None)
    return "/accounts/invite/token/"


def test_a_teacher_makes_a_link_and_a_guest_comes_in(page: Page, sign_in: SignIn) -> None:
    sign_in(page, factories.user(Role.TEACHER, name="Cô Hà"))
    page.goto("/accounts/invitations/new/")
    sound(page)
    page.get_by_label("What the link is for").fill("Buổi học thử")
    page.get_by_role("button", name="Make the link").click()
    link = page.get_by_label("Buổi học thử").input_value()
    sound(page)
    page.goto("/accounts/invitations/")
    sound(page)

    page.context.clear_cookies(name="sessionid")
    page.goto("/accounts/invite/" + link.rstrip("/").rsplit("/", 1)[1] + "/")
    sound(page)
    page.get_by_label("Your name").fill("Bé An")
    page.get_by_role("button", name="Come in").click()
    page.wait_for_url(lambda address: "/invite/" not in address)
    page.goto("/accounts/keep/")
    expect(page.get_by_label("Full name")).to_have_value("Bé An")
    sound(page)
    page.get_by_label("E-mail").fill("an@school.test")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("main").get_by_role("button", name="Send the code").click()
    expect(page.get_by_label("Code")).to_be_visible()
    sound(page)


def test_a_colleague_makes_the_account_from_the_link(page: Page) -> None:
    page.goto(colleague_path())
    sound(page)
    page.get_by_label("Password").fill("short")
    page.get_by_role("button", name="Make the account").click()
    sound(page)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Make the account").click()
    page.wait_for_url("**/accounts/2fa/**")

    assert User.objects.get(email="lan@school.test").role == Role.STAFF
    page.goto("/accounts/invite/token/")
    expect(page.get_by_role("heading", name="This link no longer works")).to_be_visible()
    sound(page)


@pytest.mark.parametrize("width", WIDTHS)
def test_a_sheet_is_checked_row_by_row_before_it_is_written(page: Page, sign_in: SignIn, width: int) -> None:
    sign_in(page, factories.user(Role.ADMIN))
    page.set_viewport_size(ViewportSize(width=width, height=800))
    page.goto("/admin/accounts/user/import/")
    page.get_by_label("Or paste the rows").fill("name,email,role\nCô Lan,lan@school.test,teacher\n=1,x,boss\n")
    page.get_by_role("button", name="Check the rows").click()
    expect(page.get_by_role("row", name="2 New account Cô Lan")).to_be_visible()
    expect(page.get_by_text("Role: write administrator")).to_be_visible()
    page.get_by_role("button", name="Make the new accounts (1)").click()
    page.wait_for_url("**/admin/accounts/user/")

    assert User.objects.get(email="lan@school.test").role == Role.TEACHER


def test_a_colleague_is_invited_in_the_admin_site(page: Page, sign_in: SignIn) -> None:
    sign_in(page, factories.user(Role.ADMIN))
    page.goto("/admin/accounts/invitation/add/")
    page.get_by_role("textbox", name="E-mail").fill("lan@school.test")
    page.get_by_role("button", name="Send the invitation").click()
    expect(page.get_by_text("on its way to lan@school.test")).to_be_visible()
    page.get_by_role("button", name="Revoke the invitation").click()
    expect(page.get_by_text("lets nobody in any more")).to_be_visible()
