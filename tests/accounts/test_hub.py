"""The account's own page: everything that is mine, with its state in words."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.test import Client
from django.utils import translation
from pytest_django import DjangoAssertNumQueries

from accounts import hub, profiles
from accounts.enums import Notice, Role
from accounts.models import User
from accounts.templatetags.people import initials
from school import clock
from tests import factories

pytestmark = pytest.mark.django_db


def state(person: User, title: str) -> str:
    """What the row says, in English."""
    return next(row.state for row in hub.rows(person) if row.title == title)


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    with translation.override("en"):
        yield


def signed_in(client: Client, person: User) -> Client:
    client.force_login(person)
    profiles.change(person, by=person, language="en")
    return client


def test_the_rows_lead_to_everything_of_the_account() -> None:
    addresses = [row.address for row in hub.rows(factories.user())]

    assert addresses[:8] == [
        "/phieu/mine/",
        "/accounts/profile/",
        "/accounts/email/",
        "/accounts/phone/change/",
        "/accounts/password/change/",
        "/accounts/2fa/",
        "/accounts/sessions/",
        "/accounts/3rdparty/",
    ]


def test_every_row_can_be_opened(client: Client) -> None:
    person = factories.user()
    signed_in(client, person)
    for row in hub.rows(person):
        # Some ask for the password first.
        assert client.get(row.address, follow=True).status_code == 200, row


def test_an_address_says_whether_it_is_verified() -> None:
    person = factories.user(email="minh@school.test")
    assert state(person, "E-mail") == "minh@school.test, verified"

    EmailAddress.objects.update(verified=False)
    assert state(person, "E-mail") == "minh@school.test, not verified yet"

    EmailAddress.objects.all().delete()
    assert state(person, "E-mail") == "minh@school.test, not verified yet"


def test_a_phone_says_whether_it_is_verified() -> None:
    assert state(factories.user(), "Phone number") == "None yet"

    person = factories.user(phone="+84912345678")
    assert state(person, "Phone number") == "0912\u00a0345\u00a0678, not verified yet"

    person.phone_verified_at = clock.now()
    assert state(person, "Phone number") == "0912\u00a0345\u00a0678, verified"


def test_without_a_password_the_row_leads_to_setting_one() -> None:
    person = factories.user()
    person.set_unusable_password()
    row = next(row for row in hub.rows(person) if row.title == "Password")

    assert (row.state, row.address) == ("Not set: you sign in by code", "/accounts/password/set/")


def test_the_second_step_says_how() -> None:
    person = factories.user()
    assert state(person, "Second step at sign-in") == "Off"

    for kind in ("webauthn", "totp", "recovery_codes"):
        Authenticator.objects.create(user=person, type=kind, data={})
    assert state(person, "Second step at sign-in") == "On: authenticator app, passkey, recovery codes"


def test_the_office_is_told_that_it_needs_one() -> None:
    row = next(row for row in hub.rows(factories.user(Role.STAFF)) if row.title == "Second step at sign-in")

    assert (row.state, row.needs_care) == ("Off, and needed for your work", True)


def test_devices_are_counted(client: Client) -> None:
    person = factories.user()
    signed_in(client, person).get("/accounts/")
    assert state(person, "Where you are signed in") == "1 device"

    signed_in(Client(), person).get("/accounts/")
    assert state(person, "Where you are signed in") == "2 devices"


def test_connected_accounts_are_named() -> None:
    person = factories.user()
    assert state(person, "Connected accounts") == "None"

    SocialAccount.objects.create(user=person, provider="google", uid="1")
    assert state(person, "Connected accounts") == "Google"


def test_a_guest_sees_only_what_is_a_guests(client: Client) -> None:
    guest = User.objects.create_guest("An", expires_at=clock.now() + timedelta(days=1))
    html = signed_in(client, guest).get("/accounts/").content.decode()

    assert [row.address for row in hub.rows(guest)] == ["/accounts/keep/", "/accounts/profile/", "/accounts/data/"]
    assert "Guest" in html
    assert "/accounts/2fa/" not in html


def test_a_guests_profile_has_no_telephone_to_change(client: Client) -> None:
    guest = User.objects.create_guest("An", expires_at=clock.now() + timedelta(days=1))

    assert "/accounts/phone/change/" not in signed_in(client, guest).get("/accounts/profile/").content.decode()


def test_visitors_are_led_to_the_sign_in(client: Client) -> None:
    assert client.get("/accounts/").headers["Location"] == "/accounts/login/?next=%2Faccounts%2F"


@pytest.mark.parametrize("path", ["/", "/privacy/", "/accounts/profile/", "/phieu/"])
def test_every_page_leads_to_the_account(client: Client, path: str) -> None:
    assert '<a href="/accounts/">' in signed_in(client, factories.user()).get(path).content.decode()


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_costs_the_same_however_much_there_is(
    client: Client, count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    person = factories.user()
    signed_in(client, person).get("/accounts/")
    for number in range(count):
        Authenticator.objects.create(user=person, type=["totp", "webauthn", "recovery_codes"][number], data={})
        SocialAccount.objects.create(user=person, provider="google", uid=str(number))
        EmailAddress.objects.create(user=person, email=f"other{number}@school.test")
    # Session, user and look; then one query each for addresses, second factors, sessions and connected accounts.
    with django_assert_num_queries(6):
        client.get("/accounts/")


@pytest.mark.parametrize(
    ("name", "letters"),
    [("Nguyễn Bảo An", "BA"), ("Minh", "M"), ("đỗ  linh", "ĐL"), ("An (con)", "A"), ("🎹", "?"), ("", "?")],
)
def test_initials_are_those_of_the_given_name(name: str, letters: str) -> None:
    assert initials(name) == letters


def test_initials_stand_in_the_circle_without_being_read_aloud(client: Client) -> None:
    html = signed_in(client, factories.user(name="Nguyễn Bảo An")).get("/accounts/").content.decode()

    assert '<span class="avatar avatar--lg" aria-hidden="true">BA</span>' in html


@pytest.mark.parametrize(("role", "is_there"), [(Role.TEACHER, True), (Role.STAFF, True), (Role.STUDENT, False)])
def test_whoever_may_invite_guests_finds_their_links(role: Role, is_there: bool) -> None:
    addresses = [row.address for row in hub.rows(factories.user(role))]

    assert ("/accounts/invitations/" in addresses) is is_there


def test_the_profile_promises_notifications_only_where_there_are_some(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(profiles.NOTICES, Role.STAFF, tuple(Notice))

    assert "notifications" in state(factories.user(Role.STAFF), "Profile and preferences")
    assert "notifications" not in state(factories.user(Role.TEACHER), "Profile and preferences")
