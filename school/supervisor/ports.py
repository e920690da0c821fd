"""The ports the programs will listen on."""

import errno
import os
import socket

from school.supervisor.leftovers import RefusedError

_HOST = "127.0.0.1"
_NOBODYS = range(1, 65536)


def from_environment(name: str, default: int) -> int:
    """The port in an environment variable. Raises RefusedError when it is no port, or is not to be had."""
    text = os.environ.get(name) or str(default)
    if not (text.isascii() and text.isdigit() and int(text) in _NOBODYS):
        raise RefusedError(f"{name} must be a port number from 1 to 65535, not {text!r}.")
    _try(name, int(text))
    return int(text)


def _try(name: str, port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((_HOST, port))
        except OSError as error:
            why = "is in use" if error.errno == errno.EADDRINUSE else f"cannot be used ({error.strerror})"
            raise RefusedError(
                f"Port {port} {why}; choose another, for example `make run {name}={port + 1}`."
            ) from error
