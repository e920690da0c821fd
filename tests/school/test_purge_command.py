"""`manage.py purge`."""

from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, connections
from django.utils import timezone

from accounts.models import User
from forms_intake.models import Delivery, Destination, Submission
from school import tasks
from school.celery import app
from school.locks import Lock
from school.models import Tombstone, silence
from school.retention import run
from tests import factories

pytestmark = pytest.mark.django_db
LONG_AGO = timezone.now() - timedelta(days=731)


def said(*arguments: str) -> str:
    """What the command prints."""
    out = StringIO()
    call_command("purge", *arguments, stdout=out)
    return out.getvalue()


@pytest.fixture
def slip() -> Submission:
    """A slip whose time is over."""
    slip = factories.submission()
    Submission.objects.update(submitted_at=LONG_AGO)
    return slip


@pytest.fixture
def leaver() -> User:
    """An archived account."""
    person = factories.user()
    User.objects.filter(pk=person.pk).update(archived_at=timezone.now(), archive_reason="gone")
    return person


def test_a_dry_run_says_what_would_go_and_why_and_changes_nothing(slip: Submission) -> None:
    text = said("--dry-run")
    since = timezone.localtime(LONG_AGO)
    assert f"forms_intake.Submission: delete 1, oldest {since:%d/%m/%Y} (730 days after submitted_at)" in text
    assert Submission.objects.filter(pk=slip.pk).exists()
    assert not Tombstone.objects.exists()


def test_a_dry_run_names_people_who_would_be_forgotten(leaver: User) -> None:
    User.objects.filter(pk=leaver.pk).update(archived_at=LONG_AGO)
    assert "accounts.User: forget 1, oldest" in said("--dry-run")


def test_the_command_lets_go_what_the_dry_run_named(slip: Submission) -> None:
    assert "forms_intake.Submission, 730 days after submitted_at: 1 gone" in said()
    assert not Submission.objects.exists()
    assert said() == "Done.\n"


def test_what_resists_is_named_and_the_command_fails(slip: Submission) -> None:
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE resists AS SELECT 1")
        cursor.execute("ALTER TABLE resists ADD slip bigint REFERENCES forms_intake_submission")
        cursor.execute("INSERT INTO resists (slip) VALUES (%s)", [slip.pk])
    with pytest.raises(CommandError, match=r"Submission, 730 days after submitted_at: 1 could not go"):
        said()


@pytest.mark.parametrize("named", ["email", "pk"])
def test_one_person_is_forgotten_when_asked_twice(leaver: User, named: str) -> None:
    given = str(getattr(leaver, named)).upper()
    with pytest.raises(CommandError, match="--yes"):
        said("--person", given)
    assert said("--person", given, "--yes") == "Forgotten.\n"
    leaver.refresh_from_db()
    assert leaver.purged_at
    assert said("--person", str(leaver.pk), "--yes") == "This person was forgotten before.\n"


def test_an_account_in_use_is_not_forgotten_by_a_slip_of_the_hand() -> None:
    person = factories.user()
    with pytest.raises(CommandError, match="Archive it first"):
        said("--person", str(person.pk), "--yes")
    person.refresh_from_db()
    assert person.purged_at is None


@pytest.mark.parametrize("given", ["nobody@nowhere.test", "999999", "9" * 40, "²", "", " "])
def test_nobody_of_that_name_is_an_error(given: str) -> None:
    with pytest.raises(CommandError, match="Nobody has"):
        said("--person", given, "--yes")


def test_a_person_whose_slip_is_being_sent_is_not_forgotten_now(leaver: User) -> None:
    Destination.objects.create(name="Nhóm")
    slip = factories.submission()
    Submission.objects.update(account=leaver)
    until = timezone.now() + timedelta(minutes=1)
    lease: dict[str, Any] = {"lease_token": slip.idempotency_key, "lease_until": until, "next_attempt_at": until}
    Delivery.objects.update(state="leased", **lease)
    with pytest.raises(CommandError, match="in a minute"):
        said("--person", str(leaver.pk), "--yes")


def test_two_do_not_run_at_once() -> None:
    other = connections.create_connection("default")
    with other.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s, 0)", [Lock.PURGE])
        try:
            with pytest.raises(CommandError, match="Another purge is running"):
                said()
        finally:
            # The pool would keep the session, and the lock with it.
            cursor.execute("SELECT pg_advisory_unlock(%s, 0)", [Lock.PURGE])
    other.close()


def test_the_nightly_task_does_the_same(slip: Submission) -> None:
    tasks.purge()
    assert not Submission.objects.exists()
    assert silence(run.DONE) is not None


def test_the_task_stands_in_the_nights_plan() -> None:
    entry = app.conf.beat_schedule["purge"]
    assert entry["task"] == tasks.purge.name
    assert (entry["schedule"].hour, entry["schedule"].minute) == ({3}, {30})
    assert str(app.conf.timezone) == "Asia/Ho_Chi_Minh"
