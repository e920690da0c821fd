"""The list and the single product of /api/v1/products/."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.db import connection
from django.db.models import F
from django.test import Client
from django.test.utils import CaptureQueriesContext

from catalog import pricing, stock
from catalog.api import reading
from catalog.enums import MovementKind
from catalog.models import Product
from school import archive, keyset
from tests import factories

pytestmark = pytest.mark.django_db
LIST = "/api/v1/products/"


def skus(client: Client, address: str = LIST) -> list[str]:
    return [item["sku"] for item in client.get(address).json()["items"]]


@pytest.fixture
def goods() -> None:
    """On offer: B-1 (book), C-1 (course); put away: A-0 (book)."""
    for sku, kind in (("C-1", "course"), ("B-1", "book"), ("A-0", "book")):
        factories.product(sku=sku, kind=kind, name=f"Tên {sku}", price=250_000)
    archive.archive(Product.objects.get(sku="A-0"), by=None, reason="bí mật nội bộ")


def test_a_product_is_told_with_all_that_a_shop_window_needs_and_nothing_more(client: Client) -> None:
    made = factories.product(sku="SACH-01", name="Giáo trình", kind="book", price=180_000, stock=4)
    told = client.get(f"{LIST}SACH-01/").json()
    assert told.pop("updated_at") == reading._item(reading._of(Product.objects.get()))["updated_at"]
    expected = {"sku": "SACH-01", "name": made.name, "price_vnd": 180_000, "kind": "book", "status": "active"}
    assert told == expected | {"stock": 4, "in_stock": True}


@pytest.mark.parametrize(("there", "is_in_stock"), [(None, True), (0, False), (1, True)])
def test_what_is_not_counted_never_runs_out(client: Client, there: int | None, is_in_stock: bool) -> None:
    factories.product(sku="X", stock=there)
    told = client.get(f"{LIST}X/").json()
    assert (told["stock"], told["in_stock"]) == (there, is_in_stock)


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", ["B-1", "C-1"]),
        ("?kind=book", ["B-1"]),
        ("?status=archived", ["A-0"]),
        ("?status=all", ["A-0", "B-1", "C-1"]),
        ("?status=all&kind=book&limit=100", ["A-0", "B-1"]),
        ("?kind=instrument", []),
    ],
)
def test_the_list_is_narrowed_by_status_and_kind(client: Client, goods: None, query: str, expected: list[str]) -> None:
    assert skus(client, LIST + query) == expected


def test_links_to_archived_products_stay_alive_and_say_nothing_of_the_reason(client: Client, goods: None) -> None:
    answer = client.get(f"{LIST}A-0/")
    assert (answer.status_code, answer.json()["status"]) == (200, "archived")
    assert "bí mật" not in answer.content.decode() + client.get(f"{LIST}?status=all").content.decode()


def test_an_unknown_sku_is_a_problem(client: Client) -> None:
    answer = client.get(f"{LIST}NO-SUCH/")
    assert (answer.status_code, answer["Content-Type"]) == (404, "application/problem+json")
    assert answer["Cache-Control"] == "no-store"


def test_the_links_lead_to_every_product_once_and_back(client: Client) -> None:
    for number in range(5):
        factories.product(sku=f"P-{number}", kind="book")
    first = client.get(f"{LIST}?kind=book&limit=2").json()
    second = client.get(first["next"]).json()
    last = client.get(second["next"]).json()
    pages = [[item["sku"] for item in page["items"]] for page in (first, second, last)]
    assert pages == [["P-0", "P-1"], ["P-2", "P-3"], ["P-4"]]
    assert (first["previous"], last["next"]) == (None, None)
    assert client.get(last["previous"]).json()["items"] == second["items"]
    assert first["next"].startswith(f"{settings.SITE_URL}{LIST}?kind=book&limit=2&cursor=")


def test_the_host_that_is_asked_changes_nothing_of_an_answer_that_everybody_may_keep(
    client: Client, goods: None
) -> None:
    asked = [{}, {"host": "testserver:9999"}, {"host": "localhost", "x-forwarded-proto": "https"}]
    first, *others = [client.get(f"{LIST}?limit=1", headers=headers) for headers in asked]
    assert {(answer.content, answer["ETag"]) for answer in others} == {(first.content, first["ETag"])}


def test_who_turns_pages_meets_a_product_that_came_meanwhile_and_none_twice(client: Client) -> None:
    for sku in "ACE":
        factories.product(sku=sku)
    link = client.get(f"{LIST}?limit=1").json()["next"]
    for sku in ("A-A", "B"):
        factories.product(sku=sku)
    assert skus(client, link.replace("limit=1", "limit=9")) == ["A-A", "B", "C", "E"]


def test_beyond_the_last_product_there_is_an_end_and_no_beginning_anew(client: Client) -> None:
    for sku in "AB":
        factories.product(sku=sku)
    link = client.get(f"{LIST}?limit=1").json()["next"]
    archive.archive(Product.objects.get(sku="B"), by=None, reason="hết")
    assert client.get(link).json() == {"items": [], "next": None, "previous": None}


def test_a_cursor_of_other_filters_is_refused(client: Client, goods: None) -> None:
    link = client.get(f"{LIST}?limit=1").json()["next"]
    answer = client.get(f"{link}&kind=book")
    assert (answer.status_code, answer.json()["errors"][0]["parameter"]) == (400, "cursor")


def test_one_query_tells_whether_a_known_list_is_still_true(client: Client, goods: None) -> None:
    client.get(LIST)
    with CaptureQueriesContext(connection) as queries:
        client.get(LIST)
    assert len(queries) == 1


@pytest.mark.parametrize("rows", [1, 3])
def test_a_new_list_takes_one_query_more_however_long_it_is(client: Client, rows: int) -> None:
    for _ in range(rows):
        factories.product()
    with CaptureQueriesContext(connection) as queries:
        assert len(skus(client)) == rows
    assert len(queries) == 2


def test_one_product_takes_one_query(client: Client, goods: None) -> None:
    with CaptureQueriesContext(connection) as queries:
        client.get(f"{LIST}C-1/")
    assert len(queries) == 1


def test_every_change_that_shows_is_in_the_next_answer(client: Client) -> None:
    book = factories.product(sku="B", kind="book", stock=3)
    clerk, seen = factories.user(), [client.get(LIST).content]
    pricing.change(book, 99_000, by=clerk, reason="khai giảng")
    seen.append(client.get(LIST).content)
    stock.move(book, kind=MovementKind.SOLD, quantity=1, by=clerk)
    seen.append(client.get(LIST).content)
    archive.archive(book, by=clerk, reason="hết")
    seen.append(client.get(LIST).content)
    archive.restore(book, by=clerk)
    seen.append(client.get(LIST).content)
    assert len(set(seen)) == 5


def test_two_changes_that_are_stored_in_the_other_order_are_both_noticed() -> None:
    """The later one is stored first: the newest moment alone would not tell of the other."""
    early, late = factories.product(), factories.product()
    Product.objects.filter(pk=late.pk).update(name="Sau")
    before = reading.state()
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")  # no trigger gives it a newer moment
    moment = F("updated_at") + timedelta(microseconds=1)
    Product.objects.filter(pk=early.pk).update(name="Trước", updated_at=moment)
    after = reading.state()
    assert (after.newest, after.products) == (before.newest, before.products)
    assert after != before


def test_the_moment_moves_with_what_is_shown_and_only_then() -> None:
    made = factories.product()
    first = Product.objects.get().updated_at
    Product.objects.update(price=made.price, updated_at="2020-01-01T00:00:00Z")
    assert Product.objects.get().updated_at == first
    Product.objects.update(name="Khác")
    assert Product.objects.get().updated_at > first


def test_a_strict_page_refuses_a_bad_cursor() -> None:
    with pytest.raises(keyset.BadCursor):
        keyset.page(Product.objects.all(), order=("sku",), cursor="x", size=1, filters={}, strict=True)
