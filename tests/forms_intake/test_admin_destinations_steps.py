"""Beside saving a destination: testing it, writing a line, pausing and resuming it."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.enums import Role
from forms_intake.deliveries import engine
from forms_intake.enums import Circuit, DestinationKind, LarkStatus
from forms_intake.models import ApiUsage, Destination, LarkApp
from tests import factories
from tests.lark import Lark

pytestmark = pytest.mark.django_db
STEPS = ["test", "line", "pause", "resume"]


@pytest.fixture
def admin(client: Client) -> Client:
    client.force_login(factories.user(Role.ADMIN))
    client.cookies["language"] = "en"
    return client


@pytest.fixture
def app() -> LarkApp:
    return factories.lark_app()


@pytest.fixture
def chat(app: LarkApp) -> Destination:
    config: dict[str, Any] = {"chat_id": "oc_office", "chat_name": "Giáo vụ"}
    return Destination.objects.create(kind=DestinationKind.MESSAGE, name="Nhóm", app=app, config=config)


def step(name: str, row: Destination | None = None, kind: str = "") -> str:
    name = f"admin:forms_intake_destination_{name}"
    return reverse(name, args=[row.pk]) if row else reverse(f"{name}_new", args=[kind])


def text(answer: Any) -> str:
    return " ".join(answer.content.decode().split())


PART = {"x-part": "report"}


def test_a_chat_is_tested_before_it_is_saved_and_those_of_the_app_are_offered(
    admin: Client, app: LarkApp, lark: Lark
) -> None:
    answer = admin.post(step("test", kind="message"), {"app": app.pk}, headers=PART)
    page = text(answer)
    assert 'data-chat="oc_office"' in page
    assert "No group is chosen yet." in page
    assert "<html" not in page
    assert "no-store" in answer["Cache-Control"]


def test_a_good_test_says_what_it_cost_and_to_save_what_was_typed(admin: Client, app: LarkApp, lark: Lark) -> None:
    page = text(admin.post(step("test", kind="message"), {"app": app.pk, "chat_id": "oc_office"}, headers=PART))
    for sentence in ["The connection works", "Save to use what you have typed.", "This test cost 1 call of the month."]:
        assert sentence in page
    assert ApiUsage.objects.get(app=app).calls == 1


def test_without_a_script_the_findings_have_a_page_of_their_own(admin: Client, chat: Destination, lark: Lark) -> None:
    page = text(admin.post(step("test", chat), {"app": chat.app_id, "chat_id": "oc_office"}))
    assert "<html" in page
    assert f'href="{reverse("admin:forms_intake_destination_change", args=[chat.pk])}"' in page


def test_what_is_missing_is_said_before_lark_is_asked(admin: Client, lark: Lark) -> None:
    page = text(admin.post(step("test", kind="message"), {"chat_id": "oc_office"}, headers=PART))
    assert "Choose the app." in page
    assert lark.requests() == []


@pytest.mark.parametrize("given", [{"app": "99999"}, {"app": "x"}, {"app": "1" * 40}, {}])
def test_an_app_that_does_not_exist_is_a_finding(admin: Client, lark: Lark, given: dict[str, str]) -> None:
    answer = admin.post(step("test", kind="base"), given, headers=PART)
    assert (answer.status_code, "Something is missing" in text(answer)) == (200, True)


@pytest.fixture
def held(admin: Client, chat: Destination, lark: Lark) -> Destination:
    """Its app's secret is wrong in Lark, until somebody has mended it there."""
    lark.configure(secret="another-secret")
    factories.submission()
    engine.pump(2)
    chat.refresh_from_db()
    assert chat.circuit == Circuit.OPEN
    return chat


def test_a_good_test_lets_go_out_what_was_held(admin: Client, held: Destination, lark: Lark) -> None:
    given = {"app": held.app_id, "chat_id": "oc_office"}
    assert "To do:" in text(admin.post(step("test", held), given, headers=PART))
    lark.configure(secret="demo-app-secret")
    page = text(admin.post(step("test", held), given, headers=PART))
    assert "1 waiting slip goes out now." in page
    held.refresh_from_db()
    assert held.circuit == Circuit.CLOSED
    engine.pump(2)
    assert lark.app_messages()


def test_a_good_test_of_another_chat_lets_nothing_out_before_it_is_saved(
    admin: Client, held: Destination, lark: Lark
) -> None:
    lark.configure(secret="demo-app-secret")
    page = text(admin.post(step("test", held), {"app": held.app_id, "chat_id": "oc_managers"}, headers=PART))
    held.refresh_from_db()
    assert ("Save to use what you have typed." in page, held.circuit) == (True, Circuit.OPEN)
    assert held.config["chat_id"] == "oc_office"


def test_a_robot_is_tested_by_a_line_that_the_group_sees(admin: Client, lark: Lark) -> None:
    given = {"url": lark.robot_url(), "secret": "demo-secret"}
    page = text(admin.post(step("line", kind="webhook"), given, headers=PART))
    assert "The test line was sent." in page
    assert len(lark.messages()) == 1
    assert "demo-secret" not in page


def test_a_stored_robot_is_tested_with_what_is_stored(admin: Client, lark: Lark) -> None:
    row = lark.destination()
    assert "The connection works" in text(admin.post(step("line", row), {"url": "", "secret": ""}, headers=PART))


def test_a_wrong_secret_is_told_with_what_to_do(admin: Client, lark: Lark) -> None:
    given = {"url": lark.robot_url(), "secret": "wrong"}
    page = text(admin.post(step("line", kind="webhook"), given, headers=PART))
    assert "The connection does not work yet" in page
    assert "19021" in page


def test_only_a_robot_is_written_to(admin: Client, chat: Destination) -> None:
    assert admin.post(step("line", chat), {"app": chat.app_id, "chat_id": "oc_office"}).status_code == 404


@pytest.mark.parametrize("url", ["http://127.0.0.1:22/open-apis/bot/v2/hook/x", "https://open.larksuite.com.evil/x"])
def test_no_test_calls_anybody_but_lark(admin: Client, lark: Lark, url: str) -> None:
    page = text(admin.post(step("line", kind="webhook"), {"url": url}, headers=PART))
    assert "Something is missing before Lark can be asked" in page


def test_an_unknown_kind_is_not_found(admin: Client) -> None:
    assert admin.post(step("test", kind="pigeon")).status_code == 404


def test_a_paused_destination_queues_and_a_resumed_one_drains(admin: Client, lark: Lark) -> None:
    row = lark.destination()
    assert admin.post(step("pause", row)).status_code == 302
    sent = factories.submission()
    engine.pump(2)
    assert lark.messages() == []
    page = text(admin.post(step("resume", row), follow=True))
    assert "1 waiting slip goes out now." in page
    engine.pump(2)
    sent.refresh_from_db()
    assert sent.lark_status == LarkStatus.SENT


def test_pausing_twice_keeps_the_first_moment(admin: Client, lark: Lark) -> None:
    row = lark.destination()
    admin.post(step("pause", row))
    row.refresh_from_db()
    since = row.paused_at
    admin.post(step("pause", row))
    row.refresh_from_db()
    assert since
    assert row.paused_at == since


@pytest.mark.parametrize("name", STEPS)
@pytest.mark.parametrize("role", [Role.STAFF, Role.STUDENT])
def test_each_step_is_for_administrators(client: Client, lark: Lark, name: str, role: Role) -> None:
    client.force_login(factories.user(role))
    assert client.post(step(name, lark.destination())).status_code == 403


@pytest.mark.parametrize("name", STEPS)
def test_looking_at_an_address_does_nothing(admin: Client, lark: Lark, name: str) -> None:
    assert admin.get(step(name, lark.destination())).status_code == 405


@pytest.mark.parametrize("name", STEPS)
def test_a_destination_that_is_not_there_is_not_found(admin: Client, name: str) -> None:
    address = reverse(f"admin:forms_intake_destination_{name}", args=[4711])
    assert admin.post(address).status_code == 404


def test_without_a_chosen_group_the_next_step_is_told_and_no_fault(admin: Client, app: LarkApp, lark: Lark) -> None:
    page = text(admin.post(step("test", kind="message"), {"app": app.pk}, headers=PART))
    assert "Now choose the group" in page
    assert "does not work yet" not in page
    assert "✗" not in page


def test_a_wrong_group_is_a_fault(admin: Client, app: LarkApp, lark: Lark) -> None:
    page = text(admin.post(step("test", kind="message"), {"app": app.pk, "chat_id": "oc_other"}, headers=PART))
    assert "does not work yet" in page
