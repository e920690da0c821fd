"""How a destination does, in words; the first thing that stops it is what is said."""

from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from forms_intake import hints
from forms_intake.enums import Circuit, DestinationKind, Flag, FormType
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


def slips(row: Any) -> str:
    """Which go there: kinds, flags, and for which others it only stands by (`stands_in_for`)."""
    told = [", ".join(str(FormType(name).label) for name in row.form_types) or _("All")]
    if row.only_flags:
        told.append(_("only with: %(flags)s") % {"flags": _flags(row.only_flags)})
    if row.except_flags:
        told.append(_("not with: %(flags)s") % {"flags": _flags(row.except_flags)})
    if row.stands_in_for:
        told.append(_("stands in for: %(names)s") % {"names": ", ".join(row.stands_in_for)})
    return " · ".join(told)


def _flags(names: list[str]) -> str:
    return ", ".join(str(Flag(name).label) for name in names)


def advice(row: Destination) -> str:
    """What to do while it is held; empty otherwise."""
    return hints.sentence(row.circuit_error) if row.is_active and row.circuit == Circuit.OPEN else ""


def _moment(moment: datetime) -> str:
    return date_format(timezone.localtime(moment), "H:i d/m")
