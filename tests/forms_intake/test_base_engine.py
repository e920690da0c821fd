"""A Base behind the engine: one row for each slip, whatever happens to Lark, the columns and the workers."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import connections
from django.utils import timezone

from accounts.enums import Role
from forms_intake import work
from forms_intake.deliveries import engine, schedule
from forms_intake.enums import AlertKind, Circuit, DeliveryState, LarkStatus, WorkStatus
from forms_intake.hints import Hint
from forms_intake.models import Alert, Delivery, DeliveryAttempt, Destination, Submission
from tests import factories
from tests.forms_intake.delivery_rows import BEHIND
from tests.forms_intake.lark import bases
from tests.lark import Lark

pytestmark = pytest.mark.django_db


def only() -> Delivery:
    return Delivery.objects.select_related("destination").get()


def make_due() -> None:
    """As if all waits were over."""
    Destination.objects.update(parked_until=None)
    Destination.objects.filter(circuit=Circuit.OPEN).update(probe_at=timezone.now() - BEHIND)
    Delivery.objects.filter(next_attempt_at__isnull=False).update(next_attempt_at=timezone.now() - BEHIND)


def work_off() -> None:
    make_due()
    engine.pump(3)


def test_a_slip_gets_its_row_and_is_marked_as_sent(lark: Lark) -> None:
    bases.destination()
    sent = factories.submission()
    engine.deliver(only().pk)
    sent.refresh_from_db()
    assert (sent.lark_status, only().state) == (LarkStatus.SENT, DeliveryState.DELIVERED)
    assert only().remote_id == lark.records()[0]["record_id"]


@pytest.mark.parametrize("kind", ["reset_after", "truncated", "slow", "timeout", "status_504"])
@pytest.mark.parametrize("duplicate", ["first", 1254608, 1255006])
def test_a_slip_whose_first_answer_was_lost_is_written_once(lark: Lark, kind: str, duplicate: str | int) -> None:
    lark.switch(duplicate_client_token=duplicate)
    bases.destination()
    sent = factories.submission()
    lark.fault(kind, route="record_create", accept=True, count=1)
    engine.deliver(only().pk)
    assert DeliveryAttempt.objects.get().is_ambiguous
    work_off()
    assert only().state == DeliveryState.DELIVERED
    assert [record["fields"]["Submission ID"] for record in lark.records()] == [sent.reference]


def test_after_a_lost_answer_at_least_five_seconds_pass(lark: Lark, monkeypatch: pytest.MonkeyPatch) -> None:
    """However short the schedule's own wait comes out."""
    monkeypatch.setattr(schedule._random, "uniform", lambda low, _high: low)
    bases.destination()
    factories.submission()
    lark.fault("reset_after", route="record_create", count=1)
    engine.deliver(only().pk)
    next_try, ended = only().next_attempt_at, DeliveryAttempt.objects.get().finished_at
    assert next_try
    assert ended
    assert (next_try - ended).total_seconds() >= 4.9


def test_a_renamed_column_costs_one_reading_for_all_slips_and_no_click(lark: Lark) -> None:
    base = bases.destination()
    lark.column("Học viên", name="Tên bé")
    for _slip in range(3):
        factories.submission()
    before = lark.calls()["fields"]["accepted"]
    work_off()
    base.refresh_from_db()
    assert len(lark.records()) == 3
    assert lark.calls()["fields"]["accepted"] == before + 1
    assert "Tên bé" in {entry["field_name"] for entry in base.mapping}
    assert Alert.objects.get().kind == AlertKind.DRIFT


def test_without_its_reference_column_a_base_is_held_and_drains_by_itself_once_that_is_back(lark: Lark) -> None:
    base = bases.destination()
    lark.drop_column("Submission ID")
    for _slip in range(2):
        factories.submission()
    work_off()
    base.refresh_from_db()
    assert (base.circuit, base.circuit_error, lark.records()) == (Circuit.OPEN, Hint.COLUMN, [])
    assert [entry["ours"] for entry in base.drift] == ["reference"]
    lark.column("Submission ID", type=1)
    work_off()
    base.refresh_from_db()
    assert (base.circuit, base.drift, len(lark.records())) == (Circuit.CLOSED, [], 2)


def test_columns_that_were_not_written_are_noted_for_staff(lark: Lark) -> None:
    bases.destination()
    lark.drop_column("Số buổi")
    factories.submission()
    work_off()
    assert (only().state, only().left_out) == (DeliveryState.DELIVERED, ["Số buổi"])


def test_refused_content_steps_down_to_the_reference_and_the_link(lark: Lark) -> None:
    bases.destination()
    factories.submission()
    lark.fault("code", route="record_create", code=1254015, msg="Field types do not match", count=2)
    work_off()
    assert set(lark.records()[0]["fields"]) == {"Submission ID", "Phiếu"}


def test_a_change_of_the_slip_changes_its_row(lark: Lark) -> None:
    bases.destination()
    sent = factories.submission()
    work_off()
    work.change(sent, to=WorkStatus.IN_REVIEW, by=factories.user(Role.STAFF))
    work.change(Submission.objects.get(), to=WorkStatus.APPROVED, by=factories.user(Role.STAFF))
    work_off()
    [record] = lark.records()
    assert record["fields"]["Đã xử lý"] is True


@pytest.mark.django_db(transaction=True)
def test_two_workers_and_two_destinations_never_write_into_one_base_at_once(lark: Lark) -> None:
    bases.destination("Một")
    bases.destination("Hai")
    lark.switch(base_write_s=0.1)
    for _slip in range(4):
        factories.submission()
    with ThreadPoolExecutor(2) as pool:
        list(pool.map(_pumped, Destination.objects.values_list("pk", flat=True)))
    codes = Counter(DeliveryAttempt.objects.values_list("code", flat=True))
    assert codes == {0: 8}
    assert Counter(record["count"] for record in lark.records()) == {2: 8}


def _pumped(destination: int) -> Any:
    try:
        return engine.pump(10, destination=destination)
    finally:
        connections.close_all()
