"""The end of files: with their rows, and what either side left behind."""

import time
from functools import partial
from itertools import chain
from pathlib import Path
from typing import Any

import structlog
from django.db import transaction
from django.db.models.signals import post_delete

from forms_intake.files import storage
from forms_intake.models import Attachment

log = structlog.get_logger(__name__)

# Younger files may be of an upload that is under way: the row follows the file.
GRACE_S = 2 * 3600.0


def connect() -> None:
    """To be called when the app is ready: whoever deletes a row, the file goes with it."""
    post_delete.connect(_delete_file, sender=Attachment, dispatch_uid="attachment.file")


def sweep() -> tuple[int, int]:
    """Deletes files that no row and no upload needs, and tells of rows whose file is gone; returns how many of each."""
    known = set(Attachment.objects.values_list("stored", flat=True))
    unnamed = (path for path in storage.everything() if storage.name_of(path) not in known)
    orphans = [path for path in chain(unnamed, storage.spooled()) if _is_old(path)]
    for path in orphans:
        path.unlink(missing_ok=True)
    # Asked anew: rows may have gone since the list was made, and their files with them.
    missing = [name for name in known if not storage.exists(name)]
    lost = list(Attachment.objects.filter(stored__in=missing).values_list("pk", flat=True))
    for pk in lost:
        log.error("attachment.missing", pk=pk)
    log.info("attachments.swept", orphans=len(orphans), missing=len(lost))
    return len(orphans), len(lost)


def _is_old(path: Path) -> bool:
    """Not when it has gone since it was listed, with its row or its upload."""
    try:
        return path.stat(follow_symlinks=False).st_mtime < time.time() - GRACE_S
    except FileNotFoundError:
        return False


def _delete_file(instance: Attachment, **_: Any) -> None:
    """Once the deletion is certain; what fails then is found by the sweep."""
    transaction.on_commit(partial(storage.delete, instance.stored), robust=True)
