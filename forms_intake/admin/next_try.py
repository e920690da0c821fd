"""When a delivery is tried next, in words that stay true while its destination is held or switched off."""

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from forms_intake.deliveries import moments
from forms_intake.enums import Circuit, DeliveryState
from forms_intake.models import Delivery


def next_try(row: Delivery) -> str:
    """Empty for a delivery that is finished, or being sent now."""
    if row.next_attempt_at is None or row.state in _NOT_WAITING:
        return ""
    if not row.destination.is_active:
        return _("once the destination is switched on")
    if row.destination.paused_at:
        return _("once the destination is resumed")
    if row.destination.circuit == Circuit.OPEN:
        return _("once the destination is mended")
    app, now = row.destination.app, moments.now()
    if app and app.parked_until and app.parked_until > now:
        until = date_format(timezone.localtime(app.parked_until), "H:i d/m")
        return _("at %(time)s, with the next month's Lark quota") % {"time": until}
    due = max(row.next_attempt_at, row.destination.parked_until or row.next_attempt_at)
    return date_format(timezone.localtime(due), "H:i:s d/m") if due > now else _("now")


_NOT_WAITING = {DeliveryState.LEASED, DeliveryState.DELIVERED, DeliveryState.DEAD, DeliveryState.CANCELLED}
