"""The figures of the deliveries page."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from forms_intake.deliveries import figures
from forms_intake.deliveries.figures import Counts, Place, Times
from forms_intake.enums import AlertKind, Circuit, DeliveryState, DestinationKind, Purpose
from forms_intake.hints import Hint
from forms_intake.models import Alert, ApiUsage, Delivery, LarkApp, Submission
from school import clock
from tests.forms_intake.delivery_rows import delivery, destination

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


def place() -> Place:
    (only,) = figures.places()
    return only


def test_each_delivery_is_counted_where_it_stands() -> None:
    group = destination()
    for state in DeliveryState:
        delivery(state, to=group)
    delivery(DeliveryState.PENDING, to=group)
    expected = Counts(due=3, sending=1, waiting=1, failed=1, sent_today=1, last_hour=1)
    assert place().counts == expected


@pytest.mark.parametrize(
    "fields",
    [
        {"circuit": Circuit.OPEN, "circuit_error": Hint.ADDRESS, "probe_at": clock.now()},
        {"is_active": False},
    ],
)
def test_what_waits_for_a_person_is_held(fields: dict[str, object]) -> None:
    row = delivery(DeliveryState.WAITING)
    delivery(DeliveryState.PENDING, to=row.destination)
    type(row.destination).objects.update(**fields)
    assert (place().counts, place().is_held) == (Counts(held=2), True)


def test_what_is_paused_on_purpose_is_nothing_to_mend() -> None:
    delivery(DeliveryState.WAITING, to=destination(paused_at=clock.now()))
    assert (place().counts, place().is_held) == (Counts(paused=1), False)


def test_what_waits_for_lark_is_parked_until_the_later_of_its_pauses() -> None:
    app = LarkApp.objects.create(name="App", app_id="cli_1", parked_until=timezone.now() + 3 * HOUR)
    group = destination(kind=DestinationKind.MESSAGE, app=app, parked_until=timezone.now() + HOUR)
    delivery(DeliveryState.PARKED, to=group, next_attempt_at=timezone.now())
    assert (place().counts, place().parked_until) == (Counts(parked=1), app.parked_until)


def test_a_pause_that_is_over_is_none() -> None:
    delivery(DeliveryState.PARKED, to=destination(parked_until=timezone.now() - HOUR))
    assert (place().counts, place().parked_until) == (Counts(due=1), None)


def test_the_oldest_that_is_owed_and_the_last_that_was_accepted_are_named() -> None:
    group = destination()
    now = timezone.now()
    delivery(DeliveryState.PENDING, to=group, next_attempt_at=now - HOUR)
    delivery(DeliveryState.PENDING, to=group, next_attempt_at=now)
    for hours in (1, 2):
        delivery(DeliveryState.DELIVERED, to=group, delivered_at=now - hours * HOUR)
    assert (place().oldest_due, place().last_accepted) == (now - HOUR, now - HOUR)


def test_what_is_due_later_is_not_old() -> None:
    delivery(DeliveryState.WAITING)
    assert place().oldest_due is None


def test_an_open_alert_says_since_when_it_fails() -> None:
    group = destination()
    Alert.objects.create(kind=AlertKind.HELD, destination=group, closed_at=timezone.now())
    assert place().failing_since is None
    alert = Alert.objects.create(kind=AlertKind.HELD, destination=group)
    assert place().failing_since == alert.opened_at


def test_all_destinations_together_add_up() -> None:
    for state in (DeliveryState.DEAD, DeliveryState.WAITING):
        delivery(state, to=destination(form_types=["leave-request"]))
    # The second slip went to both.
    assert figures.total(figures.places()) == Counts(due=1, waiting=1, failed=1)


def test_figures_cost_the_same_number_of_queries_however_many_destinations_there_are(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    delivery()
    with django_assert_num_queries(5):
        figures.places()
    for _ in range(2):
        delivery()
    with django_assert_num_queries(5):
        figures.places()


def timed(seconds: float, **fields: Any) -> Delivery:
    """A slip that took so long."""
    row = delivery(DeliveryState.DELIVERED, **fields)
    assert row.delivered_at
    Submission.objects.filter(pk=row.submission_id).update(submitted_at=row.delivered_at - timedelta(seconds=seconds))
    return row


def test_times_are_from_the_submission_to_larks_yes() -> None:
    group = destination()
    for seconds in (1, 2, 3):
        timed(seconds, to=group)
    found = figures.times_today()
    assert (found.count, found.p50, found.p99) == (3, timedelta(seconds=2), timedelta(seconds=2.98))


def test_updates_and_mails_are_not_timed_nor_what_was_before() -> None:
    app_mail = destination(kind=DestinationKind.EMAIL)
    group = destination()
    timed(1, to=group, purpose=Purpose.UPDATE)
    timed(1, to=group, delivered_at=timezone.now() - timedelta(days=8))
    assert not app_mail.deliveries.exists()
    assert figures.times_of_week() == Times(0)


def test_only_the_newest_ones_are_timed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(figures, "MOST_TIMED", 1)
    group = destination()
    timed(9, to=group, delivered_at=timezone.now() - HOUR)
    timed(1, to=group)
    assert figures.times_of_week() == Times(1, *[timedelta(seconds=1)] * 3)


def test_usage_is_this_months() -> None:
    app = LarkApp.objects.create(name="App", app_id="cli_1")
    month = clock.today().replace(day=1)
    ApiUsage.objects.create(app=app, month=month, calls=40)
    ApiUsage.objects.create(app=app, month=(month - timedelta(days=1)).replace(day=1), calls=900)
    LarkApp.objects.create(name="Không dùng", app_id="cli_2")
    assert [row.calls for row in figures.usage()] == [40, 0]  # type: ignore[attr-defined]  # annotated
