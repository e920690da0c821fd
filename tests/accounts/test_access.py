"""Roles and rights, as one matrix over everything that the admin site offers."""

from datetime import timedelta
from typing import Any

import pytest
from django.contrib import admin
from django.contrib.auth.models import AnonymousUser
from django.test import Client
from django.urls import reverse

from accounts import access, rights
from accounts.adapter import MFAAdapter
from accounts.enums import Role
from accounts.models import User
from school import archive, clock
from tests import factories

pytestmark = pytest.mark.django_db
# Written down here once more, so that a slip of the pen in roles.yaml is found.
OFFICE = {
    "accounts.invitation",
    "accounts.rolegroup",
    "accounts.user",
    "catalog.branch",
    "catalog.pricechange",
    "catalog.product",
    "catalog.stockmovement",
    "forms_intake.bulkresend",
    "forms_intake.delivery",
    "forms_intake.hold",
    "forms_intake.personallink",
    "forms_intake.submission",
    "forms_intake.task",
    "rooms.room",
}
ADMINISTRATORS = OFFICE | {
    "accounts.history",
    "forms_intake.destination",
    "forms_intake.export",
    "forms_intake.larkapp",
    "forms_intake.larkidentity",
    "forms_intake.policy",
    "forms_intake.reasontemplate",
    "rooms.signalingmessage",
}
ALLOWED: dict[Role | None, set[str]] = {Role.ADMIN: ADMINISTRATORS, Role.STAFF: OFFICE}


@pytest.mark.parametrize("role", [*Role, None])
def test_each_list_opens_for_those_who_may_see_it_and_nobody_else(client: Client, role: Role | None) -> None:
    if role:
        client.force_login(factories.user(role))
    lists = [model._meta.label_lower for model in admin.site._registry]
    assert {name for name in lists if _opens(client, name)} == ALLOWED.get(role, set())


def _opens(client: Client, name: str) -> bool:
    answer = client.get(reverse(f"admin:{name.replace('.', '_')}_changelist"))
    # The list of the history is the timeline.
    return answer.status_code == 200 or answer.headers.get("Location") == reverse("history:timeline")


@pytest.mark.parametrize("role", [Role.TEACHER, Role.STUDENT])
def test_of_slips_and_people_teachers_and_students_hold_no_right(role: str) -> None:
    assert access.allows(role, "forms_intake.view_submission") is False
    assert not access.allows_app(role, "forms_intake")
    assert not access.allows_app(role, "accounts")


def test_a_guest_holds_nothing_that_a_student_holds() -> None:
    guest = User.objects.create_guest("Khách", expires_at=clock.now() + timedelta(hours=1))
    assert access.role_of(guest) == "guest"
    assert access.role_of(AnonymousUser()) == "everyone"
    book = rights.of_all()
    of_guests = book["guest"].pages - book["everyone"].pages
    assert of_guests & book["owner_only"].pages == GUESTS_OWN


# How a guest makes an account of their stay, and gets or gives up what is kept of them.
GUESTS_OWN = {
    "accounts:data_delete",
    "accounts:data_download",
    "accounts:keep",
    "accounts:keep_code",
    "accounts:keep_code_again",
}


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
    person = factories.user(Role.STAFF)
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
