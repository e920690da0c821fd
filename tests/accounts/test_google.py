"""Signing in with Google: the whole round trip, and what Google alone does not open."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
from allauth.account.models import EmailAddress
from allauth.socialaccount.models import SocialAccount
from allauth.socialaccount.providers.google.views import GoogleOAuth2Adapter
from django.core import mail
from django.test import Client

from accounts.enums import Role
from accounts.models import Profile, User
from tests import factories
from tests.accounts import google as double
from tests.accounts.codes import english, errors, is_signed_in, mailed, post

__all__ = ["english"]
pytestmark = pytest.mark.django_db
EMAIL, CALLBACK = "huong@gmail.test", "/accounts/google/login/callback/"
ZALO = "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 Chrome/120 Mobile Zalo android/12110733"
HUONG = {"sub": "1001", "email": EMAIL, "email_verified": True, "name": "Phạm Thị  Hường"}


@pytest.fixture
def google(settings: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[double.Google]:
    """Credentials in the settings, and somebody who consents."""
    app = {"client_id": double.CLIENT_ID, "secret": double.SECRET, "key": ""}
    ours = settings.SOCIALACCOUNT_PROVIDERS["google"]
    settings.SOCIALACCOUNT_PROVIDERS = {"google": ours | {"APPS": [app]}}
    with double.running() as running:
        monkeypatch.setattr(GoogleOAuth2Adapter, "access_token_url", running.url)
        running.person = dict(HUONG)
        yield running


def begin(client: Client, process: str = "login", **query: str) -> str:
    """Google's address, where the button leads."""
    return post(client, f"google/login/?process={process}" + "".join(f"&{k}={v}" for k, v in query.items()))[1]


def come(client: Client, google: double.Google, process: str = "login", **query: str) -> str:
    """There and back; where the person is led then."""
    back = google.consent(begin(client, process, **query))
    return str(client.get(CALLBACK + back).headers.get("Location", ""))


def test_somebody_new_is_in_at_once(client: Client, google: double.Google) -> None:
    assert come(client, google) == "/"

    person = User.objects.get()
    assert (person.name, person.email, person.role) == ("Phạm Thị Hường", EMAIL, Role.STUDENT)
    assert person.email_verified_at is not None
    assert not person.has_usable_password()
    assert Profile.objects.filter(user=person).exists()
    assert client.session["_auth_user_id"] == str(person.pk)


def test_what_google_is_asked_for_is_protected_and_little(client: Client, google: double.Google) -> None:
    asked = dict(parse_qsl(urlsplit(begin(client)).query))

    assert set(asked["scope"].split()) == {"profile", "email"}
    assert asked["response_type"] == "code"
    assert len(asked["code_challenge"]) == 43
    assert len(asked["state"]) >= 16


def test_the_second_time_finds_the_same_person(client: Client, google: double.Google) -> None:
    come(client, google)
    client.post("/accounts/logout/")
    google.person |= {"email": "another@gmail.test", "name": "Somebody"}

    assert come(client, google) == "/"
    assert User.objects.get().email == EMAIL


def test_the_page_that_asked_comes_next_and_a_foreign_one_never(client: Client, google: double.Google) -> None:
    assert come(client, google, next="/rooms/") == "/rooms/"

    client.post("/accounts/logout/")
    assert come(client, google, next="https://evil.example/") == "/"


def test_an_existing_account_is_not_taken_over(english: Client, google: double.Google) -> None:
    owner = factories.user(email=EMAIL)

    assert come(english, google) == "/accounts/login/"
    assert not is_signed_in(english)
    assert not SocialAccount.objects.exists()
    assert "connect Google under My account" in english.get("/accounts/login/").content.decode()
    assert User.objects.get() == owner


def test_an_account_with_an_unproved_address_is_not_taken_over_either(client: Client, google: double.Google) -> None:
    User.objects.create_user(EMAIL, None, name="Cô Hà", role=Role.STAFF)

    assert come(client, google) == "/accounts/login/"
    assert not is_signed_in(client)


def test_an_address_that_google_has_not_proved_needs_its_code(client: Client, google: double.Google) -> None:
    google.person["email_verified"] = False

    assert come(client, google) == "/accounts/confirm-email/"
    assert not is_signed_in(client)
    assert post(client, "confirm-email/", code=mailed(EMAIL))[0] == 302
    assert User.objects.get().email_verified_at is not None


def test_an_unproved_address_of_somebody_else_tells_nothing(client: Client, google: double.Google) -> None:
    factories.user(email=EMAIL)
    google.person["email_verified"] = False

    assert come(client, google) == "/accounts/confirm-email/"
    assert "You have an account already" in mail.outbox[-1].subject or mail.outbox[-1].to == [EMAIL]
    assert not SocialAccount.objects.exists()


def test_without_an_address_the_missing_things_are_asked_for(english: Client, google: double.Google) -> None:
    del google.person["email"]

    assert come(english, google) == "/accounts/3rdparty/signup/"
    html = english.get("/accounts/3rdparty/signup/").content.decode()
    assert 'value="Phạm Thị Hường"' in html
    assert errors(post(english, "3rdparty/signup/", name="Hường", email="")[2]) == [
        ("id_email", "Enter your e-mail address")
    ]
    assert post(english, "3rdparty/signup/", name="Hường", email=EMAIL)[1] == "/accounts/confirm-email/"
    post(english, "confirm-email/", code=mailed(EMAIL))
    assert User.objects.get().name == "Hường"
    assert is_signed_in(english)


@pytest.mark.parametrize(("given", "stored"), [("", "huong"), ("\u202eHường\x07", "Hường"), ("A" * 300, "A" * 80)])
def test_names_from_google_are_tidied_like_typed_ones(
    client: Client, google: double.Google, given: str, stored: str
) -> None:
    google.person["name"] = given
    come(client, google)

    assert User.objects.get().name == stored


def test_an_answer_to_nobody_s_question_is_refused(client: Client, google: double.Google) -> None:
    back = google.consent(begin(client))
    stranger = Client()

    assert stranger.get(CALLBACK + back).status_code in (200, 401)
    assert not is_signed_in(stranger)
    assert not User.objects.exists()


def test_an_answer_works_once(client: Client, google: double.Google) -> None:
    back = google.consent(begin(client))
    client.get(CALLBACK + back)
    client.post("/accounts/logout/")
    client.get(CALLBACK + back)

    assert not is_signed_in(client)


def test_a_token_made_for_another_site_is_refused(english: Client, google: double.Google) -> None:
    google.audience = "somebody-else.apps.example"
    response = english.get(CALLBACK + google.consent(begin(english)))

    assert "Google did not answer as expected" in response.content.decode()
    assert not User.objects.exists()


def test_google_being_away_is_said(english: Client, google: double.Google) -> None:
    google.is_away = True
    response = english.get(CALLBACK + google.consent(begin(english)))

    assert "Google did not answer as expected" in response.content.decode()


def test_stopping_at_google_leads_to_the_other_ways(english: Client, google: double.Google) -> None:
    state = dict(parse_qsl(urlsplit(begin(english)).query))["state"]
    response = english.get(f"{CALLBACK}?state={state}&error=access_denied", follow=True)

    assert "You have stopped at Google" in response.content.decode()


def test_looking_at_the_address_sends_nobody_to_google(client: Client, google: double.Google) -> None:
    response = client.get("/accounts/google/login/")

    assert response.status_code == 200
    assert response.content.decode().count("<h1") == 1


def test_the_second_factor_is_asked_for_after_google_too(client: Client, google: double.Google) -> None:
    come(client, google)

    assert "account_authentication_methods" in client.session


@pytest.mark.parametrize("path", ["login/", "signup/"])
def test_the_button_stands_where_it_works(client: Client, google: double.Google, path: str) -> None:
    assert 'action="/accounts/google/login/?process=login"' in client.get(f"/accounts/{path}").content.decode()
    in_zalo = client.get(f"/accounts/{path}", headers={"User-Agent": ZALO}).content.decode()
    assert "google" not in in_zalo.lower()


@pytest.mark.parametrize("path", ["google/login/", "google/login/callback/"])
def test_without_credentials_there_is_no_google(client: Client, path: str) -> None:
    assert "google" not in client.get("/accounts/login/").content.decode().lower()
    assert client.get(f"/accounts/{path}").status_code == 404
    assert client.post(f"/accounts/{path}").status_code == 404


def test_google_s_one_tap_button_is_nobody_s_way_in(client: Client, google: double.Google) -> None:
    assert client.post("/accounts/google/login/token/", {"credential": "x"}).status_code == 403


# ---- Connecting ----


@pytest.fixture
def inside(english: Client) -> Client:
    """An account with another address, signed in just now."""
    person = factories.user(email="huong@example.test")
    post(english, "login/", login=person.email, password="lesson-piano")
    post(english, "reauthenticate/", password="lesson-piano")
    return english


def test_google_is_connected_and_disconnected_under_my_account(inside: Client, google: double.Google) -> None:
    assert "Connect Google" in inside.get("/accounts/3rdparty/").content.decode()
    assert come(inside, google, "connect") == "/accounts/3rdparty/"
    account = SocialAccount.objects.get()
    assert EMAIL in inside.get("/accounts/3rdparty/").content.decode()
    assert mail.outbox[-1].to == ["huong@example.test"]

    post(inside, "3rdparty/", account=account.pk)
    assert not SocialAccount.objects.exists()


def test_a_connected_account_opens_the_door(inside: Client, google: double.Google) -> None:
    come(inside, google, "connect")
    inside.post("/accounts/logout/")

    assert come(inside, google) == "/"
    assert is_signed_in(inside)
    assert EmailAddress.objects.get().email == "huong@example.test"


def test_a_google_account_belongs_to_one_person(inside: Client, google: double.Google) -> None:
    come(Client(), google)
    come(inside, google, "connect")

    assert "belongs to another account here" in inside.get("/accounts/3rdparty/").content.decode()
    assert SocialAccount.objects.get().user.email == EMAIL


def test_the_only_way_in_is_not_taken_away(english: Client, google: double.Google) -> None:
    come(english, google)
    account = SocialAccount.objects.get()
    html = post(english, "3rdparty/", account=account.pk)[2]

    assert "Set a password first" in html
    assert SocialAccount.objects.exists()


def test_somebody_else_s_connection_cannot_be_taken_away(inside: Client, google: double.Google) -> None:
    come(Client(), google)

    post(inside, "3rdparty/", account=SocialAccount.objects.get().pk)
    assert SocialAccount.objects.exists()
