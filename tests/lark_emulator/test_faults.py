import httpx
import pytest

from tests.lark_emulator.conftest import Send
from tests.lark_emulator.samples import Json, text

HOOK = "/open-apis/bot/v2/hook/open-bot"


async def add(lark: httpx.AsyncClient, **fault: object) -> Json:
    response = await lark.post("/_emulator/faults", json={"route": "hook", **fault})
    assert response.status_code == 201, response.text
    stored: Json = response.json()
    return stored


async def accepted(lark: httpx.AsyncClient) -> int:
    summary: Json = (await lark.get("/_emulator/summary")).json()
    return int(summary["accepted"])


async def test_a_fault_strikes_the_next_n_calls_and_is_then_gone(lark: httpx.AsyncClient) -> None:
    await add(lark, kind="status_500", count=2)
    statuses = [(await lark.post(HOOK, json=text())).status_code for _ in range(3)]
    assert statuses == [500, 500, 200]
    assert (await lark.get("/_emulator/faults")).json() == []


async def test_without_count_a_fault_strikes_once(lark: httpx.AsyncClient) -> None:
    assert (await add(lark, kind="html"))["count"] == 1


async def test_faults_strike_in_the_order_they_were_set(lark: httpx.AsyncClient) -> None:
    await add(lark, kind="status_502")
    await add(lark, kind="status_504")
    assert [(await lark.post(HOOK, json=text())).status_code for _ in range(2)] == [502, 504]


async def test_a_fault_for_one_bot_leaves_the_others_alone(lark: httpx.AsyncClient) -> None:
    await add(lark, route="demo-bot", kind="status_500")
    assert (await lark.post(HOOK, json=text())).status_code == 200
    assert (await lark.post("/open-apis/bot/v2/hook/demo-bot", json=text())).status_code == 500


async def draw(lark: httpx.AsyncClient, seed: int) -> list[int]:
    await lark.post("/_emulator/reset")
    await add(lark, kind="code", code=2200, probability=0.5, seed=seed)
    answers = []
    for _ in range(20):
        answers.append((await lark.post(HOOK, json=text())).json()["code"])
        await lark.post("/_emulator/clock", json={"advance_s": 1})
    return answers


async def test_chance_is_repeatable_by_its_seed(lark: httpx.AsyncClient) -> None:
    first, again, other = await draw(lark, 7), await draw(lark, 7), await draw(lark, 8)
    assert first == again != other
    assert set(first) == {0, 2200}


async def test_a_fault_by_chance_counts_its_hits_and_stays(lark: httpx.AsyncClient) -> None:
    await add(lark, kind="html", probability=1)
    await lark.post(HOOK, json=text())
    [fault] = (await lark.get("/_emulator/faults")).json()
    assert (fault["hits"], fault["count"], fault["probability"]) == (1, None, 1)


async def test_clearing_faults_ends_them(lark: httpx.AsyncClient) -> None:
    await add(lark, kind="status_500", count=9)
    assert (await lark.delete("/_emulator/faults")).status_code == 204
    assert (await lark.post(HOOK, json=text())).status_code == 200


@pytest.mark.parametrize(
    ("status", "title"), [(500, "Internal Server Error"), (502, "Bad Gateway"), (504, "Gateway Time-out")]
)
async def test_gateway_errors_are_html_and_take_nothing(lark: httpx.AsyncClient, status: int, title: str) -> None:
    await add(lark, kind=f"status_{status}")
    response = await lark.post(HOOK, json=text())
    assert (response.status_code, response.headers["content-type"]) == (status, "text/html; charset=utf-8")
    assert title in response.text
    assert await accepted(lark) == 0


async def test_a_login_page_comes_with_status_200(lark: httpx.AsyncClient) -> None:
    await add(lark, kind="html")
    response = await lark.post(HOOK, json=text())
    assert (response.status_code, response.text[:15]) == (200, "<!doctype html>")
    assert await accepted(lark) == 0


async def test_truncated_json_comes_after_the_message_was_taken(lark: httpx.AsyncClient) -> None:
    await add(lark, kind="truncated")
    response = await lark.post(HOOK, json=text())
    assert response.status_code == 200
    with pytest.raises(ValueError, match=r"Unterminated|Expecting"):
        response.json()
    assert await accepted(lark) == 1


async def test_any_code_can_be_answered_with_http_200(send: Send, lark: httpx.AsyncClient) -> None:
    await add(lark, kind="code", code=19001, msg="param invalid")
    assert await send(text()) == {"code": 19001, "data": {}, "msg": "param invalid"}
    assert await accepted(lark) == 0


async def test_a_rate_limit_names_the_seconds_to_wait(lark: httpx.AsyncClient) -> None:
    await add(lark, kind="rate_limited_429")
    response = await lark.post(HOOK, json=text())
    assert response.status_code == 429
    assert response.json() == {"code": 99991400, "msg": "request trigger frequency limit"}
    assert response.headers["x-ogw-ratelimit-reset"] == "52"


async def test_a_rate_limit_can_come_without_or_with_other_headers(lark: httpx.AsyncClient) -> None:
    await add(lark, kind="rate_limited_429", headers={})
    await add(lark, kind="rate_limited_429", headers={"Retry-After": "7"})
    bare, other = [(await lark.post(HOOK, json=text())).headers for _ in range(2)]
    assert "x-ogw-ratelimit-reset" not in bare
    assert (other["retry-after"], "x-ogw-ratelimit-reset" in other) == ("7", False)


async def test_a_redirect_leads_to_nothing_on_this_machine(lark: httpx.AsyncClient) -> None:
    await add(lark, kind="redirect")
    response = await lark.post(HOOK, json=text())
    assert (response.status_code, response.headers["location"]) == (302, "/_emulator/elsewhere")
    assert (await lark.get(response.headers["location"])).status_code == 404


async def test_accept_decides_whether_a_failing_answer_hides_a_taken_message(lark: httpx.AsyncClient) -> None:
    await add(lark, kind="status_502", accept=True)
    await add(lark, kind="truncated", accept=False)
    assert [(await lark.post(HOOK, json=text())).status_code for _ in range(2)] == [502, 200]
    assert await accepted(lark) == 1


async def test_every_faulty_answer_has_a_log_id(lark: httpx.AsyncClient) -> None:
    for kind in ("status_500", "html", "truncated", "redirect", "rate_limited_429"):
        await add(lark, kind=kind)
        assert (await lark.post(HOOK, json=text())).headers["X-Tt-Logid"]


async def test_in_process_a_reset_is_raised_as_one(lark: httpx.AsyncClient) -> None:
    await add(lark, kind="reset_before")
    with pytest.raises(ConnectionResetError):
        await lark.post(HOOK, json=text())


@pytest.mark.parametrize(
    ("fault", "field"),
    [
        ({"kind": "status_501"}, "kind"),
        ({"kind": None}, "kind"),
        ({}, "kind"),
        ({"kind": "html", "route": "hok"}, "route"),
        ({"kind": "html", "route": 5}, "route"),
        ({"kind": "html", "cuont": 3}, "cuont"),
        ({"kind": "html", "count": 0}, "count"),
        ({"kind": "html", "count": "2"}, "count"),
        ({"kind": "html", "count": True}, "count"),
        ({"kind": "html", "count": 2, "probability": 0.5}, "count"),
        ({"kind": "html", "probability": 1.5}, "probability"),
        ({"kind": "html", "probability": "x"}, "probability"),
        ({"kind": "html", "probability": 0.5, "seed": 1.5}, "seed"),
        ({"kind": "code"}, "code"),
        ({"kind": "code", "code": 0}, "code"),
        ({"kind": "code", "code": "19001"}, "code"),
        ({"kind": "html", "code": 5}, "code"),
        ({"kind": "code", "code": 5, "msg": 7}, "msg"),
        ({"kind": "slow", "delay_s": -1}, "delay_s"),
        ({"kind": "slow", "delay_s": 601}, "delay_s"),
        ({"kind": "html", "delay_s": 5}, "delay_s"),
        ({"kind": "html", "accept": 1}, "accept"),
        ({"kind": "reset_before", "accept": True}, "accept"),
        ({"kind": "reset_after", "accept": False}, "accept"),
        ({"kind": "html", "headers": ["a"]}, "headers"),
        ({"kind": "html", "headers": {"a": 5}}, "headers"),
        ({"kind": "html", "headers": {"a": "b\r\nc: d"}}, "headers"),
        ({"kind": "html", "headers": {"a b": "c"}}, "headers"),
        ({"kind": "html", "headers": {"a": "ế"}}, "headers"),
    ],
)
async def test_a_bad_fault_is_refused_with_the_field_it_is_about(
    lark: httpx.AsyncClient, fault: Json, field: str
) -> None:
    response = await lark.post("/_emulator/faults", json={"route": "hook", **fault})
    assert (response.status_code, response.json()["field"]) == (400, field)
    assert response.json()["error"].endswith(".")
    assert (await lark.get("/_emulator/faults")).json() == []
