"""A product's page while somebody else books a movement and another price."""

import pytest
from playwright.sync_api import Page, expect

from accounts.enums import Role
from catalog import pricing, stock
from catalog.enums import MovementKind
from tests import factories
from tests.e2e.conftest import SignIn
from tests.e2e.looks import settled, too_wide, violations

pytestmark = pytest.mark.django_db(transaction=True)


def test_the_page_of_a_product_counts_along_and_keeps_what_is_being_typed(page: Page, sign_in: SignIn) -> None:
    book = factories.product(name="Giáo trình piano tập 1", stock=4, price=120_000)
    sign_in(page, factories.user(Role.STAFF))
    page.goto(f"/admin/catalog/product/{book.pk}/change/")
    page.locator("#issue-deed summary").click()
    page.locator("#issue_quantity").fill("2")

    stock.move(book, kind=MovementKind.RECEIVED, quantity=3, by=None)
    pricing.change(book, 130_000, by=None, reason="Tăng giá")
    expect(page.locator("#stock-now")).to_have_text("7")
    expect(page.locator("#price-now")).to_have_text("130.000đ")
    assert page.locator("#issue_quantity").input_value() == "2"

    assert (violations(settled(page), ".books"), too_wide(page)) == ([], [])
    page.locator("#issue-deed button").click()
    expect(page.locator("#stock-now")).to_have_text("5")
