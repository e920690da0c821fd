"""Demo data."""

import pytest
from django.core.management import CommandError, call_command
from pytest_django import Settings

from accounts.models import User
from catalog.models import Branch, Product
from forms_intake.models import Destination

pytestmark = pytest.mark.django_db


def test_the_demo_accounts_are_those_that_are_printed() -> None:
    call_command("seed")
    found = {user.email: user.role for user in User.objects.all()}
    assert found == {f"{role}@demo.test": role for role in ("admin", "staff", "teacher", "student")}
    assert all(user.check_password("demo-piano") for user in User.objects.all())


def test_seeding_twice_changes_nothing_that_people_have_changed() -> None:
    call_command("seed")
    Branch.objects.filter(code="quan-7").update(name="Cơ sở Tân Phong")
    call_command("seed")
    assert Branch.objects.get(code="quan-7").name == "Cơ sở Tân Phong"
    assert (Branch.objects.count(), Product.objects.count(), Destination.objects.count()) == (3, 6, 1)


def test_the_demo_robot_follows_the_emulator_to_another_port(settings: Settings) -> None:
    for port in (8010, 8011):
        settings.LARK_BASE_URL = f"http://127.0.0.1:{port}"
        call_command("seed")
    assert Destination.objects.get().config["url"].startswith("http://127.0.0.1:8011/")


def test_a_robot_that_a_person_has_set_is_left_alone() -> None:
    call_command("seed")
    group = Destination.objects.get()
    group.config = {"url": "https://open.larksuite.com/open-apis/bot/v2/hook/real"}
    group.save()
    call_command("seed")
    group.refresh_from_db()
    assert group.config["url"] == "https://open.larksuite.com/open-apis/bot/v2/hook/real"


def test_production_has_no_demo_accounts(settings: Settings) -> None:
    settings.PRODUCTION = True
    with pytest.raises(CommandError):
        call_command("seed")
    assert not User.objects.exists()
