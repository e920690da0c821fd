"""Queries whose SQL is made once still ask the database every time."""

import pytest
from pytest_django import DjangoAssertNumQueries

from catalog.models import Branch
from school.compiled import Compiled
from tests import factories

pytestmark = pytest.mark.django_db


def test_each_call_sees_what_is_stored_by_then(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    codes = Compiled(lambda: Branch.objects.open().order_by("code").values_list("code"))
    first = factories.branch()
    with django_assert_num_queries(2):
        assert codes.rows() == [(first.code,)]
        assert codes.rows() == [(first.code,)]
    Branch.objects.filter(pk=first.pk).update(is_active=False)
    assert codes.rows() == []


def test_values_take_the_places_of_the_samples_and_nothing_else() -> None:
    named = Compiled(lambda: Branch.objects.filter(code="?", is_active=True).values_list("name"))
    branch = factories.branch()
    assert named.rows({"?": branch.code}) == [(branch.name,)]
    assert named.rows({"?": "' OR true --"}) == []
    assert named.rows() == []


def test_rows_serve_to_make_objects_that_load_the_rest_later() -> None:
    known = factories.branch()
    row = Compiled(lambda: Branch.objects.values_list("id", "code")).rows()[0]
    made = Branch.from_db("default", ["id", "code"], row)
    assert (made, made.name) == (known, known.name)
