"""The worker's part: one export from its selection to its file, a thousand slips at a time."""

import errno
import uuid
from array import array
from pathlib import Path

import structlog
from celery.exceptions import SoftTimeLimitExceeded
from django.db import DatabaseError
from django.utils import translation

from accounts.models import User
from forms_intake.enums import ExportProblem
from forms_intake.exports import columns, jobs, storage, words
from forms_intake.exports.writers import writing
from forms_intake.inbox import listing
from forms_intake.models import Export
from school import clock

log = structlog.get_logger(__name__)
# Between two looks whether anybody has cancelled it.
CHUNK = 1000
_KEYS_AT_ONCE = 10_000
_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


def write_next() -> bool:
    """Writes the next export that waits; False when there is none, or another worker writes one."""
    export = jobs.take()
    if export is None:
        return False
    try:
        _write(export)
    except jobs.Lost:
        log.info("export.stopped", export=export.pk)
    except DatabaseError as error:
        # It could not be told that it failed; the sweep finds it when its lease is over.
        log.warning("export.interrupted", export=export.pk, error=type(error).__name__)
    except SoftTimeLimitExceeded:
        jobs.fail(export, ExportProblem.STOPPED)
    except OSError as error:
        jobs.fail(export, ExportProblem.NO_ROOM if error.errno in _FULL else ExportProblem.ERROR)
    except Exception as error:
        # Only the kind: messages may hold what a family wrote.
        log.error("export.error", export=export.pk, error=type(error).__name__)
        jobs.fail(export, ExportProblem.ERROR)
    return True


def _write(export: Export) -> None:
    person = export.created_by
    if export.lease_token is None or person is None:
        raise jobs.Lost
    with translation.override(export.language), clock.school_time(), storage.workplace(export.lease_token) as path:
        _check_right(export)
        rows = _fill(export, person, path)
        # Minutes may lie between: it lies there for a day.
        _check_right(export)
        size, sha256 = storage.described(path)
        name = uuid.uuid4()
        storage.keep(path, name)
        try:
            jobs.finish(export, rows=rows, stored=name, size=size, sha256=sha256)
        except BaseException:
            storage.delete(name)
            raise


def _check_right(export: Export) -> None:
    """Whoever asked for it may have left since, or be in another role. Raises Lost, and nothing comes of it."""
    person = User.objects.get(pk=export.created_by_id)
    if not person.has_perm("forms_intake.export_submission"):
        jobs.cancel(export, by=person)
        raise jobs.Lost


def _fill(export: Export, person: User, path: Path) -> int:
    """Writes all rows; returns how many."""
    filters = words.filters_of(export)
    selection = listing.rows(filters, reader=person)
    # Which slips belong to it is settled here, eight bytes for each: no count of a big table, and no cursor that has to
    # last as long as the writing. Each slip is read as it is when its turn comes.
    keys = array("q", selection.values_list("pk", flat=True).iterator(chunk_size=_KEYS_AT_ONCE))
    done, rows, total = 0, 0, len(keys)
    jobs.note(export, done=0, total=total)
    sheet = columns.sheet(export.content, filters.form_type)
    with writing(export.format, path, sheet.columns, title=words.title()) as writer:
        for first in range(0, total, CHUNK):
            pks = list(keys[first : first + CHUNK])
            storage.check_room()
            found = sheet.values(pks)
            for pk in pks:
                if pk in found:
                    writer.write(sheet.row(found[pk]))
            done, rows = done + len(pks), rows + len(found)
            jobs.note(export, done=done, total=total)
    return rows
