"""Django's groups are a copy of roles.yaml, made after each migration and on demand."""

import pytest
from django.contrib.auth.models import Group, Permission
from django.contrib.contenttypes.models import ContentType
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse
from django.utils import translation
from pytest_django import DjangoAssertNumQueries

from accounts import groups, rights, role_words
from accounts.enums import Role
from accounts.groups import RoleGroup
from accounts.models import User
from catalog.models import Product
from tests import factories

pytestmark = pytest.mark.django_db


def held_by(name: str) -> set[str]:
    rows = Permission.objects.filter(group__name=name).values_list("content_type__app_label", "codename")
    return {f"{app_label}.{codename}" for app_label, codename in rows}


def test_after_migrating_each_role_has_a_group_with_its_permissions() -> None:
    assert set(Group.objects.values_list("name", flat=True)) == {"guest", *Role.values}
    assert held_by("staff") == rights.of_all()["staff"].permissions
    assert "accounts.impersonate_user" in held_by("admin")
    assert held_by("guest") == set()


def test_what_is_not_in_the_file_is_removed_and_what_is_missing_made() -> None:
    kind = ContentType.objects.get_for_model(Product)
    burning = Permission.objects.create(content_type=kind, codename="burn_product", name="Can burn product")
    Group.objects.get(name="teacher").permissions.add(burning)
    Group.objects.create(name="principals")
    Permission.objects.filter(codename="impersonate_user").delete()
    groups.sync()
    assert groups.differences() == []
    assert not Permission.objects.filter(codename="burn_product").exists()
    assert not Group.objects.filter(name="principals").exists()


def test_bringing_in_line_twice_changes_nothing() -> None:
    before = set(Group.permissions.through.objects.values_list("pk", flat=True))
    groups.sync()
    assert set(Group.permissions.through.objects.values_list("pk", flat=True)) == before


def test_djangos_own_permissions_stay() -> None:
    groups.sync()
    assert Permission.objects.filter(codename="delete_product").exists()


def test_each_difference_is_a_line() -> None:
    Group.objects.get(name="staff").permissions.remove(Permission.objects.get(codename="view_branch"))
    Group.objects.create(name="principals")
    Group.objects.get(name="principals").permissions.add(Permission.objects.get(codename="delete_product"))
    assert groups.differences() == ["group principals: catalog.delete_product", "group staff: catalog.view_branch"]


def test_the_command_prints_the_matrix(capsys: pytest.CaptureFixture[str]) -> None:
    call_command("roles")
    lines = {line.split()[0]: line.split()[1:] for line in capsys.readouterr().out.splitlines() if line.strip()}
    assert lines["Addresses"] == list(rights.WHO)
    assert lines["home"] == ["x"] * 6
    assert lines["admin:forms_intake_submission_changelist"] == ["·"] * 4 + ["x"] * 2
    assert lines["accounts.impersonate_user"] == ["·"] * 5 + ["x"]
    assert lines["submissions"] == ["·"] * 4 + ["x"] * 2


def test_the_command_says_that_all_is_well(capsys: pytest.CaptureFixture[str]) -> None:
    call_command("roles", "--check")
    assert capsys.readouterr().out == "The running system answers as roles.yaml says.\n"


def test_the_command_fails_on_a_difference_and_mends_the_groups() -> None:
    Group.objects.get(name="staff").permissions.clear()
    with pytest.raises(CommandError, match=r"group staff: catalog\.view_branch"):
        call_command("roles", "--check")
    call_command("roles", "--sync", "--check")


def test_the_command_names_what_is_malformed(monkeypatch: pytest.MonkeyPatch) -> None:
    def malformed() -> None:
        raise rights.Malformed("guest.pages: needs a list of names")

    monkeypatch.setattr(rights, "of_all", malformed)
    with pytest.raises(CommandError, match=r"roles\.yaml: guest\.pages: needs a list of names"):
        call_command("roles", "--sync")


@pytest.fixture
def admin(client: Client) -> Client:
    client.force_login(factories.user(Role.ADMIN, name="Hiệu trưởng"))
    return client


def test_the_page_tells_what_a_role_may_and_who_holds_it(admin: Client) -> None:
    admin.cookies["language"] = "en"
    teacher = factories.user(Role.TEACHER, name="Cô Lan")
    User.objects.filter(pk=factories.user(Role.TEACHER, name="Thầy Cũ").pk).update(is_active=False)
    page = admin.get(reverse("admin:accounts_rolegroup_change", args=[Group.objects.get(name="teacher").pk]))
    words = page.content.decode()
    assert "Sees no slips." in words
    assert "Links for guests" in words
    assert "Administration" not in words.partition("<table")[2].partition("</table>")[0]
    assert reverse("admin:accounts_user_change", args=[teacher.pk]) in words
    assert "Thầy Cũ" not in words


def test_the_page_names_rights_in_words(admin: Client) -> None:
    admin.cookies["language"] = "en"
    page = admin.get(reverse("admin:accounts_rolegroup_change", args=[Group.objects.get(name="admin").pk]))
    words = page.content.decode()
    assert "see the site as this person" in words
    assert "impersonate" not in words


def test_the_list_costs_the_same_however_many_people_there_are(
    admin: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    address = reverse("admin:accounts_rolegroup_changelist")
    admin.get(address)
    with django_assert_num_queries(9) as queries:
        admin.get(address)
    first = len(queries)
    factories.user(Role.TEACHER), factories.user(Role.TEACHER), factories.user(Role.STUDENT)
    with django_assert_num_queries(first):
        admin.get(address)


def test_the_list_counts_those_who_may_enter_now(admin: Client) -> None:
    factories.user(Role.TEACHER)
    factories.user(Role.TEACHER, is_active=False)
    rows = admin.get(reverse("admin:accounts_rolegroup_changelist")).context["cl"].result_list
    assert [(row.name, row.held_by) for row in rows] == [
        ("guest", 0),
        ("student", 0),
        ("teacher", 1),
        ("staff", 0),
        ("admin", 1),
    ]


def test_every_page_that_is_named_in_words_is_one_that_somebody_may_open() -> None:
    assert role_words.PAGES.keys() <= rights.of_all()["admin"].pages


@pytest.mark.parametrize(("name", "said"), [("guest", "Guest"), ("staff", "Office staff")])
def test_a_role_is_called_by_its_name_in_the_readers_language(name: str, said: str) -> None:
    with translation.override("en"):
        assert str(RoleGroup.objects.get(name=name)) == said


def test_a_group_that_is_no_role_keeps_its_own_name() -> None:
    assert str(RoleGroup(name="choir")) == "choir"
