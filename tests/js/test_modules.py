"""Runs the unit tests of our browser modules (*.test.js) in Chromium, each in a page of its own."""

import asyncio
import os
import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page, Route, async_playwright

HERE = Path(__file__).parent
PATIENCE = 10.0
SITE = "http://modules.test"
# Addresses of a page, and the folders that lie there.
FOLDERS = {
    f"{SITE}/tests/": HERE,
    f"{SITE}/static/school/": HERE.parents[1] / "school/static/school",
    f"{SITE}/static/accounts/": HERE.parents[1] / "accounts/static/accounts",
    f"{SITE}/static/forms_intake/": HERE.parents[1] / "forms_intake/static/forms_intake",
}


@pytest_asyncio.fixture
async def browser() -> AsyncIterator[Browser]:
    """The system's Chromium."""
    async with async_playwright() as playwright:
        path = os.environ.get("CHROMIUM") or shutil.which("chromium")
        browser = await playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield browser
        await browser.close()


async def serve(route: Route) -> None:
    """Our files under their addresses, and an empty page for everything else."""
    for address, folder in FOLDERS.items():
        if route.request.url.startswith(address):
            path = folder / route.request.url.removeprefix(address)
            await route.fulfill(path=path, content_type="text/javascript")
            return
    await route.fulfill(body="<!doctype html><title>Test</title>", content_type="text/html")


async def open_tests(browser: Browser, file: str, problems: list[str]) -> Page:
    """A fresh page with the tests of the file."""
    page = await browser.new_page()
    page.on("pageerror", lambda error: problems.append(f"uncaught: {error}"))
    await page.route("**/*", serve)
    await page.goto(f"{SITE}/")
    await page.evaluate("file => import(`/tests/${file}`)", file)
    return page


async def failure_of(page: Page, name: str) -> str | None:
    """What is wrong, if anything."""
    script = "name => Promise.resolve().then(() => runTest(name)).then(() => null, error => String(error.stack))"
    failure: str | None = await asyncio.wait_for(page.evaluate(script, name), PATIENCE)
    return failure


@pytest.mark.parametrize("file", sorted(path.name for path in HERE.glob("*.test.js")))
async def test_module(browser: Browser, file: str) -> None:
    problems: list[str] = []
    names = await (await open_tests(browser, file, problems)).evaluate("testNames()")
    assert names
    for name in names:
        page = await open_tests(browser, file, problems)
        if failure := await failure_of(page, name):
            problems.append(f"{name}: {failure}")
        await page.close()
    assert problems == []
