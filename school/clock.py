"""The one clock of the product, so that tests can move time."""

from contextlib import AbstractContextManager
from datetime import date, datetime, time

from django.utils import timezone


def now() -> datetime:
    """The present moment, aware, in UTC."""
    return timezone.now()


def today() -> date:
    """The calendar day at the school (TIME_ZONE), whatever the server's own zone is."""
    return timezone.localdate(now(), timezone.get_default_timezone())


def at_school(moment: datetime) -> datetime:
    """The moment as the school's clocks show it: promises and deadlines are the school's, wherever the reader lives."""
    return moment.astimezone(timezone.get_default_timezone())


def on_school_day(day: date, hour: time = time.min) -> datetime:
    """The moment at which the school's clocks show this day and hour."""
    return timezone.make_aware(datetime.combine(day, hour), timezone.get_default_timezone())


def school_time() -> AbstractContextManager[object]:
    """Meanwhile every time is shown, and every typed one read, as the school's clocks have it."""
    return timezone.override(timezone.get_default_timezone())
