"""Emptying the database after a test that committed.

Django truncates every table and then makes content types, permissions and groups anew: half a second a test. Nearly all
tables are empty, and deleting from them costs next to nothing; what Django would make anew stays as it is.
"""

from django.core.management import call_command
from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper

# Filled after migrating; whoever changes them in a test gets Django's own way.
_KEPT = ("django_content_type", "auth_permission", "auth_group", "auth_group_permissions")
_kept_state: dict[str, str] = {}


def empty() -> None:
    """Every table of the models is as it was after migrating."""
    with transaction.atomic(), connection.cursor() as cursor:
        _delete_rows(cursor)
        is_kept = _kept_state.get(connection.settings_dict["NAME"]) == _state(cursor)
    if not is_kept:
        _make_anew()


def _make_anew() -> None:
    call_command("flush", verbosity=0, interactive=False, reset_sequences=False)
    with connection.cursor() as cursor:
        _kept_state[connection.settings_dict["NAME"]] = _state(cursor)


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


def _state(cursor: CursorWrapper) -> str:
    parts = [f"(SELECT md5(string_agg(row::text, ',' ORDER BY id)) FROM {name} row)" for name in _KEPT]  # noqa: S608 - as above
    cursor.execute(f"SELECT concat_ws('/', {', '.join(parts)})")
    state: str = cursor.fetchone()[0]
    return state
