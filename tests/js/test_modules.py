"""Runs the unit tests of our browser modules (*.test.js) in Chromium, each on a page that was just loaded."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Route

HERE = Path(__file__).parent
PATIENCE_MS = 10_000
# A secure context: devices and cryptography are there only in one.
SITE = "http://localhost"
# Addresses of a page, and the folders that lie there.
FOLDERS = {
    f"{SITE}/tests/": HERE,
    f"{SITE}/static/school/": HERE.parents[1] / "school/static/school",
    f"{SITE}/static/accounts/": HERE.parents[1] / "accounts/static/accounts",
    f"{SITE}/static/forms_intake/": HERE.parents[1] / "forms_intake/static/forms_intake",
    f"{SITE}/static/rooms/": HERE.parents[1] / "rooms/static/rooms",
}
# Before any test replaces the timers.
KEEP_TIMER = "globalThis.realTimeout = setTimeout.bind(globalThis)"
RUN = """([name, patience]) => Promise.race([
    Promise.resolve().then(() => runTest(name)).then(() => null, (error) => String(error.stack)),
    new Promise((resolve) => realTimeout(resolve, patience, "did not end")),
])"""


def serve(route: Route) -> None:
    """Our files under their addresses, and an empty page for everything else."""
    for address, folder in FOLDERS.items():
        if route.request.url.startswith(address):
            path = folder / route.request.url.removeprefix(address)
            route.fulfill(path=path, content_type="text/javascript")
            return
    route.fulfill(body="<!doctype html><title>Test</title>", content_type="text/html")


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A tab in which every address is one of ours."""
    context = browser.new_context()
    context.route("**/*", serve)
    context.add_init_script(KEEP_TIMER)
    yield context.new_page()
    context.close()


def load(page: Page, file: str) -> None:
    """Loads the file's tests anew, and leaves nothing of the test before."""
    page.context.clear_cookies()
    page.goto(f"{SITE}/")
    page.evaluate("localStorage.clear(), sessionStorage.clear()")
    page.evaluate("file => import(`/tests/${file}`)", file)


@pytest.mark.parametrize("file", sorted(path.name for path in HERE.glob("*.test.js")))
def test_module(page: Page, file: str) -> None:
    problems: list[str] = []
    page.on("pageerror", lambda error: problems.append(f"uncaught: {error}"))
    load(page, file)
    names = page.evaluate("testNames()")
    assert names
    for name in names:
        load(page, file)
        if failure := page.evaluate(RUN, [name, PATIENCE_MS]):
            problems.append(f"{name}: {failure}")
    assert problems == []
