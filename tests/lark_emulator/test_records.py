import asyncio
from typing import Any

import pytest

from tests.lark_emulator.app_client import RECORDS, AppClient, outcome
from tests.lark_emulator.samples import Json

# Version 1: made of the time and not of chance.
OF_TIME = "6c84fb90-12c4-11e1-840d-7b25c5ee775a"
TOKEN = "fe599b60-450f-46ff-b2ef-9f6675625b97"
SLIP: Json = {"Submission ID": "s1", "Số buổi": 2}
BASES = "/open-apis/bitable/v1/apps"


async def stored(app: AppClient) -> list[Json]:
    found: list[Json] = await app.control("GET", "records")
    return found


async def test_a_record_is_created_read_changed_and_emptied(app: AppClient) -> None:
    record = (await app.record(SLIP)).json()["data"]["record"]
    assert record["fields"] == SLIP
    path = f"{RECORDS}/{record['record_id']}"
    changed = await app.call("PUT", path, json={"fields": {"Số buổi": None, "Đã xử lý": True}})
    assert changed.json()["data"]["record"]["fields"] == {"Submission ID": "s1", "Đã xử lý": True}
    assert (await app.call("GET", path)).json()["data"]["record"]["fields"]["Đã xử lý"] is True


async def test_records_are_listed_page_by_page(app: AppClient) -> None:
    for number in range(3):
        await app.record({"Submission ID": f"s{number}"})
    first = (await app.call("GET", RECORDS, params={"page_size": "2"})).json()["data"]
    rest = (await app.call("GET", RECORDS, params={"page_size": "2", "page_token": first["page_token"]})).json()["data"]
    assert [item["fields"]["Submission ID"] for item in first["items"] + rest["items"]] == ["s0", "s1", "s2"]
    assert (first["has_more"], rest["has_more"], rest["page_token"], rest["total"]) == (True, False, "", 3)


@pytest.mark.parametrize("query", [{"page_size": "0"}, {"page_size": "501"}, {"page_size": "x"}, {"page_token": "9"}])
async def test_a_page_that_lark_does_not_give_is_refused(app: AppClient, query: dict[str, str]) -> None:
    assert outcome(await app.call("GET", RECORDS, params=query)) == (400, 99992402)


async def test_several_records_are_created_all_or_none(app: AppClient) -> None:
    path = f"{RECORDS}/batch_create"
    rows = [{"fields": {"Submission ID": "a"}}, {"fields": {"Submission ID": 5}}]
    assert outcome(await app.call("POST", path, json={"records": rows})) == (200, 1254060)
    assert await stored(app) == []
    answer = await app.call("POST", path, json={"records": [rows[0], rows[0]]})
    assert len(answer.json()["data"]["records"]) == len(await stored(app)) == 2


@pytest.mark.parametrize(
    ("records", "code"), [([], 1254001), (None, 1254001), (["a"], 1254001), ([{"fields": {}}] * 1001, 1254104)]
)
async def test_a_bad_batch_is_refused(app: AppClient, records: object, code: int) -> None:
    assert outcome(await app.call("POST", f"{RECORDS}/batch_create", json={"records": records})) == (200, code)


@pytest.mark.parametrize(
    ("path", "code"),
    [
        (f"{BASES}/basc-x/tables/tblSlips/records", 1254003),
        (f"{BASES}/bascNone/tables/tblSlips/records", 1254040),
        (f"{BASES}/bascnDemo/tables/slips/records", 1254004),
        (f"{BASES}/bascnDemo/tables/tblNone/records", 1254041),
    ],
)
async def test_a_wrong_base_or_table_is_named_with_http_200(app: AppClient, path: str, code: int) -> None:
    assert outcome(await app.call("POST", path, json={"fields": {}})) == (200, code)


@pytest.mark.parametrize(("record_id", "code"), [("x", 1254006), ("recNone", 1254043)])
async def test_a_record_that_is_not_there_cannot_be_changed(app: AppClient, record_id: str, code: int) -> None:
    assert outcome(await app.call("PUT", f"{RECORDS}/{record_id}", json={"fields": {}})) == (200, code)


@pytest.mark.parametrize(("raw", "code"), [(b"{", 1254000), (b"{}", 1254001), (b'{"fields": 5}', 1254001)])
async def test_a_body_without_fields_is_refused(app: AppClient, raw: bytes, code: int) -> None:
    assert outcome(await app.call("POST", RECORDS, content=raw)) == (200, code)


async def test_an_unknown_column_stores_nothing(app: AppClient) -> None:
    response = await app.record({**SLIP, "Cột lạ": "x"})
    assert outcome(response) == (200, 1254045)
    assert "Cột lạ" in response.json()["msg"]
    assert await stored(app) == []


async def test_a_renamed_column_is_unknown_by_its_old_name_and_keeps_its_values(app: AppClient) -> None:
    await app.record(SLIP)
    await app.control("PUT", "bases/bascnDemo/tables/tblSlips/fields/Số buổi", {"name": "Buổi"})
    assert outcome(await app.record(SLIP)) == (200, 1254045)
    assert [row["fields"]["Buổi"] for row in await stored(app)] == [2]


@pytest.mark.parametrize("code", [1254302, 91403])
async def test_a_base_that_the_app_was_not_added_to_is_closed(app: AppClient, code: int) -> None:
    await app.control("PUT", "bases/bascnDemo", {"apps": []})
    await app.switch(base_denied_code=code)
    assert outcome(await app.record(SLIP)) == (403, code)


async def test_a_full_table_takes_no_more(app: AppClient) -> None:
    await app.control("PUT", "bases/bascnDemo", {"tables": {"tblSlips": {"most_records": 1}}})
    codes = [(await app.record(SLIP)).json()["code"] for _ in range(2)]
    assert codes == [0, 1254103]


async def test_a_client_token_creates_one_record_within_its_window(app: AppClient) -> None:
    await app.switch(client_token_window_s=60)
    first, again = [(await app.record(SLIP, client_token=TOKEN)).json()["data"]["record"] for _ in range(2)]
    assert first == again
    await app.wait(60)
    assert (await app.record(SLIP, client_token=TOKEN)).json()["data"]["record"]["id"] != first["id"]
    assert [row["client_token_count"] for row in await stored(app)] == [2, 2]


async def test_what_a_repeated_client_token_is_answered_is_a_switch(app: AppClient) -> None:
    await app.switch(duplicate_client_token=1254608)
    await app.record(SLIP, client_token=TOKEN)
    assert outcome(await app.record(SLIP, client_token=TOKEN)) == (403, 1254608)
    assert len(await stored(app)) == 1


async def test_a_client_token_for_something_else_is_a_conflict(app: AppClient) -> None:
    await app.record(SLIP, client_token=TOKEN)
    assert outcome(await app.record({"Submission ID": "s2"}, client_token=TOKEN)) == (200, 1255006)


@pytest.mark.parametrize("token", ["", "x", OF_TIME, TOKEN.replace("-", ""), "{" + TOKEN + "}"])
async def test_a_client_token_must_be_a_random_uuid(app: AppClient, token: str) -> None:
    assert outcome(await app.record(SLIP, client_token=token)) == (400, 1254037)


async def test_a_base_has_one_writer_at_a_time(app: AppClient) -> None:
    answers = await asyncio.gather(*(app.record(SLIP) for _ in range(3)))
    assert sorted(answer.json()["code"] for answer in answers) == [0, 1254291, 1254291]
    assert (await app.record(SLIP)).json()["code"] == 0
    assert len(await stored(app)) == 2


async def test_without_limits_a_base_has_many_writers(app: AppClient) -> None:
    await app.switch(limits=False)
    answers = await asyncio.gather(*(app.record(SLIP) for _ in range(3)))
    assert {answer.json()["code"] for answer in answers} == {0}


async def test_two_bases_can_be_written_at_once(app: AppClient) -> None:
    tables = {"tblA": {"fields": [{"name": "Submission ID", "type": 1}]}}
    await app.control("PUT", "bases/bascOther", {"apps": ["cli_demo"], "tables": tables})
    other = app.call("POST", f"{BASES}/bascOther/tables/tblA/records", json={"fields": {"Submission ID": "a"}})
    answers = await asyncio.gather(app.record(SLIP), other)
    assert [answer.json()["code"] for answer in answers] == [0, 0]


async def test_a_new_record_is_seen_only_after_the_lag(app: AppClient) -> None:
    await app.switch(read_lag_s=5)
    record_id = (await app.record(SLIP)).json()["data"]["record"]["id"]
    wanted: Json = {"field_name": "Submission ID", "operator": "is", "value": ["s1"]}
    assert await app.found(wanted) == []
    path: Any = f"{RECORDS}/{record_id}"
    assert outcome(await app.call("PUT", path, json={"fields": {}})) == (200, 1254043)
    await app.wait(5)
    assert await app.found(wanted) == ["s1"]
    assert outcome(await app.call("PUT", path, json={"fields": {}})) == (200, 0)
