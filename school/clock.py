"""The one clock of the product, so that tests can move time."""

from datetime import date, datetime

from django.utils import timezone


def now() -> datetime:
    """The present moment, aware, in UTC."""
    return timezone.now()


def today() -> date:
    """The calendar day at the school (TIME_ZONE), whatever the server's own zone is."""
    return timezone.localdate(now())
