"""Somebody of the office links themself with Lark; the page says so by itself, on a phone."""

import httpx
import pytest
from playwright.sync_api import Page, expect

from accounts.enums import Role
from forms_intake.models import LarkApp
from tests import factories, lark_calls
from tests.e2e.conftest import SignIn
from tests.lark import Lark
from tests.second_factor import PASSWORD

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def app(lark: Lark, live_url: str) -> LarkApp:
    row = lark_calls.app()
    lark.configure(event_url=f"{live_url}/lark/callbacks/cli_demo/")
    return row


def send_to_robot(lark: Lark, text: str) -> None:
    body = {"event_type": "im.message.receive_v1", "event": lark_calls.words(text)}
    httpx.post(f"{lark.url}/_emulator/events", json=body, trust_env=False).raise_for_status()


def test_the_code_is_made_sent_and_the_page_says_linked(page: Page, lark: Lark, app: LarkApp) -> None:
    # By the page for it: typing the password again must find it hashed as the server does.
    page.goto("/accounts/login/?next=/accounts/")
    page.locator("[name=login]").fill(str(factories.user(Role.STAFF).email))
    page.locator("[name=password]").fill(PASSWORD)
    page.locator("[name=password]").press("Enter")
    page.locator('a[href="/accounts/lark/"]').click()
    button = page.locator('form[action="/accounts/lark/code/"] button')
    button.click()
    page.locator("[name=password]").fill(PASSWORD)
    page.locator("[name=password]").press("Enter")
    button.click()
    code = page.locator("#id_code").inner_text()
    send_to_robot(lark, code)
    expect(page.locator('[data-linked="1"]')).to_be_visible()
    expect(page.locator("#id_code")).to_have_count(0)


def test_undoing_the_link_offers_a_new_code(page: Page, sign_in: SignIn, app: LarkApp) -> None:
    person = factories.user(Role.STAFF)
    lark_calls.linked(app, person)
    sign_in(page, person)
    page.goto("/accounts/lark/")
    page.locator(".btn--danger").click()
    expect(page.locator('form[action="/accounts/lark/code/"] button')).to_be_visible()
