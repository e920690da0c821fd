"""Roles and rights, as one matrix over everything that the admin site offers."""

from typing import Any

import pytest
from django.contrib import admin
from django.test import Client
from django.urls import reverse

from accounts.adapter import MFAAdapter
from accounts.enums import Role
from school import archive
from tests import factories

pytestmark = pytest.mark.django_db
# Lists that the office may open; administrators open all, everybody else none.
OFFICE = {
    "forms_intake.submission",
    "forms_intake.delivery",
    "catalog.branch",
    "catalog.product",
    "rooms.room",
    "accounts.user",
}
LISTS = sorted(
    model._meta.label_lower
    for model in admin.site._registry
    if model.__module__.split(".")[0] in {"accounts", "catalog", "forms_intake", "rooms"}
)


ALLOWED: dict[Role | None, set[str]] = {Role.ADMIN: set(LISTS), Role.STAFF: OFFICE}


@pytest.mark.parametrize("role", [*Role, None])
def test_each_list_opens_for_those_who_may_see_it_and_nobody_else(client: Client, role: Role | None) -> None:
    if role:
        client.force_login(factories.user(role))
    opened = {name for name in LISTS if _opens(client, name)}
    assert opened == ALLOWED.get(role, set())


def _opens(client: Client, name: str) -> bool:
    return client.get(reverse(f"admin:{name.replace('.', '_')}_changelist")).status_code == 200


@pytest.mark.parametrize("state", [{"is_active": False}])
def test_who_may_no_longer_sign_in_may_nothing(client: Client, state: dict[str, Any]) -> None:
    person = factories.user(Role.ADMIN, **state)
    assert not person.has_perm("forms_intake.view_submission")
    assert not person.has_module_perms("forms_intake")
    assert not person.is_staff


@pytest.mark.parametrize(
    "permission", ["", "nonsense", "forms_intake.", ".view_submission", "forms_intake.fly_submission"]
)
def test_a_right_that_does_not_exist_is_held_by_nobody(permission: str) -> None:
    assert not factories.user(Role.ADMIN).has_perm(permission)
    assert not factories.user(Role.STAFF).has_perm(permission)
    assert not factories.user(Role.TEACHER).has_perm(permission)


def test_the_office_may_take_slips_on_but_not_make_them() -> None:
    clerk = factories.user(Role.STAFF)
    assert clerk.has_perms(["forms_intake.view_submission", "forms_intake.change_submission"])
    assert not clerk.has_perm("forms_intake.add_submission")
    assert not clerk.has_perm("forms_intake.delete_submission")


def test_an_archived_person_cannot_sign_in_and_an_open_session_ends(client: Client) -> None:
    person = factories.user(Role.ADMIN)
    client.force_login(person)
    assert _opens(client, "forms_intake.submission")
    archive.archive(person, by=None, reason="left the school")
    assert not _opens(client, "forms_intake.submission")
    assert not client.login(email=person.email, password="lesson-piano")


def test_second_factors_are_encrypted_at_rest() -> None:
    adapter = MFAAdapter()
    stored = adapter.encrypt("JBSWY3DPEHPK3PXP")
    assert "JBSWY3DPEHPK3PXP" not in stored
    assert adapter.decrypt(stored) == "JBSWY3DPEHPK3PXP"
