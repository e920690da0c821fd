"""Other processes that hold the embedded services, and what is left of them."""

import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from school.embedded.processes import serving

# A shell that runs the tests in the background lets its children ignore SIGINT; a person's terminal does not.
_HOLD = """
import signal
import sys
from pathlib import Path
from school.embedded import running
signal.signal(signal.SIGINT, signal.default_int_handler)
with running(Path(sys.argv[1])) as services:
    print(services.database_url, services.redis_url, flush=True)
    sys.stdin.read()
"""


def eventually(condition: Callable[[], bool], seconds: float = 20.0) -> bool:
    """Wait for the condition with a deadline; whether it came true."""
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.02)
    return True


def left_running(var: Path) -> list[str]:
    """The names of the service processes that still serve the folder."""
    names = {"postgres": var / "postgres", "redis-server": var / "redis"}
    return [name for name, folder in names.items() if serving(folder, name)]


@contextmanager
def temporary_var() -> Iterator[Path]:
    """A data folder with a path short enough for a socket; afterwards nothing may be serving it."""
    folder = Path(tempfile.mkdtemp(prefix="s")).resolve()
    try:
        yield folder / "var"
        assert left_running(folder / "var") == []
    finally:
        shutil.rmtree(folder)


@contextmanager
def holder(var: Path) -> Iterator["subprocess.Popen[str]"]:
    """A process inside `running(var)`; it leaves when its input is closed."""
    command = [sys.executable, "-c", _HOLD, str(var)]
    with subprocess.Popen(
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])},
    ) as process:
        try:
            yield process
        finally:
            process.kill()


def urls_of(process: "subprocess.Popen[str]") -> list[str]:
    """Wait until the holder is inside; its two addresses."""
    assert process.stdout is not None
    return process.stdout.readline().split()


def leave(process: "subprocess.Popen[str]") -> None:
    """Let the holder go, and wait until it is gone."""
    process.communicate(timeout=30)
