"""What Lark already has follows the slip: never before its first message, and only ever the newest state."""

import pytest
from django.db import transaction

from forms_intake.deliveries import calls, engine, leases, outbox, outcomes
from forms_intake.enums import DeliveryState, LarkStatus, Outcome, Purpose
from forms_intake.lark.answers import Answer
from forms_intake.models import Delivery, Submission
from tests import factories
from tests.lark import Lark

pytestmark = pytest.mark.django_db
OK = Answer(outcome=Outcome.OK)


def change(submission: Submission) -> int:
    """As the office's verbs do it."""
    with transaction.atomic():
        list(submission.deliveries.select_for_update().order_by("pk"))
        submission.revision += 1
        submission.save(update_fields=["revision"])
        return outbox.tell_changed(submission)


def update() -> Delivery:
    return Delivery.objects.get(purpose=Purpose.UPDATE)


def sent_slip(lark: Lark) -> Submission:
    lark.destination()
    submission = factories.submission()
    engine.pump(1)
    return submission


def record(claim: leases.Claim, revision: int) -> bool:
    return outcomes.record(claim, OK, revision=revision)


def test_a_change_of_what_lark_has_is_told_once_for_each_destination(lark: Lark) -> None:
    slip = sent_slip(lark)
    assert change(slip) == 1
    engine.pump(1)
    assert (update().state, update().revision) == (DeliveryState.DELIVERED, 1)
    assert len(lark.messages()) == 2


def test_an_update_that_waits_takes_later_changes_along(lark: Lark) -> None:
    slip = sent_slip(lark)
    assert [change(slip) for _ in range(3)] == [1, 0, 0]
    engine.pump(1)
    assert update().revision == 3
    assert len(lark.messages()) == 2


def test_before_the_first_message_there_is_nothing_to_update(lark: Lark) -> None:
    lark.destination()
    slip = factories.submission()
    assert change(slip) == 0
    engine.pump(1)
    assert list(Delivery.objects.values_list("purpose", "revision")) == [(Purpose.CREATE, 1)]


def test_a_change_while_the_first_message_is_on_its_way_follows_it(lark: Lark) -> None:
    lark.destination()
    slip = factories.submission()
    claim = leases.claim(Delivery.objects.get().pk)
    assert claim
    built = calls.prepare([claim])[0].revision
    assert change(slip) == 0
    assert record(claim, built)
    assert update().state == DeliveryState.PENDING


def test_a_change_while_an_update_is_on_its_way_is_told_after_it(lark: Lark) -> None:
    slip = sent_slip(lark)
    change(slip)
    first_key = update().idempotency_key
    claim = leases.claim(update().pk)
    assert claim
    assert change(slip) == 0
    record(claim, 1)
    assert (update().state, update().revision) == (DeliveryState.PENDING, 1)
    assert update().idempotency_key != first_key


def test_what_was_given_up_or_cancelled_is_not_updated(lark: Lark) -> None:
    slip = sent_slip(lark)
    Delivery.objects.update(state=DeliveryState.CANCELLED, delivered_at=None)
    assert change(slip) == 0


def test_an_update_that_was_given_up_is_tried_anew_with_the_next_change_only(lark: Lark) -> None:
    slip = sent_slip(lark)
    change(slip)
    Delivery.objects.filter(purpose=Purpose.UPDATE).update(state=DeliveryState.DEAD, next_attempt_at=None)
    before = update().idempotency_key
    assert change(slip) == 1
    assert (update().state, update().spent) == (DeliveryState.PENDING, 0)
    # Another message: with the former key, Lark would take it for a repetition.
    assert update().idempotency_key != before


def test_the_slip_stays_sent_whatever_becomes_of_its_update(lark: Lark) -> None:
    slip = sent_slip(lark)
    change(slip)
    lark.fault("code", code=9499, msg="Bad Request", count=3)
    engine.pump(2)
    slip.refresh_from_db()
    assert update().state == DeliveryState.DEAD
    assert slip.lark_status == LarkStatus.SENT


def test_nothing_is_told_of_a_sender_who_was_forgotten(lark: Lark) -> None:
    slip = sent_slip(lark)
    slip.purged_at = slip.submitted_at
    assert outbox.tell_changed(slip) == 0
