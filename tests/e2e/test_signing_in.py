"""Ways in, in a real browser: on a phone and a desk, in both languages, without JavaScript."""

import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.contrib.sessions.models import Session
from playwright.sync_api import Browser, Page, ViewportSize, expect

from accounts.models import User
from tests import factories
from tests.e2e.looks import at_widths, in_themes, settled, too_wide, violations

pytestmark = pytest.mark.django_db(transaction=True)
PASSWORD = "lesson-piano"
NEW_PASSWORD = "mua thu la bay"
PHONE, DESK = ViewportSize(width=360, height=740), ViewportSize(width=1280, height=860)
LOW = """all => all.filter(one => one.offsetParent && one.getBoundingClientRect().height < 44)
    .map(one => one.outerHTML)"""
_WIDTHS = {"phone": PHONE, "desk": DESK}


@pytest.fixture(params=[("vi", "phone"), ("en", "desk")], ids=["vi-phone", "en-desk"])
def plain(request: pytest.FixtureRequest, browser: Browser, live_url: str) -> Iterator[Page]:
    """A tab without JavaScript, as strict as an in-app browser gets."""
    language, device = request.param
    context = browser.new_context(
        base_url=live_url, viewport=_WIDTHS[device], locale="vi-VN", timezone_id="Asia/Ho_Chi_Minh",
        java_script_enabled=False,
    )  # fmt: skip
    context.add_cookies([{"name": "language", "value": language, "url": live_url}])
    context.set_default_timeout(30_000)
    yield context.new_page()
    context.close()


@pytest.fixture
def email() -> str:
    """Nobody else's: how often a code may be asked for is counted for each address, beyond one test."""
    return f"huong-{uuid4().hex[:8]}@example.test"


def look(page: Page, name: str) -> None:
    """Nothing cut off, nothing too low for a thumb; axe and a picture where they are wanted."""
    language = settled(page).locator("html").get_attribute("lang")
    assert page.locator("h1").count() == 1
    folder = os.environ.get("SHOTS")
    if folder:
        width = page.viewport_size["width"] if page.viewport_size else 0
        for theme in ("light", "dark"):
            page.emulate_media(color_scheme=theme)
            page.screenshot(path=Path(folder) / f"{name}-{language}-{width}-{theme}.png", full_page=True)
        page.emulate_media(color_scheme="light")


def code_of(page: Page) -> str:
    """The code that the server has put into this browser's session."""
    (key,) = [cookie["value"] for cookie in page.context.cookies() if cookie["name"] == "sessionid"]
    return _found(Session.objects.get(session_key=key).get_decoded())


def _found(state: Any) -> str:
    if isinstance(state, dict):
        if re.fullmatch(r"\d{8}", str(state.get("code", ""))):
            return str(state["code"])
        return next((code for part in state.values() if (code := _found(part))), "")
    return ""


def send(page: Page) -> None:
    page.locator(".btn--primary").click()


def enter_code(page: Page) -> None:
    page.locator("#id_code").fill(code_of(page))
    send(page)


def sign_in(page: Page, email: str, password: str = PASSWORD) -> None:
    page.goto("/accounts/login/")
    page.locator("#id_login").fill(email)
    page.locator("#id_password").fill(password)
    send(page)
    expect(page).to_have_url(re.compile(r"/$"))
    assert "/login/" not in page.url


def test_signing_up(plain: Page, email: str) -> None:
    plain.goto("/accounts/login/")
    look(plain, "login")
    plain.get_by_role("link", name=re.compile("Tạo tài khoản|Create an account")).click()
    send(plain)
    look(plain, "signup-errors")
    plain.locator("#id_name").fill("Phạm Thị Hường")
    plain.locator("#id_email").fill(email)
    plain.locator("#id_password1").fill(NEW_PASSWORD)
    look(plain, "signup")
    send(plain)
    look(plain, "signup-code")
    enter_code(plain)

    expect(plain).to_have_url(re.compile(r"/$"))
    assert User.objects.get().email_verified_at is not None


def test_signing_in_with_a_password_and_out(plain: Page, email: str) -> None:
    factories.user(email=email)
    sign_in(plain, email)

    plain.goto("/accounts/logout/")
    look(plain, "logout")
    send(plain)
    expect(plain.get_by_role("link", name=re.compile("^(Đăng nhập|Sign in)$")).first).to_be_visible()


def test_signing_in_with_a_code(plain: Page, email: str) -> None:
    factories.user(email=email)
    plain.goto("/accounts/login/")
    plain.locator("button[form=sign-in]").click()
    look(plain, "code-request")
    plain.go_back()
    plain.locator("#id_login").fill(email)
    plain.locator("button[form=sign-in]").click()
    plain.locator("#id_code").fill("12345678")
    send(plain)
    look(plain, "code-wrong")
    enter_code(plain)

    expect(plain).to_have_url(re.compile(r"/$"))


def test_setting_a_new_password(plain: Page, email: str) -> None:
    factories.user(email=email)
    plain.goto("/accounts/login/")
    plain.locator("a[href='/accounts/password/reset/']").click()
    look(plain, "reset")
    plain.locator("#id_email").fill(email)
    send(plain)
    look(plain, "reset-code")
    enter_code(plain)
    look(plain, "reset-password")
    plain.locator("#id_password1").fill(NEW_PASSWORD)
    plain.locator("#id_password2").fill(NEW_PASSWORD)
    send(plain)

    expect(plain).to_have_url(re.compile(r"/$"))
    assert User.objects.get().check_password(NEW_PASSWORD)


def test_changing_the_address(plain: Page, email: str) -> None:
    factories.user(email=email)
    sign_in(plain, email)
    plain.goto("/accounts/email/")
    look(plain, "email")
    plain.locator("#id_email").fill(f"moi-{email}")
    send(plain)
    look(plain, "reauthenticate")
    plain.locator("#id_password").fill(PASSWORD)
    send(plain)
    look(plain, "email-code")
    enter_code(plain)

    expect(plain.get_by_role("status")).to_be_visible()
    assert User.objects.get().email == f"moi-{email}"


def test_proving_a_telephone_number(plain: Page, email: str) -> None:
    person = factories.user(email=email)
    sign_in(plain, email)
    plain.goto("/accounts/phone/change/")
    plain.locator("#id_phone").fill(f"09{uuid4().int % 10**8:08}")
    send(plain)
    plain.locator("#id_password").fill(PASSWORD)
    send(plain)
    look(plain, "phone-code")
    enter_code(plain)
    look(plain, "phone")

    person.refresh_from_db()
    assert person.phone_verified_at is not None


def test_changing_the_password_and_connected_accounts(plain: Page, email: str) -> None:
    factories.user(email=email)
    sign_in(plain, email)
    plain.goto("/accounts/3rdparty/")
    look(plain, "connections")
    plain.goto("/accounts/password/change/")
    look(plain, "password-change")
    plain.locator("#id_oldpassword").fill(PASSWORD)
    plain.locator("#id_password1").fill(NEW_PASSWORD)
    plain.locator("#id_password2").fill(NEW_PASSWORD)
    send(plain)

    expect(plain.get_by_role("status")).to_be_visible()


PUBLIC = ["login/", "signup/", "login/code/", "password/reset/", "inactive/", "3rdparty/login/cancelled/"]
OWN = ["email/", "password/change/", "phone/change/", "3rdparty/", "reauthenticate/", "logout/"]


def _check(page: Page) -> None:
    for _width in at_widths(page, (320, 1280)):
        assert too_wide(page) + [one for _theme in in_themes(page) for one in violations(page)] == []
        assert page.eval_on_selector_all("main button, main .btn, main .input, main .back, main summary", LOW) == []


def test_axe_finds_nothing_on_any_page(page: Page, email: str) -> None:
    factories.user(email=email)
    for path in PUBLIC:
        page.goto(f"/accounts/{path}")
        _check(page)
    for path, field in (("login/code/", "#id_email"), ("password/reset/", "#id_email")):
        page.goto(f"/accounts/{path}")
        page.locator(field).fill(email)
        send(page)
        expect(page.locator("#id_code")).to_be_visible()
        _check(page)
    page.context.clear_cookies(name="sessionid")
    sign_in(page, email)
    for path in OWN:
        page.goto(f"/accounts/{path}")
        _check(page)
