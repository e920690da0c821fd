"""Which slip a file belongs to: none until the slip is stored, then that one for good."""

import uuid
from collections.abc import Iterable, Sequence

import structlog
from django.db import transaction

from forms_intake.files import scanner, storage
from forms_intake.files.kept import Kept
from forms_intake.models import Attachment, Submission
from school import aftercommit, clock

log = structlog.get_logger(__name__)


@transaction.atomic
def attach(submission: Submission, files: Iterable[Kept]) -> None:
    """Gives the slip its files. What another slip has already (edited and sent once more), this one gets a copy of."""
    chosen = [file.pk for file in files]
    if not chosen:
        return
    for row in Attachment.objects.select_for_update().filter(pk__in=chosen).order_by("pk"):
        if row.submission_id is None:
            row.submission, row.unsent_since = submission, None
            row.save(update_fields=["submission", "unsent_since"])
        elif row.submission_id != submission.pk:
            _copy(row, submission)
    if scanner.is_set_up():
        aftercommit.on_commit(_ask_for_a_scan, submission.pk)


def are_of(submission: Submission, files: Sequence[Kept]) -> bool:
    """Whether these are the files that were sent with this slip, whatever their names."""
    sent = set(submission.attachments.values_list("sha256", flat=True))
    return {file.sha256 for file in files} <= sent


def count(submission: Submission) -> int:
    """How many files the office finds with this slip: all that a card may say about them."""
    return submission.attachments.count()


def _ask_for_a_scan(submission: int) -> None:
    from forms_intake.tasks import scan_files  # tasks name this module's neighbours

    scan_files.apply_async((submission,), retry=False)


def _copy(row: Attachment, submission: Submission) -> None:
    """A file of its own on disk, so that each slip's goes when the slip goes."""
    original, row.pk, row.stored = row.stored, None, uuid.uuid4()
    try:
        storage.write(row.stored, storage.read(original))
    except OSError as error:
        # The slip counts for more; the office sees its answers, where the file is named.
        log.error("attachment.not_copied", submission=submission.pk, errno=error.errno)
        return
    row.submission, row.uploaded_at = submission, clock.now()
    row.save(force_insert=True)
