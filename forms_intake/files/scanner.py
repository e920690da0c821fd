"""The virus scanner: clamd, asked over its socket (INSTREAM); ATTACHMENT_SCANNER says where (docs/files.md)."""

import socket
import struct
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

from school import env

# clamd scans ten megabytes in about two seconds; a reader waits for it.
_SECONDS = 15.0
_CHUNK = 64 * 1024
_LONGEST_ANSWER = 4096


class Unavailable(Exception):  # noqa: N818 - says what the scanner is
    """No answer that says whether the file is clean; whoever asks must not take it for clean."""


def is_set_up() -> bool:
    """Whether there is a scanner at all."""
    return bool(_address())


def is_clean(content: bytes) -> bool:
    """What the scanner says about the file. Raises Unavailable."""
    try:
        with _connection() as clamd:
            clamd.sendall(b"zINSTREAM\0")
            for start in range(0, len(content), _CHUNK):
                part = content[start : start + _CHUNK]
                clamd.sendall(struct.pack("!L", len(part)) + part)
            clamd.sendall(struct.pack("!L", 0))
            answer = _answer(clamd)
    except (OSError, ValueError) as error:
        raise Unavailable from error
    if answer.endswith(b"FOUND"):
        return False
    if answer != b"stream: OK":
        raise Unavailable
    return True


def _address() -> str:
    return env.text("ATTACHMENT_SCANNER")


@contextmanager
def _connection() -> Iterator[socket.socket]:
    """`tcp://host:3310` or `unix:///path`; ValueError for anything else."""
    parts = urlsplit(_address())
    if parts.scheme == "unix":
        connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        connection.settimeout(_SECONDS)
        target = parts.path
        with connection:
            connection.connect(target)
            yield connection
    elif parts.scheme == "tcp" and parts.hostname:
        with socket.create_connection((parts.hostname, parts.port or 3310), _SECONDS) as connection:
            yield connection
    else:
        raise ValueError("not an address of a scanner")


def _answer(clamd: socket.socket) -> bytes:
    said = b""
    while b"\0" not in said and len(said) < _LONGEST_ANSWER and (more := clamd.recv(_LONGEST_ANSWER)):
        said += more
    return said.rstrip(b"\0\r\n")
