"""The history as CSV for a spreadsheet: one line for each changed column, read and written in constant memory."""

import csv
from collections.abc import Iterator
from typing import IO

import structlog
from django.db import transaction
from django.utils import timezone

from accounts.enums import AccountEventKind
from accounts.history import entries, receivers, timeline
from accounts.history.entries import Entry
from accounts.history.sources import Wanted
from accounts.history.spreadsheet import cell
from accounts.models import User

log = structlog.get_logger(__name__)

# At the head of the file, so in English whatever the reader's language; docs/history.md says what each holds.
COLUMNS = (
    "time",
    "kind",
    "table",
    "id",
    "name",
    "column",
    "before",
    "after",
    "person_id",
    "person",
    "impersonated_by",
    "place",
    "address",
    "browser",
    "request_id",
)
_CHUNK = 500


def write(file: IO[str], wanted: Wanted, *, by: User | None, detail: str) -> int:
    """Writes the entries, oldest first, and notes that somebody took them; returns how many entries there were."""
    receivers.record(AccountEventKind.HISTORY_EXPORTED, person=None, by=by, detail=detail)
    # The byte order mark tells Excel that this is UTF-8.
    file.write("\ufeff")
    writer = csv.writer(file)
    writer.writerow(COLUMNS)
    count = 0
    # In a transaction PostgreSQL need not keep the whole result for a cursor that outlives it.
    with transaction.atomic():
        for keys in timeline.every(wanted, chunk=_CHUNK):
            for entry in entries.told(keys):
                writer.writerows([cell(value) for value in line] for line in _lines(entry))
                count += 1
    log.info("history.exported", entries=count, by=by.pk if by else None)
    return count


def _lines(entry: Entry) -> Iterator[list[object]]:
    head = [timezone.localtime(entry.at).isoformat(), entry.kind_words, entry.table, entry.pk, entry.name]
    origin = entry.origin
    tail = [
        origin.person or "",
        entry.who,
        entry.through,
        origin.place,
        origin.address,
        origin.browser,
        origin.request_id,
    ]
    if not entry.changes:
        yield [*head, entry.what, "", "", *tail]
    for change in entry.changes:
        yield [*head, change.label, change.before, change.after, *tail]
