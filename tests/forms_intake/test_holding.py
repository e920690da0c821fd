"""Destinations that are held, parked, switched off or unreadable: nothing is lost, and everything goes on by itself."""

from collections.abc import Sequence
from datetime import timedelta

import pytest
from cryptography.fernet import Fernet
from django.utils import timezone
from pytest_django import Settings

from forms_intake import destinations
from forms_intake.deliveries import accepted, engine, leases, outbox, outcomes, settling
from forms_intake.deliveries.calls import Done
from forms_intake.enums import Circuit, DeliveryState, LarkStatus, Outcome
from forms_intake.hints import Hint
from forms_intake.lark.answers import Answer
from forms_intake.models import CallLimit, Delivery, DeliveryAttempt, Destination, Submission
from tests import factories
from tests.forms_intake.delivery_rows import BEHIND
from tests.lark import Lark

pytestmark = pytest.mark.django_db


def held(lark: Lark) -> Destination:
    """A destination that a wrong address has brought to a halt, with two slips waiting."""
    group = lark.destination()
    for _ in range(2):
        factories.submission()
    lark.fault("code", code=19001, msg="param invalid", count=1)
    assert engine.deliver(Delivery.objects.order_by("pk")[0].pk)
    group.refresh_from_db()
    assert group.circuit == Circuit.OPEN
    return group


def statuses() -> set[tuple[str, str]]:
    return set(Submission.objects.values_list("lark_status", "lark_error"))


def let_probe() -> None:
    """As if half an hour had passed, and the pace with it."""
    Destination.objects.update(probe_at=timezone.now() - BEHIND)


def test_a_fault_of_one_slip_holds_all_others_of_the_destination_too(lark: Lark) -> None:
    held(lark)
    assert statuses() == {(LarkStatus.FAILED, Hint.ADDRESS)}


def test_a_held_destination_is_left_alone_until_the_next_probe(lark: Lark) -> None:
    group = held(lark)
    assert engine.pump(0.5) == 0
    assert group.probe_at is not None
    assert timedelta(minutes=14) < group.probe_at - timezone.now() < timedelta(minutes=61)


def test_a_probe_that_is_accepted_releases_everything(lark: Lark) -> None:
    held(lark)
    let_probe()
    assert engine.pump(1) == 2
    assert statuses() == {(LarkStatus.SENT, "")}
    assert Destination.objects.get().circuit == Circuit.CLOSED


def test_a_released_slip_is_on_its_way_before_it_is_sent(lark: Lark) -> None:
    held(lark)
    let_probe()
    first = Delivery.objects.order_by("pk")[0]
    assert engine.deliver(first.pk)
    assert statuses() == {(LarkStatus.SENT, ""), (LarkStatus.PENDING, "")}


@pytest.mark.parametrize("fault", [{"kind": "status_500"}, {"kind": "code", "code": 11232, "msg": "frequency limited"}])
def test_a_probe_that_fails_otherwise_keeps_holding_and_comes_again(lark: Lark, fault: dict[str, object]) -> None:
    held(lark)
    let_probe()
    lark.fault(count=1, **fault)  # type: ignore[arg-type]  # the kind is among them
    engine.pump(0.5)
    group = Destination.objects.get()
    assert (group.circuit, group.circuit_error) == (Circuit.OPEN, Hint.ADDRESS)
    assert group.probe_at is not None
    assert group.probe_at > timezone.now() + timedelta(minutes=14)


def test_refused_content_proves_that_address_and_secret_are_right(lark: Lark) -> None:
    held(lark)
    let_probe()
    lark.fault("code", code=11310, msg="card content", count=1)
    engine.deliver(Delivery.objects.order_by("pk")[0].pk)
    assert Destination.objects.get().circuit == Circuit.CLOSED


def use_up_the_limit(group: Destination) -> None:
    """As if all calls of a second were on their way."""
    later = timezone.now().timestamp() + 60
    CallLimit.objects.update_or_create(key=group.limit_keys[0], defaults={"free_at": [[later] * 5, []]})


def test_a_refusal_by_the_limit_costs_no_probe(lark: Lark) -> None:
    group = held(lark)
    probe_at = timezone.now()
    Destination.objects.update(probe_at=probe_at)
    use_up_the_limit(group)
    assert leases.claim(Delivery.objects.order_by("pk")[0].pk) is None
    assert Destination.objects.get().probe_at == probe_at


def test_a_used_up_limit_is_no_parking_and_leases_nothing(lark: Lark) -> None:
    group = lark.destination()
    factories.submission()
    use_up_the_limit(group)
    claimed = leases.claim_some(group.pk, 5)
    assert (claimed.claims, Destination.objects.get().parked_until) == ([], None)
    assert claimed.opens_at
    assert timedelta(seconds=55) < claimed.opens_at - timezone.now() <= timedelta(seconds=60)


def test_a_mended_destination_drains_although_it_was_held_for_weeks(lark: Lark) -> None:
    group = held(lark)
    Delivery.objects.update(waiting_since=timezone.now() - timedelta(days=30))
    destinations.reconfigured(group, has_new_access=True)
    lark.fault("code", code=11232, msg="frequency limited", count=1)
    engine.pump(0.5)
    assert not Delivery.objects.filter(state=DeliveryState.DEAD).exists()


def test_waiting_for_a_destination_ends_after_a_week(lark: Lark) -> None:
    lark.destination()
    factories.submission()
    long_ago = timezone.now() - timedelta(days=8)
    Delivery.objects.update(waiting_since=long_ago)
    Destination.objects.update(released_at=long_ago)
    lark.fault("code", code=11232, msg="frequency limited", count=1)
    engine.pump(0.5)
    assert statuses() == {(LarkStatus.FAILED, Hint.EXHAUSTED)}


def test_parking_is_never_shortened(lark: Lark) -> None:
    late = timezone.now() + timedelta(hours=1)
    lark.destination()
    factories.submission()
    claimed = leases.claim(Delivery.objects.get().pk)
    assert claimed
    Destination.objects.update(parked_until=late)
    outcomes.record(claimed, Answer(outcome=Outcome.RATE, wait_s=1))
    assert Destination.objects.get().parked_until == late


@pytest.mark.parametrize(("is_new", "is_kept"), [(False, True), (True, False)])
def test_a_new_name_does_not_end_larks_rate_limit_and_a_new_address_does(
    lark: Lark, is_new: bool, is_kept: bool
) -> None:
    group = lark.destination()
    Destination.objects.update(parked_until=timezone.now() + timedelta(hours=1))
    destinations.reconfigured(group, has_new_access=is_new)
    assert (Destination.objects.get().parked_until is not None) == is_kept


def test_slips_for_a_destination_that_is_switched_off_say_so_and_follow_when_it_is_on(lark: Lark) -> None:
    group = lark.destination()
    factories.submission()
    Destination.objects.update(is_active=False)
    settling.settle()
    assert statuses() == {(LarkStatus.FAILED, Hint.SWITCHED_OFF)}
    Destination.objects.update(is_active=True)
    destinations.reconfigured(group, has_new_access=False)
    assert statuses() == {(LarkStatus.PENDING, "")}


def test_a_lost_key_holds_one_destination_and_neither_slips_nor_the_others(lark: Lark, settings: Settings) -> None:
    lark.destination(name="A")
    settings.FIELD_ENCRYPTION_KEYS = [Fernet.generate_key().decode()]
    lark.destination(name="B")
    factories.submission()
    engine.pump(1)
    found = dict(Delivery.objects.values_list("destination__name", "destination__circuit_error"))
    assert found == {"A": Hint.UNREADABLE, "B": ""}
    assert Delivery.objects.get(destination__name="B").state == DeliveryState.DELIVERED


def test_one_destination_that_fails_does_not_take_the_others_turn(lark: Lark) -> None:
    lark.destination(name="A", token="no-such-robot")
    lark.destination(name="B", token="open-bot")
    for _ in range(3):
        factories.submission()
    engine.pump(2)
    assert Delivery.objects.filter(destination__name="B", state=DeliveryState.DELIVERED).count() == 3


def test_a_delivery_that_breaks_the_engine_does_not_stop_it(lark: Lark, monkeypatch: pytest.MonkeyPatch) -> None:
    lark.destination()
    first, second = (factories.submission() for _ in range(2))
    real = accepted.accept

    def fragile(done: Sequence[Done]) -> set[int]:
        if any(entry.claim.delivery.submission_id == first.pk for entry in done):
            raise ValueError("nobody thought of this")
        return real(done)

    monkeypatch.setattr("forms_intake.deliveries.outcomes.accept", fragile)
    engine.pump(1)
    second.refresh_from_db()
    assert second.lark_status == LarkStatus.SENT


def test_a_card_says_when_an_earlier_one_may_have_arrived_over_an_hour_ago(lark: Lark) -> None:
    lark.destination()
    sent = factories.submission()
    lark.fault("reset_after", count=1)
    engine.pump(0.5)
    DeliveryAttempt.objects.update(started_at=timezone.now() - timedelta(hours=2))
    Delivery.objects.update(state=DeliveryState.DEAD, next_attempt_at=None, last_error=Hint.EXHAUSTED)
    outbox.send_again(Delivery.objects.all())
    engine.pump(1)
    titles = [message["title"] for message in lark.messages()]
    assert [title.startswith("(có thể trùng)") for title in titles] == [False, True]
    assert lark.summary()["by_key"] == {sent.reference: 2}


def test_only_given_up_deliveries_are_sent_again(lark: Lark) -> None:
    lark.destination()
    factories.submission()
    engine.pump(1)
    assert outbox.send_again(Delivery.objects.all()) == 0


def test_archived_slips_are_not_adopted(lark: Lark) -> None:
    sent = factories.submission()
    Submission.objects.filter(pk=sent.pk).update(archived_at=timezone.now(), archive_reason="trùng")
    lark.destination()
    assert outbox.adopt_orphans() == 0
