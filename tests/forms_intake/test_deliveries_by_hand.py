"""One delivery, brought forward or stopped by a person."""

from datetime import timedelta

import pytest

from accounts.enums import Role
from accounts.models import User
from forms_intake.deliveries import by_hand
from forms_intake.enums import Circuit, DeliveryState, LarkStatus, Outcome
from forms_intake.hints import Hint
from forms_intake.models import Delivery, Destination, LarkApp
from school import clock
from school.archive import Refused
from tests import factories
from tests.forms_intake.delivery_rows import attempt, delivery, destination

pytestmark = pytest.mark.django_db


@pytest.fixture
def clerk() -> User:
    return factories.user(Role.STAFF)


def test_what_waits_for_its_time_is_due_at_once(clerk: User) -> None:
    row = by_hand.try_now(delivery(DeliveryState.WAITING), by=clerk)
    assert row.state == DeliveryState.PENDING
    assert Delivery.objects.due().get() == row


@pytest.mark.parametrize("state", [DeliveryState.DELIVERED, DeliveryState.DEAD, DeliveryState.LEASED])
def test_what_does_not_wait_cannot_be_brought_forward(clerk: User, state: DeliveryState) -> None:
    row = delivery(state)
    with pytest.raises(Refused):
        by_hand.try_now(row, by=clerk)
    assert Delivery.objects.get().state == state


@pytest.mark.parametrize(
    "reason",
    [
        {"is_active": False},
        {"paused_at": clock.now()},
        {"circuit": Circuit.OPEN, "circuit_error": Hint.ADDRESS, "probe_at": clock.now()},
        {"parked_until": clock.now() + timedelta(hours=1)},
    ],
)
def test_a_destination_that_takes_nothing_is_named_instead(clerk: User, reason: dict[str, object]) -> None:
    row = delivery(DeliveryState.WAITING)
    Destination.objects.update(**reason)
    with pytest.raises(Refused):
        by_hand.try_now(row, by=clerk)
    assert Delivery.objects.get().state == DeliveryState.WAITING


def test_the_pause_of_an_app_holds_for_its_destinations(clerk: User) -> None:
    app = LarkApp.objects.create(name="App", app_id="cli_1", parked_until=clock.now() + timedelta(days=3))
    row = delivery(DeliveryState.WAITING, to=destination(kind="message", app=app))
    with pytest.raises(Refused):
        by_hand.try_now(row, by=clerk)


@pytest.mark.parametrize("state", [DeliveryState.PENDING, DeliveryState.WAITING, DeliveryState.DEAD])
def test_what_has_not_arrived_is_cancelled_with_its_reason(clerk: User, state: DeliveryState) -> None:
    row = by_hand.cancel(delivery(state), by=clerk, reason="  Phiếu   gửi thử ")
    assert (row.state, row.cancel_reason, row.next_attempt_at) == (DeliveryState.CANCELLED, "Phiếu gửi thử", None)


@pytest.mark.parametrize("state", [DeliveryState.DELIVERED, DeliveryState.LEASED])
def test_what_may_have_arrived_is_not_cancelled(clerk: User, state: DeliveryState) -> None:
    row = delivery(state)
    with pytest.raises(Refused):
        by_hand.cancel(row, by=clerk, reason="Phiếu gửi thử")
    assert Delivery.objects.get().state == state


def test_what_a_sender_left_behind_is_cancelled_when_its_time_is_over(clerk: User) -> None:
    over = clock.now() - timedelta(hours=3)
    row = delivery(DeliveryState.LEASED, lease_until=over, next_attempt_at=over)
    attempt(row, outcome="")
    Destination.objects.update(paused_at=over)
    row = by_hand.cancel(row, by=clerk, reason="Phiếu gửi thử")
    row.refresh_from_db()
    assert (row.state, row.lease_token, row.spent) == (DeliveryState.CANCELLED, None, 1)
    assert (row.tries.get().outcome, row.tries.get().is_ambiguous) == (Outcome.CRASH, True)


@pytest.mark.parametrize("reason", ["a\0b", "a\u202eb", "a\ud800b"])
def test_a_reason_is_stored_without_what_no_column_or_reader_takes(clerk: User, reason: str) -> None:
    assert by_hand.cancel(delivery(), by=clerk, reason=reason).cancel_reason == "ab"


@pytest.mark.parametrize("reason", ["", "   ", "\0"])
def test_cancelling_needs_a_reason(clerk: User, reason: str) -> None:
    row = delivery()
    with pytest.raises(Refused):
        by_hand.cancel(row, by=clerk, reason=reason)
    assert Delivery.objects.get().state == DeliveryState.DEAD


def test_the_first_reason_stays_when_two_people_cancel(clerk: User) -> None:
    row = by_hand.cancel(delivery(), by=clerk, reason="một")
    assert by_hand.cancel(row, by=clerk, reason="hai").cancel_reason == "một"


def test_a_slip_whose_only_delivery_was_cancelled_says_so_and_nobody_sends_it_after_all(clerk: User) -> None:
    row = delivery()
    by_hand.cancel(row, by=clerk, reason="Phiếu gửi thử")
    slip = row.submission
    slip.refresh_from_db()
    assert (slip.lark_status, slip.lark_error) == (LarkStatus.FAILED, Hint.CANCELLED)


def test_a_slip_that_went_elsewhere_is_sent_although_one_delivery_was_cancelled(clerk: User) -> None:
    other = destination()
    row = delivery()
    row.submission.deliveries.filter(destination=other).update(
        state=DeliveryState.DELIVERED, next_attempt_at=None, delivered_at=clock.now()
    )
    by_hand.cancel(row, by=clerk, reason="Phiếu gửi thử")
    row.submission.refresh_from_db()
    assert row.submission.lark_status == LarkStatus.SENT
