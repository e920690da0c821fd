"""The gate before every view: who is led to sign in, who is told no, and what it costs."""

from typing import Any

import pytest
from django.test import Client
from django.urls import path, reverse
from django.utils import translation
from django.utils.translation import gettext as _
from pytest_django import DjangoAssertNumQueries

from accounts import gate
from accounts.enums import Role
from school import archive, pages, urls
from tests import factories

urlpatterns = [path("new/", pages.home, name="new"), *urls.urlpatterns]
handler403 = urls.handler403
INBOX = "/admin/forms_intake/submission/"


@pytest.fixture
def student(client: Client, db: None) -> Client:
    client.force_login(factories.user(Role.STUDENT, name="Bảo An"))
    return client


def test_a_stranger_is_led_to_sign_in_and_back(client: Client) -> None:
    answer = client.get(f"{INBOX}?lark_status=failed")
    assert answer.status_code == 302
    assert answer.headers["Location"] == (
        "/accounts/login/?next=%2Fadmin%2Fforms_intake%2Fsubmission%2F%3Flark_status%3Dfailed"
    )


def test_a_stranger_who_sends_a_form_is_led_to_sign_in_only(client: Client) -> None:
    assert client.post("/hijack/acquire/", {"user_pk": 1}).headers["Location"] == "/accounts/login/"


@pytest.mark.parametrize("headers", [{"HX-Request": "true"}, {"Sec-Fetch-Dest": "empty"}])
def test_a_fragment_or_a_script_gets_a_sentence_and_no_page(client: Client, headers: dict[str, str]) -> None:
    answer = client.get(INBOX, headers=headers)
    assert answer.status_code == 401
    assert answer.headers["WWW-Authenticate"]
    with translation.override("vi"):
        assert answer.content.decode() == _("Sign in, then try again.")


def test_a_program_gets_the_sentence_as_json(client: Client) -> None:
    answer = client.get(INBOX, headers={"Accept": "application/json"})
    assert answer.status_code == 401
    assert list(answer.json()) == ["detail"]


def test_a_signed_in_fragment_gets_a_sentence_too(student: Client) -> None:
    answer = student.get(INBOX, headers={"HX-Request": "true"})
    assert (answer.status_code, answer.headers["Content-Type"]) == (403, "text/plain; charset=utf-8")
    with translation.override("vi"):
        assert answer.content.decode() == _("Your account may not open this.")


def test_the_page_says_as_whom_one_is_signed_in_and_whom_to_ask(student: Client) -> None:
    student.cookies["language"] = "en"
    answer = student.get(INBOX)
    assert answer.status_code == 403
    assert "You are signed in as Bảo An (Student). Ask an administrator" in " ".join(answer.content.decode().split())


@pytest.mark.urls(__name__)
def test_an_address_without_an_entry_is_shut_for_everybody(client: Client, db: None) -> None:
    assert client.get("/new/").status_code == 403
    client.force_login(factories.user(Role.ADMIN))
    assert client.get("/new/").status_code == 403


def test_a_shut_address_does_not_ask_anybody_to_sign_in(client: Client) -> None:
    assert client.get("/admin/password_change/").status_code == 403


def test_what_does_not_exist_is_not_found(client: Client) -> None:
    assert client.get("/no-such-page/").status_code == 404


def test_a_page_for_everybody_costs_neither_query_nor_session(
    client: Client, db: None, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(0):
        answer = client.get("/privacy/")
    assert "sessionid" not in answer.cookies


def test_static_files_are_for_everybody(client: Client, db: None) -> None:
    answer = client.get("/static/school/favicon.svg")
    assert answer.status_code == 200
    answer.close()


def test_somebody_archived_is_a_stranger(student: Client) -> None:
    from accounts.models import User

    archive.archive(User.objects.get(name="Bảo An"), by=None, reason="left the school")
    assert student.get(reverse("account_change_password")).status_code == 302


async def opened(route: str, scope: dict[str, Any]) -> list[str]:
    events: list[str] = []

    async def application(scope: Any, receive: Any, send: Any) -> None:
        events.append("let in")

    async def send(event: dict[str, Any]) -> None:
        events.append(f"{event['type']} {event['code']}")

    await gate.socket(route, application)(scope, None, send)
    return events


class NoSession:
    session_key = None


async def test_a_socket_for_everybody_opens_without_asking_who_it_is() -> None:
    assert await opened("ws/live/", {}) == ["let in"]


@pytest.mark.django_db(transaction=True)
async def test_a_socket_without_an_entry_is_closed_at_once() -> None:
    assert await opened("ws/new/", {"session": NoSession()}) == ["websocket.close 4403"]
