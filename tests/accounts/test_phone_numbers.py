"""A person's telephone number: typed in any way, proved by a code, held by one person."""

import threading
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from accounts.enums import Role
from accounts.models import User
from accounts.people import Refused
from accounts.signing import phones
from tests import factories
from tests.accounts import codes
from tests.accounts.codes import english, errors, post, wrong

__all__ = ["english"]
pytestmark = pytest.mark.django_db
NUMBER, READ = "+84912345678", "0912 345 678"
TAKEN = "This number belongs to another account. Use another number, or call the school"


@pytest.fixture(autouse=True)
def _gateway(settings: Any) -> Iterator[None]:
    settings.PHONE_CODE_TRANSPORT = "tests.accounts.codes.to_phone"
    settings.ACCOUNT_RATE_LIMITS = settings.ACCOUNT_RATE_LIMITS | {"verify_phone": "100/s/key"}
    yield
    codes.SENT_TO_PHONES.clear()


@pytest.fixture
def person() -> User:
    return factories.user(email="huong@example.test")


@pytest.fixture
def inside(english: Client, person: User) -> Client:
    return entered(english, person)


def entered(client: Client, person: User) -> Client:
    """Signed in just now, and asked for the password once more."""
    client.cookies["language"] = "en"
    post(client, "login/", login=person.email, password="lesson-piano")
    post(client, "reauthenticate/", password="lesson-piano")
    return client


def change(client: Client, number: str = READ) -> tuple[int, str, str]:
    return post(client, "phone/change/", phone=number)


def verify(client: Client, code: str) -> tuple[int, str, str]:
    return post(client, "phone/verify/", code=code)


def sent() -> str:
    return codes.SENT_TO_PHONES[-1][1]


def stored(person: User) -> tuple[str, bool]:
    person.refresh_from_db()
    return str(person.phone), person.phone_verified_at is not None


def page(client: Client) -> str:
    return client.get("/accounts/phone/change/").content.decode()


def test_a_number_is_stored_when_its_code_is_entered(inside: Client, person: User) -> None:
    assert change(inside)[1] == "/accounts/phone/verify/"
    assert stored(person) == ("", False)

    assert verify(inside, sent())[1] == "/accounts/phone/change/"
    assert stored(person) == (NUMBER, True)
    assert "Confirmed" in page(inside)


def test_the_gateway_is_given_number_code_and_language(inside: Client) -> None:
    change(inside)

    ((number, code, language),) = codes.SENT_TO_PHONES
    assert (number, language) == (NUMBER, "en")
    assert len(code) == 8


@pytest.mark.parametrize(
    "typed",
    [
        "0912.345.678",
        "+84 912 345 678",
        "84912345678",
        "(091) 234-5678",
        "０９１２３４５６７８",
        "0084912345678",
        "+840912345678",
        " 0912\u00a0345\u2011678 ",
    ],
)
def test_however_a_number_is_typed_it_is_the_same(inside: Client, typed: str) -> None:
    change(inside, typed)

    assert codes.SENT_TO_PHONES[-1][0] == NUMBER


def test_a_foreign_number_is_kept(inside: Client) -> None:
    change(inside, "+44 7911 123456")

    assert codes.SENT_TO_PHONES[-1][0] == "+447911123456"


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("", "Enter your phone number"),
        ("không có", "A phone number has 10 digits, for example 0912 345 678"),
        ("12345", "A phone number has 10 digits, for example 0912 345 678"),
        ("9" * 100_000, "A phone number has 10 digits, for example 0912 345 678"),
        ("01682345678", "Numbers of 11 digits have changed, use 0382\u00a0345\u00a0678"),
    ],
)
def test_what_is_no_number_is_answered_with_what_to_type(inside: Client, typed: str, said: str) -> None:
    assert errors(change(inside, typed)[2]) == [("id_phone", said)]
    assert not codes.SENT_TO_PHONES


def test_the_same_number_is_no_change(inside: Client, person: User) -> None:
    phones.verify(person, NUMBER)

    assert errors(change(inside)[2]) == [("id_phone", "This is what you have already. Enter another one")]


def test_a_wrong_code_is_refused_and_five_lock_it(inside: Client, person: User) -> None:
    change(inside)
    code = sent()
    for _ in range(4):
        assert errors(verify(inside, wrong(code))[2]) == [("id_code", "Enter the newest code that we sent you")]
    assert verify(inside, wrong(code))[1] == "/accounts/phone/change/"

    assert "That code is locked after too many wrong tries" in page(inside)
    assert verify(inside, code)[1] == "/accounts/phone/change/"
    assert stored(person) == ("", False)


def test_an_old_code_is_refused_and_the_page_says_so(inside: Client, person: User) -> None:
    change(inside)
    session = inside.session
    session["account_phone_verification"] = session["account_phone_verification"] | {"at": 1}
    session.save()
    verify(inside, sent())

    assert "That code is too old. Ask for a new one" in page(inside)
    assert stored(person) == ("", False)


def test_a_code_works_once(inside: Client, person: User) -> None:
    change(inside)
    verify(inside, sent())
    phones.note(person, "+84987654321")

    assert verify(inside, sent())[1] == "/accounts/phone/change/"
    assert stored(person) == ("+84987654321", False)


def test_the_password_is_asked_for_first(english: Client, person: User) -> None:
    post(english, "login/", login=person.email, password="lesson-piano")

    assert change(english)[1].startswith("/accounts/reauthenticate/")
    assert not codes.SENT_TO_PHONES


def test_a_number_that_the_office_typed_can_be_proved(inside: Client, person: User) -> None:
    phones.note(person, NUMBER)
    assert "Not confirmed yet" in page(inside)

    assert post(inside, "phone/change/", action="verify")[1] == "/accounts/phone/verify/"
    verify(inside, sent())
    assert stored(person) == (NUMBER, True)


def test_a_number_that_the_office_typed_keeps_nobody_out(client: Client, person: User) -> None:
    phones.note(person, NUMBER)

    assert post(client, "login/", login=person.email, password="lesson-piano")[1] == "/"
    assert not codes.SENT_TO_PHONES


def test_somebody_else_s_number_looks_like_any_other_until_its_code_is_entered(inside: Client, person: User) -> None:
    phones.verify(factories.user(), NUMBER)
    assert change(inside)[1] == "/accounts/phone/verify/"
    assert TAKEN not in inside.get("/accounts/phone/verify/").content.decode()

    assert errors(verify(inside, sent())[2]) == [("id_code", TAKEN)]
    assert stored(person) == ("", False)


def test_an_unproved_number_of_somebody_else_is_in_nobody_s_way(inside: Client, person: User) -> None:
    phones.note(factories.user(), NUMBER)
    change(inside)
    verify(inside, sent())

    assert stored(person) == (NUMBER, True)


@pytest.mark.django_db(transaction=True)
def test_of_two_who_prove_a_number_at_once_one_is_told(inside: Client, person: User) -> None:
    rivals = [(inside, person)]
    other = factories.user(email="nam@example.test")
    rivals.append((entered(Client(), other), other))
    tasks, start = [], threading.Barrier(2)
    for client, _user in rivals:
        change(client)
        tasks.append(threading.Thread(target=_racing, args=(client, sent(), start)))
    for task in tasks:
        task.start()
    for task in tasks:
        task.join()

    assert sorted(stored(user)[1] for _client, user in rivals) == [False, True]


def _racing(client: Client, code: str, start: threading.Barrier) -> None:
    start.wait(10)
    try:
        verify(client, code)
    finally:
        connection.close()


def test_whoever_is_a_moment_late_is_told_and_nothing_breaks(inside: Client, person: User) -> None:
    phones.verify(factories.user(), NUMBER)

    with pytest.raises(phones.Taken):
        phones.verify(person, NUMBER)
    assert stored(person) == ("", False)


def test_a_gateway_that_is_away_is_said(inside: Client, person: User, settings: Any) -> None:
    settings.PHONE_CODE_TRANSPORT = "tests.accounts.codes.gateway_away"

    assert change(inside)[1] == "/accounts/phone/change/"
    assert "The code could not be sent. Try again in a few minutes, or call the school" in page(inside)
    assert stored(person) == ("", False)


def test_a_gateway_that_is_away_leaves_no_number_in_the_logs(
    inside: Client, settings: Any, caplog: pytest.LogCaptureFixture
) -> None:
    settings.PHONE_CODE_TRANSPORT = "tests.accounts.codes.gateway_away"
    change(inside)

    assert "phone_code.not_sent" in caplog.text
    assert NUMBER not in caplog.text


def test_without_a_gateway_the_number_is_kept_for_the_office(inside: Client, person: User, settings: Any) -> None:
    settings.PHONE_CODE_TRANSPORT = ""
    assert "The office confirms it when it next speaks to you" in page(inside)

    assert change(inside)[1] == "/accounts/phone/change/"
    assert stored(person) == (NUMBER, False)
    html = page(inside)
    assert "The number is saved" in html
    assert "Send a code to this number" not in html


def test_the_office_confirms_the_number_it_has_spoken_to(person: User) -> None:
    phones.note(person, NUMBER)
    phones.confirm(person, by=factories.user(Role.STAFF))

    assert stored(person) == (NUMBER, True)


def test_nobody_confirms_numbers_above_their_rank_or_without_one(person: User) -> None:
    phones.note(person, NUMBER)
    for by, whom in ((factories.user(Role.TEACHER), person), (factories.user(Role.STAFF), factories.user(Role.STAFF))):
        with pytest.raises(Refused):
            phones.confirm(whom, by=by)

    assert stored(person) == (NUMBER, False)


def test_the_office_is_told_when_somebody_else_holds_the_number(person: User) -> None:
    phones.verify(factories.user(), NUMBER)
    phones.note(person, NUMBER)

    with pytest.raises(phones.Taken):
        phones.confirm(person, by=factories.user(Role.ADMIN))


def test_the_transport_of_development_prints(capsys: pytest.CaptureFixture[str], settings: Any) -> None:
    settings.PHONE_CODE_TRANSPORT = "accounts.signing.phones.console"
    phones.send_code(NUMBER, "12345678", "vi")

    assert capsys.readouterr().out == f"[vi] {NUMBER}: 12345678\n"


def test_codes_to_one_number_are_limited(inside: Client, settings: Any) -> None:
    settings.ACCOUNT_RATE_LIMITS = settings.ACCOUNT_RATE_LIMITS | {"verify_phone": "1/30s/key"}
    change(inside)

    assert change(inside)[1] == "/accounts/phone/change/"
    assert "A code has just been sent" in page(inside)
    assert len(codes.SENT_TO_PHONES) == 1


def test_the_way_to_a_new_code_has_the_number_filled_in(inside: Client) -> None:
    change(inside)
    html = inside.get("/accounts/phone/verify/").content.decode()

    assert "New code or another number" in html
    assert inside.get("/accounts/phone/change/").context["form"]["phone"].value() == READ


def test_the_new_code_takes_the_place_of_the_old_one(inside: Client, person: User) -> None:
    change(inside)
    old = sent()
    change(inside)

    assert errors(verify(inside, old)[2])
    verify(inside, sent())
    assert stored(person) == (NUMBER, True)
