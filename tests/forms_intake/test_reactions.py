"""What the engine makes of answers that are not in the table, or that come too late to be true."""

import json
from datetime import timedelta

import pytest

from forms_intake import destinations
from forms_intake.deliveries import calls, engine, leases, moments, outcomes
from forms_intake.deliveries.reactions import react
from forms_intake.enums import Circuit, DeliveryState, DestinationKind, Outcome
from forms_intake.hints import Hint
from forms_intake.lark import answers
from forms_intake.lark.answers import Answer
from forms_intake.models import Delivery, Destination
from tests import factories
from tests.lark import Lark

pytestmark = pytest.mark.django_db
UNKNOWN = Answer(outcome=Outcome.BACKOFF, code=424242, http_status=400, is_unknown=True)


def slip_for(lark: Lark) -> Delivery:
    lark.destination()
    factories.submission()
    return Delivery.objects.select_related("destination").get()


def test_an_unknown_code_is_answered_with_simpler_forms_after_five_tries_and_the_schedule_goes_on(lark: Lark) -> None:
    delivery = slip_for(lark)
    levels = []
    for _try in range(12):
        react(delivery, UNKNOWN)
        levels.append(delivery.card_level)
    assert levels == [0, 0, 0, 0, 1, 2, 2, 2, 2, 2, 2, 2]
    assert delivery.state == DeliveryState.WAITING
    react(delivery, UNKNOWN)
    assert (delivery.state, delivery.last_error) == (DeliveryState.DEAD, Hint.EXHAUSTED)


def test_a_known_passing_fault_never_makes_the_form_simpler(lark: Lark) -> None:
    delivery = slip_for(lark)
    for _try in range(12):
        react(delivery, Answer(outcome=Outcome.BACKOFF, code=2200))
    assert delivery.card_level == 0


def test_a_refusal_of_the_old_access_does_not_hold_a_destination_that_was_just_mended(lark: Lark) -> None:
    delivery = slip_for(lark)
    claim = leases.claim(delivery.pk)
    assert claim
    [ready] = calls.prepare([claim])
    destinations.reconfigured(Destination.objects.get(), has_new_access=True)
    outcomes.record(ready.claim, Answer(outcome=Outcome.CONFIG, hint=Hint.APP_SECRET, code=10014))
    assert Destination.objects.get().circuit == Circuit.CLOSED
    assert engine.deliver(delivery.pk)
    assert len(lark.messages()) == 1


def test_a_refusal_after_a_change_of_something_else_holds_as_ever(lark: Lark) -> None:
    delivery = slip_for(lark)
    claim = leases.claim(delivery.pk)
    assert claim
    destinations.reconfigured(Destination.objects.get(), has_new_access=False)
    outcomes.record(claim, Answer(outcome=Outcome.CONFIG, hint=Hint.ADDRESS, code=19001))
    assert Destination.objects.get().circuit == Circuit.OPEN


@pytest.mark.parametrize(("code", "longest_s"), [(230049, 1.3), (1254608, 6.3)])
def test_a_code_that_says_soon_itself_is_believed_three_times_and_then_the_schedule_goes_on(
    lark: Lark, code: int, longest_s: float
) -> None:
    delivery = slip_for(lark)
    answer = answers.read(http_status=400, headers={}, body=json.dumps({"code": code}).encode())
    waits = []
    for _try in range(4):
        react(delivery, answer)
        assert delivery.next_attempt_at
        waits.append((delivery.next_attempt_at - moments.now()).total_seconds())
    assert max(waits[:3]) < longest_s
    assert waits[3] > 400


def test_a_limit_of_a_base_leaves_it_alone_for_as_long_as_its_code_says(lark: Lark) -> None:
    delivery = slip_for(lark)
    react(delivery, answers.read(http_status=200, headers={}, body=b'{"code": 1254290, "msg": "TooManyRequest"}'))
    until = Destination.objects.get().parked_until
    assert until
    assert timedelta(seconds=1) < until - moments.now() < timedelta(seconds=3.1)
    assert (delivery.state, delivery.spent) == (DeliveryState.PARKED, 0)


def test_a_limit_met_after_weeks_without_quota_gives_nothing_up(lark: Lark) -> None:
    delivery = slip_for(lark)
    weeks_ago = moments.now() - timedelta(days=20)
    app = factories.lark_app(parked_until=moments.now() - timedelta(minutes=1))
    Destination.objects.update(kind=DestinationKind.MESSAGE, app=app, released_at=weeks_ago)
    delivery.waiting_since = weeks_ago
    react(delivery, Answer(outcome=Outcome.RATE, wait_s=1))
    assert delivery.state == DeliveryState.PARKED
