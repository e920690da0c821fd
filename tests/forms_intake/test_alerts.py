"""What a person must mend: found, opened once, closed when it is mended, and shown to the office."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from accounts.enums import Role
from forms_intake import alert_words, alerts, destinations
from forms_intake.deliveries import outbox
from forms_intake.enums import AlertKind, Circuit, DeliveryState, DestinationKind, WorkStatus
from forms_intake.models import Alert, ApiUsage, Delivery, Destination, LarkApp, Submission
from school import aftercommit, clock
from school.models import Heartbeat
from tests import factories, lark_calls

pytestmark = pytest.mark.django_db
BANNER = "/lark/alerts/"


def group(name: str = "Giáo vụ", **fields: Any) -> Destination:
    return Destination.objects.create(name=name, kind=DestinationKind.WEBHOOK, config={"url": "x"}, **fields)


def held(hint: str = "address", **fields: Any) -> Destination:
    return group(circuit=Circuit.OPEN, circuit_error=hint, probe_at=clock.now() + timedelta(hours=1), **fields)


def aged(destination: Destination, **changes: Any) -> Delivery:
    """A delivery that has waited for eleven minutes, of a destination that worked all the time."""
    factories.submission()
    row = Delivery.objects.get(destination=destination)
    moment = clock.now() - timedelta(minutes=11)
    Destination.objects.filter(pk=destination.pk).update(released_at=moment)
    Delivery.objects.filter(pk=row.pk).update(**{"waiting_since": moment, "next_attempt_at": moment} | changes)
    return row


def open_kinds() -> list[tuple[str, int | None]]:
    return list(Alert.objects.filter(closed_at=None).order_by("pk").values_list("kind", "destination"))


def test_a_held_destination_is_told_of_until_it_works_again() -> None:
    destination = held()
    alerts.watch()
    assert open_kinds() == [(AlertKind.HELD, destination.pk)]
    assert Alert.objects.get().detail == {"hint": "address"}
    Destination.objects.update(circuit=Circuit.CLOSED, circuit_error="", probe_at=None)
    alerts.watch()
    assert (open_kinds(), Alert.objects.count()) == ([], 1)


def test_looking_again_changes_nothing() -> None:
    held()
    alerts.watch()
    before = Alert.objects.values().get()
    alerts.watch()
    assert Alert.objects.values().get() == before


def test_a_destination_that_fails_and_works_by_turns_is_one_alert() -> None:
    destination = held()
    for _turn in range(3):
        alerts.open(AlertKind.HELD, destination=destination, hint="address")
        Alert.objects.update(mailed_at=clock.now())
        alerts.close(AlertKind.HELD, destination=destination)
    alerts.open(AlertKind.HELD, destination=destination, hint="address")
    [alert] = Alert.objects.all()
    assert (alert.closed_at, alert.mailed_at is not None) == (None, True)


def test_another_fault_of_the_same_destination_is_news() -> None:
    destination = held()
    alerts.open(AlertKind.HELD, destination=destination, hint="address")
    Alert.objects.update(mailed_at=clock.now(), told=[1])
    alerts.open(AlertKind.HELD, destination=destination, hint="signature")
    [alert] = Alert.objects.all()
    assert (alert.mailed_at, alert.told, alert.detail) == (None, [], {"hint": "signature"})


def test_after_a_calm_time_it_is_another_alert() -> None:
    destination = held()
    alerts.open(AlertKind.HELD, destination=destination, hint="address")
    Alert.objects.update(closed_at=clock.now() - alerts.CALM * 2, mailed_at=clock.now())
    alerts.open(AlertKind.HELD, destination=destination, hint="address")
    assert (Alert.objects.count(), Alert.objects.filter(mailed_at=None).count()) == (2, 1)


def unwanted(**fields: Any) -> Submission:
    """A slip that came two minutes ago, when every destination was switched off."""
    slip = factories.submission(**fields)
    Submission.objects.filter(pk=slip.pk).update(submitted_at=clock.now() - timedelta(minutes=2))
    return slip


def test_a_slip_that_no_destination_takes_is_told_of_until_one_does() -> None:
    office = group(is_active=False)
    unwanted()
    alerts.watch()
    assert open_kinds() == [(AlertKind.NOWHERE, None)]
    Destination.objects.filter(pk=office.pk).update(is_active=True)
    outbox.adopt_orphans()
    alerts.watch()
    assert AlertKind.NOWHERE not in dict(open_kinds())


@pytest.mark.parametrize(
    "changes", [{"work_status": WorkStatus.DONE}, {"archived_at": clock.now(), "archive_reason": "x"}]
)
def test_a_slip_that_somebody_has_dealt_with_needs_no_destination(changes: dict[str, Any]) -> None:
    Submission.objects.filter(pk=unwanted().pk).update(**changes)
    alerts.watch()
    assert open_kinds() == []


def test_the_next_sweep_may_find_a_destination_before_anybody_is_alarmed() -> None:
    factories.submission()
    alerts.watch()
    assert open_kinds() == []


@pytest.mark.parametrize(("role", "may_mend"), [(Role.ADMIN, True), (Role.STAFF, False)])
def test_slips_without_destination_are_counted_and_lead_whoever_may_to_the_destinations(
    role: Role, may_mend: bool
) -> None:
    unwanted()
    unwanted()
    alerts.watch()
    [told] = alert_words.shown_to(factories.user(role))
    assert told.waiting.startswith("2 ")
    assert told.address.endswith("/forms_intake/destination/") == may_mend
    assert told.goes_by_itself


def test_closing_what_is_not_open_does_nothing() -> None:
    assert alerts.close(AlertKind.OVERDUE) is False


def test_a_slip_that_waits_for_ten_minutes_is_told_of() -> None:
    destination = group()
    aged(destination)
    alerts.watch()
    assert open_kinds() == [(AlertKind.OVERDUE, destination.pk)]


def test_one_that_is_tried_again_and_again_is_told_of_too() -> None:
    aged(group(), state=DeliveryState.WAITING, next_attempt_at=clock.now() + timedelta(hours=1))
    alerts.watch()
    assert [kind for kind, _ in open_kinds()] == [AlertKind.OVERDUE]


def test_a_slip_of_nine_minutes_is_not() -> None:
    aged(group(), waiting_since=clock.now() - timedelta(minutes=9))
    alerts.watch()
    assert open_kinds() == []


@pytest.mark.parametrize(
    "changes",
    [
        {"is_active": False},
        {"paused_at": clock.now()},
        {"parked_until": clock.now() + timedelta(days=400)},
    ],
)
def test_what_a_person_or_lark_itself_has_stopped_is_not_overdue(changes: dict[str, Any]) -> None:
    aged(group())
    Destination.objects.update(**changes)
    alerts.watch()
    assert open_kinds() == []


def test_a_destination_that_is_resumed_has_its_time_before_its_slips_are_overdue() -> None:
    destination, ha = group(), factories.user(Role.ADMIN)
    aged(destination)
    destinations.pause(destination, by=ha)
    destinations.resume(destination, by=ha)
    alerts.watch()
    assert open_kinds() == []


def test_slips_that_waited_for_the_quota_are_not_overdue_on_the_first_of_the_month() -> None:
    app = factories.lark_app(parked_until=clock.now() - timedelta(minutes=1))
    aged(group(), waiting_since=clock.now() - timedelta(days=9))
    Destination.objects.update(kind=DestinationKind.MESSAGE, app=app)
    alerts.watch()
    assert open_kinds() == []


def test_a_process_whose_clock_is_hours_ahead_tells_of_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    aged(group(), waiting_since=clock.now(), next_attempt_at=clock.now())
    Destination.objects.update(released_at=clock.now() - timedelta(days=1))
    real = timezone.now
    monkeypatch.setattr(timezone, "now", lambda: real() + timedelta(hours=2))
    alerts.watch()
    assert open_kinds() == []


def test_a_parent_s_mailbox_that_says_later_is_no_alert() -> None:
    mailbox = Destination.objects.create(name="Người gửi", kind=DestinationKind.EMAIL)
    delivery = lark_calls.shown(lark_calls.app())
    Delivery.objects.filter(pk=delivery.pk).update(
        destination=mailbox,
        state=DeliveryState.WAITING,
        delivered_at=None,
        waiting_since=clock.now() - timedelta(hours=2),
        next_attempt_at=clock.now() + timedelta(hours=1),
    )
    alerts.watch()
    assert open_kinds() == []


def test_a_delivery_that_was_given_up_is_told_of_until_somebody_sends_it_again() -> None:
    destination = group()
    row = aged(destination, state=DeliveryState.DEAD, next_attempt_at=None, last_error="content")
    alerts.watch()
    assert open_kinds() == [(AlertKind.GIVEN_UP, destination.pk)]
    Delivery.objects.filter(pk=row.pk).update(state=DeliveryState.CANCELLED)
    alerts.watch()
    assert open_kinds() == []


@pytest.mark.parametrize(("calls", "level"), [(8_999, None), (9_000, 90), (9_999, 90), (10_000, 100)])
def test_the_month_s_calls_are_told_of_at_ninety_and_at_a_hundred_per_cent(calls: int, level: int | None) -> None:
    app = factories.lark_app()
    ApiUsage.objects.create(app=app, month=clock.today().replace(day=1), calls=calls)
    ApiUsage.objects.create(
        app=app, month=(clock.today().replace(day=1) - timedelta(days=1)).replace(day=1), calls=99_999
    )
    alerts.watch()
    assert [alert.detail["level"] for alert in Alert.objects.all()] == ([level] if level else [])


def test_a_quota_that_lark_calls_used_up_is_used_up_whatever_we_counted() -> None:
    app = factories.lark_app(monthly_quota=None)
    LarkApp.objects.update(parked_until=clock.now() + timedelta(days=3))
    alerts.watch()
    alert = Alert.objects.get()
    assert (alert.kind, alert.app, alert.detail) == (AlertKind.QUOTA, app, {"level": 100})


def test_changed_columns_are_told_of_also_when_they_mended_themselves() -> None:
    destination = group()
    alerts.open(AlertKind.DRIFT, destination=destination, differences=["Tên → Họ tên"])
    alerts.watch()
    assert open_kinds() == [(AlertKind.DRIFT, destination.pk)]
    Alert.objects.update(mailed_at=clock.now())
    alerts.watch()
    assert open_kinds() == []


def test_columns_that_still_differ_stay_told_of() -> None:
    group(drift=["Tên → Họ tên"])
    alerts.watch()
    Alert.objects.update(mailed_at=clock.now())
    alerts.watch()
    assert [kind for kind, _ in open_kinds()] == [AlertKind.DRIFT]


def silent_worker() -> None:
    Heartbeat.objects.create(name="worker", seen_at=clock.now() - timedelta(minutes=2))


def test_when_the_worker_is_silent_whoever_opens_a_page_finds_out() -> None:
    silent_worker()
    assert alerts.open_now() == []
    alerts.stand_in()
    [alert] = alerts.open_now()
    assert (alert.kind, alert.destination, alert.app) == (AlertKind.OVERDUE, None, None)
    Heartbeat.objects.update(seen_at=clock.now())
    alerts.watch()
    assert alerts.open_now() == []


@pytest.mark.django_db(transaction=True)
def test_the_stand_in_is_called_by_the_page_itself() -> None:
    silent_worker()
    alerts.open_now()
    aftercommit.drain(5)
    assert [alert.kind for alert in alerts.open_now()] == [AlertKind.OVERDUE]


def test_a_look_costs_no_more_with_many_slips(django_assert_num_queries: Any) -> None:
    destination = group()
    aged(destination)
    alerts.watch()
    for _slip in range(3):
        factories.submission()
    with django_assert_num_queries(11):
        alerts.watch()
