"""Second factors in a real browser: passkeys of a virtual device, the codes of an app, and where one is signed in."""

import os
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from accounts.enums import Role
from accounts.models import User
from tests import factories
from tests import second_factor as given
from tests.e2e.looks import too_wide, violations

pytestmark = pytest.mark.django_db(transaction=True)
SITE_ROOT = re.compile(r":\d+/(rooms/)?$")
SHOTS = os.environ.get("SHOTS", "")


@pytest.fixture
def person() -> User:
    return factories.user(Role.TEACHER, name="Cô Hà")


@pytest.fixture
def local_context(browser: Browser, live_url: str) -> Iterator[BrowserContext]:
    """Passkeys belong to a name, never to a bare address."""
    base = live_url.replace("127.0.0.1", "localhost")
    context = browser.new_context(base_url=base, viewport={"width": 360, "height": 740}, locale="vi-VN")
    context.set_default_timeout(30_000)
    yield context
    context.close()


@pytest.fixture
def phone(local_context: BrowserContext) -> Page:
    """A tab on a phone with a fingerprint reader."""
    page = local_context.new_page()
    tools = local_context.new_cdp_session(page)
    tools.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    tools.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    return page


def sign_in(page: Page, person: User) -> None:
    """E-mail and password."""
    page.goto("/accounts/login/")
    page.locator("[name=login]").fill(str(person.email))
    page.locator("[name=password]").fill(given.PASSWORD)
    page.locator("form[action='/accounts/login/'] button[type=submit]").click()
    page.wait_for_url(re.compile(r":\d+/(rooms/|accounts/2fa/authenticate/)?$"))


def confirm(page: Page) -> None:
    """Shows the password again."""
    page.locator("[name=password]").fill(given.PASSWORD)
    page.locator("main form button[type=submit]").click()


def accessible(page: Page, name: str) -> None:
    """No violation of axe, nothing wider than the screen; a picture when SHOTS names a folder."""
    assert violations(page) + too_wide(page) == [], name
    if SHOTS:
        for width in (320, 360, 1280):
            for theme in ("light", "dark"):
                page.set_viewport_size({"width": width, "height": 740})
                page.emulate_media(color_scheme=theme)
                page.screenshot(path=Path(SHOTS) / f"{name}-{width}-{theme}.png", full_page=True)
        page.set_viewport_size({"width": 360, "height": 740})


def test_a_passkey_is_added_signs_in_serves_as_second_step_and_is_removed(phone: Page, person: User) -> None:
    sign_in(phone, person)
    phone.goto("/accounts/2fa/")
    accessible(phone, "overview-empty")
    phone.locator("a[href='/accounts/2fa/webauthn/add/']").click()
    accessible(phone, "confirm-password")
    confirm(phone)
    accessible(phone, "passkey-add")
    phone.locator("form[data-passkey=create] button").click()
    expect(phone.locator("[data-codes] li")).to_have_count(10)
    accessible(phone, "recovery-codes")
    phone.goto("/accounts/2fa/webauthn/")
    accessible(phone, "passkeys")
    sign_out(phone)

    phone.goto("/accounts/login/")
    phone.locator("form[data-ask] button[type=submit]").click()
    phone.wait_for_url(SITE_ROOT)
    sign_out(phone)

    sign_in(phone, person)
    accessible(phone, "second-step")
    phone.locator("form[data-passkey=get] button").click()
    phone.wait_for_url(SITE_ROOT)
    phone.goto("/accounts/2fa/webauthn/")
    phone.locator("a[href$='/remove/']").click()
    confirm(phone)
    accessible(phone, "passkey-remove")
    phone.locator(".btn--danger-solid").click()
    phone.wait_for_url(re.compile("/webauthn/$"))
    expect(phone.locator("a[href$='/remove/']")).to_have_count(0)


def sign_out(page: Page) -> None:
    """Through the page for it."""
    page.goto("/accounts/logout/")
    page.locator("form[action='/accounts/logout/'] button").click()
    page.wait_for_url(SITE_ROOT)


def test_an_app_is_set_up_by_picture_or_key_and_its_code_signs_in(page: Page, person: User) -> None:
    sign_in(page, person)
    page.goto("/accounts/2fa/totp/activate/")
    confirm(page)
    picture = page.locator("img.qr")
    expect(picture).to_be_visible()
    expect(page.locator("a[href^='otpauth://']")).to_be_visible()
    # Not wait_for_function: its later looks are the page's own eval, which the policy forbids.
    picture.evaluate("picture => picture.decode()")
    assert picture.evaluate("picture => picture.naturalWidth") > 100
    accessible(page, "app")
    secret = "".join(page.locator(".key").inner_text().split())
    page.locator("[name=code]").fill("12")
    page.locator("[name=code]").press("Enter")
    expect(page.locator(".field__error")).to_be_visible()
    accessible(page, "app-error")
    page.locator("[name=code]").fill(given.code(secret))
    page.locator("[name=code]").press("Enter")
    expect(page.locator("[data-codes] li")).to_have_count(10)
    page.goto("/accounts/2fa/")
    accessible(page, "overview-app")
    sign_out(page)

    sign_in(page, person)
    page.locator("[name=code]").fill(given.code(secret, steps=1))
    page.locator("[name=code]").press("Enter")
    page.wait_for_url(SITE_ROOT)


def test_recovery_codes_are_saved_as_a_file(page: Page, person: User) -> None:
    given.app_of(person)
    codes = given.recovery_codes_of(person)
    page.goto("/accounts/login/")
    sign_in(page, person)
    page.locator("[name=code]").fill(codes[0])
    page.locator("[name=code]").press("Enter")
    page.wait_for_url(SITE_ROOT)
    page.goto("/accounts/2fa/recovery-codes/")
    confirm(page)
    with page.expect_download() as download:
        page.locator("[data-codes-action=save]").click()
    assert set(codes[1:]) < set(Path(download.value.path()).read_text().split())


def test_another_browser_is_signed_out_from_the_list(page: Page, person: User, browser: Browser, live_url: str) -> None:
    elsewhere = browser.new_context(
        base_url=live_url, user_agent="Mozilla/5.0 (iPhone) Version/17 Safari/604"
    ).new_page()
    for tab in (elsewhere, page):
        sign_in(tab, person)
    page.goto("/accounts/sessions/")
    expect(page.locator(".row")).to_have_count(2)
    accessible(page, "sessions")
    page.locator("form[action$='/end/'] button").click()
    expect(page.locator(".row")).to_have_count(1)

    elsewhere.goto("/accounts/sessions/")
    expect(elsewhere).to_have_url(re.compile("/accounts/login/"))
    elsewhere.context.close()


def test_an_office_person_is_reminded_and_later_led_to_setting_one_up(page: Page) -> None:
    clerk = factories.user(Role.STAFF)
    page.goto("/accounts/login/")
    page.locator("[name=login]").fill(str(clerk.email))
    page.locator("[name=password]").fill(given.PASSWORD)
    page.locator("form[action='/accounts/login/'] button[type=submit]").click()
    expect(page.locator("a[href='/accounts/2fa/']").first).to_be_visible()
    if SHOTS:
        page.screenshot(path=Path(SHOTS) / "admin-reminder.png")
    page.goto("/privacy/")
    accessible(page, "reminder")

    User.objects.filter(pk=clerk.pk).update(office_since="2026-01-01T00:00:00Z")
    page.goto("/admin/")
    expect(page).to_have_url(re.compile("/accounts/2fa/$"))
    accessible(page, "overdue")
