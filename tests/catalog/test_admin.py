"""The admin pages of the catalogue."""

from html import unescape
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.enums import Role
from catalog.importing import reading
from catalog.models import Product
from school import archive
from tests import factories
from tests.catalog import sheets

pytestmark = pytest.mark.django_db
LISTS = ["product", "branch", "stockmovement", "pricechange"]


@pytest.fixture
def office(client: Client) -> Client:
    client.force_login(factories.user(Role.STAFF))
    client.cookies["language"] = "en"
    return client


def page(client: Client, name: str, *arguments: Any, **query: Any) -> str:
    answer = client.get(reverse(f"admin:catalog_{name}", args=arguments), query)
    assert answer.status_code == 200
    return unescape(answer.content.decode())


def posted(client: Client, name: str, /, *arguments: Any, **given: Any) -> str:
    answer = client.post(reverse(f"admin:catalog_{name}", args=arguments), given, follow=True)
    assert answer.status_code == 200
    return unescape(answer.content.decode())


def test_the_list_shows_prices_and_states_as_people_write_them(office: Client) -> None:
    office.cookies["language"] = "vi"
    Product.objects.create(name="Piano 45 phút", sku="P45", price=9_600_000, kind="course")
    shown = page(office, "product_changelist")
    assert "9.600.000đ" in shown
    assert "active<" not in shown
    assert "Theo loại" in shown


def test_products_are_found_without_marks_and_by_what_is_left_of_them(office: Client) -> None:
    factories.product(name="Đàn điện", sku="D1", stock=0)
    factories.product(name="Sách", sku="S1", stock=5)
    factories.product(name="Khoá", sku="K1")
    asked = [{"q": "dan dien"}, {"in_stock": "none"}, {"in_stock": "low"}, {"in_stock": "uncounted"}, {"q": "s1"}]
    found = [
        [name for name in ("Đàn điện", "Sách", "Khoá") if f">{name}<" in page(office, "product_changelist", **q)]
        for q in asked
    ]
    assert found == [["Đàn điện"], ["Đàn điện"], ["Sách"], ["Khoá"], ["Sách"]]


@pytest.mark.parametrize("kind", LISTS)
def test_a_list_asks_as_often_for_three_rows_as_for_one(office: Client, kind: str) -> None:
    counts = []
    for _ in range(3):
        product, branch = factories.product(stock=3), factories.branch()
        product.price_changes.create(was=1, price=2, by=factories.user())
        assert branch.pk
        with CaptureQueriesContext(
            connection,
        ) as asked:
            page(office, f"{kind}_changelist")
        counts.append(len(asked))
    assert counts[2] <= counts[0]


def test_a_product_is_taken_up_with_price_and_stock_in_any_spelling(office: Client) -> None:
    given = {"name": "Sách", "sku": "sach-02", "kind": "book", "price": "120.000đ", "counted": "4"}
    assert "SACH-02" in posted(office, "product_add", **given)
    made = Product.objects.get()
    assert (made.price, made.stock, made.movements.get().by is not None) == (120_000, 4, True)


@pytest.mark.parametrize(
    ("field", "typed", "words"),
    [
        ("name", "=x", "Begin the name"),
        ("sku", "mã", "Write the SKU"),
        ("sku", "taken", "is taken"),
        ("price", "-5", "Write the price"),
        ("price", "", "Enter the price"),
        ("kind", "", "Choose the kind"),
        ("counted", "-1", ""),
    ],
)
def test_a_product_that_cannot_be_taken_up_says_what_to_do(office: Client, field: str, typed: str, words: str) -> None:
    factories.product(sku="TAKEN")
    given = {"name": "Sách", "sku": "S1", "kind": "book", "price": "5", "counted": ""} | {field: typed}
    assert words in posted(office, "product_add", **given)
    assert Product.objects.count() == 1


def test_a_product_is_renamed_and_nothing_else_is_editable(office: Client) -> None:
    book = factories.product(sku="S1", price=5, stock=3)
    posted(office, "product_change", book.pk, name="Sách mới", kind="book", sku="S2", price="9", stock="9")
    book.refresh_from_db()
    assert (book.name, book.kind, book.sku, book.price, book.stock) == ("Sách mới", "book", "S1", 5, 3)


@pytest.mark.parametrize(
    ("verb", "given", "stock"),
    [
        ("receive", {"kind": "received", "quantity": 2}, 7),
        ("receive", {"kind": "returned", "quantity": 2}, 7),
        ("issue", {"kind": "sold", "quantity": 2}, 3),
        ("count", {"there": 9}, 9),
        ("correct", {"kind": "corrected", "quantity": -1}, 4),
    ],
)
def test_each_button_books_its_movement_once(office: Client, verb: str, given: dict[str, Any], stock: int) -> None:
    book, key = factories.product(stock=5), uuid4()
    for _ in range(2):
        shown = posted(office, "product_stock", book.pk, verb, key=key, note="Hoá đơn 12", **given)
        assert f"{stock} in stock now" in shown
    assert "Hoá đơn 12" in shown
    assert Product.objects.get().stock == stock


@pytest.mark.parametrize(
    ("verb", "given"),
    [
        ("issue", {"kind": "sold", "quantity": 6}),
        ("issue", {"kind": "received", "quantity": 1}),
        ("issue", {"kind": "sold", "quantity": "many"}),
        ("count", {"there": ""}),
        ("receive", {}),
    ],
)
def test_what_is_refused_keeps_what_was_typed(office: Client, verb: str, given: dict[str, Any]) -> None:
    book = factories.product(stock=5)
    shown = posted(office, "product_stock", book.pk, verb, key=uuid4(), note="Hoá đơn 12", **given)
    assert 'role="alert"' in shown
    assert "Hoá đơn 12" in shown
    assert Product.objects.get().stock == 5


def test_the_price_is_changed_with_its_reason(office: Client) -> None:
    book = factories.product(price=5)
    shown = posted(office, "product_price", book.pk, key=uuid4(), seen=5, price="9.000đ", reason="Tăng giá")
    assert "costs 9.000đ now" in shown
    assert "Tăng giá" in shown
    assert "meanwhile" in posted(office, "product_price", book.pk, key=uuid4(), seen=5, price="7", reason="x")


def test_what_is_not_counted_can_only_be_counted_and_what_is_archived_only_be_read(office: Client) -> None:
    book = factories.product()
    assert 'id="count-deed"' in page(office, "product_change", book.pk)
    assert 'id="issue-deed"' not in page(office, "product_change", book.pk)
    archive.archive(book, by=None, reason="hết")
    assert "-deed" not in page(office, "product_change", book.pk)


def test_there_is_no_other_verb_and_no_other_product(office: Client) -> None:
    book = factories.product()
    for arguments in ([book.pk, "steal"], [0, "count"]):
        assert office.get(reverse("admin:catalog_product_stock", args=arguments)).status_code == 404
    assert page(office, "product_stock", book.pk, "count")


def checked(client: Client, data: bytes, name: str = "products.xlsx", **more: Any) -> str:
    return posted(client, "product_import", file=SimpleUploadedFile(name, data), **more)


def shown_in(found: str) -> str:
    return found.partition('name="shown" value="')[2].partition('"')[0]


def test_a_sheet_is_checked_shown_and_then_written(office: Client) -> None:
    factories.product(sku="S1", name="Sách", kind="book", price=5, stock=1)
    found = checked(
        office, sheets.xlsx(sheets.HEADING, ("S1", "Sách", "Sách", 7, 2), ("S2", "Đàn", "Nhạc cụ", 9, None))
    )
    assert "New: 1 · change: 1 · stay as they are: 0 · to correct: 0" in found
    assert "Price: 5đ → 7đ" in found
    assert "counts for new products only" in found
    assert Product.objects.count() == 1
    assert "made or changed: 2" in posted(office, "product_import_apply", shown=shown_in(found))
    assert set(Product.objects.values_list("sku", "price", "stock")) == {("S1", 7, 1), ("S2", 9, None)}


def test_a_row_to_correct_keeps_the_whole_sheet_from_being_written(office: Client) -> None:
    found = checked(office, sheets.csv("sku,name,kind,price", "S1,Sách,book,5", "S2,Sách,book,-5"), "p.csv")
    assert "to correct: 1" in found
    assert not shown_in(found)


def test_a_file_whose_name_is_of_no_sheet_is_refused_first(office: Client) -> None:
    assert "Choose a CSV or XLSX file" in checked(office, b"sku,name\nS1,x\n", "products.pdf")


def test_a_file_of_two_megabytes_is_refused_by_its_form_with_what_is_possible(office: Client) -> None:
    found = checked(office, b"PK\x03\x04" + b"x" * 2_000_000)
    assert "larger than 900 kB. Divide it into several" in found
    assert "rows and 900 kB at a time" in found


@pytest.mark.parametrize("data", [b"", b"\x89PNG\0", b"PK\x03\x04"])
def test_a_file_that_is_no_sheet_is_refused_on_the_page(office: Client, data: bytes) -> None:
    assert "Check the rows" in checked(office, data)


def test_a_page_that_was_overtaken_or_made_up_writes_nothing(office: Client) -> None:
    found = checked(office, sheets.csv("sku,name,kind,price", "S1,Sách,book,5"), "p.csv")
    Product.objects.create(sku="S1", name="Đàn", kind="instrument", price=7)
    assert "Something has changed meanwhile" in posted(office, "product_import_apply", shown=shown_in(found))
    assert "more than an hour old" in posted(office, "product_import_apply", shown="made up")
    assert Product.objects.get().price == 7


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_the_download_holds_the_list_as_it_is_filtered(office: Client, form: str) -> None:
    factories.product(sku="S1", name="Đàn")
    factories.product(sku="S2", name="Sách")
    answer = office.get(reverse("admin:catalog_product_export", args=[form]), {"q": "dan"})
    rows = reading.read(answer.content).rows
    assert [row.cells["sku"] for row in rows] == ["S1"]
    assert f".{form}" in answer.headers["Content-Disposition"]


def test_filters_that_mean_nothing_give_no_file_of_other_rows(office: Client) -> None:
    answer = office.get(reverse("admin:catalog_product_export", args=["csv"]), {"id__exact": "abc"}, follow=True)
    assert answer.redirect_chain == [(reverse("admin:catalog_product_changelist"), 302)]
    assert "These filters cannot be used" in unescape(answer.content.decode())


def test_other_kinds_of_file_do_not_exist(office: Client) -> None:
    assert office.get(reverse("admin:catalog_product_export", args=["pdf"])).status_code == 404
    assert office.get(reverse("admin:catalog_product_import_template", args=["pdf"])).status_code == 404
    assert office.get(reverse("admin:catalog_product_import_template", args=["csv"])).status_code == 200


def test_teachers_neither_import_nor_book(client: Client) -> None:
    client.force_login(factories.user(Role.TEACHER))
    book = factories.product(stock=5)
    addresses = [
        reverse("admin:catalog_product_import"),
        reverse("admin:catalog_product_export", args=["csv"]),
        reverse("admin:catalog_product_stock", args=[book.pk, "count"]),
        reverse("admin:catalog_product_price", args=[book.pk]),
    ]
    assert {client.get(address).status_code for address in addresses} == {403}
