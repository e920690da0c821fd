"""Find, start and end service processes; nothing here knows PostgreSQL from Redis."""

import hashlib
import os
import signal
import subprocess
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import psutil

_TICK = 0.02


class EmbeddedError(Exception):
    """A service cannot run here; the message is one sentence that says why and what to do."""


@dataclass(frozen=True)
class Account:
    """The system account a service runs under; None is the account of this process."""

    uid: int | None = None
    gid: int | None = None


def marker(folder: Path) -> str:
    """The word that the command line of every process serving `folder` carries."""
    return "school-" + hashlib.sha256(os.fsencode(folder)).hexdigest()[:12]


def serving(folder: Path, name: str) -> list[psutil.Process]:
    """The living processes called `name` that serve `folder`.

    Asked of the system each time, because a pid that was written down may belong to another process by now.
    """
    mark = marker(folder)
    found = psutil.process_iter(["name", "cmdline"])
    return [p for p in found if p.info["name"] == name and mark in " ".join(p.info["cmdline"] or [])]


def launch(command: Sequence[str | Path], log: Path, account: Account, env: dict[str, str]) -> psutil.Process:
    """Start a process that outlives this one, in a session of its own, writing to `log`.

    The shell in between leaves it to init: it is nobody's child, so it is never a zombie of ours, and Ctrl-C in the terminal
    does not reach it.
    """
    with log.open("ab") as sink:
        shell = subprocess.run(
            ["/bin/sh", "-c", '"$@" >&2 & echo $!', "sh", *command],
            check=True,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=sink,
            start_new_session=True,
            cwd="/",
            env=env,
            user=account.uid,
            group=account.gid,
            extra_groups=None if account.uid is None else [],
        )
    try:
        return psutil.Process(int(shell.stdout))
    except psutil.NoSuchProcess as error:
        raise did_not_start(command[0], log) from error


def alive(process: psutil.Process) -> bool:
    """Whether the process still runs; a zombie that nobody collects does not."""
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
    for how, patience in ((polite, seconds), (signal.SIGKILL, 5.0)):
        for process in remaining:
            send(process, how)
        wait_until(lambda: not any(alive(p) for p in remaining), patience)
        remaining = [p for p in remaining if alive(p)]


def send(process: psutil.Process, how: signal.Signals) -> None:
    """Signal a process that may be gone already."""
    try:
        process.send_signal(how)
    except psutil.NoSuchProcess:
        return


def did_not_start(program: str | Path, log: Path) -> EmbeddedError:
    """The error for a service that gave up, with its own last words."""
    lines = [line for line in log.read_text(errors="replace").splitlines() if line.strip()]
    return EmbeddedError(f"{Path(program).name} did not start; {log} ends with: {lines[-1].strip() if lines else 'nothing'}")
