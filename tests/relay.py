"""Debian's coturn, for the tests of the relay."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from scripts.coturn import UNTESTED
from tests.processes import eventually, free_port

SECRET = "north-of-the-river-the-piano-is-tuned"


@contextmanager
def relaying(folder: Path, *options: str) -> Iterator[int]:
    """A relay with our secret and these options, on a port of its own."""
    port, log = free_port(), folder / "relay.log"
    where = ["--listening-ip", "127.0.0.1", "-p", str(port), "--no-tls", "--no-dtls"]
    trust = ["--use-auth-secret", "--static-auth-secret", SECRET, "--realm", "test"]
    files = ["--pidfile", str(folder / "pid"), "--userdb", str(folder / "db"), "--log-file", "stdout"]
    with log.open("wb") as output:
        process = subprocess.Popen(
            [_program(), *where, *trust, *files, *options], stdout=output, stderr=subprocess.STDOUT
        )
    try:
        eventually(lambda: b"SQLite DB connection success" in log.read_bytes(), what="a relay that listens")
        yield port
    finally:
        process.terminate()
        process.wait(10)


def _program() -> str:
    """`make test` has seen to it that there is one, or has said that there is none."""
    if os.environ.get("TURNSERVER") == UNTESTED:
        pytest.skip("THE RELAY IS NOT TESTED: install the package coturn")
    found = os.environ.get("TURNSERVER") or shutil.which("turnserver")
    assert found, f"No relay: run `make test`, install the package coturn, or set TURNSERVER={UNTESTED}"
    return found
