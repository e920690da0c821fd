"""How many pumps run at a time, over all processes: one, and a second one that helps while there is much to do."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import DatabaseError, connection

_LOCKS, _PUMP, _HELPER = 7_404_001, 0, 1
_IS_HELD = """
SELECT EXISTS (
    SELECT FROM pg_locks JOIN pg_database ON pg_database.oid = pg_locks.database AND datname = current_database()
    WHERE locktype = 'advisory' AND classid = %s AND objid = %s AND granted
)
"""


@contextmanager
def slot(*, helper: bool = False) -> Iterator[bool]:
    """Whether the place was free; it is held meanwhile, and the database gives it back when the process dies."""
    number = _HELPER if helper else _PUMP
    taken = _ask("SELECT pg_try_advisory_lock(%s, %s)", number)
    try:
        yield taken
    finally:
        if taken:
            _leave(number)


def _leave(number: int) -> None:
    """A session that cannot say so is ended: put back into the pool, it would hold the place for ever."""
    try:
        _ask("SELECT pg_advisory_unlock(%s, %s)", number)
    except DatabaseError:
        if connection.connection is not None:
            connection.connection.close()


def is_pumping() -> bool:
    """Whether a pump is at work in some process: it finds by itself what has just come."""
    return _ask(_IS_HELD, _PUMP)


def _ask(sql: str, number: int) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(sql, [_LOCKS, number])
        row = cursor.fetchone()
    return bool(row and row[0])
