"""What is let go, when, and what happens when something resists."""

import time
import uuid
from collections.abc import Iterator
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.apps import apps
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.db import connection, transaction
from django.db.models import ProtectedError
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pghistory.models import Context

from accounts.enums import Role
from accounts.models import User
from catalog.models import Product
from forms_intake.models import Delivery, DeliveryAttempt, Destination, Submission
from rooms.models import Room, RoomPeer
from school import health, models, personal
from school.models import Tombstone
from school.retention import erase, plan, rules, run
from tests import factories

pytestmark = pytest.mark.django_db
LONG_AGO = timezone.now() - timedelta(days=731)


def events(label: str) -> Any:
    """A history table's rows."""
    return apps.get_model(label)._base_manager.all()


def old_slip() -> Submission:
    """A slip of two years ago, with a delivery and a try."""
    Destination.objects.get_or_create(name="Nhóm")
    slip = factories.submission()
    DeliveryAttempt.objects.create(delivery=slip.deliveries.get(), lease_token="7e0a7e0a-0000-4000-8000-000000000000")
    Submission.objects.filter(pk=slip.pk).update(submitted_at=LONG_AGO)
    return slip


def test_a_slip_goes_with_its_deliveries_tries_and_history_and_leaves_a_tombstone() -> None:
    slip, kept = old_slip(), factories.submission()
    report = run.run(60)
    assert report
    assert report.gone["forms_intake.Submission, 730 days after submitted_at"] == 1
    assert list(Submission.objects.all()) == [kept]
    assert not Delivery.objects.filter(submission_id=slip.pk).exists()
    assert not DeliveryAttempt.objects.exists()
    assert set(events("forms_intake.SubmissionEvent").values_list("pgh_obj_id", flat=True)) == {kept.pk}
    assert not events("forms_intake.DeliveryEvent").exclude(submission_id=kept.pk).exists()
    (stone,) = Tombstone.objects.all()
    assert (stone.label, stone.object_pk, stone.pseudonym) == ("forms_intake.Submission", str(slip.pk), slip.reference)


def test_a_slip_stays_until_its_last_day_is_over() -> None:
    slip = factories.submission()
    Submission.objects.filter(pk=slip.pk).update(submitted_at=timezone.now() - timedelta(days=729, hours=23))
    run.run(60)
    assert Submission.objects.filter(pk=slip.pk).exists()


def test_a_room_goes_with_its_stays_and_the_admins_log_forgets_the_title() -> None:
    teacher = factories.user(Role.TEACHER)
    room = Room.objects.create(slug="co-ha", title="Phòng cô Hà", host=teacher)
    RoomPeer.objects.create(room=room, user=teacher, display_name="Cô Hà")
    kind = ContentType.objects.get_for_model(Room)
    LogEntry.objects.create(
        user=teacher, content_type=kind, object_id=str(room.pk), object_repr="Phòng cô Hà", action_flag=CHANGE
    )
    Room.objects.filter(pk=room.pk).update(status="closed", closed_reason="idle", closed_at=LONG_AGO)
    run.run(60)
    assert not Room.objects.exists()
    assert not events("rooms.RoomEvent").exists()
    assert not events("rooms.RoomPeerEvent").exists()
    assert LogEntry.objects.get().object_repr == "—"
    assert Tombstone.objects.get().pseudonym == str(room.pk)


@pytest.mark.parametrize("moment", ["archived_at", "deletion_requested_at"])
def test_people_are_forgotten_and_stay_as_a_row(moment: str) -> None:
    person = factories.user()
    values = {"archived_at": LONG_AGO, "archive_reason": "gone"} if moment == "archived_at" else {moment: LONG_AGO}
    User.objects.filter(pk=person.pk).update(**values)
    run.run(60)
    person.refresh_from_db()
    assert person.purged_at
    assert person.is_archived
    assert Tombstone.objects.get().label == "accounts.User"


def test_guests_are_forgotten_a_month_after_their_time() -> None:
    gone = User.objects.create_guest("Bé Na", expires_at=timezone.now() - timedelta(days=31))
    here = User.objects.create_guest("Bé Nu", expires_at=timezone.now() - timedelta(days=29))
    run.run(60)
    assert {user.pk: bool(user.purged_at) for user in User.objects.all()} == {gone.pk: True, here.pk: False}


def test_sessions_go_when_they_have_run_out_without_a_tombstone() -> None:
    for days in (-1, 1):
        store = SessionStore()
        store.create()
        Session.objects.filter(pk=store.session_key).update(expire_date=timezone.now() + timedelta(days=days))
    run.run(60)
    assert Session.objects.count() == 1
    assert not Tombstone.objects.exists()


def test_former_values_of_rows_that_live_end_too_those_of_prices_later() -> None:
    branch = factories.branch()
    product = Product.objects.create(name="Sách", sku="S-1", price=1, kind="book")
    user = factories.user()
    for label in ("catalog.BranchEvent", "catalog.ProductEvent", "accounts.UserEvent"):
        events(label).update(pgh_created_at=LONG_AGO)
    Context.objects.update(created_at=LONG_AGO)
    run.run(60)
    assert not events("accounts.UserEvent").filter(pgh_obj_id=user.pk).exists()
    assert events("catalog.ProductEvent").filter(pgh_obj_id=product.pk).exists()
    assert events("catalog.BranchEvent").filter(pgh_obj_id=branch.pk).exists()
    assert not Context.objects.exists()


def test_a_second_run_finds_nothing_left() -> None:
    old_slip()
    run.run(60)
    report = run.run(60)
    assert report == run.Report()


def test_a_run_whose_time_is_over_says_that_something_is_left_and_the_next_one_does_it() -> None:
    old_slip()
    first, second = run.run(-1), run.run(60)
    assert first
    assert second
    assert (first.is_finished, second.is_finished) == (False, True)
    assert not Submission.objects.exists()


@pytest.fixture
def minutes(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """Forgetting a person takes a minute on the run's clock; the list grows with each."""
    passed: list[str] = []
    monkeypatch.setattr(run, "time", SimpleNamespace(monotonic=lambda: 60.0 * len(passed)))
    personal.register("slow", kept=(), export=lambda _: {}, forget=lambda _, name: passed.append(name))
    yield passed
    del personal._holdings["slow"]


def leavers(number: int) -> list[int]:
    """People who asked for deletion long ago."""
    ids = [factories.user().pk for _ in range(number)]
    User.objects.filter(pk__in=ids).update(deletion_requested_at=LONG_AGO)
    return ids


def test_the_clock_is_watched_within_a_batch_of_people(minutes: list[str]) -> None:
    leavers(5)
    first, second = run.run(90), run.run(3600)
    assert first
    assert second
    assert (first.is_finished, second.is_finished) == (False, True)
    assert list(first.gone.values()) == [2]
    assert len(minutes) == 5


def test_sessions_are_read_once_for_many_people() -> None:
    for pk in leavers(3):
        store = SessionStore()
        store["_auth_user_id"] = str(pk)
        store.create()
    with CaptureQueriesContext(connection) as asked:
        run.run(60)
    reading = [query["sql"] for query in asked if '"session_data"' in query["sql"] and " IN (" not in query["sql"]]
    assert len(reading) == 1
    assert not Session.objects.exists()


@pytest.mark.parametrize(
    "back",
    [
        {"archived_at": None, "archive_reason": ""},
        {"archived_at": timezone.now(), "archive_reason": "left again"},
    ],
)
def test_who_was_restored_while_the_run_went_on_is_not_forgotten(back: dict[str, Any]) -> None:
    person = factories.user()
    User.objects.filter(pk=person.pk).update(archived_at=LONG_AGO, archive_reason="left")
    (step,) = [step for step in plan.steps() if step.rule.label == "accounts.User" and step.rule.after == "archived_at"]
    ids = step.next(10)
    User.objects.filter(pk=person.pk).update(**back)
    assert ids == [person.pk]
    assert run._batch(step, ids, set(), time.monotonic() + 60) == 0
    assert User.objects.get(pk=person.pk).name == person.name


def test_a_guest_who_kept_the_account_while_the_run_went_on_is_not_forgotten() -> None:
    guest = User.objects.create_guest("Bé Na", expires_at=timezone.now() - timedelta(days=31))
    (step,) = [step for step in plan.steps() if step.rule.after == "expires_at" and step.rule.forget]
    ids = step.next(10)
    User.objects.filter(pk=guest.pk).update(is_guest=False, expires_at=None, email="na@school.test")
    assert run._batch(step, ids, set(), time.monotonic() + 60) == 0
    assert User.objects.get(pk=guest.pk).name == "Bé Na"


def test_a_row_that_may_stay_longer_since_it_was_found_stays() -> None:
    slip = old_slip()
    (step,) = [step for step in plan.steps() if step.rule.label == "forms_intake.Submission"]
    ids = step.next(10)
    Submission.objects.filter(pk=slip.pk).update(submitted_at=timezone.now())
    assert run._batch(step, ids, set(), time.monotonic() + 60) == 0
    assert Submission.objects.filter(pk=slip.pk).exists()
    assert not Tombstone.objects.exists()


def test_who_waits_for_a_row_waits_five_seconds_at_most() -> None:
    with transaction.atomic():
        erase.be_impatient()
        with connection.cursor() as cursor:
            cursor.execute("SHOW lock_timeout")
            assert cursor.fetchone() == ("5s",)


def test_more_rows_than_a_batch_go_in_one_run(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(run, "BATCH", 2)
    for _ in range(5):
        old_slip()
    run.run(60)
    assert not Submission.objects.exists()


@pytest.fixture
def resisting() -> int:
    """A slip that the database does not let go; the others may."""
    slip = old_slip()
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE resists (slip bigint REFERENCES forms_intake_submission)")
        cursor.execute("INSERT INTO resists VALUES (%s)", [slip.pk])
    return slip.pk


def test_one_row_that_resists_keeps_no_other_from_going(resisting: int) -> None:
    others = [old_slip().pk, factories.user().pk]
    User.objects.filter(pk=others[1]).update(deletion_requested_at=LONG_AGO)
    report = run.run(60)
    assert report
    assert report.failed == {"forms_intake.Submission, 730 days after submitted_at": 1}
    assert list(Submission.objects.values_list("pk", flat=True)) == [resisting]
    assert User.objects.get(pk=others[1]).purged_at


def test_health_shows_trouble_until_a_run_without_any(resisting: int) -> None:
    assert run.healthy() == health.Result(ok=True)
    run.run(60)
    assert not run.healthy().ok
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE resists")
    run.run(60)
    assert run.healthy().ok


def test_health_notices_when_nothing_has_run_for_two_nights() -> None:
    models.Heartbeat.objects.create(name=run.DONE, seen_at=timezone.now() - timedelta(hours=51))
    assert not run.healthy().ok


def test_a_slip_that_is_being_sent_waits_for_the_next_run() -> None:
    person = factories.user()
    Destination.objects.create(name="Nhóm")
    slip = factories.submission()
    Submission.objects.filter(pk=slip.pk).update(account=person)
    User.objects.filter(pk=person.pk).update(deletion_requested_at=LONG_AGO)
    now = timezone.now() + timedelta(minutes=1)
    lease = {"lease_token": uuid.uuid4(), "lease_until": now, "next_attempt_at": now}
    Delivery.objects.filter(submission=slip).update(state="leased", **lease)
    report = run.run(60)
    assert report
    assert report.failed == {"accounts.User, 30 days after deletion_requested_at": 1}
    assert User.objects.get(pk=person.pk).purged_at is None


def test_what_is_needed_is_not_deleted() -> None:
    teacher = factories.user(Role.TEACHER)
    Room.objects.create(slug="r", title="R", host=teacher)
    with pytest.raises(ProtectedError):
        erase.delete(User.objects.filter(pk=teacher.pk))


def test_the_plan_counts_what_a_run_lets_go() -> None:
    old_slip()
    (step,) = [step for step in plan.steps() if step.count()]
    assert (step.rule.label, step.count(), step.oldest()) == ("forms_intake.Submission", 1, LONG_AGO)


def test_every_rule_with_a_time_is_in_the_plan() -> None:
    assert [step.rule for step in plan.steps()] == [rule for rule in rules.every() if rule.days or not rule.owner]
