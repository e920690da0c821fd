"""Where exported files lie: a folder of their own, names made by chance, readable for this system alone."""

import errno
import hashlib
import os
import shutil
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings

from school import env

# Less free space than this counts as none: the database may live on the same disk.
RESERVE = 500_000_000  # bytes
_WORK = ".work-"
_GRACE_S = 60.0


def folder() -> Path:
    """Where the files lie: EXPORTS_DIR, or a folder beside the other data."""
    place = Path(env.text("EXPORTS_DIR", str(settings.VAR_DIR / "exports")))
    place.mkdir(mode=0o700, parents=True, exist_ok=True)
    return place


@contextmanager
def workplace(token: uuid.UUID) -> Iterator[Path]:
    """The path for one writer's file, in a folder of its own; whatever is still there afterwards goes."""
    place = folder() / f"{_WORK}{token.hex}"
    place.mkdir(mode=0o700)
    try:
        yield place / "file"
    finally:
        shutil.rmtree(place, ignore_errors=True)


def check_room() -> None:
    """OSError when there is too little room to go on."""
    if shutil.disk_usage(folder()).free < RESERVE:
        raise OSError(errno.ENOSPC, "no room for exports")


def described(path: Path) -> tuple[int, str]:
    """Size and SHA-256 of a file."""
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256")
    return path.stat().st_size, digest.hexdigest()


def keep(path: Path, name: uuid.UUID) -> None:
    """Moves a complete file to where it is fetched from; it survives a power cut."""
    path.chmod(0o600)
    with path.open("rb") as file:
        os.fsync(file.fileno())
    path.replace(path_of(name))


def path_of(name: uuid.UUID) -> Path:
    """Where the file of this name lies."""
    return folder() / name.hex


def delete(name: uuid.UUID) -> None:
    """Takes the file away; twice does no harm."""
    path_of(name).unlink(missing_ok=True)


def listed() -> list[Path]:
    """Everything there is: files, and the folders of writers."""
    return list(folder().iterdir())


def tidy(paths: list[Path], known: set[str]) -> int:
    """Deletes what belongs to nobody known, neither a file nor a writer by its token; returns how many."""
    left = [path for path in paths if path.name.removeprefix(_WORK) not in known and _is_old(path)]
    for path in left:
        if path.is_dir():
            shutil.rmtree(path, ignore_errors=True)
        else:
            path.unlink(missing_ok=True)
    return len(left)


def _is_old(path: Path) -> bool:
    """Not what was just moved here, and whose row is not committed yet."""
    try:
        return path.stat().st_mtime < time.time() - _GRACE_S
    except FileNotFoundError:
        return False
