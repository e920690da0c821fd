from datetime import UTC, datetime

import pytest

from tests.lark_emulator.app_client import RECORDS, AppClient, outcome
from tests.lark_emulator.samples import Json


def ms(day: int, hour: int) -> int:
    return int(datetime(2026, 8, day, hour, tzinfo=UTC).timestamp() * 1000)


ROWS: list[Json] = [
    {
        "Submission ID": "s1",
        "Học viên": "Nguyễn Bảo An",
        "Loại phiếu": "Nghỉ phép",
        "Đánh dấu": ["trễ", "gấp"],
        "Số buổi": 1,
        "Gửi lúc": ms(21, 3),
        "Đã xử lý": True,
    },
    {"Submission ID": "s2", "Học viên": "Trần Minh", "Loại phiếu": "Học bù", "Số buổi": 10, "Gửi lúc": ms(21, 18)},
    {"Submission ID": "s3", "Đánh dấu": ["gấp"], "Số buổi": 3, "Đã xử lý": False},
]


@pytest.fixture
async def filled(app: AppClient) -> AppClient:
    for row in ROWS:
        assert (await app.record(row)).json()["code"] == 0
    return app


def where(name: str, operator: str, *value: str) -> Json:
    return {"field_name": name, "operator": operator, "value": list(value)}


DAY = ("ExactDate", str(ms(21, 12)))


@pytest.mark.parametrize(
    ("condition", "found"),
    [
        (where("Submission ID", "is", "s2"), ["s2"]),
        (where("Submission ID", "isNot", "s2"), ["s1", "s3"]),
        (where("Học viên", "contains", "Bảo"), ["s1"]),
        (where("Học viên", "doesNotContain", "Bảo"), ["s2", "s3"]),
        (where("Học viên", "isEmpty"), ["s3"]),
        (where("Học viên", "isNotEmpty"), ["s1", "s2"]),
        (where("Loại phiếu", "is", "Học bù"), ["s2"]),
        (where("Đánh dấu", "is", "gấp", "trễ"), ["s1"]),
        (where("Đánh dấu", "contains", "gấp"), ["s1", "s3"]),
        (where("Đã xử lý", "is", "true"), ["s1"]),
        (where("Số buổi", "is", "10"), ["s2"]),
        (where("Số buổi", "isNot", "10"), ["s1", "s3"]),
        (where("Số buổi", "isGreater", "3"), ["s2"]),
        (where("Số buổi", "isGreaterEqual", "3"), ["s2", "s3"]),
        (where("Số buổi", "isLess", "3"), ["s1"]),
        (where("Số buổi", "isLessEqual", "3"), ["s1", "s3"]),
        # 18:00 UTC is the next day in Vietnam.
        (where("Gửi lúc", "is", *DAY), ["s1"]),
        (where("Gửi lúc", "isGreater", *DAY), ["s2"]),
        (where("Gửi lúc", "isNot", *DAY), ["s2", "s3"]),
    ],
)
async def test_each_operator_finds_what_it_says(filled: AppClient, condition: Json, found: list[str]) -> None:
    assert await filled.found(condition) == found


async def test_conditions_are_joined_by_and_or_by_or(filled: AppClient) -> None:
    conditions = where("Submission ID", "is", "s1"), where("Số buổi", "isGreater", "2")
    assert await filled.found(*conditions) == []
    assert await filled.found(*conditions, conjunction="or") == ["s1", "s2", "s3"]
    assert await filled.found(conjunction="or") == ["s1", "s2", "s3"]


async def test_results_are_sorted_by_several_columns(filled: AppClient) -> None:
    by_mark = {"field_name": "Loại phiếu", "desc": True}
    assert await filled.found(sort=[by_mark, {"field_name": "Số buổi"}]) == ["s1", "s2", "s3"]
    assert await filled.found(sort=[{"field_name": "Số buổi", "desc": True}]) == ["s2", "s3", "s1"]


async def test_only_the_named_columns_come_back_and_texts_come_in_pieces(filled: AppClient) -> None:
    response = await filled.search(where("Submission ID", "is", "s1"), field_names=["Học viên"], automatic_fields=True)
    [item] = response.json()["data"]["items"]
    assert item["fields"] == {"Học viên": [{"type": "text", "text": "Nguyễn Bảo An"}]}
    assert item["created_time"] > 0


async def test_a_search_without_a_body_finds_everything_page_by_page(filled: AppClient) -> None:
    first = (await filled.call("POST", f"{RECORDS}/search", params={"page_size": "2"})).json()["data"]
    query = {"page_size": "2", "page_token": first["page_token"]}
    rest = (await filled.call("POST", f"{RECORDS}/search", params=query)).json()["data"]
    assert (len(first["items"]), first["has_more"], len(rest["items"]), rest["has_more"]) == (2, True, 1, False)
    assert first["total"] == rest["total"] == 3


ONE = where("Submission ID", "is", "s1")


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"filter": []}, 1254018),
        ({"filter": {"conjunction": "and"}}, 1254018),
        ({"filter": {"conjunction": "xor", "conditions": [ONE]}}, 1254018),
        ({"filter": {"conjunction": "and", "conditions": ["a"]}}, 1254018),
        ({"filter": {"conjunction": "and", "conditions": [{**ONE, "operator": "like"}]}}, 1254018),
        ({"filter": {"conjunction": "and", "conditions": [{**ONE, "operator": "isGreater"}]}}, 1254018),
        ({"filter": {"conjunction": "and", "conditions": [{**ONE, "value": "s1"}]}}, 1254018),
        ({"filter": {"conjunction": "and", "conditions": [{**ONE, "value": []}]}}, 1254018),
        ({"filter": {"conjunction": "and", "conditions": [{**ONE, "value": ["a", "b"]}]}}, 1254018),
        ({"filter": {"conjunction": "and", "conditions": [where("Số buổi", "is", "x")]}}, 1254018),
        ({"filter": {"conjunction": "and", "conditions": [where("Số buổi", "contains", "1")]}}, 1254018),
        ({"filter": {"conjunction": "and", "conditions": [where("Gửi lúc", "is", "Today")]}}, 1254018),
        ({"filter": {"conjunction": "and", "conditions": [where("Gửi lúc", "is", "ExactDate", "9" * 20)]}}, 1254018),
        ({"filter": {"conjunction": "and", "conditions": [where("Mã cũ", "is", "x")]}}, 1254045),
        ({"sort": {"field_name": "Số buổi"}}, 1254016),
        ({"sort": [{"field_name": "Mã cũ"}]}, 1254045),
        ({"field_names": "Số buổi"}, 1254024),
        ({"field_names": ["Mã cũ"]}, 1254045),
        ([], 1254000),
    ],
)
async def test_a_search_that_lark_does_not_understand_is_refused(filled: AppClient, body: object, code: int) -> None:
    assert outcome(await filled.call("POST", f"{RECORDS}/search", json=body)) == (200, code)
