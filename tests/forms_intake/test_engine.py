"""The delivery engine against the real database and the emulator."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from forms_intake.deliveries import engine, leases, outbox, outcomes
from forms_intake.enums import Circuit, DeliveryState, LarkStatus, Outcome
from forms_intake.hints import Hint
from forms_intake.lark.answers import Answer
from forms_intake.models import Delivery, DeliveryAttempt, Submission
from tests import factories
from tests.forms_intake.delivery_rows import BEHIND
from tests.lark import Lark

pytestmark = pytest.mark.django_db


def only_delivery() -> Delivery:
    return Delivery.objects.select_related("destination", "submission").get()


def make_due() -> None:
    """As if the wait were over."""
    Delivery.objects.filter(next_attempt_at__isnull=False).update(next_attempt_at=timezone.now() - BEHIND)


def let_the_lease_run_out(**changes: Any) -> None:
    """As a sender leaves it that was stopped."""
    Delivery.objects.update(lease_until=timezone.now() - BEHIND, next_attempt_at=timezone.now() - BEHIND, **changes)


def test_a_slip_arrives_and_is_marked_as_sent(lark: Lark) -> None:
    lark.destination()
    sent = factories.submission()
    assert engine.deliver(only_delivery().pk)
    sent.refresh_from_db()
    assert (sent.lark_status, sent.lark_error, sent.lark_attempts) == (LarkStatus.SENT, "", 1)
    assert lark.summary()["by_key"] == {sent.reference: 1}


def test_a_delivered_slip_is_not_sent_again(lark: Lark) -> None:
    lark.destination()
    factories.submission()
    assert engine.deliver(only_delivery().pk)
    assert not engine.deliver(only_delivery().pk)
    assert lark.summary()["accepted"] == 1


@pytest.mark.parametrize("kind", ["status_500", "status_502", "html", "truncated", "reset_before"])
def test_a_temporary_fault_is_tried_again_by_the_time_in_the_row(lark: Lark, kind: str) -> None:
    lark.destination()
    sent = factories.submission()
    lark.fault(kind, count=1)
    engine.deliver(only_delivery().pk)
    waiting = only_delivery()
    assert (waiting.state, waiting.spent, waiting.last_outcome) == (DeliveryState.WAITING, 1, Outcome.BACKOFF)
    assert not engine.deliver(waiting.pk)
    make_due()
    engine.deliver(waiting.pk)
    sent.refresh_from_db()
    assert (sent.lark_status, sent.lark_attempts) == (LarkStatus.SENT, 2)


def test_an_answer_that_never_came_is_noted_as_one_that_may_have_arrived(lark: Lark) -> None:
    lark.destination()
    factories.submission()
    lark.fault("reset_after", count=1)
    engine.deliver(only_delivery().pk)
    assert DeliveryAttempt.objects.get().is_ambiguous
    assert lark.summary()["accepted"] == 1


def test_200_with_a_code_is_not_read_as_success(lark: Lark) -> None:
    lark.destination()
    sent = factories.submission()
    lark.fault("code", code=2200, msg="internal error", count=1)
    engine.deliver(only_delivery().pk)
    sent.refresh_from_db()
    assert sent.lark_status == LarkStatus.PENDING
    assert DeliveryAttempt.objects.get().code == 2200


def test_a_wrong_address_holds_the_destination_and_tells_staff_what_to_do(lark: Lark) -> None:
    group = lark.destination()
    sent = factories.submission()
    lark.fault("code", code=19001, msg="param invalid: incoming webhook access token invalid", count=1)
    engine.deliver(only_delivery().pk)
    sent.refresh_from_db()
    group.refresh_from_db()
    assert (sent.lark_status, sent.lark_error) == (LarkStatus.FAILED, Hint.ADDRESS)
    assert (group.circuit, group.circuit_error) == (Circuit.OPEN, Hint.ADDRESS)


def test_slips_that_come_while_a_destination_is_held_are_failed_too_and_cost_no_call(lark: Lark) -> None:
    lark.destination()
    factories.submission()
    lark.fault("code", code=19001, msg="param invalid", count=1)
    engine.pump(2)
    late = factories.submission()
    engine.pump(2)
    assert late.lark_status == LarkStatus.FAILED
    assert len(lark.requests()) == 1


def test_a_rate_limit_parks_the_whole_destination_and_spends_no_try(lark: Lark) -> None:
    group = lark.destination()
    factories.submission()
    lark.fault("rate_limited_429", headers={"x-ogw-ratelimit-reset": "52"}, count=1)
    engine.deliver(only_delivery().pk)
    group.refresh_from_db()
    assert only_delivery().spent == 0
    assert group.parked_until is not None
    assert timedelta(seconds=51) < group.parked_until - timezone.now() < timedelta(seconds=55)
    factories.submission()
    assert engine.pump(1) == 0


def test_refused_content_is_sent_in_ever_simpler_forms(lark: Lark) -> None:
    lark.destination()
    sent = factories.submission()
    lark.fault("code", code=11310, msg="card content", count=2)
    assert engine.pump(5) == 3
    sent.refresh_from_db()
    assert sent.lark_status == LarkStatus.SENT
    assert [message["msg_type"] for message in lark.messages()] == ["text"]
    assert "Nguyễn" not in lark.messages()[0]["text"]


def test_content_refused_in_every_form_needs_a_person(lark: Lark) -> None:
    lark.destination()
    sent = factories.submission()
    lark.fault("code", code=9499, msg="Bad Request", count=3)
    engine.pump(5)
    sent.refresh_from_db()
    assert (sent.lark_status, sent.lark_error) == (LarkStatus.FAILED, Hint.CONTENT)
    assert only_delivery().state == DeliveryState.DEAD


def test_after_thirteen_tries_a_delivery_is_kept_for_sending_again(lark: Lark) -> None:
    lark.destination()
    sent = factories.submission()
    Delivery.objects.update(spent=12)
    lark.fault("status_500", count=1)
    engine.deliver(only_delivery().pk)
    sent.refresh_from_db()
    assert (sent.lark_status, sent.lark_error) == (LarkStatus.FAILED, Hint.EXHAUSTED)
    assert outbox.send_again(Delivery.objects.all()) == 1
    engine.pump(2)
    sent.refresh_from_db()
    assert sent.lark_status == LarkStatus.SENT


def test_a_lost_lease_is_taken_over_and_its_late_outcome_ignored(lark: Lark) -> None:
    lark.destination()
    factories.submission()
    first = leases.claim(only_delivery().pk)
    assert first
    let_the_lease_run_out()
    assert engine.deliver(only_delivery().pk)
    seen = list(DeliveryAttempt.objects.values_list("outcome", "is_ambiguous"))
    assert seen == [(Outcome.CRASH, True), (Outcome.OK, False)]
    assert not outcomes.record(first, Answer(outcome=Outcome.BACKOFF))
    assert only_delivery().state == DeliveryState.DELIVERED


def test_a_leased_delivery_is_not_claimed_twice(lark: Lark) -> None:
    lark.destination()
    factories.submission()
    assert leases.claim(only_delivery().pk)
    assert leases.claim(only_delivery().pk) is None


def test_a_delivery_that_crashes_its_sender_every_time_is_given_up(lark: Lark) -> None:
    lark.destination()
    sent = factories.submission()
    leases.claim(only_delivery().pk)
    let_the_lease_run_out(spent=12)
    assert leases.claim(only_delivery().pk) is None
    sent.refresh_from_db()
    assert sent.lark_error == Hint.EXHAUSTED


def test_without_a_destination_staff_are_told_to_add_one_and_the_slip_follows(lark: Lark) -> None:
    sent = factories.submission()
    assert (sent.lark_status, sent.lark_error) == (LarkStatus.FAILED, Hint.NO_DESTINATION)
    lark.destination()
    assert outbox.adopt_orphans() == 1
    engine.pump(2)
    assert Submission.objects.get().lark_status == LarkStatus.SENT


def test_a_failing_destination_does_not_block_another(lark: Lark) -> None:
    lark.destination(name="A", token="no-such-robot")
    lark.destination(name="B", token="open-bot")
    sent = factories.submission()
    engine.pump(2)
    sent.refresh_from_db()
    states = dict(Delivery.objects.values_list("destination__name", "state"))
    assert states == {"A": DeliveryState.PARKED, "B": DeliveryState.DELIVERED}
    assert (sent.lark_status, sent.lark_error) == (LarkStatus.FAILED, Hint.ADDRESS)


def test_a_destination_gets_only_the_slips_it_wants(lark: Lark) -> None:
    lark.destination(form_types=["hold"])
    assert factories.submission().lark_error == Hint.NO_DESTINATION
