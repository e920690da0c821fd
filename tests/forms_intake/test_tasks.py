"""Celery's thin end."""

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.utils import timezone

from forms_intake import health, tasks
from forms_intake.deliveries import engine
from forms_intake.enums import DeliveryState, LarkStatus
from forms_intake.models import Delivery, Submission
from school.models import Heartbeat
from tests import factories
from tests.lark import Lark

pytestmark = pytest.mark.django_db


def test_the_task_makes_one_try(lark: Lark) -> None:
    lark.destination()
    factories.submission()
    tasks.deliver(Delivery.objects.get().pk)
    assert Submission.objects.get().lark_status == LarkStatus.SENT


def test_a_task_for_a_delivery_that_is_gone_does_nothing() -> None:
    tasks.deliver(404)


def test_the_sweep_says_that_the_worker_lives() -> None:
    tasks.sweep()
    assert Heartbeat.objects.get(name="worker").seen_at > timezone.now() - timedelta(seconds=30)


def test_the_pump_works_off_one_destination_and_leaves_the_others_to_theirs(lark: Lark) -> None:
    mine = lark.destination(name="A", token="open-bot")
    lark.destination(name="B")
    factories.submission()
    assert len(engine.destinations_with_work()) == 2
    tasks.pump(mine.pk)
    states = dict(Delivery.objects.values_list("destination__name", "state"))
    assert states == {"A": DeliveryState.DELIVERED, "B": DeliveryState.PENDING}


def test_the_queue_can_be_worked_off_without_a_broker(lark: Lark, capsys: pytest.CaptureFixture[str]) -> None:
    lark.destination()
    factories.submission()
    call_command("deliver", "--drain")
    assert Submission.objects.get().lark_status == LarkStatus.SENT
    assert capsys.readouterr().out == "1 tries made.\n"


def test_a_due_delivery_that_nobody_sends_makes_the_system_unready(lark: Lark) -> None:
    lark.destination()
    factories.submission()
    assert health.deliveries().ok
    Delivery.objects.update(next_attempt_at=timezone.now() - timedelta(seconds=61))
    assert not health.deliveries().ok


def test_a_long_queue_that_moves_is_ready(lark: Lark) -> None:
    lark.destination()
    factories.submission()
    tasks.deliver(Delivery.objects.get().pk)
    factories.submission()
    Delivery.objects.filter(state="pending").update(next_attempt_at=timezone.now() - timedelta(seconds=61))
    assert health.deliveries().ok
