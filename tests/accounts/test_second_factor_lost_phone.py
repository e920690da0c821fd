"""An administrator helps somebody whose phone is gone."""

import pytest
from allauth.mfa.models import Authenticator
from django.contrib.admin.models import LogEntry
from django.core.mail import EmailMessage
from django.test import Client
from django.urls import reverse
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


def page_of(person: User) -> str:
    """Where the administrator resets it."""
    return reverse("admin:accounts_user_reset_second_factor", args=[person.pk])


def test_the_button_stands_on_the_page_of_a_person_with_a_factor(client: Client, admin: User, clerk: User) -> None:
    client.force_login(admin)
    teacher = factories.user(Role.TEACHER)

    assert page_of(clerk) in client.get(f"/admin/accounts/user/{clerk.pk}/change/").content.decode()
    assert page_of(teacher) not in client.get(f"/admin/accounts/user/{teacher.pk}/change/").content.decode()


def test_looking_at_the_page_resets_nothing_and_its_button_does(client: Client, admin: User, clerk: User) -> None:
    client.force_login(admin)
    assert client.get(page_of(clerk)).status_code == 200
    assert Authenticator.objects.count() == 2

    assert client.post(page_of(clerk), {"reason": ""}).headers["Location"].endswith(f"/{clerk.pk}/change/")
    assert not Authenticator.objects.exists()


def test_the_missing_reason_is_asked_for_at_the_field(client: Client, admin: User) -> None:
    given.app_of(other := factories.user(Role.ADMIN))
    client.force_login(admin)

    assert client.post(page_of(other), {"reason": " "}).context["form"].errors["reason"]
    assert client.post(page_of(other), {"reason": "x" * 201}).context["form"].errors["reason"]
    assert Authenticator.objects.count() == 1


@pytest.mark.parametrize("role", [Role.STAFF, Role.TEACHER])
def test_the_page_is_shut_for_others(client: Client, clerk: User, role: Role) -> None:
    client.force_login(factories.user(role))

    assert client.post(page_of(clerk), {"reason": "please"}).status_code == 403
    assert Authenticator.objects.count() == 2


@pytest.mark.parametrize("pk", ["0", "999999999999999999999", "x"])
def test_nobody_is_nobody(client: Client, admin: User, pk: str) -> None:
    client.force_login(admin)

    assert client.get(f"/admin/accounts/user/{pk}/reset-second-factor/").status_code in (302, 403, 404)
