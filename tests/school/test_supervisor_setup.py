"""Bringing the database to where the programs expect it."""

import os

import pytest
from django.core.cache import cache
from django.db import connection

from accounts.models import User
from school.supervisor import setup, setup_mark


@pytest.fixture
def database_url(monkeypatch: pytest.MonkeyPatch) -> str:
    """The address of the tests' own database."""
    url = os.environ["DATABASE_URL"].replace("/school?", f"/{connection.settings_dict['NAME']}?")
    monkeypatch.setenv("DATABASE_URL", url)
    return url


@pytest.mark.django_db
def test_the_cache_works_and_the_demo_accounts_are_there() -> None:
    setup.main()
    cache.set("key", "value")
    assert cache.get("key") == "value"
    assert User.objects.filter(email__endswith="@demo.test").count() == 4


@pytest.mark.django_db
def test_a_second_time_changes_nothing() -> None:
    setup.main()
    before = list(User.objects.order_by("pk").values())
    setup.main()
    assert list(User.objects.order_by("pk").values()) == before


@pytest.mark.django_db
def test_the_mark_it_was_given_is_noted(database_url: str) -> None:
    setup.main("mark")
    assert setup_mark.is_noted(database_url, "mark")
