"""What an import would do, and does: exactly what was shown, through the verbs, or nothing."""

import threading
from typing import Any

import pytest
from django.db import connection, transaction
from django.utils import translation
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from catalog import pricing, stock
from catalog.enums import MovementKind
from catalog.importing import reading, running
from catalog.importing.running import Changed, Outcome, Step
from catalog.models import PriceChange, Product
from school import archive
from tests import factories
from tests.catalog import sheets
from tests.processes import eventually
from tests.waiting import somebody_waits

pytestmark = pytest.mark.django_db


@pytest.fixture
def clerk() -> User:
    return factories.user()


@pytest.fixture
def book() -> Product:
    return factories.product(sku="SACH-01", name="Sách", kind="book", price=100_000, stock=4)


def planned(*lines: str, stock_too: bool = False) -> list[Step]:
    with translation.override("en"):
        return running.plan(sheets.rows(*lines), stock_too=stock_too)


def applied(by: User, *lines: str, stock_too: bool = False) -> int:
    rows = sheets.rows(*lines)
    shown = running.digest(running.plan(rows, stock_too=stock_too))
    return running.apply(rows, shown=shown, stock_too=stock_too, by=by)


def test_the_dry_run_tells_new_changed_and_unchanged_and_writes_nothing(book: Product) -> None:
    steps = planned("S2,Đàn,instrument,9.600.000đ,", "sach-01,Sách mới,,120000,9", "SACH-01x,,,,", stock_too=True)
    assert [step.outcome for step in steps] == [Outcome.NEW, Outcome.CHANGED, Outcome.ERROR]
    assert steps[1].changes == (
        ("name", "Sách", "Sách mới"),
        ("price", "100.000đ", "120.000đ"),
        ("stock", "4", "9"),
    )
    assert [step.outcome for step in planned("SACH-01,Sách,book,100.000,9")] == [Outcome.SAME]
    assert (Product.objects.count(), PriceChange.objects.count(), book.movements.count()) == (1, 0, 1)


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("S2,Đàn,instrument,-5,", "Write the price"),
        ("S2,Đàn,instrument,9.5,", "Write the price"),
        ("S2,Đàn,xe,5,", "Kind: write"),
        ("S2,,book,5,", "Enter the name"),
        ("S2,+x,book,5,", "Begin the name"),
        (",Đàn,book,5,", "Enter the SKU"),
        ("SÁCH 1,Đàn,book,5,", "Write the SKU"),
        ("S2,Đàn,book,5,-1", "Stock: write"),
        ("S2,Đàn,book,5,1.5", "Stock: write"),
        ("S2,Đàn,book,5,99999999", "Stock: write"),
        ("S2,=HYPERLINK(0),book,5,", "is a formula"),
        ("S2,Đàn,book,5,1,more", "more cells than headings"),
    ],
)
def test_a_row_that_cannot_be_used_says_what_to_do(line: str, words: str) -> None:
    [step] = planned(line)
    assert step.outcome == Outcome.ERROR
    assert words in " ".join(step.errors)


def test_an_sku_that_stands_twice_is_told_with_the_row_where_it_stood_first() -> None:
    steps = planned("S2,Đàn,book,5,", "s2,Sách,book,5,")
    assert [step.errors for step in steps] == [(), ("This SKU stands in row 2 already",)]


def test_the_status_is_not_changed_by_a_sheet(book: Product) -> None:
    rows = reading.read(sheets.csv("sku,status", "SACH-01,archived", "S9,archived")).rows
    assert {step.outcome for step in running.plan(rows, stock_too=False)} == {Outcome.ERROR}


def test_archived_products_are_left_alone_and_told_when_they_would_change(book: Product) -> None:
    archive.archive(book, by=None, reason="hết")
    assert [step.outcome for step in planned("SACH-01,Sách,book,100000,", "SACH-01,,,5,")][:1] == [Outcome.SAME]
    assert "archived" in planned("SACH-01,,,5,")[0].errors[0]


def test_what_was_shown_is_done_by_the_verbs(clerk: User, book: Product) -> None:
    assert applied(clerk, "S2,Đàn,instrument,9.600.000đ,3", "SACH-01,,,120000,9", stock_too=True) == 2
    new, line = Product.objects.get(sku="S2"), PriceChange.objects.get()
    assert (new.price, new.stock, new.movements.get().by) == (9_600_000, 3, clerk)
    assert (line.was, line.price, line.by) == (100_000, 120_000, clerk)
    assert [(m.after, m.by) for m in book.movements.all()] == [(9, clerk), (4, None)]


def test_stock_of_known_products_is_left_unless_it_is_asked_for(clerk: User, book: Product) -> None:
    assert applied(clerk, "SACH-01,Sách mới,,,9") == 1
    book.refresh_from_db()
    assert (book.name, book.stock) == ("Sách mới", 4)


def test_nothing_is_written_when_a_row_is_to_be_corrected(clerk: User) -> None:
    with pytest.raises(Changed):
        applied(clerk, "S2,Đàn,instrument,5,", "S3,Đàn,xe,5,")
    assert not Product.objects.exists()


def test_nothing_is_written_when_somebody_was_faster(clerk: User, book: Product) -> None:
    rows = sheets.rows("S2,Đàn,instrument,5,", "SACH-01,,,120000,")
    shown = running.digest(running.plan(rows, stock_too=False))
    Product.objects.update(price=110_000)
    with pytest.raises(Changed):
        running.apply(rows, shown=shown, stock_too=False, by=clerk)
    assert Product.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_what_colleagues_change_while_it_is_written_stays(clerk: User, book: Product) -> None:
    rows = sheets.rows("SACH-01,Sách mới,,,")
    given: dict[str, Any] = {"shown": running.digest(running.plan(rows, stock_too=False)), "stock_too": False}

    def apply() -> None:
        running.apply(rows, **given, by=clerk)
        connection.close()

    importing = threading.Thread(target=apply)
    with transaction.atomic():
        pricing.change(book, 250_000, by=clerk, reason="nhập mới")
        stock.move(book, kind=MovementKind.SOLD, quantity=2, by=clerk)
        importing.start()
        eventually(somebody_waits)
    importing.join(10)
    book.refresh_from_db()
    assert (book.name, book.price, book.stock) == ("Sách mới", 250_000, 2)


def test_the_number_that_a_colleague_has_just_taken_is_not_given_out_again(book: Product) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval(pg_get_serial_sequence('catalog_product', 'id'))")
    planned("S2,Đàn,book,5,")
    assert factories.product().pk == book.pk + 2


def test_a_dry_run_asks_once_however_many_rows(django_assert_max_num_queries: DjangoAssertNumQueries) -> None:
    lines = [f"S{number},Đàn,book,5," for number in range(30)]
    with django_assert_max_num_queries(5) as asked:
        planned(*lines)
    assert len([query for query in asked if "catalog_product" in query["sql"]]) == 1
