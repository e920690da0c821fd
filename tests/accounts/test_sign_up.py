"""Signing up: name, e-mail, password, and the code that proves the e-mail."""

import unicodedata
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.test import Client

from accounts.enums import Language, Role
from accounts.models import Profile, User
from tests import factories
from tests.accounts.codes import english, errors, is_signed_in, mailed, post, wrong

__all__ = ["english"]
pytestmark = pytest.mark.django_db
EMAIL = "huong@example.test"


def sign_up(client: Client, **fields: Any) -> tuple[int, str, str]:
    given = {"name": "Phạm Thị Hường", "email": EMAIL, "password1": "mua thu la bay"} | fields
    return post(client, "signup/", **given)


def confirm(client: Client, code: str, **fields: str) -> tuple[int, str, str]:
    return post(client, "confirm-email/", code=code, **fields)


def test_a_new_person_is_a_student_and_is_in_after_the_code(client: Client) -> None:
    assert sign_up(client)[:2] == (302, "/accounts/confirm-email/")
    assert not is_signed_in(client)

    assert confirm(client, mailed(EMAIL))[:2] == (302, "/")
    person = User.objects.get(email=EMAIL)
    assert (person.name, person.role, person.is_guest) == ("Phạm Thị Hường", Role.STUDENT, False)
    assert client.session["_auth_user_id"] == str(person.pk)


def test_the_address_is_proved_on_both_sides(client: Client) -> None:
    sign_up(client)
    assert User.objects.get().email_verified_at is None

    confirm(client, mailed())
    assert User.objects.get().email_verified_at is not None
    assert EmailAddress.objects.get().verified is True


@pytest.mark.parametrize("language", Language.values)
def test_the_profile_speaks_the_language_that_was_read(client: Client, language: str) -> None:
    client.cookies["language"] = language
    sign_up(client)

    assert Profile.objects.get().language == language


def test_the_form_asks_for_no_telephone(client: Client) -> None:
    html = client.get("/accounts/signup/").content.decode()

    assert 'name="name"' in html
    assert 'name="phone"' not in html


def test_what_is_missing_is_named(english: Client) -> None:
    assert errors(sign_up(english, name=" ", email="", password1="")[2]) == [
        ("id_name", "Enter your full name"),
        ("id_email", "Enter your e-mail address"),
        ("id_password1", "Choose a password"),
    ]


@pytest.mark.parametrize(
    "name",
    ["山田 太郎", "Муравьёв-Апостол", "Nguyễn Bảo An", "محمد", "O’Neill", "李", "अनुष्का"],
)
def test_names_of_any_script_are_kept(client: Client, name: str) -> None:
    sign_up(client, name=name)

    assert User.objects.get().name == name


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        (unicodedata.normalize("NFD", "  Nguyễn   Bảo An "), "Nguyễn Bảo An"),
        ("Bảo\u202eAn\u2066\x07", "BảoAn"),
        ("Bảo\r\nAn\tLê", "Bảo An Lê"),
        ("\ufeffBảo\u200b An", "Bảo An"),
    ],
)
def test_names_are_tidied_before_they_are_stored(client: Client, typed: str, stored: str) -> None:
    sign_up(client, name=typed)

    assert User.objects.get().name == stored


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("A" * 81, "Shorten the name to 80 characters"),
        ("A" * 100_000, "Shorten the name to 80 characters"),
        ("12345", "Enter your full name"),
        ("\u202e\u2066", "Enter your full name"),
        ("A\u0301" * 1, None),
    ],
)
def test_what_is_no_name_is_answered_with_what_to_do(english: Client, name: str, said: str | None) -> None:
    assert errors(sign_up(english, name=name)[2]) == ([("id_name", said)] if said else [])


@pytest.mark.parametrize(
    "typed",
    ["HUONG@Example.TEST", "  huong@example.test ", "ｈｕｏｎｇ＠ｅｘａｍｐｌｅ.ｔｅｓｔ"],
)
def test_variants_of_an_address_are_stored_in_one_spelling(client: Client, typed: str) -> None:
    sign_up(client, email=typed)

    assert User.objects.get().email == EmailAddress.objects.get().email == EMAIL


@pytest.mark.parametrize(
    "typed",
    [
        "huong",
        "huong@",
        "@example.test",
        "a\x00b@example.test",
        f"{'a' * 250}@example.test",
        "a" * 200_000,
        "huong@example.test\nBcc: all@example.test",
    ],
)
def test_what_is_no_address_is_answered_with_an_example(english: Client, typed: str) -> None:
    html = sign_up(english, email=typed)[2]

    assert errors(html) == [("id_email", "Check the e-mail address, for example name@gmail.com")]
    assert not mail.outbox


@pytest.mark.parametrize(
    ("password", "said"),
    [
        ("short", "Choose a password of at least 10 characters"),
        ("password123", "Choose another password: this one is tried first by whoever guesses"),
        ("huong@example", "Choose a password that is not like your name or e-mail"),
        ("a" * 129, "Shorten the password to 128 characters"),
    ],
)
def test_a_weak_password_is_answered_with_what_to_choose(english: Client, password: str, said: str) -> None:
    assert errors(sign_up(english, password1=password)[2]) == [("id_password1", said)]


def test_a_password_is_the_same_however_the_keyboard_composes_it(client: Client) -> None:
    sign_up(client, password1=unicodedata.normalize("NFD", "mùa thu lá bay"))
    confirm(client, mailed())
    client.logout()

    assert post(client, "login/", login=EMAIL, password="mùa thu lá bay")[0] == 302


def test_a_known_address_gets_the_same_answer_and_its_owner_a_mail(client: Client) -> None:
    owner = factories.user(email=EMAIL)

    assert sign_up(client, email="Huong@example.test")[:2] == (302, "/accounts/confirm-email/")
    assert User.objects.get() == owner
    assert mail.outbox[-1].to == [EMAIL]
    assert "/accounts/login/code/" in mail.outbox[-1].body
    page = client.get("/accounts/confirm-email/")
    assert page.status_code == 200
    assert EMAIL in page.content.decode()


def test_no_code_opens_a_known_address(client: Client) -> None:
    factories.user(email=EMAIL)
    sign_up(client)

    assert confirm(client, "00000000")[0] == 200
    assert confirm(client, "")[0] == 200
    assert not is_signed_in(client)


def test_a_wrong_code_is_refused_and_the_right_one_still_works(english: Client) -> None:
    sign_up(english)
    code = mailed()

    assert errors(confirm(english, wrong(code))[2]) == [("id_code", "Enter the newest code that we sent you")]
    assert confirm(english, f" {code[:4]}-{code[4:]} ")[:2] == (302, "/")


def test_five_wrong_codes_lock_it_and_the_page_says_so(english: Client) -> None:
    sign_up(english)
    code = mailed()
    for _ in range(5):
        confirm(english, wrong(code))

    page = english.get("/accounts/login/").content.decode()
    assert "That code is locked after too many wrong tries. Ask for a new one" in page
    assert confirm(english, code)[1] == "/accounts/login/"
    assert not is_signed_in(english)


def test_somebody_who_left_before_the_code_gets_a_new_one_at_the_next_sign_in(client: Client, settings: Any) -> None:
    settings.ACCOUNT_RATE_LIMITS = settings.ACCOUNT_RATE_LIMITS | {"confirm_email": "10/s/key"}
    sign_up(client)
    later = Client()

    assert post(later, "login/", login=EMAIL, password="mua thu la bay")[1] == "/accounts/confirm-email/"
    assert post(later, "confirm-email/", code=mailed(EMAIL))[0] == 302
    assert is_signed_in(later)


def test_a_mistyped_address_can_be_corrected_while_the_code_is_awaited(client: Client) -> None:
    sign_up(client, email="huogn@example.test")
    assert confirm(client, "", action="change", email="HUONG@example.test")[0] == 302

    confirm(client, mailed(EMAIL))
    assert is_signed_in(client)
    assert User.objects.get().email == EmailAddress.objects.get().email == EMAIL


def test_a_new_code_can_be_asked_for_and_the_old_one_is_dead(client: Client, settings: Any) -> None:
    settings.ACCOUNT_RATE_LIMITS = settings.ACCOUNT_RATE_LIMITS | {"confirm_email": "10/s/key"}
    sign_up(client)
    old = mailed()
    confirm(client, "", action="resend")

    assert mailed() != old
    assert confirm(client, old)[0] == 200
    assert confirm(client, mailed())[0] == 302


def test_an_impatient_second_code_is_answered_with_how_long_to_wait(english: Client) -> None:
    sign_up(english)
    confirm(english, "", action="resend")

    assert "A code has just been sent. Wait a minute" in english.get("/accounts/confirm-email/").content.decode()


def test_a_lost_mail_server_leaves_nothing_half_created(english: Client, settings: Any) -> None:
    settings.EMAIL_BACKEND, settings.EMAIL_HOST, settings.EMAIL_PORT = (
        "django.core.mail.backends.smtp.EmailBackend",
        "127.0.0.1",
        9,
    )
    status, _, html = sign_up(english)

    assert status == 503
    assert "Nothing has been changed. Try again in a few minutes." in html
    assert not User.objects.exists()
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    assert sign_up(english)[:2] == (302, "/accounts/confirm-email/")


def test_the_mail_has_the_code_on_its_own_line_and_the_school_s_name(client: Client, settings: Any) -> None:
    sign_up(client)

    message = mail.outbox[0]
    assert settings.SCHOOL_NAME in message.subject
    assert settings.SCHOOL_NAME in message.body
    assert mailed() in message.body.splitlines()
    assert "example.com" not in message.body


def test_the_page_after_the_code_is_the_one_that_was_asked_for(client: Client) -> None:
    sign_up(client, next="/rooms/")

    assert confirm(client, mailed())[1] == "/rooms/"


def test_a_foreign_page_never_comes_next(client: Client) -> None:
    sign_up(client, next="//evil.example/")

    assert confirm(client, mailed(), next="https://evil.example/")[1] == "/"
