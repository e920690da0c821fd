"""What an address may ask for, and what is said of all else."""

import pytest
from django.http import QueryDict
from django.test import Client
from django.utils import translation

from catalog.api.asked import Asked, Misasked, nothing

BAD = [
    ("limit=0", "limit"),
    ("limit=101", "limit"),
    ("limit=-1", "limit"),
    ("limit=1.5", "limit"),
    ("limit=5_0", "limit"),
    ("limit=+5", "limit"),
    ("limit=%205", "limit"),
    ("limit=٥", "limit"),
    ("limit=" + "9" * 5000, "limit"),
    ("limit=", "limit"),
    ("limit=1&limit=2", "limit"),
    ("status=", "status"),
    ("status=Active", "status"),
    ("status=active,archived", "status"),
    ("status=active&status=archived", "status"),
    ("kind=", "kind"),
    ("kind=piano", "kind"),
    ("kind='; DROP TABLE catalog_product;--", "kind"),
    ("cursor=", "cursor"),
    ("page=2", "page"),
    ("Status=active", "Status"),
    ("%F0%9F%8E%B9=1", "🎹"),
    ("x" * 5000 + "=1", "x" * 40),
    ("=1", ""),
    ("sku=A", "sku"),
]


@pytest.mark.parametrize(("query", "name"), BAD)
def test_what_cannot_be_used_is_named_with_a_sentence(query: str, name: str) -> None:
    with pytest.raises(Misasked) as wrong:
        Asked.read(QueryDict(query))
    assert list(wrong.value.sentences) == [name]
    assert str(wrong.value.sentences[name]).endswith(".")


def test_everything_that_is_wrong_is_told_at_once() -> None:
    with pytest.raises(Misasked) as wrong:
        Asked.read(QueryDict("limit=0&kind=x&status=y&z=1"))
    assert set(wrong.value.sentences) == {"limit", "kind", "status", "z"}


def test_where_there_are_no_parameters_each_is_too_many() -> None:
    nothing(QueryDict(""))
    with pytest.raises(Misasked):
        nothing(QueryDict("status=active"))


def test_a_link_carries_what_was_asked_and_nothing_that_goes_without_saying() -> None:
    wanted = Asked.read(QueryDict("status=all&limit=50&cursor=here"))
    assert wanted.link("/", "there:+") == "/?status=all&cursor=there%3A%2B"
    assert wanted.link("/", None) is None


@pytest.mark.django_db
@pytest.mark.parametrize("cursor", ["x", "a:b", "W10:" + "A" * 43, "🎹", "../" * 900])
def test_a_cursor_that_nobody_gave_out_is_a_problem(client: Client, cursor: str) -> None:
    answer = client.get("/api/v1/products/", {"cursor": cursor})
    assert (answer.status_code, answer.json()["errors"][0]["parameter"]) == (400, "cursor")


@pytest.mark.parametrize(("accepted", "language"), [("en-GB,en;q=0.9", "en"), ("vi", "vi"), ("fr", "vi"), ("", "vi")])
def test_problems_are_told_in_the_language_that_is_asked_for(client: Client, accepted: str, language: str) -> None:
    answer = client.get("/api/v1/products/?limit=0", headers={"accept-language": accepted})
    with translation.override(language):
        expected = translation.gettext("Some parameters cannot be used; see `errors`.")
    assert (answer.json()["detail"], answer["Content-Language"]) == (expected, language)
    assert "Accept-Language" in answer["Vary"]
    assert (answer.json()["title"], answer.json()["status"]) == ("Bad Request", 400)
