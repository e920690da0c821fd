"""The circuit of a destination: open while its configuration is at fault, so that everything waits."""

import random
from datetime import datetime, timedelta

import structlog

from forms_intake.deliveries import moments
from forms_intake.enums import Circuit
from forms_intake.hints import Hint
from forms_intake.models import Destination

log = structlog.get_logger(__name__)
# A held destination is probed with one real delivery every 15 to 60 minutes (lark.md section 4.4).
PROBE_EVERY = timedelta(minutes=30)
_random = random.SystemRandom()
_COLUMNS = ["circuit", "circuit_error", "probe_at", "released_at", "unsettled_since"]


def hold(destination_id: int, hint: Hint) -> None:
    """Opens it: everything for this destination waits until a person has mended it, or a probe is accepted."""
    row = locked(destination_id)
    if (row.circuit, row.circuit_error) != (Circuit.OPEN, hint):
        row.unsettled_since = moments.now()
        log.error("destination.held", destination=row.pk, hint=hint)
    row.circuit, row.circuit_error, row.probe_at = Circuit.OPEN, hint, next_probe(moments.now())
    row.save(update_fields=_COLUMNS)


def close(destination_id: int) -> None:
    """A destination works (again): what waited for it drains by itself, and its waiting counts from now."""
    row = locked(destination_id)
    if row.circuit == Circuit.CLOSED:
        return
    row.circuit, row.circuit_error, row.probe_at = Circuit.CLOSED, "", None
    row.released_at = row.unsettled_since = moments.now()
    row.save(update_fields=_COLUMNS)
    log.info("destination.released", destination=row.pk)


def locked(destination_id: int) -> Destination:
    """The destination, locked until the transaction ends, without its credentials."""
    return Destination.objects.without_access().select_for_update(no_key=True).get(pk=destination_id)


def next_probe(now: datetime) -> datetime:
    """When a held destination is asked again with one real delivery."""
    return now + PROBE_EVERY * _random.uniform(0.5, 2)
