"""What an address of the admin site may ask, on every list there is."""

import re
from typing import Any

import pytest
from django.conf import settings
from django.contrib import admin
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.test import Client, RequestFactory
from django.urls import reverse

from accounts.enums import Role
from accounts.models import User
from forms_intake.admin.deliveries_filter import CriteriaFilter
from school.site_admin import ModelAdmin
from tests import factories

pytestmark = pytest.mark.django_db
EVERY = [pytest.param(page, id=model._meta.label_lower) for model, page in admin.site._registry.items()]
LIST = reverse("admin:accounts_user_changelist")


@pytest.fixture
def staff(client: Client) -> Client:
    client.force_login(factories.user(Role.STAFF))
    return client


def columns(page: Any) -> list[str]:
    return [field.name for field in page.model._meta.concrete_fields if not field.primary_key]


@pytest.mark.parametrize("page", EVERY)
def test_every_page_of_the_admin_denies_by_default(page: Any) -> None:
    assert isinstance(page, ModelAdmin)


@pytest.mark.parametrize("page", EVERY)
def test_no_list_can_be_narrowed_by_part_of_a_value(page: Any) -> None:
    request = RequestFactory().get("/")
    lookups = ["startswith", "contains", "regex", "gt", "lte", "length", "iexact"]

    allowed = [
        f"{column}__{lookup}"
        for column in columns(page)
        for lookup in lookups
        if page.lookup_allowed(f"{column}__{lookup}", "a", request)
    ]
    assert allowed == []


@pytest.mark.parametrize("page", EVERY)
def test_only_declared_columns_narrow_a_list(page: Any) -> None:
    request = RequestFactory().get("/")
    filters = page.get_list_filter(request)
    declared = {one for one in filters if isinstance(one, str)}
    # One filter with a form of its own reads these, by its own words.
    declared |= {"destination", "purpose", "state"} if CriteriaFilter in filters else set()

    assert {name for name in columns(page) if page.lookup_allowed(name, "a", request)} == declared


@pytest.mark.parametrize("page", EVERY)
def test_rows_are_chosen_by_their_key_alone(page: Any) -> None:
    allowed = [name for name in columns(page) if page.to_field_allowed(RequestFactory().get("/"), name)]

    assert allowed == []


@pytest.mark.parametrize(
    "asked",
    ["password__startswith=pbkdf2", "password=x", "archived_by__password__startswith=p", "_to_field=password"],
)
def test_a_password_hash_cannot_be_read_from_the_list(staff: Client, asked: str) -> None:
    assert staff.get(f"{LIST}?{asked}").status_code == 400


@pytest.mark.parametrize(
    "asked", ["role=staff", "role__exact=staff", "state=active", "archived=yes", "id=1", "o=2.-3", "q=an", "all="]
)
def test_what_the_list_offers_works(staff: Client, asked: str) -> None:
    assert staff.get(f"{LIST}?{asked}").status_code == 200


def test_on_a_telephone_the_count_does_not_push_the_name_of_a_narrowed_list_out(staff: Client) -> None:
    page = staff.get(LIST, {"q": "zzz"}).content.decode()
    assert re.search(r'<h1[^>]*>\s*<a [^>]*>[^<]*</a>\s*<span class="material-symbols-outlined', page)
    assert re.search('id="header-inner".*<h1[^>]*>.*<span class="[^"]*text-subtle">.*</h1>', page, re.DOTALL)
    css = (settings.BASE_DIR / "school/static/school/css/admin.css").read_text()
    hidden = ":is(.text-subtle, .material-symbols-outlined, :has(+ .material-symbols-outlined))"
    assert "@media (width < 30rem) {\n  #header-inner h1 > " + hidden + " { display: none; }" in css


def test_a_filter_by_another_table_takes_its_key(client: Client) -> None:
    client.force_login(factories.user(Role.ADMIN))

    assert client.get(reverse("admin:forms_intake_submission_changelist"), {"branch__id__exact": 1}).status_code == 200


@pytest.mark.parametrize("action", ["archive_selected", "confirm_phones"])
@pytest.mark.parametrize("chosen", ["abc", "a\0b", "9" * 30, "9" * 6000, ""])
def test_a_chosen_row_that_no_row_can_be_is_no_failure(staff: Client, action: str, chosen: str) -> None:
    response = staff.post(LIST, {"action": action, ACTION_CHECKBOX_NAME: chosen})

    assert response.status_code in (200, 302)


def test_rows_beside_a_broken_one_are_still_chosen(staff: Client) -> None:
    person = factories.user(name="Trần Bảo Châu")
    chosen = {"action": "archive_selected", ACTION_CHECKBOX_NAME: ["abc", str(person.pk)]}

    assert "Trần Bảo Châu" in staff.post(LIST, chosen).content.decode()
    assert User.objects.filter(pk=person.pk, archived_at=None).exists()
