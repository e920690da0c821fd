"""How many pumps run at a time, over all processes: one, and a second one that helps while there is much to do."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings
from django.db import DatabaseError, connection

from forms_intake.deliveries.leases import LEASE
from school.locks import Lock

_LOCKS, _PUMP, _HELPER = Lock.PUMP, 0, 1
# A pump asks the database several times a second, or at least notes every few seconds that it is there.
SILENCE_S = 15.0
TIMEOUTS = ("idle_session_timeout", "idle_in_transaction_session_timeout")


@contextmanager
def slot(*, helper: bool = False) -> Iterator[bool]:
    """Whether the place was free; it is held meanwhile, and the database gives it back when the process dies.

    Or when the process is silent for fifteen seconds: a stopped one would hold the place for ever.
    """
    number = _HELPER if helper else _PUMP
    taken = _ask("SELECT pg_try_advisory_lock(%s, %s)", _LOCKS, number)
    try:
        if taken:
            _end_when_silent(min(SILENCE_S, LEASE * settings.LARK_TIMEOUT_S))
        yield taken
    finally:
        if taken:
            _leave(number)


def _leave(number: int) -> None:
    """A session that cannot say so is ended: put back into the pool, it would hold the place for ever."""
    try:
        _ask("SELECT pg_advisory_unlock(%s, %s)", _LOCKS, number)
        _as_before()
    except DatabaseError:
        if connection.connection is not None:
            connection.connection.close()
        connection.close()


def _end_when_silent(seconds: float) -> None:
    for timeout in TIMEOUTS:
        _ask("SELECT set_config(%s, %s, false)", timeout, f"{1000 * seconds:.0f}ms")


def _as_before() -> None:
    with connection.cursor() as cursor:
        for timeout in TIMEOUTS:
            cursor.execute(f"RESET {timeout}")


def _ask(sql: str, *given: str | int) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(sql, given)
        row = cursor.fetchone()
    return bool(row and row[0])
