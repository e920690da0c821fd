"""Making the test databases, and emptying one after a test that committed.

One worker migrates, and the databases of the others are copies of its own: migrating takes three seconds.

Django truncates every table and then makes content types, permissions and groups anew: half a second a test. Nearly all
tables are empty, and deleting from them costs next to nothing; what Django would make anew stays as it is.
"""

import os
from contextlib import suppress

import psycopg
from django.db import OperationalError, connection, transaction
from django.db.backends.utils import CursorWrapper

# Of one test run; workers know it from their controller. Without workers there is nothing to share.
_RUN = os.environ.get("PYTEST_XDIST_TESTRUNUID", "")
_TEMPLATE = f"test_template_{_RUN}"
_TURN = 726_501  # the number of an advisory lock
# Filled after migrating. Their numbers must stay: servers in other processes remember them.
_KEPT = ("django_content_type", "auth_permission", "auth_group", "auth_group_permissions")
_COPIES = "as_migrated"
# One of two transactions that wait for each other has to give way.
_TRIES = 3


class Turn:
    """Only one worker at a time makes its database; those after the first one copy."""

    def __init__(self) -> None:
        self._session = psycopg.connect(os.environ["DATABASE_URL"], autocommit=True)

    def begin(self) -> None:
        """Waits for the turn; where there is a database to copy, tells Django to do so."""
        self._session.execute("SELECT pg_advisory_lock(%s)", [_TURN])
        if self._is_there():
            connection.settings_dict["TEST"] |= {"TEMPLATE": _TEMPLATE, "MIGRATE": False}

    def end(self) -> None:
        """Gives the others what was made, and the turn; that also when nothing could be made."""
        with self._session:
            if _RUN and not self._is_there():
                made = connection.settings_dict["NAME"]
                # A database that somebody is connected to cannot be copied.
                connection.close()
                connection.close_pool()  # type: ignore[attr-defined]  # of PostgreSQL, whose pool it is
                self._session.execute(f'CREATE DATABASE "{_TEMPLATE}" TEMPLATE "{made}"')

    def _is_there(self) -> bool:
        found = self._session.execute("SELECT FROM pg_database WHERE datname = %s", [_TEMPLATE])
        return found.fetchone() is not None


def remember() -> None:
    """Copies what migrating has filled; to be called once the test database is made."""
    with connection.cursor() as cursor:
        cursor.execute(f"DROP SCHEMA IF EXISTS {_COPIES} CASCADE; CREATE SCHEMA {_COPIES}")
        for name in _KEPT:
            cursor.execute(f"CREATE TABLE {_COPIES}.{name} AS TABLE public.{name}")


def empty() -> None:
    """Every table of the models is as it was after migrating. A server that is still writing goes first."""
    for _ in range(_TRIES - 1):
        with suppress(OperationalError):
            _empty()
            return
    _empty()


def end_other_sessions() -> None:
    """To be called before the database goes: the thread of Django's asynchronous queries keeps its connection open."""
    connection.close()
    connection.close_pool()  # type: ignore[attr-defined]  # of PostgreSQL, whose pool it is
    with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as session:
        name = connection.settings_dict["NAME"]
        session.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [name])


def _empty() -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        _delete_rows(cursor)
        if _state(cursor, "public") != _state(cursor, _COPIES):
            cursor.execute("".join(f"DELETE FROM {name};" for name in _KEPT))  # noqa: S608 - names of Django's tables
            cursor.execute("".join(f"INSERT INTO {name} TABLE {_COPIES}.{name};" for name in _KEPT))


def _delete_rows(cursor: CursorWrapper) -> None:
    quoted = connection.ops.quote_name
    tables = [quoted(name) for name in _tables()]
    # Waits for writers in other processes, as truncating would.
    cursor.execute(f"LOCK TABLE {', '.join(tables)} IN SHARE ROW EXCLUSIVE MODE")
    # Neither the history's triggers nor foreign keys have a say.
    cursor.execute("SET LOCAL session_replication_role = replica")
    cursor.execute("".join(f"DELETE FROM {table};" for table in tables))  # noqa: S608 - names of our own tables


def _tables() -> list[str]:
    existing = connection.introspection.django_table_names(only_existing=True, include_views=False)
    return sorted(set(existing) - set(_KEPT))


def _state(cursor: CursorWrapper, schema: str) -> str:
    tables = [f"{schema}.{name}" for name in _KEPT]
    parts = [f"(SELECT md5(string_agg(row::text, ',' ORDER BY id)) FROM {name} row)" for name in tables]  # noqa: S608 - as above
    cursor.execute(f"SELECT concat_ws('/', {', '.join(parts)})")
    state: str = cursor.fetchone()[0]
    return state
