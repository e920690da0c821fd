"""An open screen of somebody who signs in by code is no way to take the account over."""

from datetime import timedelta

import pytest
from django.test import Client

from accounts.enums import Role
from accounts.models import User
from school import clock
from tests import factories
from tests.accounts.codes import mailed, post

pytestmark = pytest.mark.django_db
EMAIL = "huong@example.test"
SHUT = ["password/set/", "2fa/totp/activate/", "data/delete/", "data/download/"]


@pytest.fixture
def person() -> User:
    made = factories.user(email=EMAIL)
    made.set_unusable_password()
    made.save()
    return made


@pytest.fixture
def by_code(client: Client, person: User) -> Client:
    sign_in(client)
    return client


def sign_in(client: Client, **more: str) -> str:
    post(client, "login/code/", email=EMAIL, **more)
    return post(client, "login/code/confirm/", code=mailed(EMAIL), **more)[1]


def age(client: Client, seconds: int) -> None:
    """Moves every proof of the session back."""
    session = client.session
    for record in session["account_authentication_methods"]:
        record["at"] -= seconds
    session.save()


@pytest.mark.parametrize("path", SHUT)
def test_after_a_while_the_page_asks_for_a_new_sign_in(by_code: Client, path: str) -> None:
    age(by_code, 301)
    response = by_code.get(f"/accounts/{path}")

    assert response.headers["Location"].startswith("/accounts/login/?next=%2Faccounts%2F")
    assert "_auth_user_id" not in by_code.session


@pytest.mark.parametrize("path", SHUT)
def test_right_after_signing_in_it_does_not(by_code: Client, path: str) -> None:
    response = by_code.get(f"/accounts/{path}")

    assert "/login/" not in response.headers.get("Location", "")


@pytest.mark.parametrize(
    ("path", "fields"),
    [
        ("password/set/", {"password1": "mine now words", "password2": "mine now words"}),
        ("email/", {"email": "mine@example.test", "action_add": ""}),
        ("phone/change/", {"phone": "0987654321"}),
        ("data/delete/", {"word": "delete"}),
    ],
)
def test_nothing_is_changed_from_an_old_session(
    by_code: Client, person: User, path: str, fields: dict[str, str]
) -> None:
    age(by_code, 301)
    assert post(by_code, path, **fields)[1].startswith("/accounts/login/?next=")

    stored = User.objects.get(pk=person.pk)
    assert (stored.has_usable_password(), stored.email, str(stored.phone)) == (False, EMAIL, "")
    assert stored.deletion_requested_at is None


def test_the_way_leads_back_with_a_reason(by_code: Client) -> None:
    by_code.cookies["language"] = "en"
    age(by_code, 301)
    page = by_code.get("/accounts/password/set/", follow=True).content.decode()

    assert "Sign in again for this step, so that we know it is you" in page
    assert sign_in(by_code, next="/accounts/password/set/") == "/accounts/password/set/"
    assert by_code.get("/accounts/password/set/").status_code == 200


def test_a_session_that_knows_no_proof_is_an_old_one(client: Client, person: User) -> None:
    client.force_login(person)

    assert client.get("/accounts/data/delete/").status_code == 302


def test_a_guest_who_could_not_sign_in_again_is_let_through(client: Client) -> None:
    client.force_login(User.objects.create_guest("Bé An", expires_at=clock.now() + timedelta(days=1)))

    assert client.get("/accounts/data/delete/").status_code == 200


def test_whoever_has_a_password_is_asked_for_it(client: Client) -> None:
    client.force_login(factories.user(Role.TEACHER))

    assert client.get("/accounts/data/delete/").headers["Location"].startswith("/accounts/reauthenticate/")
