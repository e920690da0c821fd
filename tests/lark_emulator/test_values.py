import pytest

from tests.lark_emulator.app_client import TABLE, AppClient, outcome
from tests.lark_emulator.samples import Json

GOOD = [
    ("Submission ID", "x" * 100_000),
    ("Số buổi", 2.5),
    ("Loại phiếu", "Nghỉ phép"),
    ("Đánh dấu", ["trễ", "gấp"]),
    ("Gửi lúc", 1_787_286_720_000),
    ("Đã xử lý", False),
    ("Điện thoại", "+84912345678"),
    ("Phiếu", {"text": "NP", "link": "https://e.test"}),
    ("Người xử lý", [{"id": "ou_ha"}]),
    ("Tệp", [{"file_token": "boxcn1"}]),
    ("Liên quan", ["rec1"]),
    ("Vị trí", "106.70,10.77"),
    ("Nhóm", [{"id": "oc_office"}]),
]
BAD = [
    ("Submission ID", 5, 1254060),
    ("Submission ID", [{"type": "text", "text": "a"}], 1254060),
    ("Submission ID", "x" * 100_001, 1254130),
    ("Số buổi", "2", 1254061),
    ("Số buổi", True, 1254061),
    ("Loại phiếu", ["a"], 1254062),
    ("Loại phiếu", "", 1254062),
    ("Đánh dấu", "a", 1254063),
    ("Đánh dấu", [5], 1254063),
    ("Gửi lúc", "2026-08-21", 1254064),
    ("Gửi lúc", 1.5, 1254064),
    ("Gửi lúc", 10**15, 1254064),
    ("Đã xử lý", 1, 1254065),
    ("Người xử lý", "ou_ha", 1254066),
    ("Người xử lý", [{"open_id": "ou_ha"}], 1254066),
    ("Liên quan", "rec1", 1254067),
    ("Phiếu", "https://e.test", 1254068),
    ("Phiếu", {"text": "a"}, 1254068),
    ("Tệp", [{"id": "x"}], 1254069),
    ("Điện thoại", "0912 345 678", 1254072),
    ("Điện thoại", 84912345678, 1254072),
    ("Điện thoại", "1" * 65, 1254072),
    ("Vị trí", "Quận 1", 1254015),
    ("Nhóm", ["oc_office"], 1254015),
    ("Số thứ tự", 5, 1254015),
]


@pytest.mark.parametrize(("name", "value"), GOOD)
async def test_each_type_takes_its_own_form_and_gives_it_back(app: AppClient, name: str, value: object) -> None:
    record = (await app.record({name: value})).json()["data"]["record"]
    assert record["fields"] == {name: value}


@pytest.mark.parametrize(("name", "value", "code"), BAD)
async def test_each_type_refuses_other_forms_by_its_own_code(
    app: AppClient, name: str, value: object, code: int
) -> None:
    response = await app.record({"Mã phiếu": "NP-1", name: value})
    assert outcome(response) == (200, code)
    assert name in response.json()["msg"]
    assert await app.control("GET", "records") == []


async def fields(app: AppClient) -> dict[str, Json]:
    items = (await app.call("GET", f"{TABLE}/fields")).json()["data"]["items"]
    return {item["field_name"]: item for item in items}


async def test_the_fields_tell_name_type_and_which_is_primary(app: AppClient) -> None:
    listed = await fields(app)
    assert len(listed) == 16
    assert [name for name, field in listed.items() if field["is_primary"]] == ["Submission ID"]
    assert (listed["Điện thoại"]["type"], listed["Điện thoại"]["ui_type"]) == (13, "Phone")


async def test_unknown_options_come_to_be_by_being_written(app: AppClient) -> None:
    for kinds in (["Nghỉ phép"], ["Nghỉ phép", "Học bù"]):
        await app.record({"Loại phiếu": kinds[-1], "Đánh dấu": kinds})
    for name in ("Loại phiếu", "Đánh dấu"):
        options = (await fields(app))[name]["property"]["options"]
        assert [option["name"] for option in options] == ["Nghỉ phép", "Học bù"]


async def test_a_refused_record_adds_no_options(app: AppClient) -> None:
    await app.record({"Loại phiếu": "Lạ", "Số buổi": "x"})
    assert (await fields(app))["Loại phiếu"]["property"]["options"] == []


async def test_a_removed_column_is_gone_from_the_fields(app: AppClient) -> None:
    await app.control("DELETE", "bases/bascnDemo/tables/tblSlips/fields/Tệp")
    assert "Tệp" not in await fields(app)
