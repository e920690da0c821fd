import shutil
from collections.abc import AsyncIterator

import httpx
import pytest
from playwright.async_api import Page, async_playwright, expect

from tests.lark_emulator.samples import Json, card_v2, markdown, text

QUIET = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-sync"]


@pytest.fixture
async def page() -> AsyncIterator[Page]:
    """A page of a phone's width; an error on its console fails the test."""
    errors: list[str] = []
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=shutil.which("chromium"), args=QUIET)
        page = await browser.new_page(viewport={"width": 360, "height": 740})
        page.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: errors.append(str(error)))
        yield page
        await browser.close()
    assert errors == []


async def send(live: str, body: Json) -> None:
    async with httpx.AsyncClient(base_url=live) as client:
        (await client.post("/open-apis/bot/v2/hook/open-bot", json=body)).raise_for_status()


async def test_an_open_page_shows_new_cards_by_itself_and_once(live_page: str, page: Page) -> None:
    await send(live_page, text("trước"))
    await page.goto(live_page)
    await expect(page.locator("#lamp")).to_have_text("Đang cập nhật · Live")
    for title in ("Phiếu một", "Phiếu hai"):
        await send(live_page, card_v2(markdown("**a**"), title=title))
        await expect(page.locator(".card__title").last).to_have_text(title)
    await expect(page.locator(".message")).to_have_count(3)
    assert await page.evaluate("document.documentElement.scrollWidth") == 360


async def test_an_open_page_starts_over_when_the_emulator_is_reset(live_page: str, page: Page) -> None:
    await send(live_page, text("trước"))
    await page.goto(live_page)
    await expect(page.locator(".message")).to_have_count(1)
    async with httpx.AsyncClient(base_url=live_page) as client:
        await client.post("/_emulator/reset")
    await expect(page.locator(".message")).to_have_count(0)
    await expect(page.get_by_text("Chưa có tin nhắn nào.")).to_be_visible()
    await send(live_page, text("sau"))
    await expect(page.locator(".message")).to_have_count(1)


async def test_the_page_says_when_it_lost_the_emulator_and_when_it_is_back(live_page: str, page: Page) -> None:
    await page.goto(live_page)
    lamp = page.locator("#lamp")
    await expect(lamp).to_have_text("Đang cập nhật · Live")
    await page.evaluate("() => { window.kept = window.fetch; window.fetch = () => Promise.reject(new TypeError()) }")
    await expect(lamp).to_have_text("Mất kết nối, đang thử lại · Reconnecting")
    await page.evaluate("() => { window.fetch = window.kept }")
    await expect(lamp).to_have_text("Đang cập nhật · Live")
