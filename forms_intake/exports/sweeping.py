"""Every minute: what a worker left lying, files whose time is over, and whatever nobody was told of."""

import structlog

from forms_intake.enums import ExportState
from forms_intake.exports import jobs, storage
from forms_intake.models import Export

log = structlog.get_logger(__name__)


def sweep() -> None:
    """Makes up for lost calls, dead writers and deletions that did not come to their end."""
    resumed, expired = jobs.resume_abandoned(), jobs.expire()
    # Files before rows: what begins in between is not taken for something left over.
    listed = storage.listed()
    rows = Export.objects.filter(state__in=[ExportState.READY, ExportState.RUNNING])
    known = {name.hex for row in rows.values_list("stored", "lease_token") for name in row if name}
    left = storage.tidy(listed, known)
    if resumed or expired or left:
        log.info("exports.swept", resumed=resumed, expired=expired, left_over=left)
    if Export.objects.filter(state=ExportState.QUEUED).exists():
        jobs.wake()
