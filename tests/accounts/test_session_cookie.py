"""The cookie of a session: a late answer to the old session leaves the new one alone."""

from typing import cast

import pytest
from django.conf import settings
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from accounts.enums import Role
from accounts.models import User
from tests import factories

pytestmark = pytest.mark.django_db
NAME = settings.SESSION_COOKIE_NAME
PAGE = "/accounts/sessions/"


@pytest.fixture
def boss() -> User:
    return factories.user(Role.ADMIN)


@pytest.fixture
def browser(client: Client, boss: User) -> Client:
    client.force_login(boss)
    return client


def late(key: str, path: str = PAGE) -> HttpResponse:
    """What is answered to a request that left the browser while it still had this key."""
    return cast("HttpResponse", Client(headers={"Cookie": f"{NAME}={key}"}).get(path))


def key_of(browser: Client) -> str:
    return str(browser.cookies[NAME].value)


def test_what_was_asked_before_an_impersonation_does_not_end_it(browser: Client, boss: User) -> None:
    old = key_of(browser)
    clerk = factories.user(Role.STAFF)
    browser.post(reverse("hijack:acquire"), {"user_pk": clerk.pk})
    answer = late(old, f"/admin/accounts/user/{clerk.pk}/change/")

    assert answer.status_code == 302
    assert NAME not in answer.cookies
    browser.cookies.update(answer.cookies)
    assert browser.get("/").context["user"] == clerk


def test_what_was_asked_before_the_way_back_does_not_end_the_administrators_session(
    browser: Client, boss: User
) -> None:
    browser.post(reverse("hijack:acquire"), {"user_pk": factories.user(Role.STAFF).pk})
    old = key_of(browser)
    browser.post(reverse("hijack:release"))
    browser.cookies.update(late(old).cookies)

    assert browser.get("/").context["user"] == boss


def test_an_answer_to_a_session_that_a_new_password_ended_takes_no_cookie(browser: Client, boss: User) -> None:
    boss.set_password("another-lesson-piano")
    boss.save()

    answer = browser.get(PAGE)
    assert answer.status_code == 302
    assert NAME not in answer.cookies


def test_an_impersonation_that_lost_its_right_takes_no_cookie_and_shows_nobody(browser: Client, boss: User) -> None:
    browser.post(reverse("hijack:acquire"), {"user_pk": factories.user(Role.STAFF).pk})
    User.objects.filter(pk=boss.pk).update(password="!")

    answer = browser.get("/")
    assert not answer.context["user"].is_authenticated
    assert NAME not in answer.cookies


def test_a_dead_key_opens_nothing_and_is_replaced_by_signing_in(client: Client) -> None:
    client.cookies[NAME] = "a" * 32
    assert client.get(PAGE).status_code == 302

    person = factories.user()
    client.post("/accounts/login/", {"login": person.email, "password": "lesson-piano"})
    assert key_of(client) != "a" * 32
    assert client.get(PAGE).status_code == 200


def test_signing_out_takes_the_cookie_away(browser: Client) -> None:
    answer = browser.post("/accounts/logout/")

    assert answer.cookies[NAME].value == ""
    assert answer.cookies[NAME]["max-age"] == 0


def test_answers_are_still_told_apart_by_the_cookie() -> None:
    assert "Cookie" in late("a" * 32).headers["Vary"]
