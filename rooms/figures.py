"""How long rooms were in use: each room by itself, and two people who are there at once counted once."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from django.conf import settings
from django.db import connection

from school import clock, figures

# A stay over midnight belongs to both days, and one that begins before the period to its part of it.
_MINUTES = """
SELECT day, round(sum(extract(epoch FROM upper(used) - lower(used))) / 60)::int FROM (
    SELECT day::date AS day, unnest(range_agg(tstzrange(joined_at, last_seen_at) * whole)) AS used
    FROM generate_series(%(first)s::timestamp, %(last)s::timestamp, '1 day') day
    CROSS JOIN LATERAL (SELECT tstzrange(day AT TIME ZONE %(zone)s,
        (day + interval '1 day') AT TIME ZONE %(zone)s) AS whole) bounds
    JOIN rooms_roompeer ON joined_at < upper(whole) AND last_seen_at > greatest(joined_at, lower(whole))
    WHERE joined_at >= %(from)s AND joined_at < %(to)s
    GROUP BY day, room_id
) stays GROUP BY day
"""
# Nobody stays longer, so older stays need not be looked at.
_LONGEST = timedelta(days=1)


def register() -> None:
    """To be called when the app is ready."""
    figures.register("room_minutes", minutes)


def minutes(first: date, last: date) -> Mapping[date, int]:
    """Minutes in use of all rooms on each day of the school that has any."""
    given: dict[str, Any] = {"first": first, "last": last, "zone": settings.TIME_ZONE}
    given |= {"from": clock.on_school_day(first) - _LONGEST, "to": clock.on_school_day(last + timedelta(days=1))}
    with connection.cursor() as cursor:
        cursor.execute(_MINUTES, given)
        return dict(cursor.fetchall())
