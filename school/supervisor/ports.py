"""The ports the programs will listen on."""

import errno
import os
import socket

from school.supervisor.leftovers import RefusedError

_HOST = "127.0.0.1"
_NOBODYS = range(1, 65536)
# By the names of the environment variables.
USUAL = {"PORT": 8000, "LARK_EMULATOR_PORT": 8010}


def from_environment(name: str) -> int:
    """The port in the variable, else the usual one. Raises RefusedError when it is no port, or is not to be had."""
    text = os.environ.get(name) or str(USUAL[name])
    if not (text.isascii() and text.isdigit() and int(text) in _NOBODYS):
        raise RefusedError(f"{name} must be a port number from 1 to 65535, not {text!r}.")
    _try(name, int(text))
    return int(text)


def _try(name: str, port: int) -> None:
    try:
        _bind(port)
    except OSError as error:
        why = "is in use" if error.errno == errno.EADDRINUSE else f"cannot be used ({error.strerror})"
        raise RefusedError(
            f"Port {port} {why}; choose another, for example `make run {name}={_another(port)}`."
        ) from error


def _another(port: int) -> int:
    """A free port near by that none of our own programs will want."""
    ours = {os.environ.get(name) or str(usual) for name, usual in USUAL.items()}
    near = (each for each in (*range(port + 1, _NOBODYS.stop), *range(port - 1, 0, -1)) if str(each) not in ours)
    return next((each for each in near if _is_free(each)), port)


def _is_free(port: int) -> bool:
    try:
        _bind(port)
    except OSError:
        return False
    return True


def _bind(port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        probe.bind((_HOST, port))
