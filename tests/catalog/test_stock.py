"""Stock is what its movements say, whoever writes."""

import threading
from uuid import uuid4

import pytest
from django.db import IntegrityError, ProgrammingError, connection, transaction

from accounts.models import User
from catalog import stock
from catalog.enums import MovementKind
from catalog.models import Product, StockMovement
from school import archive
from school.archive import Refused
from tests import factories

pytestmark = pytest.mark.django_db
RECEIVED, SOLD, COUNTED, CORRECTED = (
    MovementKind.RECEIVED,
    MovementKind.SOLD,
    MovementKind.COUNTED,
    MovementKind.CORRECTED,
)


@pytest.fixture
def clerk() -> User:
    return factories.user()


def stored(product: Product) -> int | None:
    return Product.objects.get(pk=product.pk).stock


def sql(statement: str, *values: int | str) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, values)


def test_what_comes_and_goes_adds_up_and_says_who(clerk: User) -> None:
    book = factories.product()
    stock.count(book, 10, by=clerk)
    stock.move(book, kind=RECEIVED, quantity=5, by=clerk, note=" Hoá đơn 12 ")
    stock.move(book, kind=MovementKind.RETURNED, quantity=1, by=clerk)
    stock.move(book, kind=SOLD, quantity=3, by=clerk)
    stock.move(book, kind=MovementKind.DAMAGED, quantity=2, by=clerk)
    stock.move(book, kind=CORRECTED, quantity=-1, by=clerk)
    assert (book.stock, stored(book)) == (10, 10)
    lines = StockMovement.objects.filter(product=book).order_by("id")
    assert [(line.delta, line.after) for line in lines] == [(10, 10), (5, 15), (1, 16), (-3, 13), (-2, 11), (-1, 10)]
    assert {line.by for line in lines} == {clerk}
    assert lines[1].note == "Hoá đơn 12"


def test_a_stock_taking_sets_the_number_and_keeps_the_difference(clerk: User) -> None:
    book = factories.product(stock=10)
    found = stock.count(book, 7, by=clerk)
    assert (found.delta, found.after, stored(book)) == (-3, 7, 7)
    assert stock.count(book, 7, by=clerk).delta == 0


def test_there_is_never_less_than_nothing(clerk: User) -> None:
    book = factories.product(stock=2)
    with pytest.raises(Refused, match="2"):
        stock.move(book, kind=SOLD, quantity=3, by=clerk)
    assert stored(book) == 2


def test_what_was_never_counted_does_not_move(clerk: User) -> None:
    with pytest.raises(Refused):
        stock.move(factories.product(), kind=RECEIVED, quantity=3, by=clerk)


@pytest.mark.parametrize(("kind", "quantity"), [(SOLD, 0), (SOLD, -1), (RECEIVED, stock.MOST + 1), (CORRECTED, 0)])
def test_a_quantity_that_makes_no_sense_is_refused(clerk: User, kind: MovementKind, quantity: int) -> None:
    with pytest.raises(Refused):
        stock.move(factories.product(stock=5), kind=kind, quantity=quantity, by=clerk)


@pytest.mark.parametrize("there", [-1, stock.MOST + 1])
def test_a_count_that_makes_no_sense_is_refused(clerk: User, there: int) -> None:
    with pytest.raises(Refused):
        stock.count(factories.product(), there, by=clerk)


def test_more_than_a_school_can_have_is_refused(clerk: User) -> None:
    with pytest.raises(Refused):
        stock.move(factories.product(stock=stock.MOST), kind=RECEIVED, quantity=1, by=clerk)


def test_a_stock_taking_is_no_movement_of_a_quantity(clerk: User) -> None:
    with pytest.raises(ValueError, match="stock-taking"):
        stock.move(factories.product(stock=5), kind=COUNTED, quantity=1, by=clerk)


def test_archived_products_do_not_move(clerk: User) -> None:
    book = factories.product(stock=5)
    archive.archive(book, by=None, reason="hết")
    with pytest.raises(Refused):
        stock.move(book, kind=SOLD, quantity=1, by=clerk)


def test_a_form_that_is_sent_twice_counts_once(clerk: User) -> None:
    book, key = factories.product(stock=5), uuid4()
    first = stock.move(book, kind=SOLD, quantity=2, by=clerk, key=key)
    assert stock.move(book, kind=SOLD, quantity=2, by=clerk, key=key) == first
    assert stored(book) == 3
    with pytest.raises(Refused):
        stock.move(factories.product(stock=5), kind=SOLD, quantity=2, by=clerk, key=key)


@pytest.mark.django_db(transaction=True)
def test_the_last_pieces_are_sold_once_however_many_sell_at_once() -> None:
    book, told = factories.product(stock=3), list[str]()
    begin = threading.Barrier(8)

    def sell() -> None:
        begin.wait()
        try:
            stock.move(book, kind=SOLD, quantity=1, by=None)
        except Refused:
            told.append("refused")
        finally:
            connection.close()

    sellers = [threading.Thread(target=sell) for _ in range(8)]
    for seller in sellers:
        seller.start()
    for seller in sellers:
        seller.join()
    assert (stored(book), len(told), book.movements.filter(kind=SOLD).count()) == (0, 5, 3)


@pytest.mark.django_db(transaction=True)
def test_raw_lines_that_are_written_at_once_add_up_too() -> None:
    book, begin = factories.product(stock=0), threading.Barrier(4)
    line = "INSERT INTO catalog_stockmovement (product_id, kind, delta, after, note, at, key)"

    def receive() -> None:
        begin.wait()
        sql(f"{line} VALUES (%s, 'received', 1, 0, '', now(), gen_random_uuid())", book.pk)
        connection.close()

    others = [threading.Thread(target=receive) for _ in range(4)]
    for other in others:
        other.start()
    for other in others:
        other.join()
    # Numbers are given before the row is locked, so they need not be in the order of the lines.
    assert (stored(book), sorted(book.movements.values_list("after", flat=True))) == (4, [0, 1, 2, 3, 4])


def test_a_raw_line_cannot_go_below_zero_nor_move_what_was_not_counted() -> None:
    line = "INSERT INTO catalog_stockmovement (product_id, kind, delta, after, note, at, key)"
    for product in (factories.product(stock=1), factories.product()):
        with pytest.raises(IntegrityError):
            sql(f"{line} VALUES (%s, 'sold', -2, 9, '', now(), gen_random_uuid())", product.pk)


def test_a_stock_that_is_set_past_the_book_is_written_into_it() -> None:
    book = factories.product(stock=4)
    sql("UPDATE catalog_product SET stock = 9 WHERE id = %s", book.pk)
    assert [(line.kind, line.delta, line.after) for line in book.movements.all()] == [
        (COUNTED, 5, 9),
        (COUNTED, 4, 4),
    ]
    with pytest.raises(IntegrityError):
        sql("UPDATE catalog_product SET stock = NULL WHERE id = %s", book.pk)


@pytest.mark.parametrize(
    "statement", ["UPDATE catalog_stockmovement SET delta = 1", "DELETE FROM catalog_stockmovement"]
)
def test_lines_of_the_book_stay(statement: str) -> None:
    factories.product(stock=4)
    with pytest.raises(ProgrammingError, match="Cannot"):
        sql(statement)


def test_whoever_wrote_a_line_can_be_forgotten(clerk: User) -> None:
    line = stock.count(factories.product(), 4, by=clerk)
    StockMovement.objects.filter(pk=line.pk).update(by=None)
    line.refresh_from_db()
    assert (line.by, str(line.signed)) == (None, "+4")
