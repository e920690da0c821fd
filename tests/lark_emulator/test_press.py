import json
import socket

import pytest

from lark_emulator.outgoing import post
from tests.lark_emulator.app_client import CARD_UPDATE, AppClient, callback, card, outcome
from tests.lark_emulator.samples import NOW, Json, button, markdown
from tests.lark_emulator.school import School, decrypted

FORM: Json = {
    "tag": "form",
    "name": "decline",
    "elements": [
        {"tag": "input", "name": "reason", "placeholder": {"tag": "plain_text", "content": "Lý do"}},
        button(
            "Từ chối", name="decline", form_action_type="submit", behaviors=[{"type": "callback", "value": {"a": "no"}}]
        ),
    ],
}


@pytest.fixture
async def linked(app: AppClient, school: School) -> AppClient:
    """The app, with its callbacks leading to the school."""
    await app.control("PUT", "apps/cli_demo", {"callback_url": school.url})
    return app


async def press(app: AppClient, message_id: str, **more: object) -> Json:
    answer: Json = await app.control("POST", "press", {"message_id": message_id, "button": 0, **more})
    return answer


async def test_a_press_tells_who_pressed_what_and_where(linked: AppClient, school: School) -> None:
    message_id = await linked.sent(card(callback()))
    shown = await press(linked, message_id, operator="ou_lan")
    [seen] = school.seen
    header, event = seen.body["header"], seen.body["event"]
    assert (header["event_type"], header["token"]) == ("card.action.trigger", "demo-verification")
    assert header["create_time"] == str(int(NOW.timestamp() * 1_000_000))
    assert header["event_id"] == shown["event_id"]
    assert event["operator"] == {
        "tenant_key": "emulator",
        "user_id": "lan",
        "open_id": "ou_lan",
        "union_id": "on_lan",
    }
    assert event["action"] == {"value": {"a": "take"}, "tag": "button", "timezone": "Asia/Ho_Chi_Minh"}
    assert event["context"] == {"open_message_id": message_id, "open_chat_id": "oc_office"}


async def test_without_an_encrypt_key_nothing_is_signed(linked: AppClient, school: School) -> None:
    await press(linked, await linked.sent(card(callback())))
    assert "X-Lark-Signature" not in school.seen[0].headers


async def test_with_an_encrypt_key_the_press_is_encrypted_and_signed(linked: AppClient, school: School) -> None:
    school.encrypt_key = "test key"
    await linked.control("PUT", "apps/cli_demo", {"encrypt_key": "test key", "callback_url": school.url})
    await press(linked, await linked.sent(card(callback())))
    [seen] = school.seen
    assert decrypted(seen.body["encrypt"], "test key")["event"]["action"]["value"] == {"a": "take"}
    assert seen.headers["X-Lark-Request-Timestamp"] == str(int(NOW.timestamp()))
    assert len(seen.headers["X-Lark-Signature"]) == 64


async def test_the_answer_s_toast_is_shown_and_its_card_replaces_the_old_one(linked: AppClient, school: School) -> None:
    message_id = await linked.sent(card(callback()))
    toast = {"type": "success", "content": "Đã nhận"}
    school.reply = {"toast": toast, "card": {"type": "raw", "data": card(title="Đã nhận")}}
    shown = await press(linked, message_id)
    assert (shown["client_code"], shown["toast"], shown["updated"]) == (0, toast, True)
    [message] = await linked.control("GET", "app_messages")
    assert (message["title"], message["versions"][-1]["origin"]) == ("Đã nhận", "callback")


@pytest.mark.parametrize(("letters", "code"), [(14_000, 0), (16_000, 200673)])
async def test_the_size_of_an_answered_card_is_counted_in_bytes_of_its_own_letters(
    linked: AppClient, school: School, letters: int, code: int
) -> None:
    school.reply = {"card": {"type": "raw", "data": card(markdown("Đ" * letters))}}
    assert (await press(linked, await linked.sent(card(callback()))))["client_code"] == code


async def test_an_empty_answer_changes_nothing(linked: AppClient, school: School) -> None:
    school.reply = b""
    shown = await press(linked, await linked.sent(card(callback())))
    assert (shown["client_code"], shown["toast"], shown["updated"]) == (0, None, False)


@pytest.mark.parametrize(
    ("reply", "status", "code"),
    [
        ({}, 500, 200671),
        ({}, 302, 200671),
        (b"<html>", 200, 200672),
        ([], 200, 200672),
        ({"toast": {"type": "info", "content": "x" * 270_000}}, 200, 200672),
        ({"toast": {"type": "loud", "content": "a"}}, 200, 200672),
        ({"toast": "Xong"}, 200, 200672),
        ({"card": card()}, 200, 200673),
        ({"card": "x"}, 200, 200673),
        ({"card": {"type": "raw", "data": card({"tag": "note"})}}, 200, 200673),
    ],
)
async def test_a_bad_answer_is_shown_to_the_person_as_a_code(
    linked: AppClient, school: School, reply: object, status: int, code: int
) -> None:
    message_id = await linked.sent(card(callback()))
    school.reply, school.statuses = reply, [status]
    shown = await press(linked, message_id)
    assert (shown["client_code"], shown["reason"] != "") == (code, True)
    [message] = await linked.control("GET", "app_messages")
    assert (message["updates"], len(school.seen)) == (0, 1)


async def test_an_answer_after_the_limit_counts_as_none(
    linked: AppClient, school: School, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert post.LIMIT_S == 3.0
    monkeypatch.setattr(post, "LIMIT_S", 0.1)
    school.released.clear()
    shown = await press(linked, await linked.sent(card(callback())))
    assert (shown["client_code"], shown["updated"]) == (200341, False)


async def test_a_school_that_is_away_and_one_without_an_address_have_their_codes(app: AppClient) -> None:
    message_id = await app.sent(card(callback()))
    assert (await press(app, message_id))["client_code"] == 200340
    with socket.create_server(("127.0.0.1", 0)) as taken:
        url = f"http://127.0.0.1:{taken.getsockname()[1]}/"
    await app.control("PUT", "apps/cli_demo", {"callback_url": url, "verify": False})
    assert (await press(app, message_id))["client_code"] == 200342


async def test_a_form_s_values_go_with_its_button(linked: AppClient, school: School) -> None:
    message_id = await linked.sent(card(markdown("a"), callback(), FORM))
    await press(linked, message_id, button=1, form_value={"reason": "Hết chỗ"})
    action = school.seen[0].body["event"]["action"]
    assert (action["name"], action["form_value"], action["value"]) == ("decline", {"reason": "Hết chỗ"}, {"a": "no"})


async def test_a_button_can_be_named_by_its_value(linked: AppClient, school: School) -> None:
    message_id = await linked.sent(card(callback(), callback("Duyệt", {"a": "approve"})))
    await press(linked, message_id, button={"a": "approve"})
    assert school.seen[0].body["event"]["action"]["value"] == {"a": "approve"}


async def test_an_old_event_can_be_sent_again(linked: AppClient, school: School) -> None:
    message_id = await linked.sent(card(callback()))
    first = await press(linked, message_id)
    await press(linked, message_id, event_id=first["event_id"])
    assert len({seen.body["header"]["event_id"] for seen in school.seen}) == 1
    assert len(await linked.control("GET", "presses")) == 2


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"message_id": "om_nothing"}, "message_id"),
        ({"button": 1}, "button"),
        ({"button": True}, "button"),
        ({"button": {"a": "other"}}, "button"),
        ({"operator": "ou_nobody"}, "operator"),
        ({"form_value": []}, "form_value"),
        ({"event_id": 5}, "event_id"),
        ({"surprise": 1}, "surprise"),
    ],
)
async def test_a_press_that_nobody_could_make_is_refused(linked: AppClient, given: Json, field: str) -> None:
    message_id = await linked.sent(
        card(callback(), button(behaviors=[{"type": "open_url", "default_url": "https://e.test"}]))
    )
    response = await linked.http.post("/_emulator/press", json={"message_id": message_id, "button": 0, **given})
    assert (response.status_code, response.json()["field"]) == (400, field)


async def update(app: AppClient, token: str, new: object = None) -> tuple[int, int]:
    return outcome(await app.call("POST", CARD_UPDATE, json={"token": token, "card": new or card(title="Sau")}))


async def test_after_the_answer_a_card_can_be_updated_twice_by_its_token(linked: AppClient) -> None:
    shown = await press(linked, await linked.sent(card(callback())))
    codes = [await update(linked, shown["token"]) for _ in range(3)]
    assert codes == [(200, 0), (200, 0), (400, 300040)]
    [message] = await linked.control("GET", "app_messages")
    assert [version["origin"] for version in message["versions"]] == ["send", "delayed", "delayed"]


async def test_how_often_a_token_can_be_used_is_a_switch(linked: AppClient) -> None:
    await linked.switch(card_token_uses=3)
    shown = await press(linked, await linked.sent(card(callback())))
    assert [(await update(linked, shown["token"]))[1] for _ in range(4)] == [0, 0, 0, 300040]


async def test_a_token_lasts_half_an_hour_and_belongs_to_its_app(linked: AppClient) -> None:
    shown = await press(linked, await linked.sent(card(callback())))
    assert await update(linked, "c-unknown") == (400, 300020)
    await linked.wait(1800)
    assert await update(linked, shown["token"]) == (200, 0)
    await linked.wait(1)
    assert await update(linked, shown["token"]) == (400, 300030)
    await linked.sign_in("cli_other", "other-app-secret")
    assert await update(linked, shown["token"]) == (400, 300020)


async def test_a_token_does_not_work_before_the_callback_was_answered(linked: AppClient, school: School) -> None:
    school.statuses = [500]
    shown = await press(linked, await linked.sent(card(callback())))
    assert await update(linked, shown["token"]) == (400, 300040)


@pytest.mark.parametrize(
    ("new", "code"), [("x", 230001), (json.dumps(card()), 230001), (card({"tag": "note"}), 230099)]
)
async def test_a_bad_delayed_card_does_not_use_the_token_up(linked: AppClient, new: object, code: int) -> None:
    shown = await press(linked, await linked.sent(card(callback())))
    for _ in range(3):
        assert await update(linked, shown["token"], new) == (400, code)
    assert await update(linked, shown["token"]) == (200, 0)


async def test_a_recalled_message_cannot_be_updated_later(linked: AppClient) -> None:
    shown = await press(linked, await linked.sent(card(callback())))
    await linked.control("POST", "recall", {"message_id": shown["message_id"]})
    assert await update(linked, shown["token"]) == (400, 230011)
