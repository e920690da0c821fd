"""Where a person is signed in: the list, ending sessions, and what keeping it true costs."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from accounts import sessions
from accounts.enums import Role
from accounts.models import User
from accounts.sessions import tracking
from school import clock
from tests import factories
from tests import second_factor as given

pytestmark = pytest.mark.django_db
LIST = "/accounts/sessions/"
ANDROID = "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 Chrome/126.0 Mobile Safari/537.36"
IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5) AppleWebKit/605 Version/17.5 Mobile Safari/604.1"


@pytest.fixture(autouse=True)
def _forgetful() -> Iterator[None]:
    """What this process remembers of other tests' sessions is nothing to these."""
    tracking.written.forget()
    yield
    tracking.written.forget()


@pytest.fixture
def person() -> User:
    return factories.user(Role.TEACHER)


def browser(person: User, agent: str = ANDROID, address: str = "203.0.113.5") -> Client:
    """A browser in which the person is signed in and has opened a page."""
    client = Client(headers={"User-Agent": agent}, REMOTE_ADDR=address)
    client.force_login(person)
    client.get("/privacy/")
    return client


def row(client: Client) -> UserSession:
    """What is kept of the browser's session."""
    return UserSession.objects.get(session_key=client.session.session_key)


def later(monkeypatch: pytest.MonkeyPatch, seconds: int) -> None:
    """Moves the clock."""
    moment = clock.now() + timedelta(seconds=seconds)
    monkeypatch.setattr(clock, "now", lambda: moment)


def is_in(client: Client) -> bool:
    """Whether the browser's next request is still the person's."""
    return client.get(LIST).status_code == 200


def test_the_list_names_device_address_and_this_browser(person: User) -> None:
    here = browser(person)
    browser(person, IPHONE, "198.51.100.7")
    listed = here.get(LIST).context["sessions"]

    assert [(entry["is_current"], entry["address"]) for entry in listed] == [
        (True, "203.0.113.5"),
        (False, "198.51.100.7"),
    ]
    assert "iPhone" in listed[1]["device"]


def test_nobody_sees_the_sessions_of_others(person: User) -> None:
    browser(factories.user())

    assert len(browser(person).get(LIST).context["sessions"]) == 1


def test_the_key_of_a_session_stands_on_no_page(person: User) -> None:
    here, there = browser(person), browser(person, IPHONE)
    html = here.get(LIST).content.decode()

    assert str(there.session.session_key) not in html
    assert str(here.session.session_key) not in html


def test_one_session_is_ended_and_its_next_request_refused(person: User) -> None:
    here, there, third = browser(person), browser(person), browser(person)
    here.post(reverse("accounts:session_end", args=[row(there).pk]))

    assert [is_in(client) for client in (here, there, third)] == [True, False, True]


def test_all_others_are_ended_at_once(person: User) -> None:
    here, there, third = browser(person), browser(person), browser(person)
    here.post(reverse("accounts:sessions_end_others"))

    assert [is_in(client) for client in (here, there, third)] == [True, False, False]


def test_nobody_ends_the_session_of_somebody_else(person: User) -> None:
    stranger = browser(factories.user())
    response = browser(person).post(reverse("accounts:session_end", args=[row(stranger).pk]))

    assert response.status_code == 302
    assert is_in(stranger)


@pytest.mark.parametrize("pk", [0, 10**15, 10**30])
def test_ending_a_session_that_is_none_changes_nothing(person: User, pk: int) -> None:
    here = browser(person)

    assert here.post(f"/accounts/sessions/{pk}/end/").status_code in (302, 404)
    assert is_in(here)


def test_looking_ends_nothing(person: User) -> None:
    here, there = browser(person), browser(person)

    assert here.get(reverse("accounts:session_end", args=[row(there).pk])).status_code == 405
    assert here.get(reverse("accounts:sessions_end_others")).status_code == 405
    assert is_in(there)


def test_a_session_that_has_run_out_is_not_listed(person: User) -> None:
    here, there = browser(person), browser(person)
    Session.objects.filter(session_key=there.session.session_key).update(expire_date=clock.now() - timedelta(1))

    assert [entry.pk for entry in sessions.open_sessions(person)] == [row(here).pk]


@pytest.mark.parametrize("number", [1, 3])
def test_the_list_costs_the_same_for_one_and_for_three(
    person: User, number: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    here, *_others = [browser(person) for _ in range(number)]
    # The session, the person, the profile, and the list.
    with django_assert_num_queries(3):
        here.get(LIST)


def test_within_a_minute_it_costs_no_query(person: User) -> None:
    here = browser(person)
    with CaptureQueriesContext(connection) as queries:
        here.get("/privacy/")

    assert len(queries) > 0
    assert not [query for query in queries if "usersessions" in query["sql"]]


def test_after_a_minute_the_last_use_is_written(person: User, monkeypatch: pytest.MonkeyPatch) -> None:
    here = browser(person)
    first = row(here).last_seen_at
    later(monkeypatch, 59)
    here.get("/privacy/")
    assert row(here).last_seen_at == first

    later(monkeypatch, 2)
    here.get("/privacy/")
    assert row(here).last_seen_at - first >= timedelta(seconds=60)


def test_another_address_is_written_at_once_and_the_first_one_kept(person: User) -> None:
    here = browser(person)
    for address in ("198.51.100.7", "2001:db8::1"):
        here.get("/privacy/", REMOTE_ADDR=address)
    listed = here.get(LIST, REMOTE_ADDR="2001:db8::1").context["sessions"]

    assert [(entry["first_address"], entry["address"]) for entry in listed] == [("203.0.113.5", "2001:db8::1")]


def test_another_browser_string_is_written_at_once(person: User) -> None:
    here = browser(person)
    here.get("/privacy/", headers={"User-Agent": IPHONE})

    assert row(here).user_agent == IPHONE


def test_a_row_that_was_lost_comes_back(person: User, monkeypatch: pytest.MonkeyPatch) -> None:
    here = browser(person)
    UserSession.objects.all().delete()
    later(monkeypatch, 61)
    here.get("/privacy/")

    assert row(here).user == person


def test_an_endless_browser_string_is_cut(person: User) -> None:
    assert len(row(browser(person, "x" * 5_000)).user_agent) == 200


def test_visitors_leave_no_trace(client: Client) -> None:
    client.get("/")

    assert not UserSession.objects.exists()


def test_what_is_remembered_has_a_bound(person: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tracking, "_MOST_REMEMBERED", 2)
    clients = [browser(person) for _ in range(5)]

    assert UserSession.objects.count() == len(clients)


def test_a_new_password_ends_the_other_sessions(person: User) -> None:
    here, there = given.signed_in(person), browser(person)
    new = {"oldpassword": given.PASSWORD, "password1": "new-lesson-piano", "password2": "new-lesson-piano"}
    assert here.post("/accounts/password/change/", new).status_code == 302

    assert [is_in(client) for client in (here, there)] == [True, False]
    # Not only refused: its row is gone, which closes its sockets.
    assert not Session.objects.filter(session_key=there.session.session_key).exists()


def test_a_second_factor_ends_the_other_sessions_when_it_comes_and_when_it_goes(
    person: User, django_capture_on_commit_callbacks: Any
) -> None:
    here, there = given.signed_in(person), browser(person)
    secret = here.get(reverse("mfa_activate_totp")).context["form"].secret
    with django_capture_on_commit_callbacks(execute=True):
        here.post(reverse("mfa_activate_totp"), {"code": given.code(secret)})
    assert [is_in(client) for client in (here, there)] == [True, False]

    there = browser(person)
    here.post(reverse("mfa_deactivate_totp"))
    assert [is_in(client) for client in (here, there)] == [True, False]
