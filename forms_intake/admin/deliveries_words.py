"""Deliveries, destinations and times in words, for people who run a school and not a queue."""

from datetime import datetime, timedelta
from decimal import Decimal

from django.utils import timezone
from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _

from forms_intake import hints
from forms_intake.deliveries.figures import Place
from forms_intake.enums import Circuit, DeliveryState, LarkStatus, Purpose
from forms_intake.lark.transports import TRANSPORTS
from forms_intake.models import Delivery, DeliveryAttempt, Destination, Submission
from school import clock

_TONES = {
    DeliveryState.DELIVERED: "ok",
    DeliveryState.DEAD: "fail",
    DeliveryState.CANCELLED: "off",
}
_OPEN = {DeliveryState.PENDING, DeliveryState.WAITING, DeliveryState.PARKED}
_UNITS = ((86400, "d"), (3600, "h"), (60, "min"), (1, "s"))


def tone(row: Delivery) -> str:
    """What the state means to a reader: ok, wait, fail or off."""
    held = row.destination.circuit == Circuit.OPEN and row.state in _OPEN
    return "fail" if held else _TONES.get(DeliveryState(row.state), "wait")


def state(row: Delivery) -> str:
    """How far it is; what is due for a destination that takes nothing waits for that destination."""
    waits_for_place = row.state in _OPEN and not _takes(row.destination)
    return str(DeliveryState(DeliveryState.PARKED if waits_for_place else row.state).label)


def lark_status(slip: Submission) -> str:
    """Whether Lark has it; that somebody has paused a destination is nothing to attend to."""
    return _("Paused") if is_paused(slip) else slip.get_lark_status_display()


def is_paused(slip: Submission) -> bool:
    """Whether it only waits until somebody resumes a destination."""
    return slip.lark_status == LarkStatus.FAILED and slip.lark_error == hints.Hint.PAUSED


def about(row: Delivery) -> str:
    """The way it goes, and what it says."""
    return f"{row.destination.get_kind_display()} · {Purpose(row.purpose).label}"


def left_out(row: Delivery) -> list[str]:
    """How the message was simplified so that Lark would take it; nothing for the full form."""
    told = []
    transport = TRANSPORTS.get(row.destination.kind)
    if row.card_level and transport:
        told.append(
            _("Sent in a simpler form (step %(step)s of %(most)s), because Lark refused the full one.")
            % {"step": min(row.card_level, transport.levels - 1), "most": transport.levels - 1}
        )
    if row.left_out:
        sentence = _("Not written, because the column is gone or does not take the value: %(columns)s")
        told.append(sentence % {"columns": ", ".join(row.left_out)})
    return told


def duration(attempt: DeliveryAttempt) -> str:
    """Seconds with two digits; empty for a try that has no end."""
    return seconds(attempt.finished_at - attempt.started_at) if attempt.finished_at else ""


def seconds(span: timedelta | None) -> str:
    """0,14 s as the reader's language writes it; a span of hours in hours."""
    if span is None:
        return "—"
    if span >= timedelta(minutes=2):
        return age(span)
    return _("%(number)s s") % {"number": number_format(Decimal(str(span.total_seconds())), 2)}


def age(span: timedelta) -> str:
    """In its two largest units: 2 h 5 min."""
    left = max(int(span.total_seconds()), 0)
    words = {"d": _("%(n)s d"), "h": _("%(n)s h"), "min": _("%(n)s min"), "s": _("%(n)s s")}
    parts = []
    for size, unit in _UNITS:
        number, left = divmod(left, size)
        if number:
            parts.append(words[unit] % {"n": number})
    return " ".join(parts[:2]) or words["s"] % {"n": 0}


def standing(place: Place) -> tuple[str, str]:
    """How a destination stands: tone, and a sentence that says what to do."""
    row = place.destination
    if not row.is_active:
        return "off", _("Switched off")
    if row.paused_at:
        return "off", _("Paused since %(time)s") % {"time": moment(row.paused_at)}
    if row.circuit == Circuit.OPEN:
        return "fail", hints.sentence(row.circuit_error) or str(Circuit.OPEN.label)
    if row.app and _is_ahead(row.app.parked_until):
        return "wait", _("Monthly quota used up, waits until %(moment)s") % {"moment": moment(row.app.parked_until)}
    if place.parked_until:
        return "wait", _("Lark asked for a pause, until %(time)s") % {"time": moment(place.parked_until)}
    return "ok", str(Circuit.CLOSED.label)


def moment(at: object) -> str:
    """10:04:05 today, 10:04:05 02/01 otherwise."""
    local = timezone.localtime(at)  # type: ignore[arg-type]  # a datetime
    return date_format(local, "H:i:s" if local.date() == timezone.localdate(clock.now()) else "H:i:s d/m")


def _takes(place: Destination) -> bool:
    """The same rule as that of the filter (deliveries.criteria)."""
    is_on = place.is_active and not place.paused_at and place.circuit == Circuit.CLOSED
    return is_on and not _is_ahead(place.parked_until) and not (place.app and _is_ahead(place.app.parked_until))


def _is_ahead(at: datetime | None) -> bool:
    return at is not None and at > clock.now()
