"""An administrator helps somebody whose phone is gone."""

import pytest
from allauth.mfa.models import Authenticator
from django.contrib.admin.models import LogEntry
from django.core.mail import EmailMessage
from django.test import Client
from django.utils import translation
from django.utils.translation import gettext
from pytest_django import DjangoCaptureOnCommitCallbacks, Settings

from accounts.enums import Role
from accounts.models import Profile, User
from accounts.people import Refused
from accounts.second_factor import lost_phone
from tests import factories
from tests import second_factor as given

pytestmark = pytest.mark.django_db


@pytest.fixture
def admin() -> User:
    return factories.user(Role.ADMIN)


@pytest.fixture
def clerk() -> User:
    """Somebody in the office with an app and recovery codes."""
    person = factories.user(Role.STAFF)
    given.app_of(person)
    given.recovery_codes_of(person)
    return person


def test_all_factors_and_codes_go(admin: User, clerk: User) -> None:
    given.app_of(other := factories.user())

    assert lost_phone.reset(clerk, by=admin) == 2
    assert list(Authenticator.objects.values_list("user_id", flat=True)) == [other.pk]


def test_every_session_of_the_person_ends(client: Client, admin: User, clerk: User) -> None:
    client.force_login(clerk)
    assert client.get("/accounts/2fa/").status_code == 200

    lost_phone.reset(clerk, by=admin)
    assert client.get("/accounts/2fa/").status_code == 302


@pytest.mark.parametrize("language", ["vi", "en"])
def test_the_person_is_told_in_their_own_language(
    admin: User,
    clerk: User,
    language: str,
    mailoutbox: list[EmailMessage],
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    Profile.objects.update_or_create(user=clerk, defaults={"language": language})
    with django_capture_on_commit_callbacks(execute=True):
        lost_phone.reset(clerk, by=admin)

    with translation.override(language):
        assert [mail.subject for mail in mailoutbox] == [gettext("The second step of your sign-in was reset")]
    assert mailoutbox[0].to == [clerk.email]


def test_a_lost_mail_server_undoes_nothing(
    admin: User, clerk: User, settings: Settings, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    settings.EMAIL_BACKEND, settings.EMAIL_PORT = "django.core.mail.backends.smtp.EmailBackend", 1
    with django_capture_on_commit_callbacks(execute=True):
        lost_phone.reset(clerk, by=admin)

    assert not Authenticator.objects.exists()


def test_a_guest_without_address_is_not_written_to(
    admin: User, mailoutbox: list[EmailMessage], django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    person = User.objects.create_guest("Bé An", expires_at=admin.created_at)
    with django_capture_on_commit_callbacks(execute=True):
        lost_phone.reset(person, by=admin)

    assert mailoutbox == []


def test_it_is_written_down_without_the_persons_name(admin: User, clerk: User) -> None:
    lost_phone.reset(clerk, by=admin, reason="  lost on the bus ")

    entry = LogEntry.objects.get()
    assert (entry.user, entry.object_id, entry.object_repr) == (admin, str(clerk.pk), str(clerk.pk))
    assert "lost on the bus" in entry.change_message


@pytest.mark.parametrize("role", [Role.STAFF, Role.TEACHER, Role.STUDENT])
def test_nobody_but_an_administrator_may(role: Role, clerk: User) -> None:
    with pytest.raises(Refused):
        lost_phone.reset(clerk, by=factories.user(role))
    assert Authenticator.objects.count() == 2


def test_not_even_an_administrator_their_own(admin: User) -> None:
    given.app_of(admin)

    with pytest.raises(Refused):
        lost_phone.reset(admin, by=admin, reason="lost")


def test_an_administrator_without_a_factor_helps_nobody_once_the_time_is_over(
    admin: User, clerk: User, settings: Settings
) -> None:
    settings.MFA_GRACE_DAYS = 0

    assert not lost_phone.may_reset(admin, clerk)


@pytest.mark.parametrize("reason", ["", "   "])
def test_towards_another_administrator_a_reason_is_needed(admin: User, reason: str) -> None:
    given.app_of(other := factories.user(Role.ADMIN))
    with pytest.raises(Refused):
        lost_phone.reset(other, by=admin, reason=reason)

    assert lost_phone.reset(other, by=admin, reason="phone stolen, seen in person") == 1
