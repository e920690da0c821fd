"""The ten rules of the contract (lark.md section 7), one test each; the details stand in the files of each part."""

import asyncio
import json

import pytest

from tests.lark_emulator.app_client import CHATS, MESSAGES, AppClient, callback, card, outcome
from tests.lark_emulator.conftest import Send
from tests.lark_emulator.samples import Json, button, card_v2, markdown, signed, text
from tests.lark_emulator.school import School, decrypted

TOKEN = "fe599b60-450f-46ff-b2ef-9f6675625b97"


async def test_rule_1_webhook_and_base_refuse_with_200_messages_with_400_the_gateway_with_its_own(
    app: AppClient,
) -> None:
    webhook = await app.http.post("/open-apis/bot/v2/hook/none", json=text())
    base = await app.record({"Cột lạ": 1})
    message = await app.send(receive_id="oc_none")
    gateway = await app.http.get(CHATS)
    await app.switch(monthly_quota=0)
    quota = await app.call("GET", CHATS)
    answers = [webhook, base, message, gateway, quota]
    assert [answer.status_code for answer in answers] == [200, 200, 400, 400, 429]
    assert all(len(answer.headers["X-Tt-Logid"]) > 20 for answer in answers)


async def test_rule_2_a_bot_checks_address_then_signature_then_keyword(app: AppClient, send: Send) -> None:
    seen = []
    steps: list[Json] = [{"ips": ["10.9.9.9"]}, {"ips": []}, {"secret": None}, {"keywords": []}]
    for allowed in steps:
        await app.control("PUT", "bots/strict", {"secret": "s", "keywords": ["Phiếu"]} | allowed)
        seen.append((await send(text("nothing"), bot="strict"))["code"])
    assert seen == [19022, 19021, 19024, 19021]
    assert (await send(signed(text("Phiếu"), secret="s"), bot="strict"))["code"] == 0


async def test_rule_3_windows_stand_on_the_clock(app: AppClient, send: Send) -> None:
    bot = [(await send(text()))["code"] for _ in range(6)][-1]
    chat = [(await app.send()).json()["code"] for _ in range(6)][-1]
    app_wide = [await app.call("GET", CHATS) for _ in range(51)][-1]
    base = await asyncio.gather(*(app.record({}) for _ in range(2)))
    assert (bot, chat, outcome(app_wide)) == (11232, 230020, (429, 99991400))
    assert sorted(answer.json()["code"] for answer in base) == [0, 1254291]
    await app.wait(60)
    assert [(await send(text()))["code"], (await app.send()).json()["code"]] == [0, 0]


async def test_rule_4_a_token_lasts_two_hours_and_is_renewed_in_its_last_half_hour(app: AppClient) -> None:
    first = app.headers
    await app.wait(5400)
    await app.sign_in()
    assert app.headers == first
    await app.wait(1)
    await app.sign_in()
    assert app.headers != first
    await app.wait(1799)
    assert outcome(await app.http.get(CHATS, headers=first)) == (400, 99991663)
    assert outcome(await app.http.get(CHATS)) == (400, 99991661)


async def test_rule_5_keys_are_used_once(app: AppClient) -> None:
    assert await app.sent(uuid=TOKEN) == await app.sent(uuid=TOKEN)
    first, again = [(await app.record({}, client_token=TOKEN)).json()["data"]["record"]["id"] for _ in range(2)]
    assert first == again
    await app.switch(duplicate_uuid=230049, duplicate_client_token=1254608)
    assert outcome(await app.send(uuid=TOKEN)) == (400, 230049)
    assert outcome(await app.record({}, client_token=TOKEN)) == (403, 1254608)
    assert outcome(await app.send(uuid="x" * 51)) == (400, 230001)
    assert outcome(await app.record({}, client_token="x")) == (400, 1254037)


async def test_rule_6_an_app_sends_content_as_text_and_a_bot_its_card_as_an_object(app: AppClient, send: Send) -> None:
    body: Json = {"receive_id": "oc_office", "msg_type": "interactive", "content": card()}
    response = await app.call("POST", MESSAGES, params={"receive_id_type": "chat_id"}, json=body)
    assert outcome(response) == (400, 230001)
    assert (await send({"msg_type": "interactive", "card": json.dumps(card())}))["code"] == 19002


MANY: Json = {"tag": "hr"}
TABLE: Json = {"tag": "table", "columns": [], "rows": []}


@pytest.mark.parametrize(
    ("elements", "code"),
    [
        ([{"tag": "blink"}], 230099),
        ([markdown("a", colour="red")], 230099),
        ([{"tag": "note", "elements": []}], 230099),
        ([{"tag": "action", "actions": [button()]}], 230099),
        ([MANY] * 201, 230099),
        ([TABLE] * 6, 230099),
        ([markdown("a", element_id="a")] * 2, 230099),
        ([markdown("x" * 31_000)], 230025),
    ],
)
async def test_rule_7_cards_of_version_2_are_checked_strictly(app: AppClient, elements: list[Json], code: int) -> None:
    response = await app.send(card(*elements))
    assert outcome(response) == (400, code)
    assert code == 230025 or "ext=ErrCode: " in response.json()["msg"]


async def test_rule_7_a_bot_takes_twenty_kilobytes(send: Send) -> None:
    assert (await send(card_v2(markdown("x" * 21_000))))["code"] == 9499


async def test_rule_8_cards_change_for_their_own_app_and_rows_take_their_types(app: AppClient) -> None:
    message_id = await app.sent()
    assert outcome(await app.patch(message_id)) == (200, 0)
    await app.control("POST", "recall", {"message_id": message_id})
    assert outcome(await app.patch(message_id)) == (400, 230011)
    codes = [(await app.record({name: "x"})).json()["code"] for name in ("Số buổi", "Cột lạ", "Loại phiếu")]
    assert codes == [1254061, 1254045, 0]


async def test_rule_9_with_the_audit_on_a_telephone_number_is_refused(app: AppClient) -> None:
    await app.switch(dlp=True)
    assert outcome(await app.send(card(markdown("0912 345 678")))) == (400, 230028)


async def test_rule_10_a_press_comes_once_and_an_event_until_it_is_taken(app: AppClient, school: School) -> None:
    school.encrypt_key = "k"
    addresses = {"callback_url": school.url, "event_url": school.url, "encrypt_key": "k"}
    await app.control("PUT", "apps/cli_demo", addresses)
    message_id = await app.sent(card(callback()))
    school.statuses = [500] * 9
    await app.control("POST", "press", {"message_id": message_id, "button": 0})
    await app.control("POST", "events", {"event_type": "im.chat.updated_v1"})
    await app.wait(86_400)
    types = [decrypted(seen.body["encrypt"], "k")["header"]["event_type"] for seen in school.seen]
    assert types == ["card.action.trigger"] + ["im.chat.updated_v1"] * 5
    assert all("X-Lark-Signature" in seen.headers for seen in school.seen)
