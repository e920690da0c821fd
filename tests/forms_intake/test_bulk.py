"""“Send again” for many: steps, cursor, cancel, and what two at once do."""

from contextlib import closing
from datetime import date

import pytest
from django.db import connection
from pytest_django import DjangoCaptureOnCommitCallbacks

from accounts.enums import Role
from accounts.models import User
from forms_intake import tasks
from forms_intake.deliveries import bulk, outbox
from forms_intake.deliveries.criteria import Criteria
from forms_intake.enums import DeliveryState, ResendState
from forms_intake.models import BulkResend, Delivery
from school.archive import Refused
from school.locks import Lock
from tests import factories
from tests.forms_intake.delivery_rows import delivery, destination

pytestmark = pytest.mark.django_db
ALL = Criteria()


@pytest.fixture
def clerk() -> User:
    return factories.user(Role.STAFF)


@pytest.fixture(autouse=True)
def _steps_of_two(monkeypatch: pytest.MonkeyPatch) -> None:
    """So that five deliveries are several steps."""
    monkeypatch.setattr(bulk, "STEP", 2)


def given_up(number: int) -> list[Delivery]:
    group = destination()
    return [delivery(to=group) for _ in range(number)]


def states() -> list[str]:
    return list(Delivery.objects.order_by("pk").values_list("state", flat=True))


def test_all_that_was_given_up_is_sent_again_and_nothing_else(clerk: User) -> None:
    given_up(5)
    sent = delivery(DeliveryState.DELIVERED)
    resend = bulk.start(ALL, by=clerk)
    assert bulk.work_off(resend.pk)
    resend.refresh_from_db()
    assert (resend.state, resend.total, resend.done, resend.revived) == (ResendState.FINISHED, 5, 5, 5)
    assert Delivery.objects.exclude(state=DeliveryState.PENDING).get() == sent


def test_each_step_takes_the_next_ones_in_order_and_notes_how_far_it_came(clerk: User) -> None:
    rows = given_up(5)
    resend = bulk.start(ALL, by=clerk)
    assert bulk.step(resend.pk)
    resend.refresh_from_db()
    assert (resend.done, resend.cursor) == (2, rows[1].pk)
    assert states() == [DeliveryState.PENDING] * 2 + [DeliveryState.DEAD] * 3


def test_another_worker_goes_on_behind_the_one_that_died(clerk: User) -> None:
    given_up(5)
    resend = bulk.start(ALL, by=clerk)
    bulk.step(resend.pk)
    assert bulk.unfinished() == [resend.pk]
    tasks.resend(resend.pk)
    resend.refresh_from_db()
    assert (resend.done, resend.revived, bulk.unfinished()) == (5, 5, [])


def test_the_sweep_finds_what_no_worker_is_at(clerk: User, monkeypatch: pytest.MonkeyPatch) -> None:
    given_up(1)
    resend = bulk.start(ALL, by=clerk)
    published: list[tuple[int]] = []
    monkeypatch.setattr(tasks.resend, "apply_async", lambda args, **_: published.append(args))
    tasks.sweep()
    assert published == [(resend.pk,)]


def test_only_one_worker_is_at_a_resend(clerk: User) -> None:
    given_up(1)
    resend = bulk.start(ALL, by=clerk)
    key = [Lock.RESEND, resend.pk]
    with closing(connection.copy()) as elsewhere, elsewhere.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s, %s)", key)
        assert not bulk.work_off(resend.pk)
        assert states() == [DeliveryState.DEAD]
        cursor.execute("SELECT pg_advisory_unlock(%s, %s)", key)
    assert bulk.work_off(resend.pk)


def test_a_click_waits_for_another_one_only_for_a_moment(clerk: User, monkeypatch: pytest.MonkeyPatch) -> None:
    given_up(1)
    monkeypatch.setattr(bulk, "_PATIENCE", "50ms")
    with closing(connection.copy()) as elsewhere, elsewhere.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s, 0)", [Lock.RESEND])
        with pytest.raises(Refused):
            bulk.start(ALL, by=clerk)
        cursor.execute("SELECT pg_advisory_unlock(%s, 0)", [Lock.RESEND])
    assert bulk.start(ALL, by=clerk).total == 1


def test_letters_that_are_being_sent_stop_no_resend(clerk: User) -> None:
    given_up(1)
    with closing(connection.copy()) as elsewhere, elsewhere.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s, 0)", [Lock.ALERT_MAIL])
        assert bulk.start(ALL, by=clerk).total == 1
        cursor.execute("SELECT pg_advisory_unlock(%s, 0)", [Lock.ALERT_MAIL])


def test_cancelling_stops_between_two_steps(clerk: User) -> None:
    given_up(5)
    resend = bulk.start(ALL, by=clerk)
    bulk.step(resend.pk)
    bulk.cancel(resend, by=clerk)
    assert bulk.work_off(resend.pk)
    resend.refresh_from_db()
    assert (resend.state, resend.revived) == (ResendState.CANCELLED, 2)
    assert states().count(DeliveryState.DEAD) == 3


def test_one_that_is_over_is_not_cancelled(clerk: User) -> None:
    given_up(1)
    resend = bulk.start(ALL, by=clerk)
    bulk.work_off(resend.pk)
    assert bulk.cancel(resend, by=clerk).state == ResendState.FINISHED


def test_time_that_is_up_leaves_the_rest_to_the_next(clerk: User) -> None:
    given_up(5)
    resend = bulk.start(ALL, by=clerk)
    assert bulk.work_off(resend.pk, seconds=0)
    resend.refresh_from_db()
    assert (resend.state, resend.done) == (ResendState.RUNNING, 2)


def test_two_that_overlap_send_each_delivery_once(clerk: User) -> None:
    group = given_up(4)[0].destination
    first, second = bulk.start(ALL, by=clerk), bulk.start(Criteria(destination=group.pk), by=clerk)
    bulk.step(first.pk)
    for resend in (second, first):
        bulk.work_off(resend.pk)
        resend.refresh_from_db()
    assert first.revived + second.revived == 4
    assert set(states()) == {DeliveryState.PENDING}


def test_a_second_click_finds_what_the_first_began(clerk: User) -> None:
    given_up(2)
    assert bulk.start(ALL, by=clerk) == bulk.start(ALL, by=clerk)
    assert BulkResend.objects.count() == 1


def test_what_is_given_up_later_is_not_part_of_it(clerk: User) -> None:
    given_up(2)
    resend = bulk.start(ALL, by=clerk)
    late = delivery()
    bulk.work_off(resend.pk)
    late.refresh_from_db()
    assert late.state == DeliveryState.DEAD


def test_what_somebody_has_sent_again_meanwhile_is_passed_over(clerk: User) -> None:
    rows = given_up(3)
    resend = bulk.start(ALL, by=clerk)
    outbox.send_again(rows[:1])
    bulk.work_off(resend.pk)
    resend.refresh_from_db()
    assert (resend.state, resend.total, resend.revived) == (ResendState.FINISHED, 3, 2)


def test_nothing_to_send_again_is_refused(clerk: User) -> None:
    delivery(DeliveryState.DELIVERED)
    with pytest.raises(Refused):
        bulk.start(ALL, by=clerk)


def test_starting_tells_a_worker_once_it_is_stored(
    clerk: User, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    given_up(1)
    with django_capture_on_commit_callbacks() as told:
        bulk.start(ALL, by=clerk)
    assert told


def test_history_names_who_started_it(clerk: User) -> None:
    row = given_up(1)[0]
    bulk.work_off(bulk.start(ALL, by=clerk).pk)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT c.metadata->>'user' FROM forms_intake_deliveryevent e JOIN pghistory_context c"
            " ON c.id = e.pgh_context_id WHERE e.pgh_obj_id = %s",
            [row.pk],
        )
        assert (str(clerk.pk),) in cursor.fetchall()


def test_criteria_survive_the_way_into_the_database_and_back() -> None:
    given = Criteria(destination=7, form_type="leave-request", since=date(2026, 11, 16), until=date(2026, 11, 20))
    stored = given.stored()
    assert stored == {
        "destination": 7,
        "form_type": "leave-request",
        "since": "2026-11-16",
        "until": "2026-11-20",
    }
    assert Criteria.read(stored | {"last": 9}) == given


def test_days_are_the_schools_and_both_are_included() -> None:
    row = delivery()
    # 23:30 at the school, which is still the day before in UTC.
    Delivery.objects.update(created_at="2026-11-16T16:30:00Z")
    for since, until, found in [(16, 16, [row]), (17, 17, []), (15, 16, [row]), (16, 20, [row])]:
        asked = Criteria(since=date(2026, 11, since), until=date(2026, 11, until))
        assert list(asked.given_up()) == found
