"""Emptying the database after a test that committed.

Django truncates every table and then makes content types, permissions and groups anew: half a second a test. Nearly all
tables are empty, and deleting from them costs next to nothing; what Django would make anew stays as it is.
"""

from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper

# Filled after migrating. Their numbers must stay: servers in other processes remember them.
_KEPT = ("django_content_type", "auth_permission", "auth_group", "auth_group_permissions")
_COPIES = "as_migrated"


def remember() -> None:
    """Copies what migrating has filled; to be called once the test database is made."""
    with connection.cursor() as cursor:
        cursor.execute(f"DROP SCHEMA IF EXISTS {_COPIES} CASCADE; CREATE SCHEMA {_COPIES}")
        for name in _KEPT:
            cursor.execute(f"CREATE TABLE {_COPIES}.{name} AS TABLE public.{name}")


def empty() -> None:
    """Every table of the models is as it was after migrating."""
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
