"""The office corrects what an account says about its owner."""

from collections.abc import Callable
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.core.mail import EmailMessage
from django.test import Client
from django.utils import translation
from pytest_django import DjangoCaptureOnCommitCallbacks, Settings

from accounts import corrections
from accounts.enums import Role
from accounts.models import Profile, User
from accounts.people import RANK, Refused
from school import clock
from tests import factories

pytestmark = pytest.mark.django_db
Correct = Callable[..., None]


def unused(role: Role = Role.STUDENT, **fields: Any) -> User:
    """An account that the office has entered and nobody has come into yet."""
    person = factories.user(role, **fields)
    EmailAddress.objects.filter(user=person).update(verified=False)
    User.objects.filter(pk=person.pk).update(email_verified_at=None)
    return stored(person)


@pytest.fixture
def person() -> User:
    return unused(email="old@school.test")


@pytest.fixture
def correct(person: User, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks) -> Correct:
    def done(**columns: str) -> None:
        with django_capture_on_commit_callbacks(execute=True):
            corrections.correct(person, by=factories.user(Role.STAFF), **columns)

    return done


def stored(person: User) -> User:
    now: User = User.objects.get(pk=person.pk)
    return now


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("asking", Role)
def test_nobody_gets_at_the_mailbox_of_somebody_above_themself(asking: Role, role: Role) -> None:
    person, by = unused(role), factories.user(asking)
    may = by.is_staff and RANK[role] <= RANK[asking]
    try:
        corrections.correct(person, by=by, email="new@school.test")
    except Refused:
        assert not may
    assert (stored(person).email == "new@school.test") is may
    assert (EmailAddress.objects.get(user=person).email == "new@school.test") is may


def test_it_is_asked_of_the_ranks_as_they_are_now(person: User) -> None:
    """The form was opened before the promotion, or before the one who asks lost their own rank."""
    factories.user(Role.ADMIN)
    clerk = factories.user(Role.STAFF)
    User.objects.filter(pk=person.pk).update(role=Role.ADMIN)
    with pytest.raises(Refused):
        corrections.correct(person, by=clerk, email="mine@school.test")
    User.objects.filter(pk=person.pk).update(role=Role.STUDENT)
    User.objects.filter(pk=clerk.pk).update(role=Role.TEACHER)
    with pytest.raises(Refused):
        corrections.correct(person, by=clerk, email="mine@school.test")
    assert stored(person).email == "old@school.test"


@pytest.mark.parametrize("language", ["vi", "en"])
def test_both_mailboxes_are_told_in_the_persons_language(
    person: User, correct: Correct, language: str, mailoutbox: list[EmailMessage]
) -> None:
    Profile.objects.create(user=person, language=language)
    correct(email="new@school.test")
    assert [mail.to for mail in mailoutbox] == [["old@school.test"], ["new@school.test"]]
    with translation.override(language):
        subject = translation.gettext("Your e-mail address has been changed · %(school_name)s")
        greeting = translation.gettext("Hello,")
    assert {mail.subject for mail in mailoutbox} == {subject % {"school_name": "Phím Ngà"}}
    assert all(str(mail.body).startswith(greeting) for mail in mailoutbox)


def test_a_strangers_mailbox_learns_neither_name_nor_new_address(
    person: User, correct: Correct, mailoutbox: list[EmailMessage]
) -> None:
    correct(email="new@school.test")
    assert "new@school.test" not in str(mailoutbox[0].body)
    assert person.name not in str(mailoutbox[0].body)
    assert "/accounts/login/" in str(mailoutbox[1].body)


def test_the_new_address_is_unproven_and_the_object_at_hand_says_so(person: User, correct: Correct) -> None:
    correct(email="new@school.test")
    assert (person.email, person.email_verified_at) == ("new@school.test", None)
    assert list(EmailAddress.objects.values_list("email", "verified").filter(user=person)) == [
        ("new@school.test", False)
    ]


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("asking", [Role.STAFF, Role.ADMIN])
def test_only_administrators_get_at_the_mailbox_of_an_account_that_was_used(asking: Role, role: Role) -> None:
    """Whoever reads the mailbox is the person: it would be impersonation."""
    proven, seen = factories.user(role), unused(role, last_login=clock.now())
    for number, person in enumerate((proven, seen)):
        try:
            corrections.correct(person, by=factories.user(asking), email=f"new{number}@school.test")
        except Refused:
            assert asking == Role.STAFF
        assert (stored(person).email == f"new{number}@school.test") is (asking == Role.ADMIN)


def test_ones_own_address_is_changed_where_it_is_proven() -> None:
    boss = factories.user(Role.ADMIN)
    with pytest.raises(Refused, match="My account"), translation.override("en"):
        corrections.correct(boss, by=boss, email="new@school.test")


def test_the_name_of_a_used_account_is_still_corrected_by_the_office() -> None:
    person = factories.user()
    corrections.correct(person, by=factories.user(Role.STAFF), name="Tên Mới", email=person.email)
    assert stored(person).name == "Tên Mới"


def test_sessions_and_codes_that_were_sent_end_with_the_address(
    client: Client, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    person, other = factories.user(email="old@school.test"), Client()
    client.force_login(person)
    other.post("/accounts/login/code/", {"email": "old@school.test"})
    assert "account_login" in other.session
    with django_capture_on_commit_callbacks(execute=True):
        corrections.correct(person, by=factories.user(Role.ADMIN), email="new@school.test")
    assert client.get("/accounts/").status_code == 302
    assert "account_login" not in other.session


def test_a_lost_mail_server_undoes_nothing(person: User, correct: Correct, settings: Settings) -> None:
    settings.EMAIL_BACKEND, settings.EMAIL_PORT = "django.core.mail.backends.smtp.EmailBackend", 1
    correct(email="new@school.test")
    assert stored(person).email == "new@school.test"


def test_nobody_is_told_of_a_name_or_of_what_is_as_it_was(
    person: User, correct: Correct, mailoutbox: list[EmailMessage]
) -> None:
    correct(name="Tên Mới", email="old@school.test")
    assert stored(person).name == "Tên Mới"
    assert EmailAddress.objects.filter(user=person, email="old@school.test").exists()
    assert mailoutbox == []


def test_an_address_that_was_taken_meanwhile_is_refused(person: User, correct: Correct) -> None:
    other = factories.user()
    with pytest.raises(Refused, match=str(corrections.TAKEN)):
        correct(email=str(other.email))


def test_an_archived_account_is_restored_first(person: User, correct: Correct) -> None:
    User.objects.filter(pk=person.pk).update(archived_at=clock.now(), archive_reason="left")
    with pytest.raises(Refused):
        correct(name="Other")


def test_nothing_else_is_written(person: User, correct: Correct) -> None:
    with pytest.raises(TypeError, match="role"):
        correct(role="admin")
