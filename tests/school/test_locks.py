"""Advisory locks: one number each, and given back whatever happens."""

import re
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import psycopg
import pytest
from django.conf import settings
from django.db import connection, connections

from school import locks
from school.locks import Lock

_NUMBER = re.compile(r"\b7_?404_?\d{3}\b")


@pytest.fixture
def held() -> Iterator[Callable[[], int]]:
    """How many sessions hold any of our locks."""
    other = connections.create_connection("default")

    def count() -> int:
        with other.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND classid = %s", [Lock.PURGE])
            return int(cursor.fetchone()[0])

    yield count
    other.close()


def test_no_two_uses_share_a_number() -> None:
    assert len(Lock.__members__) == len({lock.value for lock in Lock})


def test_no_module_has_a_number_of_its_own() -> None:
    apps = (Path(settings.BASE_DIR) / app for app in ("accounts", "catalog", "forms_intake", "rooms", "school"))
    modules = [module for app in apps for module in app.rglob("*.py") if module.name != "locks.py"]
    assert [module for module in modules if _NUMBER.search(module.read_text())] == []


@pytest.mark.django_db(transaction=True)
def test_a_lock_is_taken_once_and_given_back(held: Callable[[], int]) -> None:
    with locks.alone(Lock.PURGE) as alone:
        assert (alone, held()) == (True, 1)
    with suppress(RuntimeError), locks.alone(Lock.PURGE):
        raise RuntimeError
    assert held() == 0


@pytest.mark.django_db(transaction=True)
def test_somebody_else_is_told_that_it_is_taken() -> None:
    other = connections.create_connection("default")
    with other.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s, 0)", [Lock.PURGE])
        with locks.alone(Lock.PURGE) as alone:
            assert not alone
        with locks.alone(Lock.PURGE, 5) as alone:
            assert alone
        cursor.execute("SELECT pg_advisory_unlock_all()")
    other.close()


@pytest.mark.django_db(transaction=True)
def test_a_session_that_cannot_give_it_back_is_ended() -> None:
    with locks.alone(Lock.PURGE):
        session = _session()
        # In a transaction that has gone wrong, nothing is answered any more.
        connection.connection.execute("BEGIN")
        with pytest.raises(psycopg.errors.DivisionByZero):
            connection.connection.execute("SELECT 1/0")
    assert _session() != session


def _session() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        return int(cursor.fetchone()[0])
