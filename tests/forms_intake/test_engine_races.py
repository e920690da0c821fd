"""What the engine writes while people and other senders change the same slips, in real threads."""

from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone
from pytest_django import Settings

from accounts.enums import Role
from forms_intake import destinations, work
from forms_intake.deliveries import by_hand, calls, engine, fallback, leases, outbox, outcomes, settling
from forms_intake.enums import DeliveryState, DestinationKind, LarkStatus, Outcome, Purpose
from forms_intake.hints import Hint
from forms_intake.lark.answers import Answer
from forms_intake.models import Delivery, DeliveryAttempt, Destination, LarkApp, Submission
from forms_intake.work_rules import Verb
from school.archive import Refused
from tests import factories
from tests.accounts.test_people_races import crossing
from tests.forms_intake.delivery_rows import delivery, destination
from tests.forms_intake.test_races import at_once
from tests.lark import Lark

pytestmark = pytest.mark.django_db(transaction=True)
LOCKING = r'FROM "forms_intake_delivery" .*FOR UPDATE'
OK = Answer(outcome=Outcome.OK, remote_id="om_1")
UNCLEAR = Answer(outcome=Outcome.BACKOFF, is_ambiguous=True)


@pytest.fixture(autouse=True)
def _no_limits(settings: Settings, lark: Lark) -> None:
    """Races are not to wait for Lark's pace: neither keep it nor be held to it."""
    settings.LARK_LIMITS = "none"
    lark.switch(limits=False)


def claimed(**chosen: Any) -> leases.Claim:
    claim = leases.claim(Delivery.objects.get(**chosen).pk)
    assert claim
    return claim


def change(slip: Submission) -> None:
    """As the office's verbs do it."""
    with transaction.atomic():
        list(Delivery.objects.select_for_update().filter(submission=slip).order_by("pk"))
        row = Submission.objects.select_for_update(no_key=True).get(pk=slip.pk)
        row.revision += 1
        row.save(update_fields=["revision"])
        outbox.tell_changed(row)


def settled(slip: Submission) -> tuple[int, int]:
    """After all is sent: the slip's revision, and the one that Lark shows."""
    while slip.deliveries.open().exists():
        engine.pump(2)
    slip.refresh_from_db()
    return slip.revision, max(slip.deliveries.values_list("revision", flat=True))


def crossed(*functions: Callable[[], Any]) -> list[Any]:
    return at_once(lambda number: functions[number](), len(functions))


def test_a_change_while_the_first_message_is_accepted_is_never_forgotten(lark: Lark) -> None:
    lark.destination(token="open-bot")
    for _ in range(6):
        slip = factories.submission()
        claim = claimed(submission=slip)
        built = calls.prepare([claim])[0].revision
        crossed(partial(outcomes.record, claim, OK, revision=built), partial(change, slip))
        revision, shown = settled(slip)
        assert (revision, shown) == (1, 1)


def test_changes_while_an_update_is_accepted_are_shown_and_nobody_waits_in_a_circle(lark: Lark) -> None:
    lark.destination(token="open-bot")
    slip = factories.submission()
    engine.pump(1)
    for round_ in range(6):
        change(slip)
        claim = claimed(purpose=Purpose.UPDATE)
        built = calls.prepare([claim])[0].revision
        change(slip)
        crossed(partial(outcomes.record, claim, OK, revision=built), *[lambda: change(slip)] * 3)
        assert settled(slip) == (5 * (round_ + 1), 5 * (round_ + 1))


def test_an_update_is_recorded_before_a_verb_locks_the_slip(lark: Lark) -> None:
    """The verb waits for the deliveries of the slip, of which one is being written down."""
    lark.destination(token="open-bot")
    ha, slip = factories.user(Role.STAFF), factories.submission()
    engine.pump(1)
    change(slip)
    claim = claimed(purpose=Purpose.UPDATE)
    change(slip)
    told = crossing(lambda: outcomes.record(claim, OK, revision=1), lambda: work.do(Verb.TAKE, slip, by=ha), at=LOCKING)
    assert told == ["done", "done"]
    assert settled(slip) == (3, 3)


def quota_with_fallback(lark: Lark) -> Submission:
    """A slip whose try at an app's group is under way when the month's quota ends."""
    robot = lark.destination(token="open-bot", name="Robot")
    app = LarkApp.objects.create(name="Phím Ngà", app_id="cli_demo", config={"app_secret": "demo-app-secret"})
    config: dict[str, Any] = {"chat_id": "oc_office"}
    Destination.objects.create(name="Nhóm", kind=DestinationKind.MESSAGE, app=app, config=config, fallback=robot)
    return factories.submission()


@pytest.mark.parametrize("answer", [UNCLEAR, OK])
def test_what_may_have_arrived_is_never_told_by_the_fallback_too(lark: Lark, answer: Answer) -> None:
    slip = quota_with_fallback(lark)
    claim = claimed(destination__name="Nhóm")
    LarkApp.objects.update(parked_until=timezone.now() + timedelta(days=3))
    crossed(lambda: outcomes.record(claim, answer), fallback.divert, fallback.divert)
    fallback.divert()
    assert list(slip.deliveries.values_list("destination__name", flat=True)) == ["Nhóm"]


def test_two_who_divert_at_once_tell_each_slip_once(lark: Lark) -> None:
    quota_with_fallback(lark)
    slips = 1 + len([factories.submission() for _ in range(5)])
    LarkApp.objects.update(parked_until=timezone.now() + timedelta(days=3))
    made = at_once(lambda _: fallback.divert(), 4)
    assert sum(map(len, made)) == slips
    assert Delivery.objects.filter(destination__name="Robot").count() == slips
    assert Delivery.objects.filter(last_error=Hint.DIVERTED, state=DeliveryState.CANCELLED).count() == slips


def test_two_who_send_again_at_once_revive_each_delivery_once() -> None:
    group = destination()
    rows = [delivery(to=group) for _ in range(12)]
    orders = [rows, rows[::-1], rows[6:] + rows[:6]]
    assert sum(at_once(lambda number: outbox.send_again(orders[number]), 3)) == 12
    assert set(Delivery.objects.values_list("state", "spent")) == {(DeliveryState.PENDING, 0)}


def test_sending_again_leaves_a_living_lease_alone() -> None:
    row = delivery(DeliveryState.LEASED)
    assert outbox.send_again([row]) == 0
    assert Delivery.objects.get().lease_token == row.lease_token


def test_a_delivery_is_either_cancelled_or_sent(lark: Lark) -> None:
    lark.destination(token="open-bot")
    ha = factories.user(Role.STAFF)
    for _ in range(6):
        slip = factories.submission()
        row = slip.deliveries.get()

        def cancel(row: Delivery = row) -> bool:
            try:
                return by_hand.cancel(row, by=ha, reason="gửi thử").state == DeliveryState.CANCELLED
            except Refused:
                return False

        sent, cancelled = crossed(partial(engine.deliver, row.pk), cancel)
        assert lark.summary()["by_key"].get(slip.reference, 0) == sent
        assert sent + cancelled == 1


def test_bringing_it_forward_while_it_is_sent_sends_it_once(lark: Lark) -> None:
    lark.destination(token="open-bot")
    ha, slip = factories.user(Role.STAFF), factories.submission()
    claim = claimed()
    with pytest.raises(Refused):
        by_hand.try_now(slip.deliveries.get(), by=ha)
    outcomes.record_patiently([calls.send(ready) for ready in calls.prepare([claim])])
    assert (engine.pump(1), len(lark.messages())) == (0, 1)


def test_a_paused_destination_keeps_its_slips_says_so_and_drains_once_resumed(lark: Lark) -> None:
    group, ha = lark.destination(token="open-bot"), factories.user(Role.ADMIN)
    slips = [factories.submission() for _ in range(3)]
    destinations.pause(group, by=ha)
    late = factories.submission()
    assert engine.pump(0.5) == 0
    settling.settle()
    told = set(Submission.objects.values_list("lark_status", "lark_error"))
    assert told == {(LarkStatus.FAILED, Hint.PAUSED)}
    destinations.resume(group, by=ha)
    assert set(Submission.objects.values_list("lark_status", "lark_error")) == {(LarkStatus.PENDING, "")}
    assert engine.pump(3) == len([*slips, late])


def test_what_was_under_way_when_its_destination_was_paused_is_recorded_as_ever(lark: Lark) -> None:
    group, ha = lark.destination(), factories.user(Role.ADMIN)
    slip = factories.submission()
    claim = claimed()
    crossed(lambda: destinations.pause(group, by=ha), lambda: outcomes.record(claim, OK))
    slip.refresh_from_db()
    assert (Delivery.objects.get().state, slip.lark_status) == (DeliveryState.DELIVERED, LarkStatus.SENT)


def test_pausing_and_resuming_at_once_leaves_no_slip_behind(lark: Lark) -> None:
    group, ha = lark.destination(token="open-bot"), factories.user(Role.ADMIN)
    slips = [factories.submission() for _ in range(4)]
    crossed(
        lambda: destinations.pause(group, by=ha), lambda: destinations.resume(group, by=ha), lambda: engine.pump(0.5)
    )
    destinations.resume(group, by=ha)
    engine.pump(3)
    assert Submission.objects.filter(lark_status=LarkStatus.SENT).count() == len(slips)
    assert DeliveryAttempt.objects.count() == len(slips)
