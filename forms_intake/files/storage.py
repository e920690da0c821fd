"""Private storage: one file for each attachment, named by chance, readable for this system alone, served by no path."""

import os
import shutil
import tempfile
import uuid
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings

from school import env

# Less free space than this counts as none: the database may live on the same disk.
RESERVE = 500_000_000  # bytes


def folder() -> Path:
    """Where the files lie: ATTACHMENTS_DIR, or a folder beside the other data."""
    return Path(env.text("ATTACHMENTS_DIR", str(settings.VAR_DIR / "files")))


def write(name: uuid.UUID, content: bytes) -> None:
    """Stores the whole file or none of it. OSError when there is no room."""
    path = _path(name)
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    # Files of tempfile are readable for their owner alone.
    with tempfile.NamedTemporaryFile(dir=path.parent, prefix=".", delete=False) as file:
        try:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
            Path(file.name).replace(path)
        except BaseException:
            Path(file.name).unlink(missing_ok=True)
            raise


def read(name: uuid.UUID) -> bytes:
    """The file; FileNotFoundError when it is gone."""
    return _path(name).read_bytes()


def exists(name: uuid.UUID) -> bool:
    """Whether the file is there."""
    return _path(name).is_file()


def delete(name: uuid.UUID) -> None:
    """Takes the file away; twice does no harm."""
    _path(name).unlink(missing_ok=True)


def is_full() -> bool:
    """Whether the disk has too little room for more."""
    place = folder()
    place.mkdir(mode=0o700, parents=True, exist_ok=True)
    return shutil.disk_usage(place).free < RESERVE


def everything() -> Iterator[Path]:
    """All files there are, halves of broken-off uploads too."""
    return (path for path in folder().glob("*/*") if path.is_file())


def spooled() -> Iterator[Path]:
    """Uploads as they arrive, or as a web process left them that was killed (scripts/serve.sh)."""
    return (path for path in (settings.VAR_DIR / "incoming").glob("*") if path.is_file())


def name_of(path: Path) -> uuid.UUID | None:
    """The name under which `write` made the file; None for anything else."""
    try:
        return uuid.UUID(hex=path.name)
    except ValueError:
        return None


def _path(name: uuid.UUID) -> Path:
    return folder() / name.hex[:2] / name.hex
