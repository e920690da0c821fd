"""One program: start it, pass its lines on, notice its end, and end it."""

import asyncio
import contextlib
import os
import signal
from asyncio.subprocess import PIPE, STDOUT, Process
from collections.abc import Mapping

from school.supervisor.output import Output
from school.supervisor.programs import Program

_GRACE_SECONDS = 3.0  # of the five that Ctrl-C may take; the rest is for PostgreSQL
_TICK = 0.05
_LONGEST_LINE = 16 * 1024 * 1024
_MOST_STARTS, _WITHIN_S = 5, 60.0
_PAUSE_S = 0.5


class EndedError(Exception):
    """A program is no longer there; the message is the sentence for the last line."""

    def __init__(self, name: str, code: int) -> None:
        how = f"was killed by {signal.Signals(-code).name}" if code < 0 else f"ended with exit code {code}"
        self.how = f"{name} {how}"
        super().__init__(f"{self.how}, so everything was stopped.")
        self.code = code


async def keep_alive(program: Program, env: Mapping[str, str], output: Output) -> None:
    """As `keep`; a program that comes back is started anew when it was killed, unless that happens again and again."""
    started: list[float] = []
    now = asyncio.get_running_loop().time
    while True:
        started = [*(at for at in started if now() - at < _WITHIN_S), now()]
        try:
            await keep(program, env, output)
        except EndedError as end:
            if not program.comes_back or end.code >= 0 or len(started) >= _MOST_STARTS:
                raise
            output.say(f"{end.how} and is started again.")
        # Longer each time.
        await asyncio.sleep(_PAUSE_S * (len(started) - 1))


async def keep(program: Program, env: Mapping[str, str], output: Output) -> None:
    """Run the program until it ends, then raise EndedError. When cancelled, end it; kill it if that takes too long."""
    process = await asyncio.create_subprocess_exec(
        *program.command, env=env, stdout=PIPE, stderr=STDOUT, start_new_session=True, limit=_LONGEST_LINE
    )
    lines = asyncio.create_task(_pass_on(process, program.name, output))
    try:
        await _ended(process)
        raise EndedError(program.name, process.returncode or 0)
    finally:
        await _end(process)
        await asyncio.wait([lines], timeout=1)


async def complete(program: Program, env: Mapping[str, str], output: Output) -> None:
    """Run a program that is meant to end; raises EndedError when it ends badly."""
    try:
        await keep(program, env, output)
    except EndedError as end:
        if end.code:
            raise


async def _pass_on(process: Process, name: str, output: Output) -> None:
    assert process.stdout is not None  # noqa: S101 - it is a pipe, the type checker cannot know
    async for line in process.stdout:
        output.line(name, line.decode(errors="replace").rstrip())


async def _ended(process: Process) -> None:
    while process.returncode is None:  # noqa: ASYNC110 - `wait()` also waits for grandchildren holding the pipe (3.11)
        await asyncio.sleep(_TICK)


async def _end(process: Process) -> None:
    """Ask the program itself, so that a worker finishes its deliveries; then kill what is left of its group."""
    try:
        if process.returncode is None:
            process.terminate()
            await asyncio.wait_for(_ended(process), _GRACE_SECONDS)
    except TimeoutError:
        pass
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        await _ended(process)
