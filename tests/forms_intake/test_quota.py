"""The month's quota of an app: counted, waited for, and taken over by a fallback."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone

from forms_intake.deliveries import engine, fallback, leases, moments, outcomes, queue, usage
from forms_intake.deliveries.calls import Done
from forms_intake.enums import DeliveryState, DestinationKind, LarkStatus, Outcome, Purpose
from forms_intake.hints import Hint
from forms_intake.lark.answers import Answer
from forms_intake.models import ApiUsage, Delivery, DeliveryAttempt, Destination, LarkApp, Submission
from tests import factories
from tests.lark import Lark

pytestmark = pytest.mark.django_db
SPENT = Answer(outcome=Outcome.QUOTA, hint=Hint.QUOTA, http_status=429, code=99991403)


def chat(name: str = "Nhóm", **fields: object) -> Destination:
    secret: dict[str, Any] = {"app_secret": "demo-app-secret"}
    app, _ = LarkApp.objects.get_or_create(app_id="cli_demo", defaults={"name": "Demo", "config": secret})
    config = {"chat_id": "oc_office"}
    given = {"name": name, "kind": DestinationKind.MESSAGE, "app": app, "config": config} | fields
    return Destination.objects.create(**given)


def use_up() -> None:
    claim = leases.claim(Delivery.objects.get(state=DeliveryState.PENDING).pk)
    assert claim
    outcomes.record(claim, SPENT)


def test_calls_that_lark_counts_are_counted_per_app_and_month(lark: Lark) -> None:
    chat()
    for _ in range(3):
        factories.submission()
    engine.pump(2)
    row = ApiUsage.objects.get()
    assert (row.month, row.calls) == (timezone.localdate().replace(day=1), 3)


@pytest.mark.parametrize("outcome", [Outcome.OK, Outcome.BACKOFF])
def test_an_answer_that_is_written_once_more_is_counted_once(lark: Lark, outcome: Outcome) -> None:
    """As when the database goes away after some of many were written."""
    chat()
    factories.submission()
    claim = leases.claim(Delivery.objects.get().pk)
    assert claim
    done = [Done(claim, Answer(outcome=outcome, counted=2), 0, 0.0)]
    for _time in range(2):
        outcomes.record_patiently(done)
    assert ApiUsage.objects.get().calls == 2


def at(monkeypatch: pytest.MonkeyPatch, *moment: int) -> datetime:
    """The engine's clock stands there, in Hà Nội."""
    now = datetime(*moment, tzinfo=timezone.get_default_timezone())  # type: ignore[arg-type,misc]  # figures of a date
    monkeypatch.setattr(moments, "now", lambda: now)
    return now


@pytest.mark.parametrize("moment", [(1, 0, 7), (1, 7, 20), (2, 23, 59)])
def test_at_a_month_s_turn_a_used_up_quota_is_asked_again_within_the_hour(
    monkeypatch: pytest.MonkeyPatch, moment: tuple[int, int, int]
) -> None:
    """By whose clock Lark counts its months is not known: a refusal after our midnight may be the old month's."""
    now = at(monkeypatch, 2026, 12, *moment)
    until = usage.used_up(factories.lark_app().pk)
    assert timedelta(hours=1) <= until - now <= timedelta(hours=1, minutes=10)


def test_later_in_the_month_it_waits_for_the_next_one(monkeypatch: pytest.MonkeyPatch) -> None:
    at(monkeypatch, 2026, 12, 3, 0, 1)
    until = usage.used_up(factories.lark_app().pk)
    assert timedelta(minutes=5) <= until - usage.next_month() <= timedelta(minutes=15)


def test_a_used_up_quota_parks_every_destination_of_the_app_until_the_month_is_over(
    lark: Lark, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(usage, "_TURN", timedelta(0))
    chat("A")
    factories.submission()
    use_up()
    chat("B", config={"chat_id": "oc_managers"})
    factories.submission()
    app = LarkApp.objects.get()
    assert app.parked_until is not None
    assert timedelta(minutes=5) <= app.parked_until - usage.next_month() <= timedelta(minutes=15)
    assert engine.pump(0.5) == 0
    assert set(queue.heads().values()) == {app.parked_until}


def test_a_month_ends_by_the_schools_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(moments, "now", lambda: datetime(2026, 12, 31, 16, 59, tzinfo=UTC))
    assert usage.next_month() == datetime(2026, 12, 31, 17, 0, tzinfo=UTC)


def test_with_a_better_plan_everything_goes_on_at_once(lark: Lark) -> None:
    chat()
    factories.submission()
    use_up()
    LarkApp.objects.update(parked_until=None)
    assert engine.pump(1) == 1
    assert Submission.objects.get().lark_status == LarkStatus.SENT


def test_what_waits_for_the_quota_goes_to_the_fallback_once(lark: Lark) -> None:
    robot = lark.destination()
    Destination.objects.update(is_active=False)
    chat(fallback=robot)
    factories.submission()
    Destination.objects.update(is_active=True)
    use_up()
    assert len(fallback.divert()) == 1
    assert fallback.divert() == []
    engine.pump(1)
    assert set(Delivery.objects.values_list("destination__name", "state", "last_error")) == {
        ("Nhóm", DeliveryState.CANCELLED, Hint.DIVERTED),
        ("Giáo vụ", DeliveryState.DELIVERED, ""),
    }
    assert Submission.objects.get().lark_status == LarkStatus.SENT


def test_a_slip_that_may_have_arrived_is_not_told_a_second_time(lark: Lark) -> None:
    chat(fallback=lark.destination(form_types=["hold"]))
    factories.submission()
    use_up()
    DeliveryAttempt.objects.update(is_ambiguous=True)
    assert fallback.divert() == []


def test_a_new_slip_goes_to_the_fallback_at_once_and_only_once(lark: Lark) -> None:
    chat(fallback=lark.destination())
    LarkApp.objects.update(parked_until=timezone.now() + timedelta(days=3))
    slip = factories.submission()
    assert list(slip.deliveries.values_list("destination__name", "purpose")) == [("Giáo vụ", Purpose.CREATE)]


def test_a_fallback_that_is_switched_off_takes_nothing(lark: Lark) -> None:
    chat(fallback=lark.destination(is_active=False))
    LarkApp.objects.update(parked_until=timezone.now() + timedelta(days=3))
    slip = factories.submission()
    assert list(slip.deliveries.values_list("destination__name", flat=True)) == ["Nhóm"]
    assert fallback.divert() == []
