"""Pictures of people: whatever was sent becomes a new, small, square JPEG that holds nothing else."""

import secrets
from collections.abc import Callable
from functools import partial
from typing import IO, Any, cast

import structlog
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile, File
from django.core.files.storage import Storage
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _
from PIL import ImageOps

from accounts.enums import Role
from accounts.models import User
from school import images

log = structlog.get_logger(__name__)

MOST_BYTES = 10_000_000
SIDE = 512  # pixels
_FORMATS = ("JPEG", "PNG", "WEBP")
_FOLDER, _ENDING = "people/", ".jpg"
# What Apple and some Android telephones write; Pillow alone cannot read it.
_HEIC = (b"heic", b"heix", b"hevc", b"heim", b"heis", b"mif1", b"msf1")


def squared(upload: "IO[bytes] | File[Any]") -> bytes:
    """The middle of the picture, upright, as a JPEG without metadata. Raises ValidationError that says what to send."""
    head = upload.read(16)
    upload.seek(0)
    if head[4:8] == b"ftyp" and head[8:12] in _HEIC:
        raise ValidationError(
            _("This is a HEIC picture. Take a screenshot of it, or save it as JPEG, and choose that"), code="heic"
        )
    refusal = _("Choose a JPEG, PNG or WebP picture")
    with images.opened(cast("IO[bytes]", upload), _FORMATS, refusal) as picture:
        # JPEG only: decodes at an eighth, a quarter or half of the size where that is enough.
        picture.draft(None, (2 * SIDE, 2 * SIDE))
        side = min(SIDE, *picture.size)
        small = ImageOps.fit(images.smooth(picture), (side, side))
        # The camera's note on how it was held; after this, nothing of its notes is needed.
        return images.jpeg(ImageOps.exif_transpose(small))


def change(person: User, upload: "IO[bytes] | File[Any]", *, by: User) -> None:
    """Gives the person the picture; the old file goes once that is certain. Raises ValidationError."""
    content = squared(upload)
    name = _storage().save(f"{_FOLDER}{secrets.token_hex(20)}{_ENDING}", ContentFile(content))
    try:
        _replace(person, name)
    except BaseException:
        _storage().delete(name)
        raise
    log.info("picture.changed", user=person.pk, by=by.pk)


def remove(person: User, *, by: User) -> None:
    """Takes the picture away; initials stand in its place."""
    _replace(person, "")
    log.info("picture.removed", user=person.pk, by=by.pk)


def may_see(reader: User, person: User) -> bool:
    """Oneself, the office, and teachers, who hold the lessons. Nobody else: many students are children."""
    return reader.may_enter and (reader.pk == person.pk or reader.is_staff or reader.role == Role.TEACHER)


def address(person: User) -> str:
    """Where the picture is served, an empty string without one; another picture has another address."""
    name: str = person.image.name or ""
    if not name:
        return ""
    return reverse("accounts:picture", args=[person.pk, name.removeprefix(_FOLDER).removesuffix(_ENDING)])


def stored(person: User, key: str) -> bytes | None:
    """The file behind `address`, or None when the person has another picture, none, or its file is gone."""
    name = f"{_FOLDER}{key}{_ENDING}"
    if not person.image.name or person.image.name != name:
        return None
    try:
        with _storage().open(name) as file:
            content: bytes = file.read()
    except FileNotFoundError:
        log.warning("picture.missing", user=person.pk)
        return None
    return content


def _storage() -> Storage:
    storage: Storage = User._meta.get_field("image").storage
    return storage


def _replace(person: User, name: str) -> None:
    with transaction.atomic():
        row = User.objects.select_for_update(of=("self",)).get(pk=person.pk)
        old, row.image.name = row.image.name, name
        row.save(update_fields=["image"])
        if old:
            delete: Callable[[], None] = partial(_storage().delete, old)
            transaction.on_commit(delete, robust=True)
    person.image.name = name
