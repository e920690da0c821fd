"""Answers that are kept apart (health, private notes): nobody reads one without a trace."""

from dataclasses import dataclass
from typing import Any

import structlog
from django.db import models, transaction

from school.models import SensitiveRead

log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class Reading:
    """Who reads, in whose place, from where, in which request."""

    reader: Any
    impersonated_by: int | None = None
    address: str | None = None
    request_id: str = ""


def keys(row: models.Model, column: str) -> list[str]:
    """Which answers the encrypted column holds. Raises Undecryptable."""
    return [key for key, value in _stored(row, column).items() if value]


@transaction.atomic
def read(row: models.Model, column: str, key: str, reading: Reading) -> str:
    """One answer, and a note of who read it, in one transaction. KeyError when it is empty; raises Undecryptable."""
    answer = _stored(row, column)[key]
    if not answer:
        raise KeyError(key)
    note(row, key, reading)
    return str(answer)


def note(row: models.Model, what: str, reading: Reading) -> None:
    """Writes down that something of the row was read."""
    SensitiveRead.objects.create(
        reader=reading.reader,
        impersonated_by_id=reading.impersonated_by,
        label=row._meta.label,
        object_pk=str(row.pk),
        field=what,
        address=reading.address or None,
        request_id=reading.request_id,
    )
    log.info("sensitive.read", model=row._meta.label, pk=row.pk, field=what, by=reading.reader.pk)


def _stored(row: models.Model, column: str) -> dict[str, Any]:
    """Read anew: lists and pages defer the column."""
    found = type(row)._base_manager.values_list(column, flat=True).get(pk=row.pk)
    return found or {}
