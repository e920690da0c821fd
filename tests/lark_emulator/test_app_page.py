"""What the pages show of the apps: messages with their buttons, and the tables of the Bases."""

import httpx

from tests.lark_emulator.app_client import AppClient, callback, card
from tests.lark_emulator.conftest import Send
from tests.lark_emulator.samples import button, text

ATTACK = '"><script>alert(1)</script>'


async def page(app: AppClient, path: str = "/") -> str:
    response = await app.http.get(path)
    assert "unsafe" not in response.headers["Content-Security-Policy"]
    return response.text


async def test_an_app_s_card_names_sender_and_chat_and_its_button_can_be_pressed(app: AppClient) -> None:
    message_id = await app.sent(card(callback("Nhận xử lý")))
    shown = await page(app)
    assert f'data-message="{message_id}"' in shown
    assert "<strong>Phím Ngà</strong>" in shown
    assert "→ Giáo vụ" in shown
    assert '<button class="button button--default" type="button" data-press="0">Nhận xử lý</button>' in shown


async def test_a_bot_s_button_cannot_be_pressed(app: AppClient, send: Send) -> None:
    await send({"msg_type": "interactive", "card": card(callback())})
    assert "data-press" not in await page(app)


async def test_messages_of_bots_and_apps_stand_in_the_order_in_which_they_came(app: AppClient, send: Send) -> None:
    await send(text("Tin một"))
    await app.sent(card(title="Tin hai"))
    await send(text("Tin ba"))
    shown = await page(app)
    assert shown.index("Tin một") < shown.index("Tin hai") < shown.index("Tin ba")


async def test_a_new_version_is_news_under_the_old_id(app: AppClient, send: Send) -> None:
    message_id = await app.sent(card(title="Mới"))
    await send(text("khác"))
    await app.patch(message_id, card(title="Đã nhận"))
    news = await app.http.get("/_emulator/chat?after=2")
    assert 'id="m1"' in news.text
    assert "Đã nhận" in news.text
    assert "khác" not in news.text
    assert (await app.http.get(f"/_emulator/chat?after={news.headers['X-Last']}")).text == ""


async def test_a_text_of_an_app_is_shown_and_cannot_become_html(app: AppClient) -> None:
    await app.sent({"text": ATTACK}, msg_type="text")
    await app.sent(card(button(ATTACK, behaviors=[{"type": "callback", "value": {}}]), title=ATTACK))
    assert "<script>" not in await page(app)


async def test_a_renamed_app_and_a_person_s_chat_are_named(app: AppClient) -> None:
    await app.control("PUT", "apps/cli_demo", {"name": "Trường"})
    await app.sent(kind="open_id", receive_id="ou_ha")
    shown = await page(app)
    assert "<strong>Trường</strong>" in shown
    assert "→ Cô Hà" in shown


async def test_the_tables_show_every_type_as_words(app: AppClient) -> None:
    await app.record(
        {
            "Submission ID": "s1",
            "Đánh dấu": ["trễ", "gấp"],
            "Số buổi": 2,
            "Gửi lúc": 1_787_286_720_000,
            "Đã xử lý": True,
            "Phiếu": {"text": "NP-1", "link": "https://e.test"},
            "Người xử lý": [{"id": "ou_ha"}],
        }
    )
    shown = await page(app, "/bases")
    for words in ("Phím Ngà · Phiếu", "1 bản ghi", "trễ, gấp", "<td>2</td>", "✓", "ou_ha", 'href="https://e.test"'):
        assert words in shown
    assert "21/08/2026 11:32" in shown


async def test_the_newest_record_stands_first_and_at_most_two_hundred_are_shown(app: AppClient) -> None:
    await app.switch(limits=False)
    rows = [{"fields": {"Submission ID": f"s{number}."}} for number in range(201)]
    await app.call(
        "POST", "/open-apis/bitable/v1/apps/bascnDemo/tables/tblSlips/records/batch_create", json={"records": rows}
    )
    shown = await page(app, "/bases")
    assert shown.index("s200.") < shown.index("s199.")
    assert "s0." not in shown
    assert "201 bản ghi" in shown


async def test_what_is_written_into_a_base_cannot_become_html(app: AppClient) -> None:
    await app.record({"Submission ID": ATTACK, "Phiếu": {"text": ATTACK, "link": "javascript:alert(1)"}})
    shown = await page(app, "/bases")
    assert "<script>" not in shown
    assert "javascript:" not in shown


async def test_the_tables_page_says_that_it_is_an_emulator_and_its_files_are_served(lark: httpx.AsyncClient) -> None:
    shown = (await lark.get("/bases")).text
    assert "Lark giả lập: không có gì rời khỏi máy này" in shown
    for name in ("tables.css", "press.js"):
        assert (await lark.get(f"/static/{name}")).status_code == 200
