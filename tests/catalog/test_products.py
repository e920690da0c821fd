"""Taking up products, and calling them something else."""

import pytest
from django.db import ProgrammingError

from catalog import products
from catalog.enums import ProductKind
from catalog.models import Product
from school import archive
from school.archive import Refused
from tests import factories

pytestmark = pytest.mark.django_db
BOOK = ProductKind.BOOK


def test_a_product_is_taken_up_with_what_was_counted_of_it() -> None:
    clerk = factories.user()
    made = products.create(sku=" sach-02 ", name="  Giáo  trình ", kind=BOOK, price=5, by=clerk, counted=4)
    row = Product.objects.get()
    assert (row, row.sku, row.name, row.stock) == (made, "SACH-02", "Giáo trình", 4)
    assert [(line.by, line.after) for line in row.movements.all()] == [(clerk, 4)]


def test_an_sku_belongs_to_one_product_archived_or_not_however_it_is_written() -> None:
    taken = factories.product(sku="sach-02")
    archive.archive(taken, by=None, reason="hết")
    with pytest.raises(Refused, match="SACH-02"):
        products.create(sku="SACH-02", name="Sách", kind=BOOK, price=5, by=None)


@pytest.mark.parametrize("sku", ["", "  ", "=A1", "-5", "SÁCH", "A B", "A" * 41, "A" * 999, "@x", "a\u202eb/"])
def test_an_sku_that_links_could_not_carry_is_refused(sku: str) -> None:
    with pytest.raises(Refused):
        products.sku_of(sku)


@pytest.mark.parametrize("name", ["", " \u200b ", "=1+1", "+x", "-x", "@x", "A" * 121])
def test_a_name_that_a_spreadsheet_would_calculate_or_that_is_none_is_refused(name: str) -> None:
    with pytest.raises(Refused):
        products.name_of(name)


def test_a_product_is_called_something_else() -> None:
    book = factories.product(name="Sách", kind="course")
    assert products.change(book, name="Sách mới", kind=BOOK, by=None).name == "Sách mới"
    assert Product.objects.get().kind == BOOK


def test_archived_products_stay_as_they_are() -> None:
    book = factories.product()
    archive.archive(book, by=None, reason="hết")
    with pytest.raises(Refused):
        products.change(book, name="x", kind=BOOK, by=None)


def test_an_sku_stays_whoever_writes() -> None:
    factories.product()
    with pytest.raises(ProgrammingError, match="Cannot update"):
        Product.objects.update(sku="OTHER")
