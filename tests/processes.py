"""Real processes for tests: on free loopback ports, stopped by their own ids, their output kept for failures."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import httpx

ROOT = Path(__file__).parent.parent
_DEADLINE_S = 30.0


class NotReadyError(AssertionError):
    """The process did not become ready; the text holds its output."""


def eventually(condition: Callable[[], object], *, seconds: float = _DEADLINE_S, what: str = "the condition") -> None:
    """Returns once the condition holds; fails after the deadline."""
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            raise AssertionError(f"{what} did not come true in {seconds:g} s")
        time.sleep(0.05)


def free_port() -> int:
    """A TCP port of 127.0.0.1 that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def chromium() -> str:
    """The system's browser; `make test` has seen to it that there is one."""
    names = (os.environ.get("CHROMIUM", ""), "chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
    found = next((path for path in map(shutil.which, filter(None, names)) if path), None)
    assert found, "No Chromium: run `make test`, or set CHROMIUM"
    return found


class Process:
    """One child in a process group of its own."""

    def __init__(self, *arguments: str, log: Path, environment: dict[str, str]) -> None:
        self.log = log
        with log.open("ab") as output:
            self.child = subprocess.Popen(
                [sys.executable, "-m", *arguments],
                cwd=ROOT,
                env=os.environ | environment,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    def output(self) -> str:
        """All it has written."""
        return self.log.read_text(errors="replace")

    def wait_for(self, condition: Callable[[], object]) -> None:
        """Until the condition holds; NotReadyError when the process ends or takes too long."""
        try:
            eventually(lambda: condition() or self.child.poll() is not None)
        except AssertionError as error:
            raise NotReadyError(self.output()[-4000:]) from error
        if self.child.poll() is not None:
            raise NotReadyError(self.output()[-4000:])

    def kill(self) -> None:
        """SIGKILL to the whole group: no chance to tidy up."""
        self._signal(signal.SIGKILL)
        self.child.wait(_DEADLINE_S)

    def stop(self) -> None:
        """SIGTERM, and SIGKILL to whatever is left after ten seconds."""
        self._signal(signal.SIGTERM)
        with suppress(subprocess.TimeoutExpired):
            self.child.wait(10)
        self.kill()

    def _signal(self, number: int) -> None:
        with suppress(ProcessLookupError):
            os.killpg(self.child.pid, number)


@contextmanager
def serving(application: str, *, log: Path, environment: dict[str, str], ready: str) -> Iterator[str]:
    """Uvicorn with an ASGI application; gives its address once `ready` answers 200."""
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    options = ["--host", "127.0.0.1", "--port", str(port), "--log-level", "warning"]
    options += [
        "--timeout-graceful-shutdown",
        "2",
        "--ws",
        "school.sockets:Socket",
        "--ws-per-message-deflate",
        "false",
    ]
    process = Process("uvicorn", application, *options, log=log, environment=environment | {"SITE_URL": url})
    try:
        process.wait_for(lambda: answers(url + ready))
        yield url
    finally:
        process.stop()


def answers(url: str) -> bool:
    """Whether a GET is answered with 200."""
    try:
        return httpx.get(url, timeout=2, trust_env=False).status_code == 200
    except httpx.HTTPError:
        return False
