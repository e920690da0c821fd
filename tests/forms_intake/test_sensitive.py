"""Health notes and private notes: who may read them, and the trace that each reading leaves."""

import pytest
from django.db import IntegrityError, connection
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from accounts.enums import Role
from accounts.history.kinds import Kind
from accounts.models import User
from forms_intake import sensitive
from forms_intake.models import Submission
from forms_intake.sensitive import Answer
from school.models import SensitiveRead
from school.sensitive import Reading
from tests import factories
from tests.accounts.history import told

pytestmark = pytest.mark.django_db

NOTES = {"health_note": "Hen suyễn nhẹ", "private_note": "Không hợp với giáo viên"}
OTHER_KEY = "MDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDA="


@pytest.fixture
def slip() -> Submission:
    return factories.submission(sensitive=NOTES)


@pytest.fixture
def boss(client: Client) -> User:
    person = factories.user(Role.ADMIN, name="Cô Hà")
    client.force_login(person)
    return person


def address(slip: Submission, key: str = "health_note") -> str:
    return reverse("admin:forms_intake_submission_sensitive", args=[slip.pk, key])


def page_of(slip: Submission) -> str:
    return reverse("admin:forms_intake_submission_change", args=[slip.pk])


def test_the_slips_page_says_that_something_is_there_and_not_what(client: Client, boss: User, slip: Submission) -> None:
    page = client.get(page_of(slip)).content.decode()
    assert f'formaction="{address(slip)}"' in page
    assert not [note for note in NOTES.values() if note in page]
    assert not SensitiveRead.objects.exists()


def test_reading_shows_the_text_once_and_notes_who_when_and_from_where(
    client: Client, boss: User, slip: Submission
) -> None:
    answer = client.post(address(slip), REMOTE_ADDR="192.0.2.7", headers={"X-Request-Id": "request-0001"})
    assert "Hen suyễn nhẹ" in answer.content.decode()
    assert "no-store" in answer["Cache-Control"]
    read = SensitiveRead.objects.get()
    assert (read.reader, read.label, read.object_pk) == (boss, "forms_intake.Submission", str(slip.pk))
    assert (read.field, read.address, read.request_id) == ("health_note", "192.0.2.7", "request-0001")


def test_opening_the_address_alone_shows_nothing_and_notes_nothing(
    client: Client, boss: User, slip: Submission
) -> None:
    assert "Hen suyễn" not in client.get(address(slip)).content.decode()
    assert not SensitiveRead.objects.exists()


@pytest.mark.parametrize("key", ["health_note", "private_note"])
@pytest.mark.parametrize("role", [Role.STAFF, Role.TEACHER, Role.STUDENT])
def test_whoever_may_not_read_is_refused_and_told_whom_to_ask(
    client: Client, slip: Submission, role: Role, key: str
) -> None:
    client.force_login(factories.user(role))
    assert client.post(address(slip, key)).status_code == 403
    assert not SensitiveRead.objects.exists()


def test_office_staff_see_that_there_is_a_note_and_whom_to_ask(client: Client, slip: Submission) -> None:
    client.force_login(factories.user(Role.STAFF))
    page = client.get(page_of(slip)).content.decode()
    assert address(slip) not in page
    assert "quản trị viên" in page


@pytest.mark.parametrize("key", ["payload", "no-such-note", "__class__"])
def test_a_key_that_is_none_is_not_found(client: Client, boss: User, slip: Submission, key: str) -> None:
    assert client.post(address(slip, key)).status_code == 404


def test_a_note_that_was_not_given_is_not_found(client: Client, boss: User) -> None:
    assert client.post(address(factories.submission())).status_code == 404
    assert not SensitiveRead.objects.exists()


def test_a_slip_without_notes_says_so(client: Client, boss: User) -> None:
    assert "formaction" not in client.get(page_of(factories.submission())).content.decode()


def test_a_lost_key_is_a_sentence_and_no_error(
    client: Client, boss: User, slip: Submission, settings: Settings
) -> None:
    settings.FIELD_ENCRYPTION_KEYS = [OTHER_KEY]
    for answer in (client.get(page_of(slip)), client.post(address(slip))):
        assert answer.status_code == 200
    assert not SensitiveRead.objects.exists()


def test_without_the_note_of_who_reads_there_is_no_reading(slip: Submission) -> None:
    sensitive.read(slip, Answer.HEALTH_NOTE, Reading(User(pk=10**9)))
    with pytest.raises(IntegrityError):
        connection.check_constraints()


def test_a_reading_stands_in_the_timeline_with_both_people(slip: Submission, boss: User) -> None:
    clerk = factories.user(Role.STAFF, name="Thu")
    sensitive.read(slip, Answer.PRIVATE_NOTE, Reading(clerk, boss.pk, "192.0.2.7", "r1"))
    (entry,) = told(kind=Kind.READ)
    assert (entry.who, entry.through, entry.name) == ("Thu", "Cô Hà", slip.reference)
    assert entry.what == str(Answer.PRIVATE_NOTE.label)
    assert told(table=Submission, row=str(slip.pk))[0] == entry
    assert told(person=boss.pk) == told(person=clerk.pk)
