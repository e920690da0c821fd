import json

import pytest

from tests.lark_emulator.app_client import MESSAGES, AppClient, card, old_card, outcome
from tests.lark_emulator.samples import NOW, Json, markdown

UUID = "4f8f4c1e-7f5c-4c76-9d2a-0b7b2f6a1c11"


async def test_a_card_is_taken_and_answered_with_an_id(app: AppClient) -> None:
    data = (await app.send(card(markdown("**Cơ sở:** Quận 1")))).json()["data"]
    assert data["message_id"].startswith("om_")
    assert (data["chat_id"], data["msg_type"], data["updated"]) == ("oc_office", "interactive", False)
    assert data["create_time"] == str(int(NOW.timestamp() * 1000))
    assert data["sender"]["id"] == "cli_demo"


@pytest.mark.parametrize(
    ("kind", "content", "shown"),
    [
        ("text", {"text": "Phiếu mới"}, "Phiếu mới"),
        ("post", {"vi_vn": {"title": "A", "content": [[{"tag": "text", "text": "b"}]]}}, "A\nb"),
        ("share_chat", {"chat_id": "oc_managers"}, "oc_managers"),
        ("image", {"image_key": "img_x"}, "img_x"),
    ],
)
async def test_other_kinds_are_taken_too(app: AppClient, kind: str, content: Json, shown: str) -> None:
    await app.sent(content, msg_type=kind)
    [message] = await app.control("GET", "app_messages")
    assert (message["msg_type"], message["text"]) == (kind, shown)


@pytest.mark.parametrize(
    ("change", "status", "code"),
    [
        ({"kind": "phone"}, 400, 99992402),
        ({"receive_id": ""}, 400, 99992402),
        ({"receive_id": 5}, 400, 99992402),
        ({"receive_id": "oc_nothing"}, 400, 230034),
        ({"kind": "open_id", "receive_id": "ou_nobody"}, 400, 230034),
        ({"msg_type": "sticker"}, 400, 230001),
        ({"msg_type": None}, 400, 230001),
        ({"content": card()}, 400, 230001),
        ({"content": "{"}, 400, 230001),
        ({"content": "[]"}, 400, 230001),
        ({"content": None}, 400, 230001),
        ({"msg_type": "text", "content": '{"text": ""}'}, 400, 230001),
        ({"uuid": "x" * 51}, 400, 230001),
        ({"uuid": 5}, 400, 230001),
    ],
)
async def test_a_bad_message_is_refused_by_its_code(app: AppClient, change: Json, status: int, code: int) -> None:
    body = {"receive_id": "oc_office", "msg_type": "interactive", "content": json.dumps(card()), **change}
    query = {"receive_id_type": body.pop("kind", "chat_id")}
    assert outcome(await app.call("POST", MESSAGES, params=query, json=body)) == (status, code)
    assert await app.control("GET", "app_messages") == []


@pytest.mark.parametrize(("content", "reason"), [({"tag": "note"}, "200861"), ({"tag": "blink"}, "200621")])
async def test_a_bad_card_names_its_fault(app: AppClient, content: Json, reason: str) -> None:
    response = await app.send(card(content))
    assert outcome(response) == (400, 230099)
    assert f"ext=ErrCode: {reason}; ErrMsg: " in response.json()["msg"]


@pytest.mark.parametrize(
    ("kind", "size", "code"),
    [
        ("text", 150 * 1024, 0),
        ("text", 150 * 1024 + 1, 230025),
        ("post", 31_000, 230025),
        ("interactive", 31_000, 230025),
    ],
)
async def test_a_message_may_have_its_size_and_no_more(app: AppClient, kind: str, size: int, code: int) -> None:
    words = json.dumps({"text": ""})
    content = words.replace('""', f'"{"x" * (size - len(words))}"')
    assert (await app.send(content, msg_type=kind)).json()["code"] == code


@pytest.mark.parametrize(
    ("kind", "value"),
    [("open_id", "ou_ha"), ("user_id", "ha"), ("union_id", "on_ha"), ("email", "ha@school.test")],
)
async def test_a_person_has_one_chat_with_the_app_whatever_id_is_used(app: AppClient, kind: str, value: str) -> None:
    first, again = [(await app.send(kind=kind, receive_id=value)).json()["data"] for _ in range(2)]
    assert first["chat_id"] == again["chat_id"] == "oc_p2p_cli_demo_ha"


async def test_a_bot_outside_the_chat_and_a_dissolved_chat_are_refused(app: AppClient) -> None:
    await app.control("PUT", "chats/oc_office", {"apps": []})
    assert outcome(await app.send()) == (400, 230002)
    await app.control("PUT", "chats/oc_office", {"dissolved": True})
    assert outcome(await app.send()) == (400, 232009)


async def test_a_uuid_is_sent_once_within_the_hour(app: AppClient) -> None:
    first = await app.sent(uuid=UUID)
    await app.wait(3599)
    assert await app.sent(uuid=UUID) == first
    [message] = await app.control("GET", "app_messages")
    assert message["uuid_count"] == 1


async def test_after_the_hour_the_same_uuid_is_a_duplicate(app: AppClient) -> None:
    first = await app.sent(uuid=UUID)
    await app.wait(3600)
    assert await app.sent(uuid=UUID) != first
    messages = await app.control("GET", f"app_messages?uuid={UUID}")
    assert [message["uuid_count"] for message in messages] == [2, 2]


@pytest.mark.parametrize("code", [230049, 230001])
async def test_what_a_repeated_uuid_is_answered_is_a_switch(app: AppClient, code: int) -> None:
    await app.switch(duplicate_uuid=code)
    await app.sent(uuid=UUID)
    assert outcome(await app.send(uuid=UUID)) == (400, code)
    assert len(await app.control("GET", "app_messages")) == 1


async def test_a_refused_message_does_not_use_up_its_uuid(app: AppClient) -> None:
    await app.send(card({"tag": "blink"}), uuid=UUID)
    await app.sent(uuid=UUID)


async def test_a_chat_takes_five_a_second_from_all_together(app: AppClient) -> None:
    codes = [(await app.send()).json()["code"] for _ in range(6)]
    assert codes == [0, 0, 0, 0, 0, 230020]
    assert outcome(await app.send()) == (400, 230020)
    assert (await app.send(receive_id="oc_managers")).json()["code"] == 0
    await app.wait(1)
    assert (await app.send()).json()["code"] == 0


@pytest.mark.parametrize("words", ["0912345678", "+84 912 345 678", "gọi 0912.345.678 nhé", "an.nguyen@mail.vn"])
async def test_the_audit_refuses_telephones_and_addresses_if_it_is_on(app: AppClient, words: str) -> None:
    assert (await app.send(card(markdown(words)))).json()["code"] == 0
    await app.switch(dlp=True)
    assert outcome(await app.send(card(markdown(words)))) == (400, 230028)


@pytest.mark.parametrize("words", ["0912 *** 678", "NP-260821-A7K2", "21/08/2026 17:30", "1234567890123"])
async def test_the_audit_lets_other_figures_through(app: AppClient, words: str) -> None:
    await app.switch(dlp=True)
    assert (await app.send(card(markdown(words), title="A"))).json()["code"] == 0


async def test_reading_gives_a_card_back_as_its_words(app: AppClient) -> None:
    message_id = await app.sent(card(markdown("**a**"), title="T"))
    [item] = (await app.call("GET", f"{MESSAGES}/{message_id}")).json()["data"]["items"]
    words = [[{"tag": "text", "text": "T"}], [{"tag": "text", "text": "a"}]]
    assert json.loads(item["body"]["content"]) == {"title": "T", "elements": words}
    assert item["message_id"] == message_id


async def test_reading_gives_a_text_back_as_it_was(app: AppClient) -> None:
    message_id = await app.sent({"text": "a"}, msg_type="text")
    [item] = (await app.call("GET", f"{MESSAGES}/{message_id}")).json()["data"]["items"]
    assert json.loads(item["body"]["content"]) == {"text": "a"}


async def test_what_is_not_there_or_not_ours_to_see_cannot_be_read(app: AppClient) -> None:
    message_id = await app.sent(old_card())
    path = f"{MESSAGES}/{message_id}"
    assert outcome(await app.call("GET", f"{MESSAGES}/om_nothing")) == (400, 230001)
    await app.control("POST", "recall", {"message_id": message_id, "deleted": True})
    assert outcome(await app.call("GET", path)) == (400, 230110)
    await app.sign_in("cli_other", "other-app-secret")
    assert outcome(await app.call("GET", path)) == (400, 230050)
