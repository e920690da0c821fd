"""Statuses of many slips after a change of their destination: the first at once, the rest in slices."""

from collections.abc import Callable
from contextlib import closing
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from accounts.enums import Role
from forms_intake import destinations, lark_apps, tasks
from forms_intake.deliveries import engine, fallback, settling, summary
from forms_intake.enums import Circuit, DestinationKind, FormType, LarkStatus
from forms_intake.hints import Hint
from forms_intake.models import Delivery, Destination, LarkApp, Submission
from school.locks import Lock
from tests import factories
from tests.forms_intake.delivery_rows import destination
from tests.lark import Lark

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two slips at a time, so that five are many."""
    monkeypatch.setattr(settling, "_CHUNK", 2)


def paused_with(count: int) -> Destination:
    group = destination()
    for _ in range(count):
        factories.submission()
    Destination.objects.filter(pk=group.pk).update(paused_at=timezone.now(), unsettled_since=timezone.now())
    return group


def told(status: str = LarkStatus.FAILED) -> int:
    return Submission.objects.filter(lark_status=status).count()


def test_a_person_sees_the_first_slips_at_once_and_every_sweep_has_the_rest_done() -> None:
    group = paused_with(5)
    assert settling.settle(0)
    assert told() == 2
    tasks.settle()
    assert (told(), settling.left_behind(group.pk, 9)) == (5, [])


def test_a_task_that_has_not_done_all_in_its_time_queues_itself_again(monkeypatch: pytest.MonkeyPatch) -> None:
    paused_with(5)
    monkeypatch.setattr(tasks, "SLICE_S", 0.0)
    published: list[dict[str, Any]] = []
    monkeypatch.setattr(tasks.settle, "apply_async", lambda **given: published.append(given))
    tasks.settle()
    assert (told(), len(published)) == (2, 1)
    tasks.settle()
    tasks.settle()
    assert (told(), len(published)) == (5, 3)


def test_two_do_not_settle_the_same_destination_and_none_waits() -> None:
    group = paused_with(3)
    with closing(connection.copy()) as elsewhere, elsewhere.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s, %s)", [Lock.SETTLING, group.pk])
        assert not settling.settle()
        assert told() == 0
        cursor.execute("SELECT pg_advisory_unlock_all()")
    settling.settle()
    assert told() == 3


def test_whoever_is_at_one_destination_keeps_nobody_from_another() -> None:
    busy = destination(form_types=[FormType.HOLD])
    paused_with(3)
    Destination.objects.filter(pk=busy.pk).update(paused_at=timezone.now(), unsettled_since=timezone.now())
    with closing(connection.copy()) as elsewhere, elsewhere.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s, %s)", [Lock.SETTLING, busy.pk])
        settling.settle()
    assert told() == 3


def test_what_was_changed_last_is_shown_first() -> None:
    """A person looks at it, while thousands of slips of another destination may still be left."""
    paused_with(5)
    Destination.objects.update(unsettled_since=timezone.now() - timedelta(seconds=50))
    last = paused_with(1)
    settling.settle(0)
    shown = Submission.objects.filter(lark_status=LarkStatus.FAILED)
    assert shown.filter(deliveries__destination=last).count() == 1


def test_it_is_over_a_minute_after_the_change_and_no_sooner() -> None:
    group = paused_with(1)
    settling.settle()
    group.refresh_from_db()
    assert group.unsettled_since
    Destination.objects.update(unsettled_since=timezone.now() - timedelta(seconds=61))
    settling.settle()
    group.refresh_from_db()
    assert group.unsettled_since is None


def held_by(lark: Lark) -> None:
    """The first answer says that the robot's address is wrong."""
    lark.fault("code", code=19001, msg="access token invalid", probability=1)
    engine.pump(1)


def pause(lark: Lark) -> None:
    destinations.pause(Destination.objects.get(), by=factories.user(Role.ADMIN))


@pytest.mark.parametrize("change", [held_by, pause])
def test_neither_a_pump_nor_a_request_writes_more_than_a_few_slips(lark: Lark, change: Callable[[Lark], None]) -> None:
    lark.destination()
    for _ in range(20):
        factories.submission()
    change(lark)
    assert 0 < told() < 20
    tasks.settle()
    assert told() == 20


def test_an_app_that_is_mended_locks_all_its_destinations_before_the_first_slip(lark: Lark) -> None:
    app = LarkApp.objects.create(name="Phím Ngà", app_id="cli_demo", config={"app_secret": "demo-app-secret"})
    for chat in ("oc_office", "oc_other"):
        config: dict[str, Any] = {"chat_id": chat}
        Destination.objects.create(name=chat, kind=DestinationKind.MESSAGE, app=app, config=config)
    factories.submission()
    later = timezone.now() + timedelta(hours=1)
    Destination.objects.update(circuit=Circuit.OPEN, circuit_error=Hint.ACCESS, probe_at=later)
    summary.refresh([Submission.objects.get().pk])
    lark_apps.reconfigured(app, has_new_access=True, has_new_quota=False)
    assert set(Destination.objects.values_list("circuit", flat=True)) == {Circuit.CLOSED}
    assert told(LarkStatus.PENDING) == 1


def test_a_quota_that_ends_moves_a_few_slips_at_once_and_the_rest_by_the_sweep(
    lark: Lark, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fallback, "_CHUNK", 2)
    robot = lark.destination(token="open-bot", name="Robot")
    app = LarkApp.objects.create(name="Phím Ngà", app_id="cli_demo", config={"app_secret": "demo-app-secret"})
    config: dict[str, Any] = {"chat_id": "oc_office"}
    Destination.objects.create(name="Nhóm", kind=DestinationKind.MESSAGE, app=app, config=config, fallback=robot)
    for _ in range(5):
        factories.submission()
    LarkApp.objects.update(parked_until=timezone.now() + timedelta(days=3))
    assert len(fallback.divert(0)) == 2
    tasks.settle()
    assert Delivery.objects.filter(destination=robot).count() == 5
