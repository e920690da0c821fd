import asyncio
import shutil
from collections.abc import AsyncIterator

import httpx
import pytest
from playwright.async_api import Page, async_playwright, expect

from tests.lark_emulator.app_client import AppClient, callback, card
from tests.lark_emulator.samples import Json, button, card_v2, markdown, plain, text
from tests.lark_emulator.school import School

QUIET = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-sync"]

FORM: Json = {
    "tag": "form",
    "name": "decline",
    "elements": [
        {"tag": "input", "name": "reason", "label": plain("Lý do")},
        {
            "tag": "select_static",
            "name": "branch",
            "placeholder": plain("Cơ sở"),
            "options": [
                {"text": plain(words), "value": value} for words, value in (("Quận 3", "q3"), ("Quận 1", "q1"))
            ],
        },
        button("Từ chối", name="no", form_action_type="submit"),
    ],
}


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


async def send_card(live: str, content: Json) -> str:
    """A card of the fixture's app; gives its id."""
    async with httpx.AsyncClient(base_url=live) as client:
        app = AppClient(client)
        await app.sign_in()
        return await app.sent(content)


async def link(live: str, school: School) -> None:
    async with httpx.AsyncClient(base_url=live) as client:
        await AppClient(client).control("PUT", "apps/cli_demo", {"callback_url": school.url})


async def test_a_press_shows_the_toast_and_the_card_that_the_school_answers(
    live_page: str, page: Page, school: School
) -> None:
    await link(live_page, school)
    await send_card(live_page, card(callback("Nhận xử lý"), title="Mới"))
    toast = {"type": "success", "content": "Đã nhận phiếu"}
    school.reply = {"toast": toast, "card": {"type": "raw", "data": card(title="Cô Hà đã nhận")}}
    await page.goto(live_page)
    await page.get_by_label("Người bấm nút").select_option("ou_minh")
    await page.get_by_role("button", name="Nhận xử lý").click()
    await expect(page.locator("#toast")).to_have_text("Đã nhận phiếu")
    await expect(page.locator(".card__title")).to_have_text("Cô Hà đã nhận")
    await expect(page.locator(".message")).to_have_count(1)
    assert school.seen[0].body["event"]["operator"]["open_id"] == "ou_minh"


async def test_a_form_sends_what_was_typed_into_it(live_page: str, page: Page, school: School) -> None:
    await link(live_page, school)
    await send_card(live_page, card(FORM))
    await page.goto(live_page)
    await page.get_by_label("Lý do").fill("Hết chỗ")
    await page.get_by_label("Cơ sở").select_option("q1")
    await page.get_by_role("button", name="Từ chối").click()
    await expect(page.get_by_role("button", name="Từ chối")).to_be_enabled()
    await asyncio.to_thread(school.wait_for, 1)
    assert school.seen[0].body["event"]["action"]["form_value"] == {"reason": "Hết chỗ", "branch": "q1"}
    assert await page.evaluate("document.documentElement.scrollWidth") == 360


async def test_a_press_without_an_address_tells_lark_s_own_code(live_page: str, page: Page) -> None:
    await send_card(live_page, card(callback("Nhận xử lý")))
    await page.goto(live_page)
    await page.get_by_role("button", name="Nhận xử lý").click()
    await expect(page.locator("#toast")).to_contain_text("Ứng dụng chưa có địa chỉ nhận nút bấm")
    assert await page.locator("#toast").get_attribute("data-type") == "error"


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
