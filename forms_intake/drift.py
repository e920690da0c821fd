"""How the columns of a Base differ from what was mapped: kept for people, and mended where that is safe."""

from collections.abc import Sequence

import structlog
from django.db import transaction

from forms_intake import alerts
from forms_intake.enums import AlertKind
from forms_intake.lark import mapping
from forms_intake.lark.mapping import Difference, Field
from forms_intake.models import Destination

log = structlog.get_logger(__name__)


def note(destination_id: int, fields: Sequence[Field]) -> list[Difference]:
    """After the columns were read: takes over new names, keeps what is broken, and tells people of both.

    A rename changes nothing about what a column holds, so that slips go on; a removed or retyped column is a person's.
    """
    with transaction.atomic():
        destination = Destination.objects.without_access().select_for_update(no_key=True).get(pk=destination_id)
        differences = [entry for entry in mapping.compare(destination.mapping, fields) if entry["kind"] != "new"]
        broken = [entry for entry in differences if entry["kind"] != "renamed"]
        renewed = mapping.renewed(destination.mapping, fields)
        if (renewed, broken) != (destination.mapping, destination.drift):
            destination.mapping, destination.drift = renewed, broken
            destination.save(update_fields=["mapping", "drift"])
            log.warning("destination.columns_changed", destination=destination_id, broken=len(broken))
    if differences:
        alerts.open(AlertKind.DRIFT, destination=destination, differences=differences)
    return differences
