"""Reading a file: scanned first where there is a scanner, and never when it was found harmful."""

import structlog

from forms_intake.enums import FileType, ScanState
from forms_intake.files import pictures, scanner, storage
from forms_intake.models import Attachment
from school import clock, live

log = structlog.get_logger(__name__)


class Locked(Exception):  # noqa: N818 - says what the file is
    """Not to be opened: harmful, or not scanned although it should be."""

    def __init__(self, state: ScanState) -> None:
        super().__init__(state)
        self.state = state


def content(row: Attachment) -> bytes:
    """The file. Raises Locked; FileNotFoundError when it is gone."""
    found = storage.read(row.stored)
    if scanner.is_set_up() and row.scan == ScanState.UNSCANNED:
        _scan(row, found)
    if row.scan == ScanState.INFECTED or (scanner.is_set_up() and row.scan != ScanState.CLEAN):
        raise Locked(ScanState(row.scan))
    return found


def small(row: Attachment) -> bytes:
    """A picture for the list, made when it is asked for. Raises like `content`, and ValueError for what is none."""
    if row.content_type != FileType.JPEG:
        raise ValueError("not a picture")
    return pictures.small(content(row))


def scan_waiting(submission: int) -> None:
    """Lets the scanner see what came with a slip; what it does not answer for is asked again when somebody opens it."""
    for row in Attachment.objects.filter(submission=submission, scan=ScanState.UNSCANNED):
        try:
            _scan(row, storage.read(row.stored))
        except FileNotFoundError:
            log.error("attachment.missing", pk=row.pk)


def _scan(row: Attachment, found: bytes) -> None:
    try:
        state = ScanState.CLEAN if scanner.is_clean(found) else ScanState.INFECTED
    except scanner.Unavailable:
        log.warning("attachment.scanner_unavailable", pk=row.pk)
        return
    row.scan, row.scanned_at = state, clock.now()
    row.save(update_fields=["scan", "scanned_at"])
    if state is ScanState.INFECTED:
        log.warning("attachment.infected", pk=row.pk)
    if row.submission_id:
        live.changed(f"submission:{row.submission_id}")
