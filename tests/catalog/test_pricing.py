"""Prices change by lines in their book."""

from uuid import uuid4

import pytest
from django.db import connection

from catalog import prices, pricing
from catalog.models import PriceChange, Product
from school import archive
from school.archive import Refused
from tests import factories

pytestmark = pytest.mark.django_db


def stored(product: Product) -> int:
    return Product.objects.get(pk=product.pk).price


def test_a_change_says_from_what_to_what_by_whom_and_why() -> None:
    clerk, book = factories.user(), factories.product(price=100_000)
    line = pricing.change(book, 120_000, by=clerk, reason=" Nhà xuất bản tăng giá ")
    assert line == PriceChange.objects.get()
    assert (line.was, line.price, line.by, line.reason) == (100_000, 120_000, clerk, "Nhà xuất bản tăng giá")
    assert (stored(book), book.price, str(line)) == (120_000, 120_000, "100.000đ → 120.000đ")


def test_the_price_that_it_has_is_no_change() -> None:
    book = factories.product(price=100_000)
    assert pricing.change(book, 100_000, by=None, reason="x") is None
    assert not PriceChange.objects.exists()


def test_the_second_of_two_people_sees_the_first_ones_price_instead_of_overwriting_it() -> None:
    book = factories.product(price=100_000)
    pricing.change(book, 120_000, by=None, reason="x", seen=100_000)
    with pytest.raises(Refused, match=r"120\.000đ"):
        pricing.change(book, 110_000, by=None, reason="x", seen=100_000)


def test_a_form_that_is_sent_twice_counts_once() -> None:
    book, key = factories.product(price=100_000), uuid4()
    first = pricing.change(book, 120_000, by=None, reason="x", seen=100_000, key=key)
    assert pricing.change(book, 120_000, by=None, reason="x", seen=100_000, key=key) == first
    with pytest.raises(Refused):
        pricing.change(factories.product(), 120_000, by=None, reason="x", key=key)


@pytest.mark.parametrize(("price", "reason"), [(-1, "x"), (prices.MOST + 1, "x"), (5, " ")])
def test_what_makes_no_sense_is_refused(price: int, reason: str) -> None:
    with pytest.raises(Refused):
        pricing.change(factories.product(), price, by=None, reason=reason)


def test_archived_products_keep_their_price() -> None:
    book = factories.product()
    archive.archive(book, by=None, reason="hết")
    with pytest.raises(Refused):
        pricing.change(book, 5, by=None, reason="x")


def test_a_price_that_is_set_past_the_book_is_written_into_it() -> None:
    book = factories.product(price=100_000)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE catalog_product SET price = 90000 WHERE id = %s", [book.pk])
    line = PriceChange.objects.get()
    assert (line.was, line.price, line.by, line.reason) == (100_000, 90_000, None, "")


def test_a_raw_line_changes_the_product_and_begins_at_its_price() -> None:
    book = factories.product(price=100_000)
    PriceChange.objects.bulk_create([PriceChange(product=book, was=5, price=90_000)])
    assert (stored(book), PriceChange.objects.get().was) == (90_000, 100_000)
