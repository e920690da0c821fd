"""One `make run` per data folder, and no programs left over from one that was killed."""

import fcntl
import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil

from school.embedded.processes import end, marker

VARIABLE = "SCHOOL_SUPERVISOR"
_SECONDS = 2.0


class RefusedError(Exception):
    """`make run` cannot start; the message is one sentence that says why and what to do."""


@contextmanager
def only_one(var: Path) -> Iterator[None]:
    """Refuse when another supervisor has this folder; the kernel frees the lock even when its holder is killed."""
    with (var / "supervisor.lock").open("a+") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            file.seek(0)
            sentence = f"`make run` is already running here (pid {file.read().strip()}); stop it, or set VAR_DIR."
            raise RefusedError(sentence) from None
        file.truncate(0)
        file.write(str(os.getpid()))
        file.flush()
        yield


def environment(var: Path) -> dict[str, str]:
    """What marks the programs of this folder's supervisor and, because it is inherited, whatever they start."""
    return {VARIABLE: marker(var)}


def end_leftovers(var: Path) -> int:
    """End the programs a killed supervisor left behind, known by their mark and not by a pid; how many there were."""
    left = [process for process in psutil.process_iter() if _environment_of(process).get(VARIABLE) == marker(var)]
    end(left, signal.SIGTERM, _SECONDS)
    return len(left)


def _environment_of(process: psutil.Process) -> dict[str, str]:
    try:
        return process.environ()
    except (psutil.Error, OSError):
        return {}
