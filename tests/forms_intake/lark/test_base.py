"""Rows in a Base: every slip once, with the columns as they are now."""

import uuid
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone

from accounts.enums import Role
from forms_intake.enums import Flag, Outcome, WorkStatus
from forms_intake.hints import Hint
from forms_intake.lark import base_table
from forms_intake.models import Delivery, Destination
from tests import factories
from tests.factories import PAYLOAD
from tests.forms_intake.lark import bases
from tests.lark import Lark

pytestmark = pytest.mark.django_db


def row(lark: Lark) -> dict[str, Any]:
    """The cells of the only row."""
    [record] = lark.records()
    cells: dict[str, Any] = record["fields"]
    return cells


def made(lark: Lark, endpoint: str) -> int:
    return sum(lark.calls().get(endpoint, {}).values())


def refusal(lark: Lark, code: int, msg: str, count: int = 1) -> None:
    lark.fault("code", route="record_create", code=code, msg=msg, count=count)


def forgotten_ago(delivery: Delivery, seconds: float) -> None:
    """As an earlier try leaves it whose answer never came."""
    moment = timezone.now() - timedelta(seconds=seconds)
    delivery.tries.create(
        lease_token=uuid.uuid4(), started_at=moment, finished_at=moment, outcome=Outcome.BACKOFF, is_ambiguous=True
    )
    delivery.attempts = 2


def test_every_type_of_column_gets_its_value(lark: Lark) -> None:
    sent = bases.delivery(
        payload=PAYLOAD | {"note": "Cảm ơn cô"}, flags=(Flag.LATE_NOTICE, Flag.OVER_QUOTA), contact_phone="+84912345678"
    )
    assert bases.send(sent).outcome is Outcome.OK
    told = row(lark)
    link = told.pop("Phiếu")
    moment = datetime.fromtimestamp(told.pop("Gửi lúc") / 1000, tz=timezone.get_default_timezone())
    assert abs(moment - sent.submission.submitted_at) < timedelta(milliseconds=1)
    assert link["text"] == sent.submission.reference
    assert link["link"].endswith(f"/{sent.submission.pk}/change/")
    assert told == {
        "Submission ID": sent.submission.reference,
        "Loại phiếu": "Phiếu xin nghỉ phép",
        "Học viên": "Nguyễn Bảo An",
        "Điện thoại": "+84912345678",
        "Đánh dấu": ["Báo muộn", "Quá số buổi nghỉ"],
        "Số buổi": 1,
        "Đã xử lý": False,
    }


def test_the_records_id_is_kept_and_the_call_counted(lark: Lark) -> None:
    answer = bases.send(bases.delivery())
    assert answer.remote_id == lark.records()[0]["record_id"]
    assert (answer.counted, answer.left_out, answer.columns) == (1, (), ())


def test_health_and_private_notes_birth_date_and_address_never_leave(lark: Lark) -> None:
    secret = {"health_note": "hen suyễn", "private_note": "bí mật"}
    lark.column("Tóm tắt", type=1)
    bases.send(bases.delivery(sensitive=secret, payload=PAYLOAD | {"birth_date": "2015-01-01", "address": "12 Lê Lợi"}))
    told = str(row(lark))
    assert "Piano kèm 1-1" in told
    assert not any(word in told for word in ("hen suyễn", "bí mật", "2015", "Lê Lợi"))


@pytest.mark.parametrize(
    "text",
    [
        "=1+1",
        '=HYPERLINK("https://evil.example")',
        "+84",
        "@SUM(A1)",
        "🎹👩‍🏫 đàn",
        "‏مرحبا‮ abc",
        "<at id=all></at> [x](https://evil.example)",
        "dòng 1\ndòng 2\t",
    ],
)
def test_what_people_type_arrives_as_it_was_typed(lark: Lark, text: str) -> None:
    lark.column("Ghi chú", type=1)
    assert bases.send(bases.delivery(payload=PAYLOAD | {"note": text})).outcome is Outcome.OK
    assert row(lark)["Ghi chú"] == text


def test_a_branch_that_the_column_does_not_know_becomes_an_option_of_it(lark: Lark) -> None:
    lark.column("Cơ sở", type=3)
    assert bases.send(bases.delivery(branch=factories.branch(name="Cơ sở mới"))).outcome is Outcome.OK
    assert row(lark)["Cơ sở"] == "Cơ sở mới"


def test_a_repeated_try_with_the_same_key_makes_no_second_row(lark: Lark) -> None:
    sent = bases.delivery()
    first, second = bases.send(sent), bases.send(sent)
    assert first.remote_id == second.remote_id
    assert len(lark.records()) == 1


@pytest.mark.parametrize("duplicate", ["first", 1254608, 1255006])
@pytest.mark.parametrize("kind", ["reset_after", "truncated", "slow"])
def test_after_an_answer_that_never_came_the_row_is_found_and_not_written_again(
    lark: Lark, kind: str, duplicate: str | int
) -> None:
    lark.switch(duplicate_client_token=duplicate)
    sent = bases.delivery()
    lark.fault(kind, route="record_create", count=1)
    assert bases.send(sent).is_ambiguous
    answer = bases.send(sent, look_first=True)
    assert (answer.outcome, answer.remote_id) == (Outcome.OK, lark.records()[0]["record_id"])
    assert len(lark.records()) == 1


@pytest.mark.parametrize("duplicate", [1254608, 1255006])
def test_a_row_that_readers_do_not_see_yet_is_waited_for(lark: Lark, duplicate: int) -> None:
    lark.switch(duplicate_client_token=duplicate, read_lag_s=20)
    sent = bases.delivery()
    lark.fault("reset_after", route="record_create", count=1)
    bases.send(sent)
    forgotten_ago(sent, 5)
    early = bases.send(sent, look_first=True)
    assert (early.outcome, early.is_ambiguous) == (Outcome.BACKOFF, True)
    lark.advance(20)
    assert bases.send(sent, look_first=True).outcome is Outcome.OK
    assert len(lark.records()) == 1


@pytest.mark.parametrize("code", [1254608, 1255006])
def test_a_key_that_was_used_up_for_nothing_is_replaced_once_every_reader_would_see_the_row(
    lark: Lark, code: int
) -> None:
    sent = bases.delivery()
    forgotten_ago(sent, 120)
    for _try in range(2):
        lark.fault("code", route="record_create", code=code, msg="", count=1)
        assert bases.send(sent).outcome is Outcome.OK
    [record] = lark.records()
    assert record["client_token"] != str(sent.idempotency_key)
    assert uuid.UUID(record["client_token"]).version == 4


def test_a_replaced_key_is_the_same_on_the_next_try(lark: Lark) -> None:
    lark.switch(read_lag_s=20)
    sent = bases.delivery()
    forgotten_ago(sent, 120)
    refusal(lark, 1255006, "")
    lark.fault("reset_after", route="record_create", count=1)
    assert bases.send(sent).is_ambiguous
    refusal(lark, 1255006, "")
    assert bases.send(sent).outcome is Outcome.OK
    assert len(lark.records()) == 1


def test_a_row_written_anew_whose_answer_was_lost_is_not_written_twice(lark: Lark) -> None:
    lark.switch(read_lag_s=20)
    gone = bases.update_of(bases.delivery(), "recGone")
    lark.fault("reset_after", route="record_create", count=1)
    assert bases.send(gone).is_ambiguous
    assert bases.send(gone).outcome is Outcome.OK
    assert len(lark.records()) == 1


def test_a_key_that_lark_calls_no_uuid_is_replaced(lark: Lark) -> None:
    lark.fault("code", route="record_create", code=1254037, status=400, msg="Invalid client token", count=1)
    assert bases.send(bases.delivery()).outcome is Outcome.OK
    assert len(lark.records()) == 1


def test_another_key_is_the_same_on_every_try_and_a_uuid_of_the_form_that_lark_takes() -> None:
    key = uuid.uuid4()
    assert base_table.derived(key, "again") == base_table.derived(key, "again") != base_table.derived(key, "rec1")
    assert base_table.derived(key, "again").version == 4


def test_a_row_of_an_earlier_try_shows_what_has_changed_since(lark: Lark) -> None:
    sent = bases.delivery()
    lark.fault("reset_after", route="record_create", count=1)
    bases.send(sent)
    bases.changed(sent.submission, work_status=WorkStatus.APPROVED)
    assert bases.send(sent, look_first=True).outcome is Outcome.OK
    assert row(lark)["Đã xử lý"] is True


def test_a_row_that_came_by_its_key_although_no_search_showed_it_is_brought_up_to_date_too(lark: Lark) -> None:
    sent = bases.delivery()
    bases.changed(sent.submission, work_status=WorkStatus.APPROVED)
    assert bases.send(sent, look_first=True).outcome is Outcome.OK
    assert made(lark, "record_update") == 1


def test_looking_first_costs_no_second_write_when_nothing_has_changed(lark: Lark) -> None:
    sent = bases.delivery()
    bases.send(sent)
    assert bases.send(sent, look_first=True).counted == 1
    assert (made(lark, "record_create"), made(lark, "record_update")) == (1, 0)


def test_a_search_that_fails_leaves_the_row_unwritten(lark: Lark) -> None:
    sent = bases.delivery()
    lark.fault("status_500", route="record_search", count=1)
    answer = bases.send(sent, look_first=True)
    assert (answer.outcome, answer.is_ambiguous) == (Outcome.BACKOFF, False)
    assert lark.records() == []


def test_an_update_writes_what_the_office_changes_and_nothing_else(lark: Lark) -> None:
    for name, kind in (("Trạng thái", 3), ("Phụ trách", 1), ("Lý do xử lý", 1)):
        lark.column(name, type=kind)
    sent = bases.delivery()
    record_id = bases.send(sent).remote_id
    office = factories.user(Role.STAFF, name="Cô Hà")
    bases.changed(
        sent.submission,
        work_status=WorkStatus.DECLINED,
        status_reason="Đã quá hạn",
        assignee=office,
        student_name="Người khác",
    )
    answer = bases.send(bases.update_of(sent, record_id))
    assert (answer.outcome, answer.remote_id, answer.counted) == (Outcome.OK, record_id, 1)
    told = row(lark)
    assert (told["Trạng thái"], told["Phụ trách"], told["Lý do xử lý"]) == ("Từ chối", "Cô Hà", "Đã quá hạn")
    assert (told["Đã xử lý"], told["Học viên"]) == (True, "Nguyễn Bảo An")


def test_an_update_empties_what_is_no_longer_so(lark: Lark) -> None:
    lark.column("Lý do xử lý", type=1)
    sent = bases.delivery(flags=(Flag.LATE_NOTICE,))
    bases.changed(sent.submission, status_reason="Chờ giấy", flags=["late_notice"])
    record_id = bases.send(sent).remote_id
    bases.changed(sent.submission, status_reason="", flags=[])
    bases.send(bases.update_of(sent, record_id))
    assert {"Lý do xử lý", "Đánh dấu"} & set(row(lark)) == set()


def test_an_update_that_no_column_shows_costs_no_call(lark: Lark) -> None:
    sent = bases.delivery()
    record_id = bases.send(sent).remote_id
    before = len(lark.requests())
    sent.destination.mapping = [entry for entry in sent.destination.mapping if entry["ours"] == "reference"]
    sent.destination.save()
    assert bases.send(bases.update_of(sent, record_id)).outcome is Outcome.OK
    assert len(lark.requests()) == before


def test_a_row_that_somebody_deleted_is_written_anew_and_once(lark: Lark) -> None:
    sent = bases.delivery()
    gone = bases.update_of(sent, "recGone")
    first, second = bases.send(gone), bases.send(gone)
    assert first.outcome is second.outcome is Outcome.OK
    assert first.remote_id == second.remote_id == lark.records()[0]["record_id"]
    assert row(lark)["Học viên"] == "Nguyễn Bảo An"


def test_an_update_finds_the_row_whose_id_is_not_known(lark: Lark) -> None:
    sent = bases.delivery()
    record_id = bases.send(sent).remote_id
    bases.changed(sent.submission, work_status=WorkStatus.DONE)
    assert bases.send(bases.update_of(sent)).remote_id == record_id
    assert row(lark)["Đã xử lý"] is True


def test_a_row_written_moments_ago_is_not_taken_for_a_deleted_one(lark: Lark) -> None:
    lark.switch(read_lag_s=10)
    sent = bases.delivery()
    record_id = bases.send(sent).remote_id
    Delivery.objects.filter(pk=sent.pk).update(
        state="delivered", delivered_at=timezone.now(), next_attempt_at=None, remote_id=record_id
    )
    update = bases.update_of(sent, record_id)
    assert bases.send(update).outcome is Outcome.BACKOFF
    lark.advance(10)
    assert bases.send(update).outcome is Outcome.OK
    assert len(lark.records()) == 1


def test_a_write_conflict_parks_for_a_moment_and_spends_no_try(lark: Lark) -> None:
    refusal(lark, 1254291, "Write conflict")
    answer = bases.send(bases.delivery())
    assert (answer.outcome, answer.wait_s) == (Outcome.RATE, 0.5)


@pytest.mark.parametrize("code", [1254302, 91403])
def test_a_base_that_the_app_was_not_added_to_says_what_to_do(lark: Lark, code: int) -> None:
    lark.switch(base_denied_code=code)
    sent = bases.delivery()
    lark.base(apps=[])
    answer = bases.send(sent)
    assert (answer.outcome, answer.hint) == (Outcome.CONFIG, Hint.BASE_RIGHTS)


@pytest.mark.parametrize("config", [{}, {"app_token": "../../x", "table_id": "tblSlips"}, {"app_token": "bascnDemo"}])
def test_a_place_that_is_none_is_never_called(lark: Lark, config: dict[str, str], monkeypatch: Any) -> None:
    sent = bases.delivery()
    before = len(lark.requests())
    monkeypatch.setattr(bases, "ACCESS", type(bases.ACCESS)(config=config, app=bases.APP))
    answer = bases.send(sent)
    assert (answer.outcome, answer.hint, len(lark.requests())) == (Outcome.CONFIG, Hint.BASE_UNKNOWN, before)


def test_a_try_that_has_used_up_its_time_makes_no_further_call(lark: Lark, settings: Any) -> None:
    sent = bases.delivery()
    lark.column("Học viên", name="Tên bé")
    lark.fault("slow", route="record_create", delay_s=0.3, count=1, accept=False)
    settings.LARK_TIMEOUT_S = 0.0
    assert bases.send(sent).outcome is Outcome.BACKOFF
    assert lark.records() == []


def test_answers_that_cannot_be_read_keep_no_row_away(lark: Lark) -> None:
    sent = bases.delivery()
    sent.submission.payload = PAYLOAD | {"facts": []}
    assert bases.send(sent).outcome is Outcome.OK
    assert "Số buổi" not in row(lark)


def test_building_a_row_asks_the_database_once_for_names_and_nothing_else(
    lark: Lark, django_assert_max_num_queries: Any
) -> None:
    from forms_intake.lark.base import BaseRecord

    sent = bases.delivery()
    with django_assert_max_num_queries(3):
        BaseRecord().build(sent, level=0, may_repeat=False)


def test_two_destinations_may_share_a_base(lark: Lark) -> None:
    bases.destination("Một")
    bases.destination("Hai")
    factories.submission()
    answers = [bases.send(each) for each in Delivery.objects.select_related("destination", "submission")]
    assert {answer.outcome for answer in answers} == {Outcome.OK}
    assert Destination.objects.count() == len(lark.records()) == 2
