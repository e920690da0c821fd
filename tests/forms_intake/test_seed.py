"""Demo data."""

import pytest
from django.core.management import CommandError, call_command
from pytest_django import Settings

from accounts.models import User
from catalog.models import Branch, Product
from forms_intake.admin.access_fields import access_of
from forms_intake.deliveries import engine
from forms_intake.enums import DeliveryState, DestinationKind, Flag
from forms_intake.lark import checks
from forms_intake.models import Delivery, Destination, LarkApp, LarkIdentity
from tests import factories
from tests.lark import Lark

pytestmark = pytest.mark.django_db


def robot() -> Destination:
    return Destination.objects.get(kind=DestinationKind.WEBHOOK)


def test_the_demo_accounts_are_those_that_are_printed() -> None:
    call_command("seed")
    found = {user.email: user.role for user in User.objects.all()}
    assert found == {f"{role}@demo.test": role for role in ("admin", "staff", "teacher", "student")}
    assert all(user.check_password("demo-piano") for user in User.objects.all())


def test_seeding_twice_changes_nothing_that_people_have_changed() -> None:
    call_command("seed")
    Branch.objects.filter(code="quan-7").update(name="Cơ sở Tân Phong")
    Destination.objects.filter(kind=DestinationKind.BASE).update(name="Sổ phiếu", is_active=False)
    call_command("seed")
    assert Branch.objects.get(code="quan-7").name == "Cơ sở Tân Phong"
    assert not Destination.objects.get(name="Sổ phiếu").is_active
    counts = (Branch.objects.count(), Product.objects.count(), Destination.objects.count(), LarkApp.objects.count())
    assert counts == (3, 6, 5, 1)


def test_the_demo_robot_follows_the_emulator_to_another_port(settings: Settings) -> None:
    for port in (8010, 8011):
        settings.LARK_BASE_URL = f"http://127.0.0.1:{port}"
        call_command("seed")
    assert robot().config["url"].startswith("http://127.0.0.1:8011/")


def test_a_robot_that_a_person_has_set_is_left_alone() -> None:
    call_command("seed")
    group = robot()
    group.config = {"url": "https://open.larksuite.com/open-apis/bot/v2/hook/real"}
    group.save()
    call_command("seed")
    group.refresh_from_db()
    assert group.config["url"] == "https://open.larksuite.com/open-apis/bot/v2/hook/real"


def test_a_slip_of_the_demonstration_is_in_the_emulators_chat_and_table_once(lark: Lark) -> None:
    call_command("seed")
    sent = factories.submission()
    engine.pump(3)
    assert set(Delivery.objects.values_list("state", flat=True)) == {DeliveryState.DELIVERED}
    assert [message["chat_id"] for message in lark.app_messages(contains=sent.reference)] == ["oc_office"]
    assert [record["count"] for record in lark.records()] == [1]
    assert lark.messages() == []


def test_the_demonstrations_columns_are_those_of_the_emulators_table(lark: Lark) -> None:
    call_command("seed")
    row = Destination.objects.get(kind=DestinationKind.BASE)
    report = checks.check(row.kind, access_of(row), row.mapping)
    assert (report.ok, report.differences) == (True, ())
    by_id = {field.id: field.name for field in report.fields}
    assert all(by_id[entry["field_id"]] == entry["field_name"] for entry in row.mapping)


def test_a_change_of_teacher_is_for_the_managers_alone(lark: Lark) -> None:
    call_command("seed")
    wanting = Destination.objects.wanting(factories.submission(flags=(Flag.TEACHER_CHANGE,)))
    assert sorted(row.kind for row in wanting) == [DestinationKind.BASE, DestinationKind.MESSAGE]
    chats = [row.config["chat_id"] for row in wanting if row.kind == DestinationKind.MESSAGE]
    assert chats == ["oc_managers"]


def test_the_people_of_the_emulators_chats_are_those_of_the_demonstration() -> None:
    call_command("seed")
    found = dict(LarkIdentity.objects.values_list("open_id", "user__email"))
    assert found == {"ou_ha": "staff@demo.test", "ou_minh": "admin@demo.test"}


def test_production_has_no_demo_accounts(settings: Settings) -> None:
    settings.PRODUCTION = True
    with pytest.raises(CommandError):
        call_command("seed")
    assert not User.objects.exists()
