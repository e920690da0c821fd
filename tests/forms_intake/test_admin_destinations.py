"""Destinations in the admin: the four kinds, their forms, and the list."""

from datetime import timedelta
from typing import Any

import pytest
from cryptography.fernet import Fernet
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries, Settings

from accounts.enums import Role
from forms_intake.deliveries import engine
from forms_intake.enums import Circuit, DestinationKind, Flag, FormType, LarkStatus
from forms_intake.hints import Hint
from forms_intake.models import Delivery, Destination, LarkApp
from school import clock
from tests import factories
from tests.lark import Lark

pytestmark = pytest.mark.django_db
ADD = reverse("admin:forms_intake_destination_add")
LIST = reverse("admin:forms_intake_destination_changelist")


@pytest.fixture
def admin(client: Client) -> Client:
    client.force_login(factories.user(Role.ADMIN))
    client.cookies["language"] = "en"
    return client


@pytest.fixture
def app() -> LarkApp:
    return factories.lark_app()


def page_of(row: Destination) -> str:
    return reverse("admin:forms_intake_destination_change", args=[row.pk])


def webhook(**changes: Any) -> dict[str, Any]:
    return {"name": "Nhóm", "url": "", "secret": "", "is_active": "on"} | changes


def text(answer: Any) -> str:
    return " ".join(answer.content.decode().split())


def test_adding_begins_with_the_kind_and_says_what_each_can_and_costs(admin: Client) -> None:
    page = text(admin.get(ADD))
    for kind in DestinationKind.values:
        assert f'href="?kind={kind}"' in page
    assert "There is no Lark app yet. Messages and Bases need one." in page


@pytest.mark.parametrize("kind", ["", "carrier-pigeon", "x" * 3000])
def test_an_unknown_kind_leads_to_the_choice(admin: Client, kind: str) -> None:
    assert 'href="?kind=base"' in text(admin.get(ADD, {"kind": kind}))
    assert 'href="?kind=base"' in text(admin.post(f"{ADD}?kind={kind}", webhook()))
    assert not Destination.objects.exists()


@pytest.mark.parametrize("kind", DestinationKind.values)
def test_each_kind_has_its_form(admin: Client, kind: str) -> None:
    page = text(admin.get(ADD, {"kind": kind}))
    asked = {"webhook": "name=url", "message": "name=chat_id", "base": "name=address"}.get(kind, "name=name")
    assert asked.replace("=", '="') + '"' in page


def test_a_robot_is_added_with_its_slips_and_flags(admin: Client, lark: Lark) -> None:
    given = webhook(url=lark.robot_url(), form_types=["hold"], only_flags=["duplicate"], except_flags=["hold_repeat"])
    assert admin.post(f"{ADD}?kind=webhook", given).status_code == 302
    row = Destination.objects.get()
    assert (row.kind, row.form_types, row.only_flags, row.except_flags) == (
        DestinationKind.WEBHOOK,
        [FormType.HOLD],
        [Flag.DUPLICATE],
        [Flag.HOLD_REPEAT],
    )


def test_a_flag_in_both_lists_is_refused_at_the_field(admin: Client, lark: Lark) -> None:
    given = webhook(url=lark.robot_url(), only_flags=["duplicate"], except_flags=["duplicate"])
    sentence = "Tick this in one of the two lists only: Possible duplicate"
    assert sentence in text(admin.post(f"{ADD}?kind=webhook", given))
    assert not Destination.objects.exists()


def test_a_chat_of_an_app_is_added_with_its_name_and_its_fallback(admin: Client, app: LarkApp, lark: Lark) -> None:
    robot = lark.destination()
    given = {"name": "Giáo vụ 2", "app": app.pk, "chat_id": " oc_office ", "chat_name": "Giáo vụ", "is_active": "on"}
    assert admin.post(f"{ADD}?kind=message", given | {"fallback": robot.pk}).status_code == 302
    row = Destination.objects.get(kind=DestinationKind.MESSAGE)
    assert (row.app, row.fallback) == (app, robot)
    assert row.config == {"chat_id": "oc_office", "chat_name": "Giáo vụ"}


@pytest.mark.parametrize("chat_id", ["", "ou_ha", "oc_", "oc_a/../b", "oc_" + "x" * 80, "oc_ü"])
def test_what_is_no_chat_is_refused_and_says_how_one_begins(admin: Client, app: LarkApp, chat_id: str) -> None:
    given = {"name": "Nhóm", "app": app.pk, "chat_id": chat_id, "is_active": "on"}
    assert admin.post(f"{ADD}?kind=message", given).status_code == 200
    assert not Destination.objects.exists()


def test_an_id_that_is_typed_over_a_chosen_chat_loses_its_name(admin: Client, app: LarkApp) -> None:
    config: dict[str, Any] = {"chat_id": "oc_office", "chat_name": "Giáo vụ"}
    row = Destination.objects.create(kind=DestinationKind.MESSAGE, name="Nhóm", app=app, config=config)
    given = {"name": "Nhóm", "app": app.pk, "chat_id": "oc_managers", "chat_name": "Giáo vụ", "is_active": "on"}
    admin.post(page_of(row), given)
    row.refresh_from_db()
    assert row.config == {"chat_id": "oc_managers"}


def test_without_an_app_the_form_says_to_add_one(admin: Client) -> None:
    given = {"name": "Nhóm", "chat_id": "oc_office", "is_active": "on"}
    page = text(admin.post(f"{ADD}?kind=message", given))
    assert "Choose the app. If there is none yet, add one under Lark apps first." in page


def test_the_table_of_a_base_comes_from_its_address_and_leads_to_its_columns(admin: Client, app: LarkApp) -> None:
    address = "https://phimnga.larksuite.com/base/bascnDemo?table=tblSlips&view=vew1"
    answer = admin.post(f"{ADD}?kind=base", {"name": "Bảng", "app": app.pk, "address": address, "is_active": "on"})
    row = Destination.objects.get()
    assert row.config == {"app_token": "bascnDemo", "table_id": "tblSlips"}
    assert answer["Location"] == reverse("admin:forms_intake_destination_columns", args=[row.pk])


@pytest.mark.parametrize(
    "address",
    [
        "",
        "https://evil.example/base/bascnDemo?table=tblSlips",
        "https://x.larksuite.com/wiki/abc",
        "javascript:1",
        "//[",
    ],
)
def test_an_address_that_leads_to_no_table_is_refused(admin: Client, app: LarkApp, address: str) -> None:
    given = {"name": "Bảng", "app": app.pk, "address": address, "is_active": "on"}
    assert admin.post(f"{ADD}?kind=base", given).status_code == 200
    assert not Destination.objects.exists()


def test_an_empty_address_keeps_the_stored_table(admin: Client, app: LarkApp) -> None:
    config: dict[str, Any] = {"app_token": "bascnDemo", "table_id": "tblSlips"}
    row = Destination.objects.create(kind=DestinationKind.BASE, name="Bảng", app=app, config=config)
    admin.post(page_of(row), {"name": "Bảng 2", "app": app.pk, "address": "", "is_active": "on"})
    row.refresh_from_db()
    assert (row.name, row.config) == ("Bảng 2", config)


def test_copies_for_senders_need_nothing_but_a_name(admin: Client) -> None:
    assert admin.post(f"{ADD}?kind=email", {"name": "Bản sao", "is_active": "on"}).status_code == 302
    assert Destination.objects.get().kind == DestinationKind.EMAIL


def test_the_kind_cannot_change_later(admin: Client, lark: Lark) -> None:
    row = lark.destination()
    admin.post(f"{page_of(row)}?kind=email", webhook(name="Nhóm mới", kind="email"))
    row.refresh_from_db()
    assert (row.name, row.kind) == ("Nhóm mới", DestinationKind.WEBHOOK)


def test_a_name_can_be_had_once(admin: Client, lark: Lark) -> None:
    row = lark.destination()
    given = webhook(name=row.name, url=lark.robot_url())
    assert admin.post(f"{ADD}?kind=webhook", given).status_code == 200
    assert Destination.objects.count() == 1


def test_saving_a_mended_address_sends_what_was_held(admin: Client, lark: Lark) -> None:
    group = lark.destination(token="no-such-robot")
    sent = factories.submission()
    engine.pump(2)
    sent.refresh_from_db()
    assert sent.lark_error == Hint.ADDRESS
    assert admin.post(page_of(group), webhook(name=group.name, url=lark.robot_url())).status_code == 302
    engine.pump(2)
    sent.refresh_from_db()
    group.refresh_from_db()
    assert (sent.lark_status, group.circuit) == (LarkStatus.SENT, Circuit.CLOSED)


def test_an_address_of_somebody_else_is_refused_with_an_example(admin: Client, settings: Settings) -> None:
    given = webhook(url="https://evil.example/open-apis/bot/v2/hook/x")
    page = admin.post(f"{ADD}?kind=webhook", given).content.decode()
    assert f"{settings.LARK_BASE_URL}/open-apis/bot/v2/hook/" in page
    assert not Destination.objects.exists()


def test_credentials_are_never_shown_again(admin: Client, lark: Lark) -> None:
    group = lark.destination()
    pages = [admin.get(address).content.decode() for address in (page_of(group), LIST)]
    assert not any(secret in page for page in pages for secret in ("demo-secret", "hook/demo-bot"))


@pytest.mark.parametrize("role", [Role.STAFF, Role.TEACHER, Role.STUDENT])
def test_nobody_but_administrators_sees_destinations(client: Client, lark: Lark, role: Role) -> None:
    client.force_login(factories.user(role))
    row = lark.destination()
    assert {client.get(address).status_code for address in (page_of(row), LIST, ADD)} == {403}


def test_an_empty_secret_keeps_the_stored_one_and_a_tick_removes_it(admin: Client, lark: Lark) -> None:
    group = lark.destination()
    admin.post(page_of(group), webhook(name="Nhóm mới"))
    group.refresh_from_db()
    assert (group.name, group.config["secret"]) == ("Nhóm mới", "demo-secret")
    admin.post(page_of(group), webhook(name="Nhóm mới", remove_secret="on"))
    group.refresh_from_db()
    assert "secret" not in group.config


def test_an_address_whose_key_is_lost_can_be_pasted_anew(admin: Client, lark: Lark, settings: Settings) -> None:
    group = lark.destination()
    settings.FIELD_ENCRYPTION_KEYS = [Fernet.generate_key().decode()]
    sent = factories.submission()
    engine.pump(1)
    assert "Paste them anew and save." in text(admin.get(page_of(group)))
    given = webhook(name=group.name, url=lark.robot_url(), secret="demo-secret")
    assert admin.post(page_of(group), given).status_code == 302
    engine.pump(1)
    sent.refresh_from_db()
    assert sent.lark_status == LarkStatus.SENT


@pytest.mark.parametrize("kind", [DestinationKind.MESSAGE, DestinationKind.BASE])
def test_pages_open_when_no_key_reads_them_nor_their_app(
    admin: Client, app: LarkApp, settings: Settings, kind: DestinationKind
) -> None:
    row = Destination.objects.create(kind=kind, name="Nhóm", app=app, config={"chat_id": "oc_office"})
    settings.FIELD_ENCRYPTION_KEYS = [Fernet.generate_key().decode()]
    app_page = reverse("admin:forms_intake_larkapp_change", args=[app.pk])
    assert {admin.get(address).status_code for address in (page_of(row), LIST, app_page)} == {200}


def test_saving_a_destination_leaves_the_engines_columns_alone(admin: Client, lark: Lark) -> None:
    group = lark.destination()
    parked = timezone.now() + timedelta(hours=1)
    Destination.objects.update(parked_until=parked)
    admin.post(page_of(group), webhook(name="Nhóm mới"))
    assert Destination.objects.get().parked_until == parked


def test_nobody_deletes_a_destination(admin: Client, lark: Lark) -> None:
    address = reverse("admin:forms_intake_destination_delete", args=[lark.destination().pk])
    assert admin.post(address, {"post": "yes"}).status_code == 403


HELD = {"circuit": Circuit.OPEN, "circuit_error": Hint.ADDRESS}


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({}, "Running"),
        ({"is_active": False, "paused_at": "now"}, "Switched off"),
        ({"paused_at": "now"} | HELD, "Paused since"),
        (HELD, "Held: needs mending"),
        ({"parked_until": "later"}, "Lark asks to wait until"),
    ],
)
def test_the_list_says_in_words_how_each_does(admin: Client, lark: Lark, changes: dict[str, Any], words: str) -> None:
    moments = {"now": clock.now(), "later": clock.now() + timedelta(hours=2)}
    given = {name: moments.get(value, value) for name, value in changes.items()}
    lark.destination(**given | ({"probe_at": clock.now()} if "circuit" in changes else {}))
    assert words in text(admin.get(LIST))


def test_a_table_is_not_said_to_run_before_its_columns_are_known(admin: Client, app: LarkApp) -> None:
    config: dict[str, Any] = {"app_token": "bascnDemo", "table_id": "tblSlips"}
    row = Destination.objects.create(kind=DestinationKind.BASE, name="Bảng", app=app, config=config)
    assert "No columns are chosen yet" in text(admin.get(LIST))
    row.mapping = [{"field_id": "fld1", "field_name": "Submission ID", "type": 1, "ours": "reference"}]
    row.drift = [{"kind": "removed", "ours": "note", "was": "Ghi chú", "now": "", "was_type": 1, "type": 0}]
    row.save()
    assert "Running, columns have changed" in text(admin.get(LIST))


def test_the_list_tells_how_many_wait_and_when_the_last_arrived(admin: Client, lark: Lark) -> None:
    lark.destination()
    factories.submission()
    assert "Waiting" in text(admin.get(LIST))
    engine.pump(2)
    accepted = timezone.localtime(Delivery.objects.get().delivered_at)
    assert f"{accepted:%H:%M}" in text(admin.get(LIST))


def test_the_list_costs_the_same_number_of_queries_however_long_it_is(
    admin: Client, app: LarkApp, lark: Lark, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    lark.destination()
    admin.get(LIST)
    with django_assert_max_num_queries(MOST_QUERIES) as before:
        admin.get(LIST)
    for number in range(2):
        config: dict[str, Any] = {"chat_id": f"oc_{number}"}
        Destination.objects.create(kind=DestinationKind.MESSAGE, name=f"Nhóm {number}", app=app, config=config)
    with django_assert_max_num_queries(len(before)):
        admin.get(LIST)


# Those of the list and of every page of the admin site.
MOST_QUERIES = 10


TABLE = "https://school.larksuite.com/base/bascnDemo?table=tblSlips"


def base(app: LarkApp, **changes: Any) -> dict[str, Any]:
    return {"name": "Bảng hai", "app": app.pk, "address": TABLE, "is_active": "on"} | changes


def first_table(app: LarkApp, **fields: Any) -> Destination:
    config: dict[str, Any] = {"app_token": "bascnDemo", "table_id": "tblSlips"}
    return Destination.objects.create(kind=DestinationKind.BASE, name="Bảng", app=app, config=config, **fields)


@pytest.mark.parametrize(
    ("stored", "given"),
    [
        ({}, {}),
        ({"form_types": ["hold"]}, {"form_types": ["hold", "change"]}),
        ({"only_flags": ["duplicate"]}, {"except_flags": ["hold_repeat"]}),
    ],
)
def test_no_slip_gets_two_rows_of_one_table(
    admin: Client, app: LarkApp, stored: dict[str, Any], given: dict[str, Any]
) -> None:
    first_table(app, **stored)
    assert "“Bảng” writes these slips into this table already" in text(
        admin.post(f"{ADD}?kind=base", base(app, **given))
    )
    assert Destination.objects.count() == 1


@pytest.mark.parametrize(
    ("stored", "given"),
    [
        ({"is_active": False}, {}),
        ({}, {"is_active": ""}),
        ({}, {"address": "https://school.larksuite.com/base/bascnDemo?table=tblOther"}),
        ({"form_types": ["hold"]}, {"form_types": ["change"]}),
        ({"only_flags": ["duplicate"]}, {"except_flags": ["duplicate"]}),
        ({"except_flags": ["duplicate"]}, {"only_flags": ["duplicate"]}),
    ],
)
def test_one_table_may_hold_the_slips_of_two_destinations_that_share_none(
    admin: Client, app: LarkApp, stored: dict[str, Any], given: dict[str, Any]
) -> None:
    first_table(app, **stored)
    assert admin.post(f"{ADD}?kind=base", base(app, **given)).status_code == 302


def test_a_table_may_be_saved_again(admin: Client, app: LarkApp) -> None:
    row = first_table(app)
    assert admin.post(page_of(row), base(app, address="")).status_code == 302


def test_the_list_says_which_flags_are_asked_for_and_who_only_stands_by(admin: Client, app: LarkApp) -> None:
    robot = Destination.objects.create(name="Robot", kind=DestinationKind.WEBHOOK)
    flags = {"only_flags": ["teacher_change"], "except_flags": ["duplicate"]}
    Destination.objects.create(name="Quản lý", kind=DestinationKind.MESSAGE, app=app, fallback=robot, **flags)
    page = text(admin.get(LIST))
    assert "All · only with: Asks for another teacher · not with: Possible duplicate" in page
    assert "All · stands in for: Quản lý" in page


def test_only_a_form_with_something_stored_says_that_empty_keeps_it(admin: Client, app: LarkApp) -> None:
    for kind in DestinationKind.values:
        assert "Empty keeps" not in text(admin.get(ADD, {"kind": kind}))
    assert "Empty keeps what is stored." in text(admin.get(page_of(first_table(app))))
