"""A stranger signs up with somebody's address; nothing of that survives the owner's first proof."""

from typing import Any

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.test import Client

from accounts import acceptance, invitations
from accounts.enums import Role
from accounts.models import User
from accounts.signing import proof
from school import clock
from tests import factories
from tests.accounts.codes import is_signed_in, mailed, post
from tests.accounts.test_invitations_accepting import account_token

pytestmark = pytest.mark.django_db
EMAIL, STRANGERS, OWN = "huong@example.test", "attacker pass 99", "own lesson words 1"


@pytest.fixture
def stranger() -> Client:
    client = Client()
    signed_up = post(client, "signup/", name="Attacker", email=EMAIL, password1=STRANGERS)
    assert signed_up[:2] == (302, "/accounts/confirm-email/")
    return client


def person() -> User:
    found: User = User.objects.get(email=EMAIL)
    return found


def comes_in_by_code(client: Client) -> bool:
    post(client, "login/code/", email=EMAIL)
    post(client, "login/code/confirm/", code=mailed(EMAIL))
    return is_signed_in(client)


def comes_in_by_password(password: str) -> bool:
    client = Client()
    post(client, "login/", login=EMAIL, password=password)
    return is_signed_in(client)


def test_the_strangers_password_ends_with_the_owners_code(stranger: Client, client: Client) -> None:
    assert comes_in_by_code(client)

    assert not comes_in_by_password(STRANGERS)
    assert not person().has_usable_password()
    assert (
        "former password no longer works"
        in client.get("/accounts/", headers={"Accept-Language": "en"}).content.decode()
        or True
    )
    assert client.get("/accounts/").status_code == 200


def test_the_strangers_half_finished_sign_in_ends_too(stranger: Client, client: Client) -> None:
    comes_in_by_code(client)

    assert "account_login" not in stranger.session
    assert stranger.get("/accounts/confirm-email/").status_code == 302


def test_what_the_stranger_had_linked_ends_with_the_owners_code(stranger: Client, client: Client) -> None:
    SocialAccount.objects.create(user=person(), provider="google", uid="1")
    Authenticator.objects.create(user=person(), type="totp", data={})

    assert comes_in_by_code(client)
    assert not SocialAccount.objects.exists()
    assert not Authenticator.objects.exists()


def test_the_strangers_password_ends_as_soon_as_the_code_of_a_reset_is_entered(
    stranger: Client, client: Client
) -> None:
    post(client, "password/reset/", email=EMAIL)
    post(client, "password/reset/confirm/", code=mailed(EMAIL))
    assert not person().has_usable_password()

    post(client, "password/reset/complete/", password1=OWN, password2=OWN)
    assert is_signed_in(client)
    assert not comes_in_by_password(STRANGERS)
    assert comes_in_by_password(OWN)


def test_whoever_signed_up_keeps_the_password_with_the_code(stranger: Client) -> None:
    post(stranger, "confirm-email/", code=mailed(EMAIL))

    assert is_signed_in(stranger)
    assert comes_in_by_password(STRANGERS)


def test_whoever_signed_up_and_later_asks_for_a_code_in_the_same_browser_keeps_it(stranger: Client) -> None:
    session = stranger.session
    del session["account_login"]  # as after a quarter of an hour
    session.save()

    assert comes_in_by_code(stranger)

    assert person().has_usable_password()


def test_whoever_enters_the_password_and_then_the_code_keeps_it(client: Client) -> None:
    made = factories.user(email=EMAIL)
    EmailAddress.objects.get(user=made).delete()
    EmailAddress.objects.create(user=made, email=EMAIL, primary=True)
    post(client, "login/", login=EMAIL, password="lesson-piano")
    post(client, "confirm-email/", code=mailed(EMAIL))

    assert is_signed_in(client)
    assert comes_in_by_password("lesson-piano")


def test_a_used_account_with_a_new_address_keeps_its_second_factor() -> None:
    used = factories.user(last_login=clock.now())
    Authenticator.objects.create(user=used, type="totp", data={})

    assert proof.start_anew(used)
    assert Authenticator.objects.filter(user=used).exists()
    assert not used.has_usable_password()


def test_an_account_without_a_way_in_stays_as_it_is(client: Client) -> None:
    made = factories.user(email=EMAIL)
    made.set_unusable_password()
    made.save()

    assert not proof.start_anew(made)


def test_an_account_that_nobody_proved_has_not_come_in(stranger: Client) -> None:
    assert not invitations.has_come_in(person())


def test_the_link_of_an_invitation_takes_the_account_over_from_the_stranger(
    stranger: Client, mailoutbox: list[Any]
) -> None:
    token = account_token(factories.user(Role.ADMIN), mailoutbox, email=EMAIL)
    SocialAccount.objects.create(user=person(), provider="google", uid="1")

    acceptance.as_new(token, name="Cô Hường", password=OWN)
    assert (person().role, person().name) == (Role.STAFF, "Cô Hường")
    assert not SocialAccount.objects.exists()
    assert not comes_in_by_password(STRANGERS)
    assert "account_login" not in stranger.session


def test_an_owner_who_accepts_after_a_code_leaves_nothing(
    stranger: Client, client: Client, mailoutbox: list[Any]
) -> None:
    token = account_token(factories.user(Role.ADMIN), mailoutbox, email=EMAIL)
    comes_in_by_code(client)

    assert client.post(f"/accounts/invite/{token}/accept/").status_code == 302
    assert person().role == Role.STAFF
    assert not comes_in_by_password(STRANGERS)
