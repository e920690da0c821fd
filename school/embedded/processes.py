"""Find, start and end service processes; nothing here knows PostgreSQL from Redis."""

import hashlib
import os
import signal
import time
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from pathlib import Path

import psutil

from school.embedded.access import Account, run_as
from school.embedded.errors import did_not_start

_TICK = 0.02
_KILL_SECONDS = 5.0


def marker(folder: Path) -> str:
    """The word that the command line of every process serving `folder` carries."""
    return "school-" + hashlib.sha256(os.fsencode(folder)).hexdigest()[:12]


def serving(folder: Path, name: str) -> list[psutil.Process]:
    """The living processes called `name` that serve `folder`.

    Asked of the system each time, because a pid that was written down may belong to another process by now.
    """
    return [process for process in psutil.process_iter() if serves(process, folder, name)]


def serves(process: psutil.Process, folder: Path, name: str) -> bool:
    """Whether this is a living process called `name` that serves `folder`."""
    try:
        return process.name() == name and marker(folder) in " ".join(process.cmdline())
    except psutil.Error:
        return False


def launch(command: Sequence[str | Path], log: Path, account: Account, env: dict[str, str]) -> psutil.Process:
    """Start a process that outlives this one, writing to `log`; the shell in between makes it init's child."""
    with log.open("ab") as sink:
        shell = run_as(account, ["/bin/sh", "-c", '"$@" >&2 & echo $!', "sh", *command], env, sink)
    try:
        return psutil.Process(int(shell.stdout))
    except psutil.NoSuchProcess as error:
        raise did_not_start(Path(command[0]).name, log) from error


def alive(process: psutil.Process) -> bool:
    """Whether the process still runs; a zombie that nobody has collected does not."""
    try:
        return process.is_running() and process.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def wait_until(condition: Callable[[], bool], seconds: float) -> bool:
    """Wait for the condition, at most `seconds`; say whether it came true."""
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            return False
        time.sleep(_TICK)
    return True


def end(processes: Iterable[psutil.Process], polite: signal.Signals, seconds: float) -> None:
    """Signal the processes and wait; what is still there after `seconds` is killed."""
    remaining = list(processes)
    for how, patience in ((polite, seconds), (signal.SIGKILL, _KILL_SECONDS)):
        for process in remaining:
            _send(process, how)
        wait_until(partial(_all_gone, remaining), patience)
        remaining = [p for p in remaining if alive(p)]


def _all_gone(processes: list[psutil.Process]) -> bool:
    return not any(alive(p) for p in processes)


def _send(process: psutil.Process, how: signal.Signals) -> None:
    try:
        process.send_signal(how)
    except psutil.NoSuchProcess:
        return
