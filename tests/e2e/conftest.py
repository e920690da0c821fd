"""A real browser: the system's Chromium."""

import os
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from tests.processes import chromium

# Playwright's synchronous interface keeps an event loop in this thread, where Django would refuse to be asked.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
OPTIONS = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-sync"]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """One browser a module: its event loop must be gone before asynchronous tests run in this process."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=chromium(), args=[*OPTIONS, "--disable-component-update", "--disable-quic"]
        )
        yield browser
        browser.close()


@pytest.fixture
def context(browser: Browser, live_url: str) -> Iterator[BrowserContext]:
    """A parent's phone, in Việt Nam."""
    context = browser.new_context(
        base_url=live_url, viewport={"width": 360, "height": 740}, locale="vi-VN", timezone_id="Asia/Ho_Chi_Minh"
    )
    context.set_default_timeout(10_000)
    yield context
    context.close()


@pytest.fixture
def page(context: BrowserContext) -> Iterator[Page]:
    """An empty tab; whatever a page's script does wrong fails the test."""
    page, errors = context.new_page(), list[str]()
    page.on("pageerror", lambda error: errors.append(str(error)))
    yield page
    assert errors == []
