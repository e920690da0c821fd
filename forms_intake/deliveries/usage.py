"""Calls that Lark counts, per app and month by the school's clock; and the end of the month's quota."""

import random
from datetime import datetime, timedelta

from django.db import connection
from django.utils import timezone

from forms_intake.deliveries import moments
from forms_intake.models import ApiUsage, LarkApp

_random = random.SystemRandom()
# Not at midnight sharp, when everybody's quota begins anew.
_EARLIEST, _SPREAD_S = timedelta(minutes=5), 600
# By whose clock Lark's months turn is not documented: so long after ours, a quota may still be the old month's.
_TURN, _TURN_WAIT = timedelta(hours=48), timedelta(hours=1)


def count(app_id: int | None, calls: int) -> None:
    """Adds to what the app has used this month."""
    if app_id is None or calls <= 0:
        return
    table = connection.ops.quote_name(ApiUsage._meta.db_table)
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {table} (app_id, month, calls) VALUES (%s, %s, %s) "  # noqa: S608 - the table's own name
            f"ON CONFLICT (app_id, month) DO UPDATE SET calls = {table}.calls + EXCLUDED.calls",
            [app_id, timezone.localdate(moments.now()).replace(day=1), calls],
        )


def used_up(app_id: int) -> datetime:
    """Lark has said so: everything of this app waits for the next month; returns until when.

    In a month's first days it asks again each hour, since Lark may not have turned the page yet.
    """
    app = LarkApp.objects.defer("config").select_for_update().get(pk=app_id)
    if app.parked_until is None or app.parked_until <= moments.now():
        app.parked_until = _worth_asking() + timedelta(seconds=_random.uniform(0, _SPREAD_S))
        app.save(update_fields=["parked_until"])
    return app.parked_until


def next_month() -> datetime:
    """Its first moment by the school's clock."""
    return (_this_month() + timedelta(days=32)).replace(day=1)


def _this_month() -> datetime:
    return timezone.localtime(moments.now()).replace(day=1, hour=0, minute=0, second=0, microsecond=0)


def _worth_asking() -> datetime:
    now = moments.now()
    return now + _TURN_WAIT if now - _this_month() < _TURN else next_month() + _EARLIEST
