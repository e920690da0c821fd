"""Tabs of a real browser on the site."""

from collections.abc import Callable, Iterator

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, Page, Playwright, expect

from accounts.models import User
from tests.conftest import CHROMIUM_OPTIONS
from tests.e2e import made_up
from tests.processes import chromium

SignIn = Callable[[Page, User], None]
# Deadlines for a busy machine; nobody asserts how long something takes.
PATIENCE_MS = 30_000
expect.set_options(timeout=PATIENCE_MS)


@pytest.fixture
def context(browser: Browser, live_url: str) -> Iterator[BrowserContext]:
    """A parent's phone, in Việt Nam."""
    context = browser.new_context(
        base_url=live_url, viewport={"width": 360, "height": 740}, locale="vi-VN", timezone_id="Asia/Ho_Chi_Minh"
    )
    context.set_default_timeout(PATIENCE_MS)
    yield context
    context.close()


@pytest.fixture
def page(context: BrowserContext) -> Iterator[Page]:
    """An empty tab; whatever a page's script does wrong fails the test."""
    page, errors = context.new_page(), list[str]()
    page.on("pageerror", lambda error: errors.append(str(error)))
    yield page
    assert errors == []


@pytest.fixture
def sign_in(live_url: str) -> SignIn:
    """Gives the tab's browser a session, for tests in which signing in is not the matter."""

    def sign_in(page: Page, person: User) -> None:
        client, name = Client(), settings.SESSION_COOKIE_NAME
        client.force_login(person)
        page.context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": live_url}])

    return sign_in


@pytest.fixture(scope="session")
def fake_devices(playwright: Playwright, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    """A browser with a made-up camera and microphone, which it gives to any page without asking."""
    options = CHROMIUM_OPTIONS + made_up.options(tmp_path_factory.mktemp("devices"))
    browser = playwright.chromium.launch(executable_path=chromium(), args=options)
    yield browser
    browser.close()
