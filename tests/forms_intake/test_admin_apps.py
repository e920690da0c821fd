"""Lark apps in the admin."""

from datetime import timedelta
from typing import Any

import pytest
from cryptography.fernet import Fernet
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries, Settings

from accounts.enums import Role
from forms_intake.deliveries import engine
from forms_intake.enums import Circuit, DestinationKind
from forms_intake.models import ApiUsage, Destination, LarkApp
from school import clock
from tests import factories
from tests.lark import Lark

pytestmark = pytest.mark.django_db
ADD = reverse("admin:forms_intake_larkapp_add")
LIST = reverse("admin:forms_intake_larkapp_changelist")
TEST = reverse("admin:forms_intake_larkapp_test_new")
PART = {"x-part": "report"}


@pytest.fixture
def admin(client: Client) -> Client:
    client.force_login(factories.user(Role.ADMIN))
    client.cookies["language"] = "en"
    return client


@pytest.fixture
def app() -> LarkApp:
    return factories.lark_app()


def page_of(row: LarkApp) -> str:
    return reverse("admin:forms_intake_larkapp_change", args=[row.pk])


def given(**changes: Any) -> dict[str, Any]:
    return {"name": "Phím Ngà", "app_id": "cli_demo", "app_secret": "", "monthly_quota": "10000"} | changes


def text(answer: Any) -> str:
    return " ".join(answer.content.decode().split())


def chat(app: LarkApp) -> Destination:
    return Destination.objects.create(
        kind=DestinationKind.MESSAGE, name="Nhóm", app=app, config={"chat_id": "oc_office"}
    )


def test_an_app_is_added_with_its_credentials(admin: Client) -> None:
    secrets = {"app_secret": "s3cret", "verification_token": "t0ken", "encrypt_key": "k3y"}
    assert admin.post(ADD, given(**secrets)).status_code == 302
    assert LarkApp.objects.get().config == secrets


def test_no_page_nor_the_history_shows_a_credential(admin: Client, app: LarkApp) -> None:
    admin.post(page_of(app), given(app_secret="n3w-secret"))
    history = reverse("history:timeline")
    pages = [admin.get(address).content.decode() for address in (page_of(app), LIST, history)]
    secrets = ("demo-app-secret", "demo-verification", "n3w-secret")
    assert not any(secret in page for page in pages for secret in secrets)
    assert "App Secret, Verification Token" in pages[0]


def test_empty_credentials_keep_the_stored_ones(admin: Client, app: LarkApp) -> None:
    before = dict(app.config)
    admin.post(page_of(app), given(name="Tên mới"))
    app.refresh_from_db()
    assert (app.name, app.config) == ("Tên mới", before)


def test_an_encrypt_key_is_removed_by_a_tick(admin: Client, app: LarkApp) -> None:
    admin.post(page_of(app), given(encrypt_key="k3y"))
    admin.post(page_of(app), given(remove_encrypt_key="on"))
    app.refresh_from_db()
    assert set(app.config) == {"app_secret", "verification_token"}


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"app_id": "demo"}, "it begins with cli_"),
        ({"app_id": "cli_../x"}, "it begins with cli_"),
        ({"app_id": "cli_" + "x" * 90}, "64"),
        ({"app_id": "cli_new", "app_secret": ""}, "Paste the App Secret"),
        ({"monthly_quota": "0"}, "greater than or equal to 1"),
        ({"monthly_quota": "many"}, "whole number"),
    ],
)
def test_each_mistake_is_told_at_its_field(admin: Client, changes: dict[str, str], sentence: str) -> None:
    assert sentence in text(admin.post(ADD, given(**{"app_secret": "x"} | changes)))
    assert not LarkApp.objects.exists()


def test_another_app_needs_its_own_secret(admin: Client, app: LarkApp) -> None:
    assert "Another App ID has another secret." in text(admin.post(page_of(app), given(app_id="cli_other")))


def test_an_app_id_can_be_had_once(admin: Client, app: LarkApp) -> None:
    admin.post(ADD, given(name="Khác", app_secret="x"))
    assert LarkApp.objects.count() == 1


def test_the_page_shows_the_address_for_larks_console(admin: Client, app: LarkApp, settings: Settings) -> None:
    assert f"{settings.SITE_URL}/lark/callbacks/cli_demo/" in text(admin.get(page_of(app)))


def test_a_mended_secret_sends_what_was_held(admin: Client, app: LarkApp, lark: Lark) -> None:
    app.config = {"app_secret": "wrong"}
    app.save()
    group = chat(app)
    factories.submission()
    engine.pump(2)
    group.refresh_from_db()
    assert group.circuit == Circuit.OPEN
    admin.post(page_of(app), given(app_secret="demo-app-secret"))
    group.refresh_from_db()
    assert group.circuit == Circuit.CLOSED
    engine.pump(2)
    assert lark.app_messages()


def test_another_app_id_renews_the_limits_of_its_destinations(admin: Client, app: LarkApp) -> None:
    group = chat(app)
    before = set(group.limit_keys)
    admin.post(page_of(app), given(app_id="cli_other", app_secret="x"))
    group.refresh_from_db()
    # The chat's own limit stays: all apps in it share that.
    assert set(group.limit_keys) ^ before == {"app:cli_demo", "app:cli_other"}


def test_a_larger_plan_ends_the_waiting_for_the_next_month(admin: Client, app: LarkApp) -> None:
    LarkApp.objects.update(parked_until=clock.now() + timedelta(days=9))
    admin.post(page_of(app), given(name="Tên mới"))
    app.refresh_from_db()
    assert app.parked_until
    admin.post(page_of(app), given(monthly_quota=""))
    assert LarkApp.objects.values_list("parked_until", "monthly_quota").get() == (None, None)


def test_the_months_calls_are_told_with_their_share(admin: Client, app: LarkApp) -> None:
    ApiUsage.objects.create(app=app, month=clock.today().replace(day=1), calls=3412)
    ApiUsage.objects.create(app=app, month=clock.today().replace(day=1) - timedelta(days=31), calls=99)
    assert "3.412 / 10.000 calls, 34%" in text(admin.get(LIST))
    LarkApp.objects.update(monthly_quota=None, parked_until=clock.now() + timedelta(days=9))
    page = text(admin.get(LIST))
    assert "3.412 calls" in page
    assert "Monthly quota used up, waits until" in page


def test_the_test_asks_for_a_token_with_what_is_typed(admin: Client, lark: Lark) -> None:
    page = text(admin.post(TEST, given(app_secret="demo-app-secret"), headers=PART))
    assert "Lark knows the app, and its secret is right." in page
    assert "The connection does not work yet" in text(admin.post(TEST, given(app_secret="wrong"), headers=PART))
    assert "demo-app-secret" not in page


def test_a_test_without_a_secret_says_what_is_missing(admin: Client, lark: Lark) -> None:
    assert "Paste the App Secret" in text(admin.post(TEST, given(), headers=PART))
    assert lark.requests() == []


def test_a_good_test_lets_go_out_what_the_app_held(admin: Client, app: LarkApp, lark: Lark) -> None:
    group = chat(app)
    Destination.objects.update(circuit=Circuit.OPEN, circuit_error="access", probe_at=clock.now())
    address = reverse("admin:forms_intake_larkapp_test", args=[app.pk])
    assert "What waited for this app goes out now." in text(admin.post(address, given(), headers=PART))
    group.refresh_from_db()
    assert group.circuit == Circuit.CLOSED


def test_an_app_whose_key_is_lost_can_be_given_its_secret_anew(admin: Client, app: LarkApp, settings: Settings) -> None:
    chat(app)
    settings.FIELD_ENCRYPTION_KEYS = [Fernet.generate_key().decode()]
    assert "Paste them anew and save." in text(admin.get(page_of(app)))
    assert admin.post(page_of(app), given(app_secret="demo-app-secret")).status_code == 302
    assert LarkApp.objects.get().config == {"app_secret": "demo-app-secret"}


@pytest.mark.parametrize("role", [Role.STAFF, Role.TEACHER])
def test_nobody_but_administrators_sees_apps(client: Client, app: LarkApp, role: Role) -> None:
    client.force_login(factories.user(role))
    test = reverse("admin:forms_intake_larkapp_test", args=[app.pk])
    assert {client.get(address).status_code for address in (LIST, ADD, page_of(app))} == {403}
    assert {client.post(address).status_code for address in (TEST, test)} == {403}


def test_nobody_deletes_an_app_and_looking_tests_nothing(admin: Client, app: LarkApp) -> None:
    address = reverse("admin:forms_intake_larkapp_delete", args=[app.pk])
    assert admin.post(address, {"post": "yes"}).status_code == 403
    assert admin.get(TEST).status_code == 405


def test_the_list_costs_the_same_number_of_queries_however_long_it_is(
    admin: Client, app: LarkApp, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    admin.get(LIST)
    with django_assert_max_num_queries(MOST_QUERIES) as before:
        admin.get(LIST)
    for number in range(2):
        factories.lark_app(name=f"App {number}", app_id=f"cli_{number}")
    with django_assert_max_num_queries(len(before)):
        admin.get(LIST)


# Those of the list and of every page of the admin site.
MOST_QUERIES = 10


def test_a_new_app_begins_with_the_free_plan_and_asks_for_its_secret(admin: Client) -> None:
    page = admin.get(ADD)
    form = page.context["adminform"].form
    assert (form["monthly_quota"].value(), form.fields["app_secret"].required) == (10_000, True)
    assert "Empty keeps" not in text(page)


def test_a_stored_app_keeps_its_secret_and_its_plan(admin: Client, app: LarkApp) -> None:
    LarkApp.objects.update(monthly_quota=None)
    page = admin.get(page_of(app))
    form = page.context["adminform"].form
    assert (form["monthly_quota"].value(), form.fields["app_secret"].required) == (None, False)
    assert "Empty keeps what is stored." in text(page)
