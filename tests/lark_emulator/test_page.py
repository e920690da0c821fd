import httpx

from lark_emulator.page import MOST_SHOWN
from tests.lark_emulator.conftest import Send
from tests.lark_emulator.samples import card_v2, markdown, text


async def test_the_page_says_in_both_languages_that_nothing_leaves_the_machine(lark: httpx.AsyncClient) -> None:
    page = (await lark.get("/")).text
    assert "Lark giả lập: không có gì rời khỏi máy này" in page
    assert "Lark emulator: nothing leaves this machine" in page


async def test_the_page_forbids_scripts_and_styles_that_are_not_its_own(lark: httpx.AsyncClient, send: Send) -> None:
    await send(card_v2(markdown("a")))
    response = await lark.get("/")
    policy = response.headers["Content-Security-Policy"]
    assert "default-src 'none'; script-src 'self'; style-src 'self'" in policy
    assert "unsafe" not in policy
    assert " style=" not in response.text
    assert "<style" not in response.text


async def test_what_the_page_names_is_served(lark: httpx.AsyncClient) -> None:
    for name in ("tokens.css", "chat.css", "card.css", "chat.js", "icon.svg"):
        assert f"/static/{name}" in (await lark.get("/")).text
        assert (await lark.get(f"/static/{name}")).status_code == 200


async def test_messages_stand_newest_last_with_vietnamese_time(lark: httpx.AsyncClient, send: Send) -> None:
    for words in ("một", "hai"):
        await send(text(words))
    page = (await lark.get("/")).text
    assert page.index("một") < page.index("hai")
    assert '<time datetime="2026-08-21T11:32:00+07:00" title="21/08/2026 11:32:00">11:32:00</time>' in page


async def test_what_a_sender_writes_cannot_become_html(lark: httpx.AsyncClient, send: Send) -> None:
    attack = '"><script>alert(1)</script><img src=x onerror=alert(1)>'
    await send(text(attack))
    await send(card_v2(markdown(attack), markdown(f"[{attack}](https://e.test)"), title=attack))
    page = (await lark.get("/")).text
    assert "<script>" not in page
    assert "<img src=x" not in page


async def test_a_repeated_card_is_marked_and_a_line_about_it_is_not(lark: httpx.AsyncClient, send: Send) -> None:
    for body in (card_v2(title="NP-260821-A7K2"), text("NP-260821-A7K2 đã duyệt"), card_v2(title="NP-260821-A7K2")):
        await send(body)
    page = (await lark.get("/")).text
    assert page.count("Lặp lại") == 1
    assert "Lặp lại · Repeated ×3" in page


async def test_two_cards_of_the_same_title_without_reference_are_not_marked(
    lark: httpx.AsyncClient, send: Send
) -> None:
    for _ in range(2):
        await send(card_v2(title="Kiểm tra"))
    assert "Lặp lại" not in (await lark.get("/")).text


async def test_the_chat_gives_only_what_came_since(lark: httpx.AsyncClient, send: Send) -> None:
    for words in ("một", "hai", "ba"):
        await send(text(words))
    response = await lark.get("/_emulator/chat?after=2")
    assert response.headers["X-Last"] == "3"
    assert "ba" in response.text
    assert "hai" not in response.text


async def test_the_chat_without_news_is_empty_and_keeps_its_place(lark: httpx.AsyncClient) -> None:
    response = await lark.get("/_emulator/chat?after=7")
    assert (response.text, response.headers["X-Last"]) == ("", "7")


async def test_a_reset_changes_the_epoch(lark: httpx.AsyncClient) -> None:
    before = (await lark.get("/_emulator/chat")).headers["X-Epoch"]
    await lark.post("/_emulator/reset")
    assert (await lark.get("/_emulator/chat")).headers["X-Epoch"] != before


async def test_a_long_chat_shows_its_newest_messages(lark: httpx.AsyncClient, send: Send) -> None:
    for number in range(MOST_SHOWN + 1):
        if number % 5 == 0:
            await lark.post("/_emulator/clock", json={"advance_s": 60})
        await send(text(f"số {number}."))
    page = (await lark.get("/")).text
    assert page.count('class="message"') == MOST_SHOWN
    assert "số 0." not in page
    assert f"số {MOST_SHOWN}." in page
