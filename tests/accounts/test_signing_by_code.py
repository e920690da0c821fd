"""Signing in with a code from an e-mail: no password, ten minutes, once."""

import time
from typing import Any

import pytest
from django.core import mail
from django.test import Client

from accounts.models import User
from tests import factories
from tests.accounts.codes import english, errors, is_signed_in, mailed, post, wrong

__all__ = ["english"]
pytestmark = pytest.mark.django_db
EMAIL = "huong@example.test"
CONFIRM = "/accounts/login/code/confirm/"


@pytest.fixture
def person() -> User:
    return factories.user(email=EMAIL)


def ask(client: Client, email: str = EMAIL, **more: str) -> tuple[int, str, str]:
    return post(client, "login/code/", email=email, **more)


def enter(client: Client, code: str, **more: str) -> tuple[int, str, str]:
    return post(client, "login/code/confirm/", code=code, **more)


def age(client: Client, seconds: int) -> None:
    """Moves the code's birth back, as allauth stores it."""
    session = client.session
    login = session["account_login"]
    login["state"]["stages"]["login_by_code"]["data"]["at"] -= seconds
    session["account_login"] = login
    session.save()


def test_the_code_signs_in(client: Client, person: User) -> None:
    assert ask(client)[:2] == (302, CONFIRM)
    assert enter(client, mailed(EMAIL))[:2] == (302, "/")
    assert is_signed_in(client)


def test_the_page_that_asked_comes_next(client: Client, person: User) -> None:
    location = ask(client, next="/rooms/")[1]

    assert location == f"{CONFIRM}?next=%2Frooms%2F"
    assert enter(client, mailed(), next="/rooms/")[1] == "/rooms/"


def typed_before(client: Client, path: str = "/accounts/login/code/") -> object:
    """What stands in the field already."""
    return client.get(path).context["form"]["email"].value()


def test_the_address_typed_on_the_sign_in_page_gets_its_code_at_once(client: Client, person: User) -> None:
    location = post(client, "login/code/", login=f" {EMAIL}", password="", next="/accounts/data/")[1]

    assert location == f"{CONFIRM}?next=%2Faccounts%2Fdata%2F"
    assert enter(client, mailed(EMAIL), next="/accounts/data/")[1] == "/accounts/data/"


def test_the_sign_in_page_sends_what_is_typed_and_not_a_link(client: Client) -> None:
    html = client.get("/accounts/login/?next=/accounts/data/").content.decode()

    assert 'form="sign-in"' in html
    assert 'formaction="/accounts/login/code/"' in html


def test_without_a_typed_address_it_is_asked_for_and_nothing_is_wrong(client: Client) -> None:
    assert post(client, "login/code/", login=" ", next="/rooms/")[1] == "/accounts/login/code/?next=%2Frooms%2F"


def test_what_is_no_address_is_answered_at_its_field(english: Client) -> None:
    said = "Check the e-mail address, for example name@gmail.com"

    assert errors(post(english, "login/code/", login="huong")[2]) == [("id_email", said)]


@pytest.mark.parametrize("end", ["locked", "old"])
def test_after_a_code_is_over_address_and_next_page_are_still_there(client: Client, person: User, end: str) -> None:
    ask(client, next="/accounts/data/")
    if end == "old":
        age(client, 601)
    answers = [enter(client, "0", next="/accounts/data/")[1] for _ in range(1 if end == "old" else 5)]

    assert answers[-1] == "/accounts/login/code/?next=%2Faccounts%2Fdata%2F"
    assert typed_before(client, answers[-1]) == EMAIL
    assert not typed_before(client)


def test_a_foreign_page_never_comes_next(client: Client, person: User) -> None:
    ask(client, next="https://evil.example/")

    assert enter(client, mailed(), next="//evil.example/")[1] == "/"


@pytest.mark.parametrize("typed", ["HUONG@EXAMPLE.TEST ", "ｈｕｏｎｇ@example.test"])
def test_every_spelling_of_the_address_is_the_same(client: Client, person: User, typed: str) -> None:
    ask(client, typed)

    assert mail.outbox[-1].to == [EMAIL]
    assert enter(client, mailed())[0] == 302


def test_an_unknown_address_gets_the_same_answer(client: Client, person: User) -> None:
    other = Client()
    known, unknown = ask(client), ask(other, "nobody@example.test")

    assert known[:2] == unknown[:2]
    pages = [each.get(CONFIRM).content.decode() for each in (client, other)]
    assert pages[0].count("<form") == pages[1].count("<form")
    assert [message.to for message in mail.outbox] == [[EMAIL], ["nobody@example.test"]]


def test_no_code_opens_what_does_not_exist(english: Client) -> None:
    ask(english, "nobody@example.test")

    for code in ("", "00000000", "None"):
        assert enter(english, code)[0] == 200
    assert not is_signed_in(english)


@pytest.mark.parametrize("typed", ["{0}", " {0} ", "{1} {2}", "{1}-{2}", "{3}"])
def test_the_code_may_be_typed_as_it_is_read(client: Client, person: User, typed: str) -> None:
    ask(client)
    code = mailed()
    full_width = "".join(chr(ord(digit) + 0xFEE0) for digit in code)

    assert enter(client, typed.format(code, code[:4], code[4:], full_width))[0] == 302


def test_a_code_works_once(client: Client, person: User) -> None:
    ask(client)
    code = mailed()
    enter(client, code)
    client.post("/accounts/logout/")

    assert enter(client, code)[1] == "/accounts/login/code/"
    assert not is_signed_in(client)


def test_a_code_works_in_the_browser_that_asked_only(client: Client, person: User) -> None:
    ask(client)
    thief = Client()
    ask(thief, "nobody@example.test")

    assert enter(thief, mailed_to_person())[0] == 200
    assert not is_signed_in(thief)


def mailed_to_person() -> str:
    (message,) = [message for message in mail.outbox if message.to == [EMAIL]]
    mail.outbox = [message]
    return mailed(EMAIL)


def test_after_ten_minutes_the_code_is_too_old_and_the_page_says_so(english: Client, person: User) -> None:
    ask(english)
    age(english, 601)

    assert enter(english, mailed())[1] == "/accounts/login/code/"
    assert "That code is too old. Ask for a new one" in english.get("/accounts/login/code/").content.decode()
    assert not is_signed_in(english)


def test_just_before_ten_minutes_it_still_works(client: Client, person: User) -> None:
    ask(client)
    age(client, 590)

    assert enter(client, mailed())[0] == 302


def test_five_wrong_tries_lock_the_code_and_the_page_says_so(english: Client, person: User) -> None:
    ask(english)
    code = mailed()
    for _ in range(4):
        assert errors(enter(english, wrong(code))[2]) == [("id_code", "Enter the newest code that we sent you")]

    assert enter(english, wrong(code))[1] == "/accounts/login/code/"
    assert "That code is locked" in english.get("/accounts/login/code/").content.decode()
    assert enter(english, code)[1] == "/accounts/login/code/"
    assert not is_signed_in(english)


def test_a_guesser_cannot_ask_for_code_after_code(english: Client, person: User) -> None:
    for _ in range(5):
        assert ask(Client(REMOTE_ADDR="198.51.100.7"))[0] == 302

    html = ask(english)[2]
    assert errors(html) == [("id_email", "Too many attempts. Wait five minutes, then try again")]


def test_guesses_from_one_address_are_counted(client: Client, person: User, settings: Any) -> None:
    settings.ACCOUNT_RATE_LIMITS = settings.ACCOUNT_RATE_LIMITS | {"confirm_code": "2/m/ip"}
    ask(client)

    assert [enter(client, "0")[0] for _ in range(3)] == [200, 200, 429]


def test_a_new_code_takes_the_place_of_the_old_one(client: Client, person: User) -> None:
    ask(client)
    old = mailed()
    enter(client, "", action="resend")

    assert enter(client, old)[0] == 200
    assert enter(client, mailed())[0] == 302


def test_whoever_has_left_does_not_come_in_by_code(english: Client, person: User) -> None:
    ask(english)
    User.objects.filter(pk=person.pk).update(archived_at="2026-01-01T00:00Z", archive_reason="left")

    assert enter(english, mailed())[1] == "/accounts/inactive/"
    assert not is_signed_in(english)


def test_the_code_proves_the_address_of_somebody_without_a_password(client: Client) -> None:
    person = User.objects.create_user(EMAIL, None, name="Cô Hà")
    ask(client)
    enter(client, mailed())

    person.refresh_from_db()
    assert person.email_verified_at is not None
    assert client.get("/accounts/password/change/").headers["Location"] == "/accounts/password/set/"


def test_a_lost_mail_server_is_said_and_not_a_failure(english: Client, person: User, settings: Any) -> None:
    settings.EMAIL_BACKEND, settings.EMAIL_HOST, settings.EMAIL_PORT = (
        "django.core.mail.backends.smtp.EmailBackend",
        "127.0.0.1",
        9,
    )
    status, _, html = ask(english)

    assert status == 503
    assert "The e-mail could not be sent" in html
    assert "account_login" not in english.session


def test_known_and_unknown_addresses_take_as_long(person: User) -> None:
    took = {}
    for email in (EMAIL, "nobody@example.test"):
        start = time.perf_counter()
        ask(Client(), email)
        took[email] = time.perf_counter() - start

    assert abs(took[EMAIL] - took["nobody@example.test"]) < 0.2
