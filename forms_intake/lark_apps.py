"""Lark apps: what happens when a person changes one, and how much of its monthly quota is used."""

from contextlib import suppress

from django.db import transaction
from django.db.models import OuterRef, Subquery
from django.db.models.functions import Coalesce

from forms_intake import destinations
from forms_intake.models import ApiUsage, Destination, LarkApp
from school import clock
from school.encryption import Undecryptable
from school.live.saves import tell


@transaction.atomic
def reconfigured(app: LarkApp, *, has_new_access: bool, has_new_quota: bool) -> None:
    """After a change by a person: what its destinations held is tried at once.

    Waiting for the month's end is given up for another app or another plan: Lark says again if it must go on.
    """
    if has_new_access or has_new_quota:
        LarkApp.objects.filter(pk=app.pk).update(parked_until=None)
        tell(LarkApp, app.pk)
    rows = list(app.destinations.defer("config").order_by("pk"))
    for destination in rows:
        destination.app = app
        _renew_keys(destination)
    destinations.reconfigured(*rows, has_new_access=has_new_access)


def _renew_keys(destination: Destination) -> None:
    """The limits of another app are others."""
    # Its key may be lost; then nothing can be sent anyhow.
    with suppress(Undecryptable):
        assert destination.config is not None  # noqa: S101 - read, so that saving knows the place
        destination.save(update_fields=["limit_keys"])


def usage_of_month() -> Coalesce:
    """An app's calls that Lark counts, in this month by the school's calendar: to annotate apps with."""
    first = clock.today().replace(day=1)
    usage = ApiUsage.objects.filter(app=OuterRef("pk"), month=first).values("calls")
    return Coalesce(Subquery(usage), 0)
