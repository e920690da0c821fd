"""Signing in with Google in a real browser, under the real content policy; and the ways in where it has no button."""

import re
from collections.abc import Iterator
from uuid import uuid4

import pytest
from allauth.socialaccount.models import SocialAccount
from playwright.sync_api import Browser, Page, Playwright, expect

from accounts.models import User
from tests import factories
from tests.accounts import google as double
from tests.accounts.test_google import ZALO
from tests.conftest import CHROMIUM_OPTIONS
from tests.e2e.looks import too_wide, violations
from tests.e2e.test_signing_in import enter_code, send
from tests.processes import chromium, serving

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(scope="module")
def google() -> Iterator[double.Google]:
    with double.running() as running:
        yield running


@pytest.fixture(scope="module")
def live_url(
    environment: dict[str, str], google: double.Google, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[str]:
    """The site of a school that has credentials from Google."""
    known = {"GOOGLE_CLIENT_ID": double.CLIENT_ID, "GOOGLE_CLIENT_SECRET": double.SECRET}
    known |= {"TESTS_GOOGLE_TOKEN_URL": google.url, "DJANGO_SETTINGS_MODULE": "tests.e2e.google_settings"}
    log = tmp_path_factory.mktemp("web") / "log"
    with serving("school.asgi:application", log=log, environment=environment | known, ready="/health/live") as url:
        yield url


@pytest.fixture(scope="module")
def browser(
    playwright: Playwright, google: double.Google, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Browser]:
    """A browser for which accounts.google.com is on this machine."""
    with double.consent_page(google, tmp_path_factory.mktemp("google")) as port:
        options = [f"--host-resolver-rules=MAP accounts.google.com:443 127.0.0.1:{port}", "--ignore-certificate-errors"]
        browser = playwright.chromium.launch(
            executable_path=chromium(),
            args=[*CHROMIUM_OPTIONS, *options, "--no-proxy-server"],
        )
        yield browser
        browser.close()


@pytest.fixture
def email(google: double.Google) -> str:
    """The address of whoever is signed in at Google, there for the first time."""
    email = f"huong-{uuid4().hex[:8]}@gmail.test"
    google.person = {"sub": email, "email": email, "email_verified": True, "name": "Phạm Thị Hường"}
    return email


@pytest.fixture
def zalo(browser: Browser, live_url: str) -> Iterator[Page]:
    """The browser inside Zalo, in which most parents open a link."""
    context = browser.new_context(
        base_url=live_url, viewport={"width": 360, "height": 740}, locale="vi-VN", timezone_id="Asia/Ho_Chi_Minh",
        user_agent=ZALO, is_mobile=True, has_touch=True,
    )  # fmt: skip
    context.set_default_timeout(30_000)
    yield context.new_page()
    context.close()


def fits(page: Page) -> None:
    """Nothing that Google would refuse here, nothing that a screen reader or a thumb would miss."""
    assert violations(page) + too_wide(page) == []
    assert "google" not in page.content().lower()


def press(page: Page) -> None:
    """The button, which leads to Google's own page."""
    page.locator("form[action^='/accounts/google/login/'] [type=submit]").click()
    expect(page).to_have_title("Google")


def sign_out(page: Page) -> None:
    page.goto("/accounts/logout/")
    page.locator(".btn--primary").click()
    expect(page).not_to_have_url(re.compile("logout"))


def test_somebody_new_comes_in_and_again(page: Page, email: str) -> None:
    for path in ("/accounts/signup/", "/accounts/login/"):
        page.goto(path)
        assert violations(page) == []
        press(page)
        page.get_by_role("link", name="Continue").click()
        expect(page).to_have_url(re.compile(r"^http://[^/]+/$"))
        page.goto("/accounts/")
        expect(page.get_by_role("main")).to_contain_text("Phạm Thị Hường")
        sign_out(page)

    assert User.objects.get().email == email


def test_stopping_at_google_leads_to_the_other_ways(page: Page, email: str) -> None:
    page.goto("/accounts/login/")
    press(page)
    page.get_by_role("link", name="Cancel").click()

    expect(page.locator("a[href^='/accounts/login/']").first).to_be_visible()
    assert violations(page) == []
    assert not User.objects.exists()


def test_an_account_that_exists_is_connected_by_its_owner_only(page: Page, email: str) -> None:
    person = factories.user(email=email)
    page.goto("/accounts/login/")
    press(page)
    page.get_by_role("link", name="Continue").click()
    assert not SocialAccount.objects.exists()

    page.locator("#id_login").fill(email)
    page.locator("#id_password").fill("lesson-piano")
    page.locator("form[action='/accounts/login/'] [type=submit]").click()
    page.goto("/accounts/3rdparty/")
    assert violations(page) == []
    press(page)
    page.get_by_role("link", name="Continue").click()
    page.locator("#id_password").fill("lesson-piano")
    page.locator(".btn--primary").click()
    expect(page.get_by_role("main")).to_contain_text(email)
    assert SocialAccount.objects.get().user == person


def test_signing_up_inside_zalo(zalo: Page, email: str) -> None:
    zalo.goto("/accounts/signup/")
    fits(zalo)
    zalo.locator("#id_name").fill("Phạm Thị Hường")
    zalo.locator("#id_email").fill(email)
    zalo.locator("#id_password1").fill("mua thu la bay")
    send(zalo)
    expect(zalo.locator("#id_code")).to_be_visible()
    fits(zalo)
    enter_code(zalo)

    expect(zalo).to_have_url(re.compile(r"^http://[^/]+/$"))
    zalo.goto("/accounts/sessions/")
    expect(zalo.get_by_role("main")).to_contain_text("Zalo")


def test_signing_in_by_code_inside_zalo(zalo: Page, email: str) -> None:
    factories.user(email=email)
    zalo.goto("/accounts/login/")
    fits(zalo)
    zalo.locator("#id_login").fill(email)
    zalo.locator("button[form=sign-in]").click()
    expect(zalo.locator("#id_code")).to_be_visible()
    fits(zalo)
    enter_code(zalo)

    expect(zalo).to_have_url(re.compile(r"^http://[^/]+/$"))
