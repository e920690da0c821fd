"""What the office does to one delivery by hand: bring its next try forward, or stop it."""

from typing import Any

import structlog
from django.db import transaction
from django.utils.translation import gettext as _

from forms_intake.deliveries import leases, moments, outbox, summary
from forms_intake.enums import Circuit, DeliveryState
from forms_intake.hints import Hint
from forms_intake.models import Delivery
from school import live, text
from school.archive import Refused

log = structlog.get_logger(__name__)
REASON_LENGTH = 200
_WAITING = {DeliveryState.PENDING, DeliveryState.WAITING, DeliveryState.PARKED}


@transaction.atomic
def try_now(delivery: Delivery, *, by: Any) -> Delivery:
    """Makes the next try due at once. Refused, with what to do instead, while trying now could not help."""
    row = _locked(delivery)
    if sentence := why_not_now(row):
        raise Refused(sentence)
    row.state, row.next_attempt_at = DeliveryState.PENDING, moments.now()
    row.save(update_fields=["state", "next_attempt_at"])
    _tell(row)
    outbox.hurry(row.pk)
    log.info("delivery.brought_forward", delivery=row.pk, by=by.pk)
    return row


def why_not_now(row: Delivery) -> str:
    """Empty when the delivery waits for nothing but its own time."""
    destination, now = row.destination, moments.now()
    if row.state not in _WAITING:
        return _("This delivery waits for nothing just now. The page shows how it stands.")
    if not destination.is_active:
        return str(Hint.SWITCHED_OFF.label)
    if destination.paused_at:
        return str(Hint.PAUSED.label)
    if destination.circuit == Circuit.OPEN:
        return _("The destination must be mended first. What waits is then sent by itself.")
    parked = [destination.parked_until, destination.app.parked_until if destination.app else None]
    if any(until and until > now for until in parked):
        return _("Lark asked for a pause. What waits is sent by itself when the pause is over.")
    return ""


@transaction.atomic
def cancel(delivery: Delivery, *, by: Any, reason: str) -> Delivery:
    """Stops a delivery that has not arrived, for good. Refused when it has, or is being sent at this moment."""
    row = _locked(delivery)
    reason = text.clean(reason)[:REASON_LENGTH]
    if not reason:
        raise Refused(_("Enter why it is cancelled, for whoever looks for it later."))
    if row.state == DeliveryState.DELIVERED:
        raise Refused(_("It has arrived meanwhile, so there is nothing left to cancel."))
    if row.state == DeliveryState.LEASED:
        _end_lease(row)
    if row.state != DeliveryState.CANCELLED:
        row.state, row.next_attempt_at, row.cancel_reason = DeliveryState.CANCELLED, None, reason
        row.save(update_fields=["state", "next_attempt_at", "cancel_reason", "lease_token", "lease_until"])
        summary.refresh([row.submission_id])
        _tell(row)
        log.info("delivery.cancelled", delivery=row.pk, by=by.pk)
    return row


def _end_lease(row: Delivery) -> None:
    """Of a sender that was stopped: while its destination takes no calls, nobody else would."""
    now = moments.now()
    if row.lease_until and row.lease_until > now:
        raise Refused(_("It is being sent at this moment. Look again in a minute."))
    leases.close_abandoned([row], now)
    row.lease_token = row.lease_until = None


def _locked(delivery: Delivery) -> Delivery:
    """As it is stored now, held until the transaction ends; DoesNotExist when it was purged meanwhile."""
    rows = Delivery.objects.select_for_update(of=("self",)).select_related("destination__app")
    return rows.defer("destination__config", "destination__app__config").get(pk=delivery.pk)


def _tell(row: Delivery) -> None:
    live.changed("deliveries", "submissions", f"submission:{row.submission_id}")
