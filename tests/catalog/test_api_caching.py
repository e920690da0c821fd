"""Validators and caches: 304 for whoever has the newest answer, and never for anybody else."""

from datetime import timedelta

import pytest
from django.http import HttpResponse
from django.test import Client
from django.utils.http import http_date

from catalog.api import conditional, reading
from catalog.models import Product
from school import clock
from tests import factories

pytestmark = pytest.mark.django_db
LIST, ONE, DOCUMENT = "/api/v1/products/", "/api/v1/products/A/", "/api/v1/openapi.json"
Moving = pytest.MonkeyPatch


@pytest.fixture(autouse=True)
def product() -> Product:
    return factories.product(sku="A")


def again(client: Client, path: str, tag: str) -> HttpResponse:
    return client.get(path, headers={"if-none-match": tag})  # type: ignore[return-value]  # the test client's own kind


@pytest.mark.parametrize("path", [LIST, ONE, DOCUMENT])
def test_who_has_it_is_not_told_again(client: Client, path: str) -> None:
    first = client.get(path)
    assert first["ETag"].startswith('"')
    for tag in (first["ETag"], f"W/{first['ETag']}", f'"other", {first["ETag"]}', "*"):
        answer = again(client, path, tag)
        assert (answer.status_code, answer.content, answer["ETag"]) == (304, b"", first["ETag"])
        assert answer["Cache-Control"] == "public, max-age=60, must-revalidate"


@pytest.mark.parametrize("path", [LIST, ONE])
def test_who_has_an_older_one_gets_the_new_one_at_once(client: Client, path: str) -> None:
    tag = client.get(path)["ETag"]
    Product.objects.update(price=1)
    assert b'"price_vnd":1,' in again(client, path, tag).content


def test_a_tag_is_of_the_answer_alone_so_another_process_gives_the_same(client: Client) -> None:
    tag = client.get(f"{LIST}?kind=course")["ETag"]
    factories.product(kind="book")
    reading.listed.cache_clear()
    assert again(client, f"{LIST}?kind=course", tag).status_code == 304


@pytest.mark.parametrize("path", [LIST, ONE])
def test_without_a_tag_the_moment_of_the_last_change_tells(client: Client, path: str, monkeypatch: Moving) -> None:
    changed = Product.objects.get().updated_at
    monkeypatch.setattr(clock, "now", lambda: changed + timedelta(seconds=10))
    moment = client.get(path)["Last-Modified"]
    assert moment == http_date(int(changed.timestamp()))
    assert client.get(path, headers={"if-modified-since": moment}).status_code == 304
    earlier = http_date(int(changed.timestamp()) - 1)
    assert client.get(path, headers={"if-modified-since": earlier}).status_code == 200


def test_a_moment_whose_second_is_not_over_hides_no_later_change_in_it(client: Client, monkeypatch: Moving) -> None:
    changed = Product.objects.get().updated_at
    monkeypatch.setattr(clock, "now", lambda: changed + timedelta(milliseconds=1))
    moment = client.get(LIST)["Last-Modified"]
    monkeypatch.setattr(clock, "now", lambda: changed + timedelta(seconds=conditional._SETTLED_S + 60))
    assert client.get(LIST, headers={"if-modified-since": moment}).status_code == 200


def test_a_tag_counts_more_than_a_date(client: Client) -> None:
    later = {"if-none-match": '"other"', "if-modified-since": http_date(4_000_000_000)}
    assert client.get(LIST, headers=later).status_code == 200


@pytest.mark.parametrize("value", ["", "x", '"', "W/", "🎹", '"' * 3000])
def test_conditions_that_mean_nothing_are_no_conditions(client: Client, value: str) -> None:
    headers = {"if-none-match": value, "if-modified-since": value}
    assert client.get(LIST, headers=headers).status_code == 200


def test_a_condition_that_does_not_hold_is_a_problem(client: Client) -> None:
    answer = client.get(LIST, headers={"if-match": '"other"'})
    assert (answer.status_code, answer["Content-Type"]) == (412, "application/problem+json")


def test_an_empty_catalogue_has_no_moment(client: Client) -> None:
    Product.objects.all().delete()
    answer = client.get(LIST)
    assert (answer.json()["items"], "Last-Modified" in answer) == ([], False)


def test_head_tells_what_get_would(client: Client) -> None:
    get, head = client.get(LIST), client.head(LIST)
    assert (head["ETag"], head["Content-Length"], head.content) == (get["ETag"], get["Content-Length"], b"")
