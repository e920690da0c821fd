"""Celery's thin end."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import TestCase
from django.utils import timezone

from accounts.enums import Role
from forms_intake import health, tasks
from forms_intake.deliveries import bulk, outbox, pump
from forms_intake.deliveries.criteria import Criteria
from forms_intake.enums import DeliveryState, LarkStatus, ResendState
from forms_intake.models import Delivery, Destination, Submission
from school import aftercommit
from school.celery import app
from school.models import Heartbeat
from tests import factories
from tests.forms_intake.delivery_rows import delivery, destination
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


def test_the_pump_works_off_all_destinations(lark: Lark) -> None:
    lark.destination(name="A", token="open-bot")
    lark.destination(name="B")
    factories.submission()
    tasks.pump()
    assert set(Delivery.objects.values_list("state", flat=True)) == {DeliveryState.DELIVERED}


def test_a_second_pump_does_nothing_and_a_helper_works_beside_the_first(lark: Lark) -> None:
    lark.destination()
    factories.submission()
    with other_session("SELECT pg_advisory_lock(7404001, 0)"):
        tasks.pump()
        assert Delivery.objects.get().attempts == 0
        tasks.pump(helper=True)
    assert Delivery.objects.get().state == DeliveryState.DELIVERED


@contextmanager
def other_session(sql: str) -> Iterator[None]:
    """Another process that holds something."""
    other = connection.copy()
    with other.cursor() as cursor:
        cursor.execute(sql)
        yield
        cursor.execute("SELECT pg_advisory_unlock_all()")
    other.close()


def test_the_queue_can_be_worked_off_without_a_broker(lark: Lark, capsys: pytest.CaptureFixture[str]) -> None:
    lark.destination()
    factories.submission()
    call_command("deliver", "--drain")
    assert Submission.objects.get().lark_status == LarkStatus.SENT
    assert re.fullmatch(r"1 tries made in \d\.\d s; 0 deliveries wait for later\.\n", capsys.readouterr().out)


def test_one_destination_can_be_worked_off_alone(lark: Lark) -> None:
    lark.destination(name="A", token="open-bot")
    lark.destination(name="B")
    factories.submission()
    call_command("deliver", "--drain", "--destination", "A")
    states = dict(Delivery.objects.values_list("destination__name", "state"))
    assert states == {"A": DeliveryState.DELIVERED, "B": DeliveryState.PENDING}


def test_draining_ends_with_its_time_although_work_is_left(lark: Lark) -> None:
    lark.destination()
    for _ in range(12):
        factories.submission()
    call_command("deliver", "--drain", "--seconds", "0.5")
    assert 0 < Delivery.objects.filter(state=DeliveryState.DELIVERED).count() < 12


def test_a_destination_that_does_not_exist_is_named_with_those_that_do(lark: Lark) -> None:
    lark.destination(name="Giáo vụ")
    with pytest.raises(CommandError, match="Giáo vụ"):
        call_command("deliver", "--drain", "--destination", "Kế toán")


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


def test_a_busy_destination_hides_no_other_that_starves(lark: Lark) -> None:
    lark.destination(name="A", token="open-bot")
    lark.destination(name="B")
    factories.submission()
    of_a, of_b = Delivery.objects.order_by("destination__name")
    tasks.deliver(of_a.pk)
    Delivery.objects.filter(pk=of_b.pk).update(next_attempt_at=timezone.now() - timedelta(seconds=61))
    assert not health.deliveries().ok
    tasks.deliver(of_b.pk)
    assert health.deliveries().ok


def test_a_resend_that_nobody_is_at_is_worked_off_without_a_broker_too(lark: Lark) -> None:
    lark.destination()
    factories.submission()
    Delivery.objects.update(state=DeliveryState.DEAD, next_attempt_at=None)
    resend = bulk.start(Criteria(), by=factories.user(Role.ADMIN))
    call_command("deliver", "--drain")
    resend.refresh_from_db()
    assert (resend.state, Delivery.objects.get().state) == (ResendState.FINISHED, DeliveryState.DELIVERED)


def test_what_waits_for_the_quota_goes_to_the_fallback_without_a_broker_too(lark: Lark) -> None:
    app = factories.lark_app(parked_until=timezone.now() + timedelta(days=9))
    chat = Destination.objects.create(name="Nhóm", kind="message", app=app, config={"chat_id": "oc_office"})
    factories.submission()
    robot = lark.destination()
    Destination.objects.filter(pk=chat.pk).update(fallback=robot)
    call_command("deliver", "--drain")
    assert Delivery.objects.get(destination=robot).state == DeliveryState.DELIVERED


def test_whatever_takes_long_stands_behind_the_sweep_and_is_dropped_rather_than_piled_up() -> None:
    ranks = {name: routed["priority"] for name, routed in app.conf.task_routes.items()}
    app.loader.import_default_modules()
    assert ranks.keys() <= app.tasks.keys()
    assert "forms_intake.tasks.sweep" not in ranks
    assert ranks["forms_intake.tasks.deliver"] < ranks["forms_intake.tasks.pump"] == ranks["forms_intake.tasks.settle"]
    for task in (tasks.deliver, tasks.pump, tasks.settle, tasks.resend, tasks.watch):
        assert task.expires


def test_a_pump_says_that_its_worker_is_alive(lark: Lark, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where there is one child alone, no sweep can say so meanwhile."""
    monkeypatch.setattr(pump, "_SIGN_S", 0.0)
    lark.destination()
    factories.submission()
    tasks.pump()
    assert Heartbeat.objects.filter(name="worker").exists()


def test_sending_many_again_wakes_one_pump(monkeypatch: pytest.MonkeyPatch) -> None:
    group, published = destination(), list[object]()
    rows = [delivery(to=group) for _ in range(5)]
    monkeypatch.setattr(tasks.pump, "apply_async", lambda **given: published.append(given))
    monkeypatch.setattr(tasks.deliver, "apply_async", lambda *given, **_: published.append(given))
    with TestCase.captureOnCommitCallbacks(execute=True):
        assert outbox.send_again(rows) == 5
    assert aftercommit.drain(5)
    assert published == [{"retry": False}]


def test_a_resend_that_is_not_through_in_its_time_queues_itself_again(monkeypatch: pytest.MonkeyPatch) -> None:
    group, published = destination(), list[object]()
    for _ in range(3):
        delivery(to=group)
    monkeypatch.setattr(bulk, "STEP", 2)
    monkeypatch.setattr(tasks, "SLICE_S", 0.0)
    started = bulk.start(Criteria(), by=factories.user(Role.STAFF))
    monkeypatch.setattr(tasks.resend, "apply_async", lambda args, **_: published.append(args))
    tasks.resend(started.pk)
    assert published == [(started.pk,)]
    tasks.resend(started.pk)
    assert (len(published), bulk.unfinished()) == (1, [])
