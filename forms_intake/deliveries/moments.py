"""The database's clock, which all processes share: leases and due times must not depend on whose clock is right."""

import time
from datetime import datetime, timedelta
from typing import NamedTuple

from django.db import connection
from django.utils import timezone

from school import clock

_FRESH_S = 10.0


class _Reading(NamedTuple):
    """What the database said, and what this process's unsteerable clock showed then."""

    moment: datetime
    ticks: float


# Of this process: requests have threads of their own, and each would ask once.
_readings: list[_Reading] = []


def now() -> datetime:
    """The present moment by the database's clock; asks it at most every ten seconds, and counts on from there."""
    reading = _readings[-1] if _readings else None
    if reading is None or time.monotonic() - reading.ticks > _FRESH_S:
        reading = _Reading(_ask(), time.monotonic())
        _readings[:] = [reading]
    # The last term is what a test has moved the product's clock by; in production it is nothing.
    return reading.moment + timedelta(seconds=time.monotonic() - reading.ticks) + (clock.now() - timezone.now())


def _ask() -> datetime:
    """Past Django's cursor: what a page asks is counted by tests, and this is asked now and then."""
    connection.ensure_connection()
    # As Django's cursor does it, so that whoever waits for a database that is away knows the error.
    with connection.wrap_database_errors:
        row = connection.connection.execute("SELECT clock_timestamp()").fetchone()
    moment: datetime = row[0]
    return moment
