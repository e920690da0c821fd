import json

import httpx
import pytest

from tests.lark_emulator.conftest import Send
from tests.lark_emulator.samples import NOW_S, Json, card_v1, card_v2, markdown, plain, post, signed, text

SUCCESS = {"StatusCode": 0, "StatusMessage": "success", "code": 0, "data": {}, "msg": "success"}
HOOK = "/open-apis/bot/v2/hook/open-bot"


@pytest.mark.parametrize(
    "body",
    [
        text(),
        post({"tag": "text", "text": "a", "un_escape": False}, {"tag": "a", "text": "open", "href": "https://e.test"}),
        post({"tag": "at", "user_id": "ou_x"}, {"tag": "img", "image_key": "img_x"}),
        {"msg_type": "image", "content": {"image_key": "img_x"}},
        {"msg_type": "share_chat", "content": {"share_chat_id": "oc_x"}},
        card_v1(markdown("a")),
        card_v2(markdown("a")),
        {
            "msg_type": "interactive",
            "card": {"type": "template", "data": {"template_id": "AAq", "template_variable": {}}},
        },
    ],
    ids=["text", "post", "post-at-img", "image", "share-chat", "card-1.0", "card-2.0", "template"],
)
async def test_every_documented_body_is_accepted_with_lark_s_own_answer(send: Send, body: Json) -> None:
    assert await send(body) == SUCCESS


async def test_every_answer_carries_a_log_id_and_no_two_the_same(lark: httpx.AsyncClient) -> None:
    ids = [(await lark.post(HOOK, json=body)).headers["X-Tt-Logid"] for body in (text(), {}, text())]
    assert len(set(ids)) == 3
    assert all(log_id.startswith("20260821043200") for log_id in ids)


async def test_an_unknown_token_is_told_so_with_http_200(send: Send) -> None:
    answer = await send(text(), bot="nobody")
    assert answer == {"code": 19001, "data": {}, "msg": "param invalid: incoming webhook access token invalid"}


async def test_a_disabled_bot_answers_like_an_unknown_one(lark: httpx.AsyncClient, send: Send) -> None:
    await lark.put("/_emulator/bots/open-bot", json={"enabled": False})
    assert (await send(text()))["code"] == 19001


async def test_the_demo_bot_wants_a_signature(send: Send) -> None:
    assert (await send(text(), bot="demo-bot"))["code"] == 19021
    assert (await send(signed(text()), bot="demo-bot"))["code"] == 0


async def test_a_bot_without_secret_ignores_a_signature(send: Send) -> None:
    assert (await send({**text(), "timestamp": "1", "sign": "x"}))["code"] == 0


@pytest.mark.parametrize("raw", [b"", b"{", b"[]", b'"text"', b"\xff\xfe", b'{"a": NaN}', b'{"a": 1e999}', b"[" * 9000])
async def test_a_body_that_is_no_json_object_is_a_bad_request(lark: httpx.AsyncClient, raw: bytes) -> None:
    response = await lark.post(HOOK, content=raw)
    assert (response.status_code, response.json()) == (200, {"code": 9499, "data": {}, "msg": "Bad Request"})


async def test_half_a_surrogate_pair_is_a_bad_request(lark: httpx.AsyncClient) -> None:
    raw = rb'{"msg_type": "text", "content": {"text": "\ud83c"}}'
    assert (await lark.post(HOOK, content=raw)).json()["code"] == 9499


@pytest.mark.parametrize(("excess", "code"), [(0, 0), (1, 9499)])
async def test_twenty_kilobytes_is_the_most_a_body_may_have(lark: httpx.AsyncClient, excess: int, code: int) -> None:
    frame = len(json.dumps(text("")))
    raw = json.dumps(text("x" * (20 * 1024 - frame + excess)))
    assert (await lark.post(HOOK, content=raw)).json()["code"] == code


async def test_the_limit_counts_bytes_and_not_letters(lark: httpx.AsyncClient) -> None:
    raw = json.dumps(text("ễ" * 7_000), ensure_ascii=False)
    assert (await lark.post(HOOK, content=raw.encode())).json()["code"] == 9499


@pytest.mark.parametrize(
    ("body", "msg"),
    [
        ({}, "params error, msg_type need"),
        ({"msgType": "text"}, "params error, msg_type need"),
        ({"msg_type": "audio", "content": {}}, "params error, unknown msg_type value"),
        ({"msg_type": ["text"]}, "params error, unknown msg_type value"),
        ({"msg_type": "text", "content": "hello"}, "params error, unknown content value"),
        ({"msg_type": "text", "content": {"text": ""}}, "params error, unknown content value"),
        ({"msg_type": "image", "content": {}}, "params error, unknown content value"),
        ({"msg_type": "post", "content": {"post": {}}}, "params error, unknown content value"),
        ({"msg_type": "post", "content": {"post": {"vi": {"content": [[]]}}}}, "params error, unknown content value"),
        ({"msg_type": "post", "content": {"post": {"vi_vn": "x"}}}, "params error, unknown content value"),
        (post({"tag": "text", "text": "a", "style": ["bold"]}), "params error, unknown content value"),
        (
            {"msg_type": "post", "content": {"post": {"vi_vn": {"title": "a", "content": []}}}},
            "params error, unknown content value",
        ),
        (
            {"msg_type": "post", "content": {"post": {"vi_vn": {"content": ["a"]}}}},
            "params error, unknown content value",
        ),
        (post({"tag": "blink", "text": "a"}), "params error, unknown content value"),
        (post({"tag": "text", "text": 5}), "params error, unknown content value"),
        ({"msg_type": "interactive", "content": {"text": "a"}}, "params error, unknown card value"),
        ({"msg_type": "interactive", "card": json.dumps({"schema": "2.0"})}, "params error, unknown card value"),
        ({"msg_type": "interactive", "card": {"type": "template", "data": {}}}, "params error, unknown card value"),
    ],
)
async def test_a_message_that_lacks_its_parts_is_refused_by_name(send: Send, body: Json, msg: str) -> None:
    assert await send(body) == {"code": 19002, "data": {}, "msg": msg}


async def test_the_sixth_call_within_a_second_is_refused(send: Send) -> None:
    codes = [(await send(text()))["code"] for _ in range(6)]
    assert codes == [0, 0, 0, 0, 0, 11232]


async def test_a_second_later_the_bot_may_be_called_again(lark: httpx.AsyncClient, send: Send) -> None:
    for _ in range(6):
        await send(text())
    await lark.post("/_emulator/clock", json={"advance_s": 1})
    assert (await send(text()))["code"] == 0


async def test_limits_count_each_bot_by_itself(send: Send) -> None:
    for _ in range(5):
        await send(text())
    assert (await send(signed(text()), bot="demo-bot"))["code"] == 0


async def test_address_comes_before_signature_and_signature_before_keyword(lark: httpx.AsyncClient, send: Send) -> None:
    bad = signed(text("nothing"), secret="other")
    await lark.put("/_emulator/bots/strict", json={"secret": "s", "keywords": ["Phiếu"], "ips": ["10.9.9.9"]})
    assert (await send(bad, bot="strict"))["code"] == 19022
    await lark.put("/_emulator/bots/strict", json={"ips": ["10.1.0.0/16"]})
    assert (await send(bad, bot="strict"))["code"] == 19021
    assert (await send(signed(text("nothing"), secret="s"), bot="strict"))["code"] == 19024
    assert (await send(signed(text("Phiếu"), secret="s"), bot="strict"))["code"] == 0


async def test_keywords_are_looked_for_in_what_the_reader_sees(lark: httpx.AsyncClient, send: Send) -> None:
    await lark.put("/_emulator/bots/open-bot", json={"keywords": ["Nghỉ phép"]})
    assert (await send(card_v2(markdown("**Nghỉ** phép"), title="A")))["code"] == 0
    assert (await send(card_v2(markdown("a"), subtitle=plain("Nghỉ phép"), title="A")))["code"] == 0
    # The word stands in the address only, which nobody reads.
    assert (await send(card_v2(markdown("[a](https://e.test/Nghỉ%20phép)"), title="A")))["code"] == 19024


async def test_a_signature_of_an_hour_ago_is_the_oldest_that_counts(lark: httpx.AsyncClient, send: Send) -> None:
    await lark.post("/_emulator/clock", json={"advance_s": 3600})
    assert (await send(signed(text()), bot="demo-bot"))["code"] == 0
    await lark.post("/_emulator/clock", json={"advance_s": 1})
    answer = await send(signed(text()), bot="demo-bot")
    assert answer["msg"] == "sign match fail or timestamp is not within one hour from current time"


async def test_a_number_as_timestamp_is_as_good_as_a_text(send: Send) -> None:
    body = {**signed(text()), "timestamp": int(NOW_S)}
    assert (await send(body, bot="demo-bot"))["code"] == 0


async def test_a_path_that_lark_does_not_have_is_refused_by_the_gateway(lark: httpx.AsyncClient) -> None:
    response = await lark.post("/open-apis/bot/v1/hook/x", json={})
    assert (response.status_code, response.json()["code"]) == (404, 99991201)
    assert response.headers["X-Tt-Logid"]


async def test_reading_a_webhook_is_the_wrong_method(lark: httpx.AsyncClient) -> None:
    response = await lark.get(HOOK)
    assert (response.status_code, response.json()["code"]) == (405, 99991301)
