"""What becomes of an export: the only place that changes its state.

QUEUED --take--> RUNNING --finish--> READY --a day--> EXPIRED · QUEUED, RUNNING --cancel--> CANCELLED ·
RUNNING --fail--> FAILED · RUNNING, its writer silent for LEASE --sweep--> QUEUED, the third time FAILED.
A writer proves itself by its lease token in every step, so there are never two of one export.
"""

import uuid
from datetime import timedelta
from functools import partial
from typing import Any

import structlog
from django.db import connection, transaction
from django.db.models import F
from django.utils.translation import gettext as _

from accounts.models import User
from forms_intake.enums import ExportProblem, ExportState
from forms_intake.exports import storage
from forms_intake.inbox.filters import Filters
from forms_intake.models import Export
from school import aftercommit, clock, live, sensitive
from school.archive import Refused
from school.locks import Lock
from school.sensitive import Reading

log = structlog.get_logger(__name__)
# Longer than the packing of the largest XLSX, during which a writer is silent.
LEASE = timedelta(minutes=5)
LASTS = timedelta(hours=24)
MOST_TRIES = 3
# Waiting or being written, of one person.
MOST_AT_ONCE = 2


class Lost(Exception):  # noqa: N818 - says what happened to the writer
    """Somebody cancelled the export, or another writer has it."""


@transaction.atomic
def start(filters: Filters, *, content: str, format: str, language: str, key: uuid.UUID, by: User) -> Export:  # noqa: A002 - the column's name
    """Has a file written; a second click with the same key finds the first one's. Refused beyond two at once."""
    User.objects.select_for_update(no_key=True).get(pk=by.pk)
    if known := Export.objects.filter(idempotency_key=key).first():
        return _own(known, by)
    if Export.objects.open().filter(created_by=by).count() >= MOST_AT_ONCE:
        raise Refused(_("Two of your files are still being written. Wait for one of them, or cancel it."))
    export = Export.objects.create(
        created_by=by,
        idempotency_key=key,
        query=filters.changed(q="").query(),
        search=filters.q,
        has_search=bool(filters.q),
        content=content,
        format=format,
        language=language,
    )
    aftercommit.on_commit(wake)
    log.info("export.started", export=export.pk, by=by.pk, format=format)
    return export


@transaction.atomic
def cancel(export: Export, *, by: User) -> Export:
    """Stops it: its writer notices with the next thousand rows, and leaves no file. One that is over stays as it is."""
    row = Export.objects.select_for_update().get(pk=export.pk)
    if row.state in (ExportState.QUEUED, ExportState.RUNNING):
        _end(row, ExportState.CANCELLED)
        log.info("export.cancelled", export=row.pk, by=by.pk)
    return row


@transaction.atomic
def take() -> Export | None:
    """The next one for a writer; None when there is none, or another writer is at work: there is one at a time."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s, 0)", [Lock.EXPORT])
        (is_mine,) = cursor.fetchone()
    if not is_mine or Export.objects.filter(state=ExportState.RUNNING, lease_until__gt=clock.now()).exists():
        return None
    row = Export.objects.select_for_update().filter(state=ExportState.QUEUED).order_by("pk").first()
    if row:
        row.state, row.lease_token, row.lease_until = ExportState.RUNNING, uuid.uuid4(), clock.now() + LEASE
        row.tries, row.done = row.tries + 1, 0
        row.save()
        _tell(row.pk)
    return row


def note(export: Export, *, done: int, total: int) -> None:
    """Says how far the writer is, and that it is alive. Raises Lost."""
    is_mine = _held(export).update(done=done, total=max(done, total), lease_until=clock.now() + LEASE)
    if not is_mine:
        raise Lost
    _tell(export.pk)


@transaction.atomic
def finish(export: Export, *, rows: int, stored: uuid.UUID, size: int, sha256: str) -> None:
    """The file is complete, and can be had for a day. Raises Lost."""
    row = _held(export).select_for_update().first()
    if row is None:
        raise Lost
    row.done = row.total = rows
    row.stored, row.size, row.sha256 = stored, size, sha256
    row.state, row.finished_at = ExportState.READY, clock.now()
    row.expires_at = row.finished_at + LASTS
    row.lease_token = row.lease_until = None
    row.save()
    _tell(row.pk)
    log.info("export.ready", export=row.pk, rows=rows, size=size)


@transaction.atomic
def fail(export: Export, problem: ExportProblem) -> None:
    """No file comes of it, for this reason. Nothing happens when the writer has lost it."""
    if row := _held(export).select_for_update().first():
        _end(row, ExportState.FAILED, problem)
        log.warning("export.failed", export=row.pk, problem=problem.value)


@transaction.atomic
def downloaded(export: Export, reading: Reading) -> None:
    """Notes who took the file."""
    sensitive.note(export, "file", reading)
    Export.objects.filter(pk=export.pk).update(downloads=F("downloads") + 1)
    _tell(export.pk)


@transaction.atomic
def resume_abandoned() -> int:
    """Gives exports whose writer has died to the next one; the third time they fail. Returns how many there were."""
    rows = list(Export.objects.select_for_update(skip_locked=True).abandoned())
    for row in rows:
        if row.tries >= MOST_TRIES:
            _end(row, ExportState.FAILED, ExportProblem.STOPPED)
            continue
        row.state, row.lease_token, row.lease_until, row.done = ExportState.QUEUED, None, None, 0
        row.save()
        _tell(row.pk)
    return len(rows)


@transaction.atomic
def expire(*, all_of_them: bool = False) -> int:
    """Deletes files whose time is over, or every one there is; the rows stay. Returns how many."""
    rows = Export.objects.filter(state=ExportState.READY) if all_of_them else Export.objects.outlived()
    ending = list(rows.select_for_update())
    for row in ending:
        if row.stored:
            # What fails then is found by the sweep.
            transaction.on_commit(partial(storage.delete, row.stored), robust=True)
        row.state, row.search, row.stored = ExportState.EXPIRED, "", None
        row.save()
        _tell(row.pk)
    return len(ending)


@transaction.atomic
def forget() -> None:
    """Somebody is being forgotten: no file that may name them stays, and none is finished."""
    expire(all_of_them=True)
    for row in Export.objects.select_for_update().open():
        _end(row, ExportState.FAILED, ExportProblem.FORGOTTEN)


def wake() -> None:
    """Has a worker look; a lost call is made up for by the sweep."""
    # Imported here: tasks import this module.
    from forms_intake import tasks

    tasks.write_exports.apply_async(retry=False)


def _own(export: Export, by: User) -> Export:
    if export.created_by_id != by.pk:
        raise Refused(_("This page was open before somebody else signed in here. Open it anew and export once more."))
    return export


def _held(export: Export) -> Any:
    return Export.objects.filter(pk=export.pk, state=ExportState.RUNNING, lease_token=export.lease_token)


def _end(row: Export, state: ExportState, problem: str = "") -> None:
    row.state, row.problem, row.finished_at = state, problem, clock.now()
    row.search, row.lease_token, row.lease_until = "", None, None
    row.save()
    _tell(row.pk)


def _tell(pk: int) -> None:
    live.changed("exports", f"export:{pk}")
