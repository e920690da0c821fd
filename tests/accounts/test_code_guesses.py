"""Five guesses of a code are five, also when many come at once."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection
from django.test import Client

from accounts.signing import guesses
from school.account_settings import CODE_GUESSES
from tests import factories
from tests.accounts.codes import is_signed_in, mailed, post, wrong

EMAIL = "huong@example.test"
FLOWS = [("login/code/", "login/code/confirm/"), ("password/reset/", "password/reset/confirm/")]


def _taken(_number: int) -> bool:
    try:
        return guesses.take("session", "12345678")
    finally:
        connection.close()


@pytest.mark.django_db(transaction=True)
def test_of_many_at_once_exactly_five_are_looked_at() -> None:
    with ThreadPoolExecutor(8) as browsers:
        taken = list(browsers.map(_taken, range(24)))

    assert taken.count(True) == CODE_GUESSES


@pytest.mark.django_db
def test_each_session_and_each_code_has_guesses_of_its_own() -> None:
    for _ in range(CODE_GUESSES):
        assert guesses.take("one", "12345678")

    assert not guesses.take("one", "12345678")
    assert guesses.take("two", "12345678")
    assert guesses.take("one", "87654321")


@pytest.mark.django_db
@pytest.mark.parametrize(("ask", "enter"), FLOWS)
def test_a_session_that_was_copied_back_gains_no_guesses(client: Client, ask: str, enter: str) -> None:
    """As two at once do: each stores a session that knows of one wrong guess only."""
    factories.user(email=EMAIL)
    post(client, ask, email=EMAIL)
    code, before = mailed(EMAIL), dict(client.session.items())
    for _ in range(CODE_GUESSES):
        post(client, enter, code=wrong(code))
        session = client.session
        session.update(before)
        session.save()

    assert post(client, enter, code=code)[0] == 200
    assert not is_signed_in(client)


@pytest.mark.django_db
def test_the_fifth_guess_may_still_be_right(client: Client) -> None:
    factories.user(email=EMAIL)
    post(client, "login/code/", email=EMAIL)
    code = mailed(EMAIL)
    for _ in range(CODE_GUESSES - 1):
        post(client, "login/code/confirm/", code=wrong(code))

    assert post(client, "login/code/confirm/", code=code)[0] == 302
    assert is_signed_in(client)
