"""The admin pages of the catalogue."""

import pytest
from django.test import Client
from django.urls import reverse

from accounts.enums import Role
from catalog.models import Product
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def office(client: Client) -> Client:
    client.force_login(factories.user(Role.STAFF))
    return client


def test_the_list_shows_prices_and_states_as_people_write_them(office: Client) -> None:
    Product.objects.create(name="Piano 45 phút", sku="P45", price=9_600_000, kind="course")
    page = office.get(reverse("admin:catalog_product_changelist")).content.decode()
    assert "9.600.000đ" in page
    assert "active<" not in page
    assert "Theo loại" in page


def test_a_new_product_can_be_begun(office: Client) -> None:
    assert office.get(reverse("admin:catalog_product_add")).status_code == 200
