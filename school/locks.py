"""All of PostgreSQL's advisory locks in one place: two users of one number would wait for each other unawares."""

from collections.abc import Iterator
from contextlib import contextmanager
from enum import IntEnum, unique

from django.db import DatabaseError, connection


@unique
class Lock(IntEnum):
    """What may be done by one process at a time. Locks of one kind differ by a second number."""

    PUMP = 7_404_001
    RESEND = 7_404_002
    PURGE = 7_404_003
    ALERT_MAIL = 7_404_004
    SETTLING = 7_404_005
    HOLD_MAIL = 7_404_009
    HANDOVER = 7_404_010
    NOTICES = 7_404_011
    NOTICE_MAIL = 7_404_012
    EXPORT = 7_404_021
    FIGURES = 7_404_022
    ROOMS = 7_404_031


@contextmanager
def alone(lock: Lock, key: int = 0) -> Iterator[bool]:
    """Whether the lock was free; it is held meanwhile, and the database gives it back when the process dies."""
    taken = take(lock, key)
    try:
        yield taken
    finally:
        if taken:
            leave(lock, key)


def take(lock: Lock, key: int = 0) -> bool:
    """Takes it for this session if it is free; never waits."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s, %s)", [lock, key])
        row = cursor.fetchone()
    return bool(row and row[0])


def leave(lock: Lock, key: int = 0) -> None:
    """A session that cannot say so is ended: put back into the pool, it would hold the lock for ever."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(%s, %s)", [lock, key])
    except DatabaseError:
        if connection.connection is not None:
            connection.connection.close()
        connection.close()
