"""How a destination does, in words; the first thing that stops it is what is said."""

from datetime import datetime, timedelta

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from forms_intake import hints
from forms_intake.enums import Circuit, DestinationKind
from forms_intake.models import Destination
from school import clock

# Shorter waits are the ordinary pace of sending.
_WORTH_TELLING = timedelta(seconds=5)


def state(row: Destination) -> tuple[str, str]:
    """(colour of its label, words)."""
    now = clock.now()
    if not row.is_active:
        return "off", _("Switched off")
    if row.paused_at:
        return "paused", _("Paused since %(moment)s") % {"moment": _moment(row.paused_at)}
    if row.circuit == Circuit.OPEN:
        return "held", _("Held: needs mending")
    if row.app and row.app.parked_until and row.app.parked_until > now:
        return "waiting", _("Monthly quota used up, waits until %(moment)s") % {"moment": _moment(row.app.parked_until)}
    if row.parked_until and row.parked_until > now + _WORTH_TELLING:
        return "waiting", _("Lark asks to wait until %(moment)s") % {"moment": _moment(row.parked_until)}
    if row.kind == DestinationKind.BASE and not row.mapping:
        return "held", _("No columns are chosen yet")
    return ("waiting", _("Running, columns have changed")) if row.drift else ("running", _("Running"))


def advice(row: Destination) -> str:
    """What to do while it is held; empty otherwise."""
    return hints.sentence(row.circuit_error) if row.is_active and row.circuit == Circuit.OPEN else ""


def _moment(moment: datetime) -> str:
    return date_format(timezone.localtime(moment), "H:i d/m")
