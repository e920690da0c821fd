"""Guests: their end, and how they keep their account."""

import re
from datetime import timedelta
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import make_password
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from accounts import guests
from accounts.enums import Role
from accounts.models import User
from accounts.people import Refused
from school import clock
from tests import factories

pytestmark = pytest.mark.django_db
KEEP, CODE, AGAIN = "/accounts/keep/", "/accounts/keep/code/", "/accounts/keep/code/again/"
GIVEN = {"name": "Bé An", "email": "An@School.test", "password": "nhac-cu-moi-2026"}


@pytest.fixture
def guest(client: Client) -> User:
    person: User = User.objects.create_guest("Bé An", expires_at=clock.now() + timedelta(days=1))
    client.force_login(person)
    client.cookies["language"] = "en"
    return person


def code_in(mail: Any) -> str:
    found = re.search(r"^\s*([A-Z0-9-]{5,12})\s*$", mail.body, re.MULTILINE)
    assert found, mail.body
    return found[1]


def test_a_guest_whose_time_is_over_is_signed_out_by_the_next_click(client: Client, guest: User) -> None:
    assert client.get(KEEP).status_code == 200
    User.objects.filter(pk=guest.pk).update(expires_at=clock.now())

    assert client.get(KEEP).headers["Location"].startswith("/accounts/login/")
    guest.refresh_from_db()
    assert guest.has_ended
    assert not guest.may_enter
    assert guest in User.objects.expired_guests()


@pytest.mark.parametrize("name", ["account_email", "account_change_password", "mfa_index", "socialaccount_connections"])
def test_a_guest_has_no_account_whose_safety_could_be_managed(client: Client, guest: User, name: str) -> None:
    assert client.get(reverse(name)).status_code == 403


def test_a_guest_keeps_row_and_name_with_a_proven_address(client: Client, guest: User, mailoutbox: list[Any]) -> None:
    assert client.post(KEEP, GIVEN).headers["Location"] == CODE
    assert "an@school.test" in client.get(CODE).content.decode()
    response = client.post(CODE, {"code": code_in(mailoutbox[0])})

    guest.refresh_from_db()
    assert response.headers["Location"] == "/"
    assert (guest.is_guest, guest.expires_at, guest.email, guest.role) == (False, None, "an@school.test", Role.STUDENT)
    assert guest.check_password(GIVEN["password"])
    assert EmailAddress.objects.get(user=guest).verified
    assert client.session["_auth_user_id"] == str(guest.pk)


def test_whoever_kept_the_account_signs_in_with_it(client: Client, guest: User, mailoutbox: list[Any]) -> None:
    client.post(KEEP, GIVEN)
    client.post(CODE, {"code": code_in(mailoutbox[0])})
    elsewhere = Client()

    signed_in = elsewhere.post("/accounts/login/", {"login": "an@school.test", "password": GIVEN["password"]})
    assert (signed_in.status_code, elsewhere.session["_auth_user_id"]) == (302, str(guest.pk))


def test_a_taken_address_looks_like_a_free_one_and_its_owner_is_told(
    client: Client, guest: User, mailoutbox: list[Any]
) -> None:
    owner = factories.user(email="an@school.test")
    taken = client.post(KEEP, GIVEN)

    assert (taken.status_code, taken.headers["Location"]) == (302, CODE)
    assert client.get(CODE).status_code == 200
    assert [mail.to for mail in mailoutbox] == [[owner.email]]
    assert not re.search(r"^\s*[A-Z0-9]{3}-?[A-Z0-9]{3}\s*$", mailoutbox[0].body, re.MULTILINE)


def test_no_code_opens_a_taken_address_and_the_guest_loses_nothing(client: Client, guest: User) -> None:
    factories.user(email="an@school.test")
    client.post(KEEP, GIVEN)
    sent = client.session["accounts_keeping"]["code"]
    client.post(CODE, {"code": sent})

    guest.refresh_from_db()
    assert guest.is_guest
    assert client.get(KEEP).status_code == 200


def test_an_address_taken_while_the_code_travelled_is_told_plainly(
    client: Client, guest: User, mailoutbox: list[Any]
) -> None:
    client.post(KEEP, GIVEN)
    factories.user(email="an@school.test")
    page = client.post(CODE, {"code": code_in(mailoutbox[0])}, follow=True).content.decode()

    assert "has an account already" in page
    assert User.objects.get(pk=guest.pk).is_guest


def test_after_five_wrong_codes_it_is_locked_and_said_so(client: Client, guest: User, mailoutbox: list[Any]) -> None:
    client.post(KEEP, GIVEN)
    pages = [client.post(CODE, {"code": "WRONG"}, follow=True).content.decode() for _ in range(5)]

    assert "Enter the newest code that we sent you" in pages[0]
    assert "locked after too many wrong tries" in pages[4]
    client.post(CODE, {"code": code_in(mailoutbox[0])})
    assert User.objects.get(pk=guest.pk).is_guest


def test_guesses_are_counted_for_their_address_too(
    client: Client, guest: User, mailoutbox: list[Any], settings: Settings
) -> None:
    settings.ACCOUNT_RATE_LIMITS = settings.ACCOUNT_RATE_LIMITS | {"confirm_code": "2/m/ip"}
    client.post(KEEP, GIVEN)

    assert [client.post(CODE, {"code": "WRONG"}).status_code for _ in range(3)] == [200, 200, 429]
    assert client.get(CODE).status_code == 200


def test_a_code_is_worth_nothing_after_ten_minutes(
    client: Client, guest: User, mailoutbox: list[Any], settings: Settings
) -> None:
    client.post(KEEP, GIVEN)
    session = client.session
    session["accounts_keeping"] |= {"at": session["accounts_keeping"]["at"] - settings.CODE_LIFETIME - 1}
    session.save()

    page = client.post(CODE, {"code": code_in(mailoutbox[0])}, follow=True).content.decode()
    assert "too old" in page
    assert User.objects.get(pk=guest.pk).is_guest


def test_a_new_code_replaces_the_earlier_one(client: Client, guest: User, mailoutbox: list[Any]) -> None:
    client.post(KEEP, GIVEN)
    assert client.post(AGAIN).headers["Location"] == CODE
    first, second = (code_in(mail) for mail in mailoutbox)

    client.post(CODE, {"code": first})
    assert User.objects.get(pk=guest.pk).is_guest
    client.post(CODE, {"code": second})
    assert not User.objects.get(pk=guest.pk).is_guest


def test_three_new_codes_are_enough(client: Client, guest: User, mailoutbox: list[Any]) -> None:
    client.post(KEEP, GIVEN)
    answers = [client.post(AGAIN).headers["Location"] for _ in range(4)]

    assert answers == [CODE, CODE, CODE, KEEP]
    assert len(mailoutbox) == 4


def test_codes_are_not_mailed_without_end(client: Client, guest: User, mailoutbox: list[Any]) -> None:
    answers = [client.post(KEEP, GIVEN).status_code for _ in range(6)]

    assert answers == [302] * 5 + [429]
    assert len(mailoutbox) == 5


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"name": ""}, "name"),
        ({"email": "an"}, "email"),
        ({"email": ""}, "email"),
        ({"password": "short"}, "password"),
        ({"password": "an@school.test"}, "password"),
    ],
)
def test_what_is_wrong_is_told_at_its_box(client: Client, guest: User, wrong: dict[str, str], field: str) -> None:
    page = client.post(KEEP, GIVEN | wrong).content.decode()

    assert f'href="#id_{field}"' in page
    assert "accounts_keeping" not in client.session


def test_without_a_mail_server_nothing_is_begun(client: Client, guest: User, settings: Settings) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    response = client.post(KEEP, GIVEN)

    assert response.status_code == 503
    assert "accounts_keeping" not in client.session


def test_the_code_page_without_a_beginning_leads_to_it(client: Client, guest: User) -> None:
    assert client.get(CODE).headers["Location"] == KEEP
    assert client.post(AGAIN).headers["Location"] == KEEP
    assert client.get(AGAIN).status_code == 405


@pytest.mark.parametrize("path", [KEEP, CODE])
def test_others_have_nothing_to_keep(client: Client, path: str) -> None:
    assert client.get(path).headers["Location"].startswith("/accounts/login/")
    client.force_login(factories.user())
    assert client.get(path).headers["Location"] == "/"


def test_a_guest_whose_time_ran_out_meanwhile_is_told_so(guest: User) -> None:
    User.objects.filter(pk=guest.pk).update(expires_at=clock.now())
    with pytest.raises(Refused):
        guests.keep(guest, name="An", email="an@school.test", password_hash=make_password("x"))
    assert not EmailAddress.objects.exists()
