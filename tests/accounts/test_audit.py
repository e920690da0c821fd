"""Who did it, from where: the context beside history."""

import pytest
from django.apps import apps
from django.db.models import Model
from django.test import Client
from django.urls import reverse

from accounts.enums import Role
from catalog.models import Branch
from forms_intake.models import Submission
from tests import factories
from tests.forms_intake.slip_pages import fill_in
from tests.slips import ADDRESS

pytestmark = pytest.mark.django_db(transaction=True)


def context(model: type[Model]) -> dict[str, object]:
    event = apps.get_model(model._meta.app_label, f"{model.__name__}Event")._default_manager.latest("pgh_id")
    found: dict[str, object] = event.pgh_context.metadata
    return found


def test_a_change_in_the_admin_is_tied_to_person_address_and_request(client: Client) -> None:
    boss = factories.user(Role.ADMIN)
    branch = factories.branch(name="Cơ sở Quận 7")
    client.force_login(boss)
    changed = {"code": branch.code, "name": "Cơ sở Tân Phong", "is_active": "on"}
    page = reverse("admin:catalog_branch_change", args=[branch.pk])
    client.post(page, changed, REMOTE_ADDR="192.0.2.7", HTTP_USER_AGENT="Firefox", HTTP_X_REQUEST_ID="request-0001")
    assert context(Branch) == {
        "user": boss.pk,
        "url": page,
        "address": "192.0.2.7",
        "user_agent": "Firefox",
        "request_id": "request-0001",
    }


def test_the_address_of_a_slips_sender_is_not_kept(client: Client) -> None:
    client.post(ADDRESS, fill_in(client), REMOTE_ADDR="192.0.2.7", HTTP_USER_AGENT="Firefox")
    assert Submission.objects.exists()
    assert not {"address", "user_agent"} & context(Submission).keys()
