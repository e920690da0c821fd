"""Taking a file in: looked at, made anew, stored. It belongs to no slip until one is sent."""

import hashlib
from typing import IO, Any, cast

import structlog
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _

from forms_intake.enums import FileType
from forms_intake.files import kinds, limits, names, pdfs, pictures, storage
from forms_intake.files.kinds import IMAGES, Kind
from forms_intake.models import Attachment
from school import turns

log = structlog.get_logger(__name__)


def keep(upload: "UploadedFile[Any]", *, field: str, takes: Kind, ip_hash: str) -> Attachment:
    """Stores what the sender chose. Raises ValidationError with a sentence that says what to do."""
    file = cast("IO[bytes]", upload)
    if not upload.size:
        raise ValidationError(_("This file is empty. Choose another one"), code="empty")
    if upload.size > limits.MOST_BYTES:
        raise refused(takes)
    kind = kinds.kind(file.read(kinds.HEAD))
    file.seek(0)
    if kind is None or kind not in takes:
        raise refused(takes)
    limits.check(ip_hash)
    content = _read(file, kind, takes, ip_hash)
    shape = FileType.JPEG if kind is IMAGES else FileType.PDF
    return _stored(content, shape, name=names.cleaned(upload.name, shape), field=field, ip_hash=ip_hash)


def refused(takes: Kind) -> ValidationError:
    """What may be chosen (slips.md section 2)."""
    if takes is IMAGES:
        return ValidationError(_("Pictures may have 10 MB at most (JPEG, PNG, HEIC or WebP)"), code="kind")
    return ValidationError(_("Files may have 10 MB at most and must be pictures or PDF"), code="kind")


def _read(file: IO[bytes], kind: Kind, takes: Kind, ip_hash: str) -> bytes:
    try:
        return _harmless(file, kind, takes)
    except turns.Busy as error:
        raise limits.no_room() from error
    except ValidationError:
        limits.count_refused(ip_hash)
        raise


def _harmless(file: IO[bytes], kind: Kind, takes: Kind) -> bytes:
    if kind is IMAGES:
        return pictures.remade(file, str(refused(takes).message))
    content = file.read()
    pdfs.check(content)
    return content


def _stored(content: bytes, shape: FileType, *, name: str, field: str, ip_hash: str) -> Attachment:
    digest = hashlib.sha256(content).hexdigest()
    row = Attachment(field=field, name=name, content_type=shape, size=len(content), sha256=digest, ip_hash=ip_hash)
    try:
        storage.write(row.stored, content)
    except OSError as error:
        log.error("attachment.not_stored", errno=error.errno)
        raise limits.no_room() from error
    try:
        row.save(force_insert=True)
    except BaseException:
        storage.delete(row.stored)
        raise
    log.info("attachment.uploaded", pk=row.pk, kind=shape.value, size=row.size)
    return row
