from datetime import timedelta

import httpx
import pytest

from tests.lark_emulator.conftest import Send
from tests.lark_emulator.samples import NOW, Json, card_v2, markdown, signed, text

NP = "NP-260821-A7K2"


async def test_a_message_is_listed_with_what_it_says_and_what_was_sent(lark: httpx.AsyncClient, send: Send) -> None:
    body = card_v2(markdown("**Cơ sở:** Quận 1"), title=f"[Nghỉ phép] An · {NP}")
    await send(body)
    assert (await lark.get("/_emulator/messages")).json() == [
        {
            "id": 1,
            "bot": "open-bot",
            "received_at": NOW.isoformat(),
            "msg_type": "interactive",
            "title": f"[Nghỉ phép] An · {NP}",
            "text": f"[Nghỉ phép] An · {NP}\nCơ sở: Quận 1",
            "key": NP,
            "count": 1,
            "card": body["card"],
            "body": body,
        }
    ]


async def test_messages_can_be_chosen_by_bot_words_and_id(lark: httpx.AsyncClient, send: Send) -> None:
    await send(text("một"))
    await send(signed(text("hai")), bot="demo-bot")
    await send(text("hai nữa"))

    async def ids(query: str) -> list[int]:
        return [message["id"] for message in (await lark.get(f"/_emulator/messages?{query}")).json()]

    assert await ids("bot=open-bot") == [1, 3]
    assert await ids("contains=hai") == [2, 3]
    assert await ids("after=2") == [3]
    assert await ids("bot=demo-bot&contains=một") == []


@pytest.mark.parametrize("after", ["-1", "x", "²", "9" * 20, ""])
async def test_an_id_that_is_none_is_refused(lark: httpx.AsyncClient, after: str) -> None:
    response = await lark.get("/_emulator/messages", params={"after": after})
    assert (response.status_code, response.json()["field"]) == (400, "after")


async def test_the_summary_counts_each_reference_and_names_the_duplicates(lark: httpx.AsyncClient, send: Send) -> None:
    for title in (NP, f"Có thể trùng · {NP}", "NP-260821-B3QX", "Không mã"):
        await send(card_v2(title=title))
    assert (await lark.get("/_emulator/summary")).json() == {
        "accepted": 4,
        "by_key": {NP: 2, "NP-260821-B3QX": 1, "Không mã": 1},
        "duplicates": {NP: 2},
    }
    assert [message["count"] for message in (await lark.get("/_emulator/messages")).json()] == [2, 2, 1, 1]


async def test_requests_tell_in_order_what_became_of_each_call(lark: httpx.AsyncClient, send: Send) -> None:
    await send(text())
    await send(text(), bot="demo-bot")
    await lark.post("/_emulator/faults", json={"route": "hook", "kind": "code", "code": 5})
    await send(text())
    calls = (await lark.get("/_emulator/requests")).json()
    seen = [(call["outcome"], call["code"], call["fault"], call["message_id"]) for call in calls]
    assert seen == [("accepted", 0, None, 1), ("refused", 19021, None, None), ("not_taken", None, "code", None)]
    assert calls[0]["sender"] == "10.1.2.3"
    assert calls[0]["at"] == NOW.isoformat()


async def test_the_log_id_of_an_answer_is_that_of_its_request(lark: httpx.AsyncClient) -> None:
    answer = await lark.post("/open-apis/bot/v2/hook/open-bot", json=text())
    [call] = (await lark.get("/_emulator/requests")).json()
    assert call["log_id"] == answer.headers["X-Tt-Logid"]


async def test_reset_goes_back_to_the_fixture(lark: httpx.AsyncClient, send: Send) -> None:
    await lark.put("/_emulator/bots/new", json={})
    await lark.post("/_emulator/faults", json={"route": "hook", "kind": "html", "count": 5})
    await lark.delete("/_emulator/faults")
    for _ in range(6):
        await send(text())
    assert (await lark.post("/_emulator/reset")).status_code == 204
    assert (await lark.get("/_emulator/summary")).json() == {"accepted": 0, "by_key": {}, "duplicates": {}}
    assert (await lark.get("/_emulator/requests")).json() == []
    assert [(await send(text(), bot=bot))["code"] for bot in ("new", "open-bot")] == [19001, 0]


async def test_the_clock_moves_by_what_it_is_told(lark: httpx.AsyncClient, send: Send) -> None:
    response = await lark.post("/_emulator/clock", json={"advance_s": 90.5})
    assert response.json() == {"now": (NOW + timedelta(seconds=90.5)).isoformat()}
    await send(text())
    [message] = (await lark.get("/_emulator/messages")).json()
    assert message["received_at"] == (NOW + timedelta(seconds=90.5)).isoformat()


@pytest.mark.parametrize(
    "given", [{}, {"advance_s": -1}, {"advance_s": "60"}, {"advance_s": 1e12}, {"advance_s": 1, "x": 2}]
)
async def test_a_clock_cannot_be_moved_by_nonsense(lark: httpx.AsyncClient, given: Json) -> None:
    response = await lark.post("/_emulator/clock", json=given)
    assert (response.status_code, set(response.json())) == (400, {"error", "field"})


@pytest.mark.parametrize("raw", [b"", b"[]", b"{", b'{"a": "\\ud800"}'])
async def test_controls_want_a_json_object(lark: httpx.AsyncClient, raw: bytes) -> None:
    for call in ("clock", "faults"):
        response = await lark.post(f"/_emulator/{call}", content=raw)
        assert (response.status_code, response.json()) == (400, {"error": "Send a JSON object.", "field": "body"})


async def test_a_bot_can_be_made_and_changed_bit_by_bit(lark: httpx.AsyncClient) -> None:
    await lark.put("/_emulator/bots/new", json={"secret": "s", "keywords": ["a"]})
    response = await lark.put("/_emulator/bots/new", json={"ips": ["10.0.0.0/8", "123.12.1.*"]})
    assert response.json() == {
        "token": "new",
        "secret": "***",
        "keywords": ["a"],
        "ips": ["10.0.0.0/8", "123.12.1.*"],
        "enabled": True,
    }
    assert (await lark.put("/_emulator/bots/new", json={"secret": None})).json()["secret"] is None


@pytest.mark.parametrize(
    "given",
    [
        {"secret": ""},
        {"secret": 5},
        {"keywords": "a"},
        {"keywords": [""]},
        {"keywords": ["a"] * 11},
        {"ips": ["10.0.0.0/8"] * 11},
        {"ips": ["localhost"]},
        {"enabled": "no"},
        {"name": "x"},
    ],
)
async def test_a_bot_cannot_be_given_what_lark_does_not_take(lark: httpx.AsyncClient, given: Json) -> None:
    response = await lark.put("/_emulator/bots/new", json=given)
    assert (response.status_code, response.json()["field"]) == (400, next(iter(given)))


async def test_an_unknown_control_is_a_json_404(lark: httpx.AsyncClient) -> None:
    response = await lark.get("/_emulator/nothing")
    assert (response.status_code, response.json()) == (404, {"error": "Not Found."})
