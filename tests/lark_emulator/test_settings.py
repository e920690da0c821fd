from dataclasses import asdict

import httpx
import pytest

from lark_emulator.switches import Switches
from tests.lark_emulator.app_client import CHATS, AppClient
from tests.lark_emulator.conftest import Send
from tests.lark_emulator.samples import Json, card_v2, markdown, text
from tests.lark_emulator.school import School


async def refused(app: AppClient, path: str, given: Json) -> str:
    response = await app.http.put(f"/_emulator/{path}", json=given)
    assert response.status_code == 400, response.text
    assert response.json()["error"].endswith(".")
    return str(response.json()["field"])


async def test_switches_change_one_by_one_and_reset_puts_them_back(app: AppClient) -> None:
    changed = await app.control("PUT", "switches", {"dlp": True, "read_lag_s": 2.5, "monthly_quota": None})
    assert (changed["dlp"], changed["read_lag_s"], changed["monthly_quota"], changed["limits"]) == (
        True,
        2.5,
        None,
        True,
    )
    assert await app.control("GET", "switches") == changed
    for position in (230049, "first"):
        assert (await app.control("PUT", "switches", {"duplicate_uuid": position}))["duplicate_uuid"] == position
    await app.control("POST", "reset")
    assert await app.control("GET", "switches") == {**asdict(Switches()), "webhook_order": ["ip", "sign", "keyword"]}


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("duplicate_uuid", "second"),
        ("duplicate_uuid", 0),
        ("duplicate_uuid", True),
        ("duplicate_client_token", None),
        ("client_token_window_s", -1),
        ("card_v2_webhook", "yes"),
        ("webhook_order", ["ip", "sign"]),
        ("webhook_order", "ip"),
        ("webhook_order", ["ip", "ip", "sign"]),
        ("invalid_token_status", 403),
        ("base_denied_code", True),
        ("card_token_uses", 1),
        ("limits", 0),
        ("monthly_quota", -1),
        ("read_lag_s", "5"),
        ("base_write_s", 1e9),
        ("surprise", 1),
    ],
)
async def test_a_switch_has_no_other_positions(app: AppClient, name: str, value: object) -> None:
    assert await refused(app, "switches", {name: value}) == name
    assert (await app.control("GET", "switches"))["dlp"] is False


async def test_the_order_of_a_bot_s_checks_is_a_switch(app: AppClient, send: Send) -> None:
    await app.control("PUT", "bots/open-bot", {"secret": "s", "keywords": ["Phiếu"], "ips": ["10.9.9.9"]})
    seen = []
    for order in (["ip", "sign", "keyword"], ["sign", "keyword", "ip"], ["keyword", "ip", "sign"]):
        await app.switch(webhook_order=order)
        seen.append((await send(text("nothing")))["code"])
    assert seen == [19022, 19021, 19024]


async def test_whether_a_webhook_takes_cards_of_version_2_is_a_switch(app: AppClient, send: Send) -> None:
    assert (await send(card_v2(markdown("a"))))["code"] == 0
    await app.switch(card_v2_webhook=False)
    assert (await send(card_v2(markdown("a"))))["code"] == 11246


async def test_an_app_is_made_and_its_secrets_are_not_shown(app: AppClient) -> None:
    given = {"name": "Thử", "secret": "s3cret", "encrypt_key": "k3y", "scopes": ["im:chat"]}
    shown = await app.control("PUT", "apps/cli_new", given)
    assert (shown["name"], shown["scopes"], shown["secret"], shown["encrypt_key"]) == ("Thử", ["im:chat"], "***", "***")
    assert (await app.sign_in("cli_new", "s3cret"))["code"] == 0
    assert (await app.call("GET", CHATS)).json()["data"]["items"] == []


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"secret": ""}, "secret"),
        ({"name": 5}, "name"),
        ({"scopes": "im:message"}, "scopes"),
        ({"scopes": [5]}, "scopes"),
        ({"enabled": "no"}, "enabled"),
        ({"callback_url": "http://school.example/"}, "callback_url"),
        ({"encrypt_key": ""}, "encrypt_key"),
        ({"verification_token": None}, "verification_token"),
        ({"x": 1}, "x"),
    ],
)
async def test_an_app_cannot_be_given_what_lark_does_not_take(app: AppClient, given: Json, field: str) -> None:
    assert await refused(app, "apps/cli_demo", given) == field


@pytest.mark.parametrize("key", [None, "test key"])
async def test_an_address_is_saved_when_it_echoes_the_challenge(
    app: AppClient, school: School, key: str | None
) -> None:
    school.encrypt_key = key or ""
    shown = await app.control("PUT", "apps/cli_demo", {"callback_url": school.url, "encrypt_key": key})
    assert shown["callback_url"] == school.url
    assert (await app.control("PUT", "apps/cli_demo", {"callback_url": None}))["callback_url"] is None


async def test_an_address_that_does_not_echo_is_not_saved(app: AppClient, school: School) -> None:
    school.statuses = [404]
    assert await refused(app, "apps/cli_demo", {"event_url": school.url}) == "event_url"
    assert (await app.control("PUT", "apps/cli_demo", {}))["event_url"] is None


async def test_an_address_can_be_saved_unseen(app: AppClient, school: School) -> None:
    school.statuses = [404]
    given = {"callback_url": school.url, "verify": False}
    assert (await app.control("PUT", "apps/cli_demo", given))["callback_url"] == school.url


async def test_the_picker_lists_the_app_s_groups_page_by_page(app: AppClient) -> None:
    await app.control("PUT", "chats/oc_third", {"name": "Thứ ba", "apps": ["cli_demo"], "members": ["ou_ha"]})
    await app.control("PUT", "chats/oc_foreign", {"name": "Khác"})
    await app.sent(kind="open_id", receive_id="ou_ha")
    first = (await app.call("GET", CHATS, params={"page_size": "2"})).json()["data"]
    query = {"page_size": "2", "page_token": first["page_token"]}
    rest = (await app.call("GET", CHATS, params=query)).json()["data"]
    assert [chat["name"] for chat in first["items"] + rest["items"]] == ["Giáo vụ", "Quản lý", "Thứ ba"]
    assert rest["items"][0]["owner_id"] == "ou_ha"


@pytest.mark.parametrize("query", [{"page_size": "101"}, {"page_token": "x"}, {"page_token": "p99"}])
async def test_the_picker_refuses_pages_that_are_none(app: AppClient, query: dict[str, str]) -> None:
    assert (await app.call("GET", CHATS, params=query)).json()["code"] == 99992402


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"name": ""}, "name"),
        ({"members": "ou_ha"}, "members"),
        ({"apps": [5]}, "apps"),
        ({"dissolved": 1}, "dissolved"),
        ({"x": 1}, "x"),
    ],
)
async def test_a_chat_cannot_be_given_nonsense(app: AppClient, given: Json, field: str) -> None:
    assert await refused(app, "chats/oc_office", given) == field


async def test_a_base_is_made_with_its_tables_and_columns(app: AppClient) -> None:
    tables = {"tblA": {"name": "Bảng", "fields": [{"name": "Tên", "type": 1}, {"name": "Số", "type": 2}]}}
    shown = await app.control("PUT", "bases/bascNew", {"name": "Mới", "apps": ["cli_demo"], "tables": tables})
    assert (shown["name"], shown["apps"], shown["tables"]["tblA"]["name"]) == ("Mới", ["cli_demo"], "Bảng")
    fields = shown["tables"]["tblA"]["fields"]
    assert [(field["name"], field["type"]) for field in fields] == [("Tên", 1), ("Số", 2)]


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"name": ""}, "name"),
        ({"apps": "cli_demo"}, "apps"),
        ({"tables": []}, "tables"),
        ({"tables": {"tblA": 5}}, "tables"),
        ({"tables": {"slips": {}}}, "tables"),
        ({"tables": {"tblA": {"most_records": -1}}}, "most_records"),
        ({"tables": {"tblA": {"fields": {}}}}, "fields"),
        ({"tables": {"tblA": {"fields": [{"name": "", "type": 1}]}}}, "name"),
        ({"tables": {"tblA": {"fields": [{"name": "a", "type": 99}]}}}, "type"),
        ({"tables": {"tblA": {"x": 1}}}, "x"),
        ({"x": 1}, "x"),
    ],
)
async def test_a_base_cannot_be_given_nonsense(app: AppClient, given: Json, field: str) -> None:
    assert await refused(app, "bases/bascNew", given) == field


FIELDS = "bases/bascnDemo/tables/tblSlips/fields"


async def test_a_column_is_added_renamed_and_removed(app: AppClient) -> None:
    await app.control("PUT", f"{FIELDS}/Ghi chú", {"type": 1})
    shown = await app.control("PUT", f"{FIELDS}/Ghi chú", {"name": "Lời nhắn"})
    assert shown["fields"][-1]["name"] == "Lời nhắn"
    await app.control("DELETE", f"{FIELDS}/Lời nhắn")
    assert (await app.http.delete(f"/_emulator/{FIELDS}/Lời nhắn")).status_code == 400


async def test_a_column_cannot_take_the_name_of_another(app: AppClient) -> None:
    assert await refused(app, f"{FIELDS}/Tệp", {"name": "Nhóm"}) == "name"
    assert await refused(app, f"{FIELDS}/Mới", {"type": True}) == "type"
    assert await refused(app, "bases/bascnDemo/tables/tblNone/fields/Mới", {"type": 1}) == "table"


async def test_a_reset_brings_the_fixture_back(app: AppClient, lark: httpx.AsyncClient) -> None:
    await app.control("DELETE", f"{FIELDS}/Tệp")
    await app.record({"Submission ID": "s1"})
    await app.sent()
    await app.control("POST", "reset")
    assert (await lark.get(CHATS, headers=app.headers)).json()["code"] == 99991663
    for path, empty in (("records", []), ("app_messages", []), ("calls", {"chats": {"refused": 1}}), ("presses", [])):
        assert await app.control("GET", path) == empty
    await app.sign_in()
    assert (await app.record({"Tệp": [{"file_token": "x"}]})).json()["code"] == 0
