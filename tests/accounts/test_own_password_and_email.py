"""Forgotten and changed passwords, changed e-mail addresses, and the news about them."""

from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.test import Client

from accounts.models import User
from tests import factories
from tests.accounts.codes import english, errors, is_signed_in, mailed, post, wrong

__all__ = ["english"]
pytestmark = pytest.mark.django_db
EMAIL, NEW_EMAIL = "huong@example.test", "huong.moi@example.test"
PASSWORD, NEW_PASSWORD = "lesson-piano", "mua thu la bay"
LOST = {"EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend", "EMAIL_HOST": "127.0.0.1", "EMAIL_PORT": 9}


@pytest.fixture
def person() -> User:
    return factories.user(email=EMAIL)


@pytest.fixture
def inside(client: Client, person: User) -> Client:
    """Signed in just now, and asked for the password once more."""
    client.cookies["language"] = "en"
    post(client, "login/", login=EMAIL, password=PASSWORD)
    post(client, "reauthenticate/", password=PASSWORD)
    return client


def lose_mail_server(settings: Any) -> None:
    for name, value in LOST.items():
        setattr(settings, name, value)


def set_new(client: Client, first: str = NEW_PASSWORD, second: str = NEW_PASSWORD) -> tuple[int, str, str]:
    return post(client, "password/reset/complete/", password1=first, password2=second)


# ---- Forgotten password ----


def test_a_forgotten_password_is_replaced_with_a_code_and_leads_inside(client: Client, person: User) -> None:
    assert post(client, "password/reset/", email=EMAIL)[1] == "/accounts/password/reset/confirm/"
    assert post(client, "password/reset/confirm/", code=mailed(EMAIL))[1] == "/accounts/password/reset/complete/"
    assert set_new(client)[:2] == (302, "/")

    assert is_signed_in(client)
    person.refresh_from_db()
    assert person.check_password(NEW_PASSWORD)


def test_the_reset_is_how_people_made_by_the_office_begin(client: Client) -> None:
    person = User.objects.create_user(EMAIL, None, name="Cô Hà")
    post(client, "password/reset/", email=EMAIL)
    post(client, "password/reset/confirm/", code=mailed())
    set_new(client)

    person.refresh_from_db()
    assert is_signed_in(client)
    assert person.email_verified_at is not None
    assert EmailAddress.objects.get(user=person).verified


def test_an_unknown_address_gets_the_same_answer(client: Client, person: User) -> None:
    other = Client()
    known, unknown = (
        post(client, "password/reset/", email=EMAIL),
        post(other, "password/reset/", email="nobody@example.test"),
    )

    assert known[:2] == unknown[:2]
    assert other.get("/accounts/password/reset/confirm/").status_code == 200
    assert post(other, "password/reset/confirm/", code="00000000")[0] == 200


def test_no_new_password_without_the_code(client: Client, person: User) -> None:
    post(client, "password/reset/", email=EMAIL)

    assert set_new(client)[1] == "/accounts/password/reset/confirm/"
    person.refresh_from_db()
    assert person.check_password(PASSWORD)


def test_five_wrong_codes_lock_the_reset(english: Client, person: User) -> None:
    post(english, "password/reset/", email=EMAIL)
    code = mailed()
    for _ in range(5):
        post(english, "password/reset/confirm/", code=wrong(code))

    assert "That code is locked" in english.get("/accounts/login/").content.decode()
    assert post(english, "password/reset/confirm/", code=code)[1] == "/accounts/login/"


def test_a_reset_code_works_once(client: Client, person: User) -> None:
    post(client, "password/reset/", email=EMAIL)
    code = mailed()
    post(client, "password/reset/confirm/", code=code)
    set_new(client)
    client.post("/accounts/logout/")

    assert post(client, "password/reset/confirm/", code=code)[1] == "/accounts/login/"
    assert set_new(client, "another one here", "another one here")[1] == "/accounts/password/reset/"


@pytest.mark.parametrize(
    ("first", "second", "said"),
    [
        (NEW_PASSWORD, "mua thu la roi", ("id_password2", "Enter the same password twice")),
        ("short", "short", ("id_password1", "Choose a password of at least 10 characters")),
        (EMAIL, EMAIL, ("id_password1", "Choose a password that is not like your name or e-mail")),
        (NEW_PASSWORD, "", ("id_password2", "Enter the new password again")),
    ],
)
def test_a_new_password_that_will_not_do_is_answered_with_what_to_do(
    english: Client, person: User, first: str, second: str, said: tuple[str, str]
) -> None:
    post(english, "password/reset/", email=EMAIL)
    post(english, "password/reset/confirm/", code=mailed())

    assert errors(set_new(english, first, second)[2]) == [said]


def test_asking_again_and_again_is_limited(client: Client, person: User) -> None:
    answers = [post(Client(), "password/reset/", email=EMAIL)[0] for _ in range(6)]

    assert answers == [302] * 5 + [429]


def test_a_lost_mail_server_is_said_at_the_reset(english: Client, person: User, settings: Any) -> None:
    lose_mail_server(settings)

    assert post(english, "password/reset/", email=EMAIL)[0] == 503


# ---- Changed password ----


def test_a_changed_password_ends_other_sessions_and_is_told_by_mail(inside: Client, person: User) -> None:
    elsewhere = Client()
    post(elsewhere, "login/", login=EMAIL, password=PASSWORD)
    given = {"oldpassword": PASSWORD, "password1": NEW_PASSWORD, "password2": NEW_PASSWORD}

    assert post(inside, "password/change/", **given)[0] == 302
    assert inside.get("/accounts/email/").status_code == 200
    assert elsewhere.get("/accounts/email/").status_code == 302
    assert mail.outbox[-1].subject.startswith("Your password has been changed")


def test_the_old_password_is_asked_for(inside: Client) -> None:
    given = {"oldpassword": "wrong-piano", "password1": NEW_PASSWORD, "password2": NEW_PASSWORD}

    assert errors(post(inside, "password/change/", **given)[2]) == [("id_oldpassword", "Enter your current password")]


def test_news_that_cannot_be_sent_undo_nothing(inside: Client, person: User, settings: Any) -> None:
    lose_mail_server(settings)
    given = {"oldpassword": PASSWORD, "password1": NEW_PASSWORD, "password2": NEW_PASSWORD}

    assert post(inside, "password/change/", **given)[0] == 302
    person.refresh_from_db()
    assert person.check_password(NEW_PASSWORD)


def test_somebody_without_a_password_sets_one(client: Client) -> None:
    person = User.objects.create_user(EMAIL, None, name="Cô Hà")
    post(client, "login/code/", email=EMAIL)
    post(client, "login/code/confirm/", code=mailed())
    assert post(client, "password/set/", password1=NEW_PASSWORD, password2=NEW_PASSWORD)[0] == 302

    person.refresh_from_db()
    assert person.check_password(NEW_PASSWORD)
    assert NEW_PASSWORD not in mail.outbox[-1].body


# ---- Changed address ----


def change(client: Client, email: str = NEW_EMAIL) -> tuple[int, str, str]:
    return post(client, "email/", email=email, action_add="")


def test_the_address_changes_with_its_code_and_the_old_one_is_told(inside: Client, person: User) -> None:
    assert change(inside)[1] == "/accounts/confirm-email/"
    person.refresh_from_db()
    assert person.email == EMAIL

    post(inside, "confirm-email/", code=mailed(NEW_EMAIL))
    person.refresh_from_db()
    assert person.email == EmailAddress.objects.get().email == NEW_EMAIL
    assert person.email_verified_at is not None
    assert mail.outbox[-1].to == [EMAIL]
    assert NEW_EMAIL in mail.outbox[-1].body


def test_the_password_is_asked_for_once_more_before_the_address_changes(client: Client, person: User) -> None:
    post(client, "login/", login=EMAIL, password=PASSWORD)

    assert change(client)[1] == "/accounts/reauthenticate/?next=%2Faccounts%2Femail%2F"
    assert not mail.outbox
    html = client.get("/accounts/reauthenticate/?next=%2Faccounts%2Femail%2F").content.decode()
    assert html.count("<h1") == 1
    answer = post(client, "reauthenticate/?next=%2Faccounts%2Femail%2F", password=PASSWORD)
    assert answer[1] == "/accounts/confirm-email/"


def test_a_wrong_password_proves_nothing(english: Client, person: User) -> None:
    post(english, "login/", login=EMAIL, password=PASSWORD)

    html = post(english, "reauthenticate/", password="wrong-piano")[2]
    assert errors(html) == [("id_password", "Enter your current password")]


def test_the_same_address_is_no_change(inside: Client) -> None:
    assert errors(change(inside, "HUONG@example.test")[2]) == [
        ("id_email", "This is your address already. Enter another one")
    ]


def test_somebody_else_s_address_looks_like_any_other_and_needs_its_code(inside: Client, person: User) -> None:
    factories.user(email=NEW_EMAIL)
    assert change(inside)[1] == "/accounts/confirm-email/"

    assert errors(post(inside, "confirm-email/", code="00000000")[2]) == [
        ("id_code", "Enter the newest code that we sent you")
    ]
    person.refresh_from_db()
    assert person.email == EMAIL


def test_with_its_code_somebody_else_s_address_is_still_theirs(inside: Client, person: User) -> None:
    change(inside)
    factories.user(email=NEW_EMAIL)
    html = post(inside, "confirm-email/", code=mailed(NEW_EMAIL))[2]

    assert errors(html)[0][1].startswith("This address belongs to another account")
    person.refresh_from_db()
    assert person.email == EMAIL


def test_a_lost_mail_server_keeps_the_address(inside: Client, person: User, settings: Any) -> None:
    lose_mail_server(settings)

    assert change(inside)[0] == 503
    person.refresh_from_db()
    assert person.email == EMAIL
    assert "account_email_verification_code" not in inside.session


def test_giving_up_leads_back_and_keeps_the_old_address(inside: Client, person: User) -> None:
    change(inside)

    assert 'href="/accounts/email/"' in inside.get("/accounts/confirm-email/").content.decode()


# ---- Mails ----


@pytest.mark.parametrize("language", ["vi", "en"])
def test_every_mail_of_ours_is_short_and_speaks_of_no_site(person: User, language: str, settings: Any) -> None:
    client = Client()
    client.cookies["language"] = language
    for path, email in (
        ("signup/", "new@example.test"),
        ("signup/", EMAIL),
        ("login/code/", EMAIL),
        ("login/code/", "nobody@example.test"),
        ("password/reset/", EMAIL),
    ):
        post(
            Client(headers={"Cookie": f"language={language}"}), path, email=email, name="Bảo An", password1=NEW_PASSWORD
        )

    assert len(mail.outbox) == 5
    for message in mail.outbox:
        assert message.subject.endswith(settings.SCHOOL_NAME)
        assert len(message.body.splitlines()) <= 14
        assert "testserver" not in f"{message.body}{message.subject}"
        assert "&#" not in message.body


def test_the_old_address_is_not_sent_where_it_opens_nothing_any_more(inside: Client) -> None:
    change(inside)
    inside.post("/accounts/confirm-email/", {"code": mailed()})

    assert "Call the school at once" in mail.outbox[-1].body
    assert "Forgot your password" not in mail.outbox[-1].body


def test_after_the_change_comes_the_account_with_the_new_address(inside: Client) -> None:
    change(inside)

    assert post(inside, "confirm-email/", code=mailed())[1] == "/accounts/"
    assert f"{NEW_EMAIL} is verified." in inside.get("/accounts/").content.decode()


def test_news_name_the_browser_in_words(inside: Client) -> None:
    agent = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) HeadlessChrome/126.0 Safari/537.36"
    given = {"oldpassword": PASSWORD, "password1": NEW_PASSWORD, "password2": NEW_PASSWORD}
    inside.post("/accounts/password/change/", given, headers={"user-agent": agent})

    assert "Browser: Chrome on Linux" in mail.outbox[-1].body
    assert "Mozilla" not in mail.outbox[-1].body
