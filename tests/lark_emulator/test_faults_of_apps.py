"""The faults of the webhook strike every other endpoint too, before or after Lark has done what was asked."""

import httpx
import pytest

from lark_emulator.faults import ENDPOINTS, KINDS
from tests.lark_emulator.app_client import (
    CARD_UPDATE,
    CHATS,
    CREDENTIALS,
    MESSAGES,
    RECORDS,
    TABLE,
    TOKEN,
    AppClient,
    card,
)
from tests.lark_emulator.samples import Json

# One route of each kind: signing in, a message, a change of one, a row, and reading.
KINDS_OF_ROUTE = ("token", "send", "patch", "record_create", "chats")
ANSWERING = sorted(KINDS - {"timeout", "slow", "reset_before", "reset_after"})
CALLS: dict[str, tuple[str, str]] = {
    "hook": ("POST", "/open-apis/bot/v2/hook/open-bot"),
    "token": ("POST", TOKEN),
    "send": ("POST", MESSAGES),
    "history": ("GET", MESSAGES),
    "read": ("GET", f"{MESSAGES}/om_x"),
    "patch": ("PATCH", f"{MESSAGES}/om_x"),
    "card_update": ("POST", CARD_UPDATE),
    "chats": ("GET", CHATS),
    "record_create": ("POST", RECORDS),
    "record_batch": ("POST", f"{RECORDS}/batch_create"),
    "record_update": ("PUT", f"{RECORDS}/recx"),
    "record_read": ("GET", f"{RECORDS}/recx"),
    "record_list": ("GET", RECORDS),
    "record_search": ("POST", f"{RECORDS}/search"),
    "fields": ("GET", f"{TABLE}/fields"),
}


async def fault(app: AppClient, route: str, kind: str, **spec: object) -> None:
    code = {"code": 5} if kind == "code" else {}
    await app.control("POST", "faults", {"route": route, "kind": kind, **code, **spec})


async def good_call(app: AppClient, route: str, message_id: str) -> httpx.Response:
    """A call that Lark would accept."""
    if route == "token":
        return await app.http.post(TOKEN, json=CREDENTIALS)
    if route == "send":
        return await app.send(card(title="Gửi"))
    if route == "patch":
        return await app.patch(message_id, card(title="Sửa"))
    if route == "record_create":
        return await app.record({"Submission ID": "s1"})
    return await app.call("GET", CHATS)


async def done(app: AppClient, route: str) -> int:
    """How many of these calls Lark has carried out."""
    calls: dict[str, dict[str, int]] = await app.control("GET", "calls")
    return calls.get(route, {}).get("accepted", 0)


@pytest.mark.parametrize("route", KINDS_OF_ROUTE)
@pytest.mark.parametrize("kind", ANSWERING)
async def test_every_fault_strikes_a_route_of_each_kind(app: AppClient, route: str, kind: str) -> None:
    message_id = await app.sent()
    before = await done(app, route)
    await fault(app, route, kind, accept=False)
    struck = await good_call(app, route, message_id)
    assert struck.headers["X-Tt-Logid"]
    assert await done(app, route) == before
    assert (await good_call(app, route, message_id)).json()["code"] == 0
    assert await done(app, route) == before + 1


@pytest.mark.parametrize("route", KINDS_OF_ROUTE)
@pytest.mark.parametrize("kind", ["status_502", "truncated", "html", "rate_limited_429"])
async def test_a_fault_after_accepting_hides_what_was_done(app: AppClient, route: str, kind: str) -> None:
    message_id = await app.sent()
    before = await done(app, route)
    await fault(app, route, kind, accept=True)
    await good_call(app, route, message_id)
    assert await done(app, route) == before + 1


@pytest.mark.parametrize(("kind", "accepted"), [("reset_before", 0), ("reset_after", 1)])
@pytest.mark.parametrize("route", ["send", "record_create"])
async def test_a_reset_comes_before_or_after_the_call_was_carried_out(
    app: AppClient, route: str, kind: str, accepted: int
) -> None:
    await fault(app, route, kind)
    with pytest.raises(ConnectionResetError):
        await good_call(app, route, "")
    assert await done(app, route) == accepted


@pytest.mark.parametrize("route", sorted(ENDPOINTS))
async def test_each_endpoint_has_a_route_of_its_own_and_all_means_all(app: AppClient, route: str) -> None:
    method, path = CALLS[route]
    await fault(app, route, "status_500", count=9)
    struck = {name for name, (verb, where) in CALLS.items() if (await app.call(verb, where)).status_code == 500}
    assert struck == {route}
    await app.control("DELETE", "faults")
    await fault(app, "all", "status_504")
    assert (await app.call(method, path)).status_code == 504


async def test_a_code_can_come_with_the_status_of_the_message_api(app: AppClient) -> None:
    await fault(app, "send", "code", code=230049, status=400, msg="The message is being sent.")
    response = await app.send()
    assert (response.status_code, response.json()["code"]) == (400, 230049)


@pytest.mark.parametrize(
    "spec",
    [{"kind": "code", "code": 5, "status": 99}, {"kind": "html", "status": 400}, {"kind": "html", "route": "im"}],
)
async def test_a_bad_status_or_route_is_refused(app: AppClient, spec: Json) -> None:
    response = await app.http.post("/_emulator/faults", json={"route": "send", **spec})
    assert response.status_code == 400


async def test_chance_is_repeatable_on_every_route(app: AppClient) -> None:
    seen = []
    for _ in range(2):
        await app.control("POST", "reset")
        await app.sign_in()
        await fault(app, "chats", "status_500", probability=0.5, seed=7)
        seen.append([(await app.call("GET", CHATS)).status_code for _ in range(20)])
    assert seen[0] == seen[1]
    assert set(seen[0]) == {200, 500}


async def test_a_refusal_keeps_its_status_behind_a_fault(app: AppClient) -> None:
    await fault(app, "send", "truncated")
    assert (await app.send(receive_id="oc_nothing")).status_code == 400


async def test_a_call_that_was_kept_out_costs_no_quota_and_one_that_was_done_does(app: AppClient) -> None:
    await fault(app, "chats", "status_500")
    await app.call("GET", CHATS)
    assert (await app.control("GET", "quota"))["used"] == 0
    await fault(app, "chats", "status_500", accept=True)
    await app.call("GET", CHATS)
    assert (await app.control("GET", "quota"))["used"] == 1


def live_headers(live: str) -> dict[str, str]:
    answer = httpx.post(live + TOKEN, json=CREDENTIALS).json()
    return {"Authorization": f"Bearer {answer['tenant_access_token']}"}


def live_send(live: str, headers: dict[str, str], timeout: float = 5) -> httpx.Response:
    body = {"receive_id": "oc_office", "msg_type": "text", "content": '{"text": "a"}'}
    query = {"receive_id_type": "chat_id"}
    return httpx.post(live + MESSAGES, params=query, json=body, headers=headers, timeout=timeout)


def live_fault(live: str, **spec: object) -> None:
    httpx.post(f"{live}/_emulator/faults", json={"route": "send", **spec}).raise_for_status()


def messages(live: str) -> int:
    return len(httpx.get(f"{live}/_emulator/app_messages").json())


@pytest.mark.parametrize(("kind", "taken"), [("reset_before", 0), ("reset_after", 1)])
def test_an_app_s_connection_is_really_reset(live: str, kind: str, taken: int) -> None:
    headers = live_headers(live)
    live_fault(live, kind=kind)
    with pytest.raises(httpx.ReadError, match="reset by peer"):
        live_send(live, headers)
    assert messages(live) == taken


@pytest.mark.parametrize("accept", [False, True])
def test_an_app_s_call_can_time_out_before_or_after(live: str, accept: bool) -> None:
    headers = live_headers(live)
    live_fault(live, kind="timeout", accept=accept)
    with pytest.raises(httpx.ReadTimeout):
        live_send(live, headers, timeout=0.2)
    assert messages(live) == int(accept)


def test_a_slow_answer_to_an_app_comes_whole_with_its_status(live: str) -> None:
    headers = live_headers(live)
    live_fault(live, kind="slow", delay_s=0.2)
    assert live_send(live, headers).json()["data"]["chat_id"] == "oc_office"
