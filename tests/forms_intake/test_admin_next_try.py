"""When a delivery is tried next, in words."""

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone, translation

from forms_intake.admin.next_try import next_try
from forms_intake.enums import Circuit, DeliveryState
from forms_intake.models import Delivery, Destination, LarkApp

pytestmark = pytest.mark.django_db
PAST = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)


def delivery(
    state: DeliveryState = DeliveryState.WAITING, at: datetime | None = PAST, **destination: object
) -> Delivery:
    return Delivery(state=state, next_attempt_at=at, destination=Destination(**destination))


def test_a_held_destination_never_shows_a_time() -> None:
    assert next_try(delivery(circuit=Circuit.OPEN)) == "khi nơi nhận được sửa xong"


def test_a_destination_that_is_switched_off_is_named_first() -> None:
    assert next_try(delivery(circuit=Circuit.OPEN, is_active=False)) == "khi nơi nhận được bật lại"


def test_a_time_that_has_passed_is_now() -> None:
    assert next_try(delivery()) == "ngay bây giờ"


def test_a_time_to_come_is_in_the_schools_time() -> None:
    assert next_try(delivery(at=datetime(2099, 1, 2, 3, 4, 5, tzinfo=UTC))) == "10:04:05 02/01"


def test_a_parked_destination_is_waited_for() -> None:
    until = timezone.now() + timedelta(days=1)
    assert next_try(delivery(parked_until=until)) == f"{timezone.localtime(until):%H:%M:%S %d/%m}"


def test_a_used_up_quota_is_named_with_the_day_on_which_it_goes_on() -> None:
    until = timezone.now() + timedelta(days=9)
    row = delivery(app=LarkApp(parked_until=until))
    with translation.override("en"):
        assert next_try(row) == f"at {timezone.localtime(until):%H:%M %d/%m}, with the next month's Lark quota"


@pytest.mark.parametrize("state", [DeliveryState.LEASED, DeliveryState.DELIVERED, DeliveryState.DEAD])
def test_what_does_not_wait_has_no_next_try(state: DeliveryState) -> None:
    assert next_try(delivery(state)) == ""
