"""The programs that `make run` starts."""

import sys
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

_PYTHON = (sys.executable, "-m")
# Compressing what is small and soon sent would take 32 kB for each open socket.
_SOCKETS = ("--ws", "school.sockets:Socket", "--ws-max-size", "131072", "--ws-per-message-deflate", "false")
_WEB = ("--lifespan", "on", *_SOCKETS)


@dataclass(frozen=True)
class Program:
    """A name for the log and a command."""

    name: str
    command: Sequence[str]
    # Started anew when it was killed; whatever ends by itself would do so again.
    comes_back: bool = False


@dataclass(frozen=True)
class Plan:
    """What to run: `setup` to its end, `beside` from the start, the `system` once the set-up is through."""

    setup: Program | None
    beside: Sequence[Program]
    system: Sequence[Program]


def plan(port: int, emulator_port: int, var: Path, setup: Program | None) -> Plan:
    """The real thing: web, worker, beat and the Lark emulator."""
    return Plan(
        setup=setup,
        beside=[_uvicorn("emulator", "lark_emulator.app:app", emulator_port, "--lifespan", "off")],
        system=[
            # People's lessons outlive it, here as in production.
            replace(_uvicorn("web", "school.asgi:application", port, *_WEB), comes_back=True),
            _celery("worker", "--concurrency", "2", "--without-gossip", "--without-mingle"),
            _celery("beat", "--schedule", str(var / "beat-schedule")),
        ],
    )


def set_up(*mark: str) -> Program:
    """Brings the database up to date, and notes the mark if there is one."""
    return Program("setup", (*_PYTHON, "school.supervisor.setup", *mark))


def _uvicorn(name: str, application: str, port: int, *options: str) -> Program:
    # The access log would keep what people search for; school.middleware writes a line without it.
    common = ("--no-access-log", "--timeout-graceful-shutdown", "2")
    return Program(name, (*_PYTHON, "uvicorn", application, "--port", str(port), *options, *common))


def _celery(command: str, *options: str) -> Program:
    # No banner; and a developer's container runs everything as root, of which the worker would warn at each start.
    quiet = (sys.executable, "-W", "ignore:You're running the worker with superuser", "-m", "celery", "--quiet")
    return Program(command, (*quiet, "-A", "school", command, "--loglevel", "info", *options))
