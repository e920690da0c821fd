import pytest

from tests.lark_emulator.app_client import CARD_UPDATE, CHATS, MESSAGES, RECORDS, TABLE, AppClient, outcome


@pytest.mark.parametrize(
    ("method", "path", "status", "code"),
    [
        ("GET", "/open-apis/im/v1/nothing", 404, 99991201),
        ("DELETE", CHATS, 405, 99991301),
        ("DELETE", MESSAGES, 405, 99991301),
        ("PUT", f"{RECORDS}/search", 200, 1254006),
    ],
)
async def test_paths_and_methods_that_lark_lacks_are_refused(
    app: AppClient, method: str, path: str, status: int, code: int
) -> None:
    response = await app.call(method, path, json={})
    assert outcome(response) == (status, code)
    assert response.headers["X-Tt-Logid"]


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("POST", MESSAGES),
        ("GET", MESSAGES),
        ("GET", f"{MESSAGES}/om_x"),
        ("PATCH", f"{MESSAGES}/om_x"),
        ("POST", CARD_UPDATE),
        ("GET", CHATS),
        ("POST", RECORDS),
        ("GET", RECORDS),
        ("GET", f"{RECORDS}/recx"),
        ("PUT", f"{RECORDS}/recx"),
        ("POST", f"{RECORDS}/batch_create"),
        ("POST", f"{RECORDS}/search"),
        ("GET", f"{TABLE}/fields"),
    ],
)
async def test_every_endpoint_wants_a_token_and_a_scope(app: AppClient, method: str, path: str) -> None:
    assert (await app.http.request(method, path)).json()["code"] == 99991661
    await app.control("PUT", "apps/cli_demo", {"scopes": ["contact:user"]})
    refused = await app.call(method, path)
    assert outcome(refused) == (400, 99991672)
    assert refused.json()["error"]["permission_violations"][0]["type"] == "action_scope_required"


async def test_the_refusal_carries_the_log_id_of_the_header(app: AppClient) -> None:
    response = await app.send(kind="phone")
    assert response.json()["error"]["log_id"] == response.headers["X-Tt-Logid"]
    assert response.json()["error"]["field_violations"][0]["field"] == "receive_id_type"


async def test_the_fifty_first_call_of_a_second_is_told_when_to_come_back(app: AppClient) -> None:
    for _ in range(50):
        await app.call("GET", CHATS)
    response = await app.call("GET", CHATS)
    assert outcome(response) == (429, 99991400)
    assert (response.headers["x-ogw-ratelimit-limit"], response.headers["x-ogw-ratelimit-reset"]) == ("50", "1")
    await app.wait(1)
    assert outcome(await app.call("GET", CHATS)) == (200, 0)


async def test_the_thousand_and_first_call_of_a_minute_waits_for_the_minute(app: AppClient) -> None:
    for number in range(1000):
        if number % 50 == 0:
            await app.wait(2)
        assert (await app.call("GET", CHATS)).status_code == 200
    await app.wait(2)
    response = await app.call("GET", CHATS)
    assert (response.status_code, response.headers["x-ogw-ratelimit-reset"]) == (429, "20")


async def test_each_endpoint_counts_by_itself(app: AppClient) -> None:
    for _ in range(51):
        await app.call("GET", CHATS)
    assert (await app.call("GET", f"{TABLE}/fields")).status_code == 200


async def test_without_limits_nothing_is_too_often(app: AppClient) -> None:
    await app.switch(limits=False)
    statuses = {(await app.send()).status_code for _ in range(60)}
    assert statuses == {200}


async def test_a_used_up_quota_refuses_until_the_next_month(app: AppClient) -> None:
    await app.switch(monthly_quota=2)
    codes = [(await app.call("GET", CHATS)).json()["code"] for _ in range(3)]
    assert codes == [0, 0, 99991403]
    assert (await app.call("GET", CHATS)).status_code == 429
    await app.wait(11 * 86_400)
    await app.sign_in()
    assert (await app.call("GET", CHATS)).json()["code"] == 0


async def test_failing_calls_and_tokens_are_not_counted(app: AppClient) -> None:
    await app.send(kind="phone")
    await app.sign_in()
    assert await app.control("GET", "quota") == {"month": "2026-08", "used": 0, "limit": 10_000}
    await app.call("GET", CHATS)
    assert (await app.control("GET", "quota"))["used"] == 1


@pytest.mark.parametrize("raw", [b"", b"[]", b"{", b"x" * (4 * 1024 * 1024 + 1)])
async def test_a_body_that_is_no_object_or_far_too_long_is_a_bad_request(app: AppClient, raw: bytes) -> None:
    response = await app.call("POST", MESSAGES, params={"receive_id_type": "chat_id"}, content=raw)
    assert outcome(response) == (400, 9499)


@pytest.mark.parametrize("host", ["evil.test", "127.0.0.1.evil.test", ""])
async def test_another_host_is_refused_whatever_it_asks(app: AppClient, host: str) -> None:
    for path in (CHATS, "/_emulator/messages", "/"):
        assert (await app.http.get(path, headers={"Host": host})).status_code == 400


@pytest.mark.parametrize("host", ["localhost:8010", "127.0.0.1"])
async def test_this_machine_is_served(app: AppClient, host: str) -> None:
    assert (await app.http.get("/", headers={"Host": host})).status_code == 200
